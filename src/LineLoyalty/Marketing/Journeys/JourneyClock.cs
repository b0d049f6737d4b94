namespace LineLoyalty.Marketing.Journeys;

/// <summary>When steps come, and which way a draw goes; pure.</summary>
internal static class JourneyClock
{
    /// <summary>When a node is done waiting, for a member who comes to it at <paramref name="from"/>.</summary>
    /// <param name="anchor">The trigger's own day.</param>
    public static DateTime DueOf(JourneyNode node, DateTime from, DateTime anchor, BrandTime time) => node switch
    {
        WaitTime wait => After(from, wait.Length, time),
        WaitEvent wait => After(from, wait.Length, time),
        WaitDay wait => time.At(time.DayOf(anchor).AddDays(wait.Day), wait.At),
        WaitClock wait => NextClock(wait, from, time),
        _ => from,
    };

    /// <summary>Whole days keep the time of day, also where clocks change.</summary>
    private static DateTime After(DateTime from, TimeSpan length, BrandTime time)
    {
        if (length.Days == 0) return from + length;
        var local = time.Local(from);
        return time.At(DateOnly.FromDateTime(local).AddDays(length.Days), TimeOnly.FromDateTime(local)) + (length - TimeSpan.FromDays(length.Days));
    }

    private static DateTime NextClock(WaitClock wait, DateTime from, BrandTime time)
    {
        for (var day = time.DayOf(from); ; day = day.AddDays(1))
        {
            var at = time.At(day, wait.At);
            if (at >= from && (wait.Weekdays.Count == 0 || wait.Weekdays.Contains(BrandTime.Weekday(day)))) return at;
        }
    }

    /// <summary>Where a member stands whose day was longer ago: behind the last day-wait that is over, as far as only one way leads there.</summary>
    /// <returns>Null when nothing is left to do.</returns>
    public static string? StandsAt(JourneyDefinition definition, DateTime anchor, DateTime now, BrandTime time)
    {
        var stands = definition.Start;
        for (var node = definition.Find(stands); node is StraightNode straight; node = definition.Find(straight.Next))
        {
            if (straight is not WaitDay wait) continue;
            if (DueOf(wait, now, anchor, time) > now) break;
            stands = wait.Next;
        }
        return stands;
    }

    /// <summary>The wait for the first day after <paramref name="day"/>: where a member goes on who has had what came until then from elsewhere.</summary>
    public static string? WaitAfter(JourneyDefinition definition, int day)
    {
        for (var node = definition.Find(definition.Start); node is StraightNode straight; node = definition.Find(straight.Next))
        {
            if (straight is WaitDay wait && wait.Day > day) return wait.Id;
        }
        return null;
    }

    /// <summary>The same member always draws the same number in the same split: FNV-1a with a final mix, which every platform counts alike.</summary>
    public static string Draw(BranchSplit split, long journeyId, long memberId)
    {
        var hash = 14695981039346656037UL;
        Add((ulong)journeyId);
        foreach (var c in split.Id) Add(c);
        Add((ulong)memberId);
        // Neighbouring ids must not draw neighbouring numbers.
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccdUL;
        hash ^= hash >> 33;
        hash *= 0xc4ceb9fe1a85ec53UL;
        hash ^= hash >> 33;
        var drawn = (int)(hash % 100);
        for (var i = 0; i < split.Arms.Count; i++)
        {
            if ((drawn -= split.Arms[i].Percent) < 0) return split.Exits[i].Port;
        }
        return split.Exits[^1].Port;

        void Add(ulong value)
        {
            for (var i = 0; i < 8; i++) hash = (hash ^ (byte)(value >> (8 * i))) * 1099511628211UL;
        }
    }
}
