using System.Globalization;

namespace LineLoyalty.Marketing.Missions;

/// <summary>One round's time.</summary>
/// <param name="End">First instant after it; null for no end.</param>
internal sealed record MissionWindow(string Key, DateTime Start, DateTime? End)
{
    public bool Holds(DateTime at) => at >= Start && !(at >= End);
}

/// <summary>Which round of a mission an instant belongs to.</summary>
internal static class MissionWindows
{
    public const string Once = "once";

    public static DateOnly Monday(DateOnly day) => day.AddDays(1 - BrandTime.Weekday(day));

    /// <summary>Null when the mission is not on at that instant, or is only given.</summary>
    /// <param name="since">When the mission was first switched on.</param>
    /// <param name="from">From when a member's own days count: joining, or coming into the segment.</param>
    public static MissionWindow? At(MissionDefinition says, DateTime since, DateTime at, DateTime from, BrandTime time)
    {
        if (says.For == MissionFor.Given) return null;
        var (start, end) = Whole(says, since, time);
        if (at < start || at >= end) return null;
        if (says.Days is { } days)
        {
            // Whose days were over before it began does not take part.
            return Only(new MissionWindow(Once, Later(start, from), Earlier(end, time.EndOf(time.DayOf(from).AddDays(days)))), at);
        }
        var day = time.DayOf(at);
        switch (says.Repeat)
        {
            case MissionRepeat.Weekly:
                var monday = Monday(day);
                return new MissionWindow($"w:{monday:yyyy-MM-dd}", Later(start, time.StartOf(monday)), Earlier(end, time.StartOf(monday.AddDays(7))));
            case MissionRepeat.Monthly:
                var first = new DateOnly(day.Year, day.Month, 1);
                return new MissionWindow(string.Create(CultureInfo.InvariantCulture, $"m:{first:yyyy-MM}"), Later(start, time.StartOf(first)), Earlier(end, time.StartOf(first.AddMonths(1))));
            default:
                return new MissionWindow(Once, start, end);
        }
    }

    /// <summary>From when and until when a mission given now can be worked on; null when it is over.</summary>
    public static MissionWindow? Given(MissionDefinition says, string key, DateTime now, BrandTime time)
    {
        var (start, end) = Whole(says, now, time);
        return now >= end || start > now ? null : new MissionWindow("given:" + key, now, says.Days is { } days ? Earlier(end, time.EndOf(time.DayOf(now).AddDays(days))) : end);
    }

    private static (DateTime Start, DateTime? End) Whole(MissionDefinition says, DateTime since, BrandTime time) =>
        (says.FirstDay is { } first ? time.StartOf(first) : since, says.LastDay is { } last ? time.EndOf(last) : null);

    private static MissionWindow? Only(MissionWindow window, DateTime at) => window.Holds(at) ? window : null;

    private static DateTime Later(DateTime a, DateTime b) => a > b ? a : b;

    private static DateTime Earlier(DateTime? a, DateTime b) => a < b ? a.Value : b;
}
