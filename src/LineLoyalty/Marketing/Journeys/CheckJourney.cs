namespace LineLoyalty.Marketing.Journeys;

/// <summary>Everything that keeps a drawn journey from being published; pure.</summary>
internal static class CheckJourney
{
    internal const int MostNodes = 60;

    public static IReadOnlyList<JourneyFault> Faults(JourneyDefinition definition)
    {
        var found = new List<JourneyFault>();
        definition.Trigger.AddFaults(found);
        if (definition.Entry.Again is < 0 or > 3650) found.Add(new("entry", "journey.again", "重複進入的間隔請填 0–3650 天。", "Give 0 to 3650 days between entries."));
        if (definition.Entry.Most is < 1 or > 1000) found.Add(new("entry", "journey.most", "最多進入次數請填 1–1000。", "Give 1 to 1000 entries."));
        if (definition.Entry.RampPerDay is < 0 or > 1_000_000) found.Add(new("entry", "journey.ramp", "每日補入人數不正確。", "The daily number is wrong."));
        if (definition.Entry is { Segment: not null, Who: null }) found.Add(new("entry", "journey.segment", "找不到限定的分眾。", "There is no such segment."));
        if (definition.Entry.Who?.Faults() is [var who, ..]) found.Add(new("entry", who.Code, who.Chinese, who.English));
        if (definition.AttributionDays is < 1 or > 30) found.Add(new("ends", "journey.attribution", "成效計算的天數請填 1–30 天。", "Give 1 to 30 days for what counts as its own."));
        foreach (var end in definition.Ends) end.On.AddFaults("ends", found);
        if (definition.Nodes.Count is 0 or > MostNodes) found.Add(new("nodes", "journey.nodes", $"旅程需要 1–{MostNodes} 個步驟。", $"A journey has 1 to {MostNodes} steps."));
        var ids = definition.Nodes.Select(n => n.Id).ToHashSet(StringComparer.Ordinal);
        if (ids.Count != definition.Nodes.Count) found.Add(new("nodes", "journey.twice", "有步驟的編號重複。", "Two steps have the same id."));
        foreach (var node in definition.Nodes)
        {
            if (node.Id is not { Length: > 0 and <= Enrolment.LongestNode } || !node.Id.All(char.IsAsciiLetterOrDigit)) found.Add(new(node.Id ?? "nodes", "journey.id", "步驟編號不正確。", "The step's id is wrong."));
            node.AddFaults(found);
            if (node.Exits.Any(e => e.To is not null && !ids.Contains(e.To))) found.Add(new(node.Id!, "journey.dangling", "連到不存在的步驟。", "Leads to a step that does not exist."));
        }
        if (definition.Start is null || !ids.Contains(definition.Start)) found.Add(new("trigger", "journey.start", "請從觸發條件接上第一個步驟。", "Join the first step to the trigger."));
        if (found.Count > 0) return found;

        var reached = Reached(definition);
        foreach (var node in definition.Nodes.Where(n => !reached.Contains(n.Id))) found.Add(new(node.Id, "journey.unreached", "沒有任何路線會走到這個步驟。", "No way leads to this step."));
        if (HurriedLoop(definition) is { } loop) found.Add(new(loop, "journey.loop", "這個迴圈裡沒有等待，會一直重複執行。", "This circle holds no wait: it would go round and round."));
        return found;
    }

    private static HashSet<string> Reached(JourneyDefinition definition)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([definition.Start!]);
        while (open.TryPop(out var id))
        {
            if (!seen.Add(id)) continue;
            foreach (var exit in definition.Find(id)!.Exits) if (exit.To is { } to) open.Push(to);
        }
        return seen;
    }

    /// <summary>A node from which a member could come back to it without waiting at least an hour; a day waited for does not come again.</summary>
    private static string? HurriedLoop(JourneyDefinition definition)
    {
        foreach (var start in definition.Nodes.Where(n => !Waits(n)))
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var open = new Stack<string>(Next(start));
            while (open.TryPop(out var id))
            {
                if (id == start.Id) return id;
                var node = definition.Find(id)!;
                if (Waits(node) || !seen.Add(id)) continue;
                foreach (var next in Next(node)) open.Push(next);
            }
        }
        return null;

        static bool Waits(JourneyNode node) => node is WaitClock or WaitEvent or WaitTime { Length.TotalHours: >= 1 };
        static IEnumerable<string> Next(JourneyNode node) => node.Exits.Select(e => e.To).OfType<string>();
    }
}
