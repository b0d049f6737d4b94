namespace LineLoyalty.Rewards.Tiers;

/// <summary>Reasons a tier period begins with.</summary>
public static class TierReasons
{
    public const string Join = "join";
    public const string Upgrade = "upgrade";
    public const string Renewal = "renewal";
    public const string Downgrade = "downgrade";
    public const string Refund = "refund";
    public const string Import = "import";
}

/// <summary>What the programme's levels say about a sum of spend; pure.</summary>
public sealed class TierRules(IEnumerable<Tier> tiers)
{
    public const int Months = 12;

    private readonly List<Tier> levels = [.. tiers.OrderBy(t => t.Level) is var ordered && ordered.Any()
        ? ordered : throw new InvalidOperationException("The programme has no tiers: SeedProgramme has not run.")];

    public IReadOnlyList<Tier> Levels => levels;
    public Tier Lowest => levels[0];

    public Tier Of(int level) => levels.Find(t => t.Level == level) ?? Lowest;

    /// <summary>The highest tier that a spend reaches.</summary>
    public Tier ReachedBy(long spend) => levels.FindLast(t => t.Threshold <= spend) ?? Lowest;

    public Tier? Next(int level) => levels.Find(t => t.Level > level);

    /// <summary>A tier reached on <paramref name="day"/> is kept for 12 months: to the end of the day before the same day next year. The first level has no end.</summary>
    public DateTime? ValidUntil(int level, DateOnly day, BrandTime time) =>
        level <= Lowest.Level ? null : time.StartOf(day.AddMonths(Months));
}
