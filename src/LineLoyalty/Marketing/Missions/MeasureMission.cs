namespace LineLoyalty.Marketing.Missions;

/// <param name="Paid">The line's share of what was paid, returns taken off.</param>
public sealed record MissionLine(string? Sku, string? Category, int Quantity, long Paid, bool Counts);

/// <param name="Day">The store's business day of <paramref name="At"/>.</param>
/// <param name="Lines">What has not come back.</param>
public sealed record MissionSale(DateTime At, DateOnly Day, string Store, string Channel, IReadOnlyList<MissionLine> Lines);

/// <param name="Campaign">Null for a journey's message.</param>
/// <param name="Link">Number of the link in the push, or in the step's message.</param>
public sealed record MissionClick(DateTime At, long? Campaign, int Link)
{
    /// <summary>Of a journey's message: which journey, and which of its steps.</summary>
    public (long Journey, string Node)? Step { get; init; }
}

/// <summary>Everything a member did that a goal may ask about.</summary>
public sealed record MissionFacts
{
    public IReadOnlyList<MissionSale> Sales { get; init; } = [];
    /// <summary>At most one a day.</summary>
    public IReadOnlyList<DateTime> CheckIns { get; init; } = [];
    public IReadOnlyList<DateTime> Friends { get; init; } = [];
    public IReadOnlyList<MissionClick> Clicks { get; init; } = [];
    public bool ProfileComplete { get; init; }
}

/// <param name="Done">At most <paramref name="Needed"/>.</param>
public sealed record GoalProgress(long Done, long Needed)
{
    public bool Reached => Done >= Needed;
}

/// <param name="Done">In the mission's own measure, see <see cref="MissionDefinition.Needed"/>.</param>
public sealed record MissionProgress(long Done, long Needed, IReadOnlyList<GoalProgress> Goals)
{
    public bool Finished => Done >= Needed;
    public bool Begun => Goals.Any(g => g.Done > 0);
}

/// <summary>How far a member has come. Neither clock nor database: phone, bot and background ask the same.</summary>
internal static class MeasureMission
{
    /// <param name="until">First instant that does not count any more.</param>
    /// <param name="day">The brand's day of an instant, for check-ins; a sale has its own.</param>
    /// <param name="today">To show it: of a run of weeks that is broken, nothing is left. Null to settle it: what was reached once stays reached.</param>
    public static MissionProgress For(MissionDefinition says, MissionFacts facts, DateTime from, DateTime? until, Func<DateTime, DateOnly> day, DateOnly? today)
    {
        bool Within(DateTime at) => at >= from && !(at >= until);
        var sales = facts.Sales.Where(s => Within(s.At)).ToList();
        var goals = says.Goals.Select(goal =>
        {
            var done = goal switch
            {
                PurchasesGoal g => sales.Count(s => Fits(s, g.Of)),
                SpendGoal g => sales.Where(s => Fits(s, g.Of)).Sum(s => Counted(s, g.Of).Sum(l => l.Paid)),
                StoresGoal => sales.Where(s => Fits(s, null)).Select(s => s.Store).Distinct(StringComparer.Ordinal).Count(),
                VarietyGoal g => sales.Where(s => Fits(s, g.Of)).SelectMany(s => Counted(s, g.Of)).Select(l => g.Categories ? l.Category : l.Sku).OfType<string>().Distinct(StringComparer.Ordinal).Count(),
                CheckInsGoal => facts.CheckIns.Count(Within),
                FriendsGoal => facts.Friends.Count(Within),
                ProfileGoal => facts.ProfileComplete ? 1 : 0,
                ClickGoal g => facts.Clicks.Where(c => Within(c.At) && (g.Campaign is null || c.Campaign == g.Campaign)).DistinctBy(c => (c.Campaign, c.Step, c.Link)).Count(),
                WeeksGoal g => Weeks(g.Weeks, sales.Where(s => Fits(s, null)).Select(s => s.Day).Concat(facts.CheckIns.Where(Within).Select(day)), today),
                _ => throw new InvalidOperationException($"No measure for {goal.GetType().Name}."),
            };
            return new GoalProgress(Math.Clamp(done, 0, goal.Needed), goal.Needed);
        }).ToList();
        var needed = says.Needed;
        var whole = goals.Count == 1 ? goals[0].Done : goals.Count(g => g.Reached);
        return new MissionProgress(Math.Min(whole, needed), needed, goals);
    }

    /// <summary>The goods in a sale that a goal counts.</summary>
    private static IEnumerable<MissionLine> Counted(MissionSale sale, SaleFilter? of)
    {
        var any = of is not ({ Categories.Count: > 0 } or { Skus.Count: > 0 });
        return sale.Lines.Where(l => l.Counts && l.Quantity > 0 && (any || of!.Categories?.Contains(l.Category ?? "") == true || of.Skus?.Contains(l.Sku ?? "") == true));
    }

    private static bool Fits(MissionSale sale, SaleFilter? of)
    {
        if (of?.Stores is { Count: > 0 } stores && !stores.Contains(sale.Store)) return false;
        if (of?.Channel is { } channel && channel != sale.Channel) return false;
        var lines = Counted(sale, of).ToList();
        return lines.Count > 0 && (of?.AtLeast is not { } least || lines.Sum(l => l.Paid) >= least);
    }

    /// <summary>The longest run of weeks; to show, the one that can still go on.</summary>
    private static long Weeks(int needed, IEnumerable<DateOnly> visits, DateOnly? today)
    {
        var (longest, run, last) = (0, 0, DateOnly.MinValue);
        foreach (var week in visits.Select(MissionWindows.Monday).Distinct().Order())
        {
            run = week.DayNumber == last.DayNumber + 7 ? run + 1 : 1;
            (longest, last) = (Math.Max(longest, run), week);
        }
        if (today is not { } now || longest >= needed) return longest;
        return last >= MissionWindows.Monday(now).AddDays(-7) ? run : 0;
    }
}
