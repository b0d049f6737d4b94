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
    public const string Bought = "bought";
    public const string Manual = "manual";
}

/// <summary>What the programme's levels say; pure.</summary>
public sealed class TierRules(IEnumerable<Tier> tiers)
{
    private readonly List<Tier> levels = [.. tiers.OrderBy(t => t.Level) is var ordered && ordered.Any()
        ? ordered : throw new InvalidOperationException("The programme has no tiers: SeedProgramme has not run.")];

    public IReadOnlyList<Tier> Levels => levels;
    public Tier Lowest => levels[0];

    public Tier Of(int level) => levels.Find(t => t.Level == level) ?? Lowest;

    /// <summary>Points have to be summed only when some level asks for them.</summary>
    public bool AsksForPoints => levels.Exists(t => t.Reach?.Points is not null || t.Keep?.Points is not null);

    public bool AsksForVisits => levels.Exists(t => t.Reach?.Visits is not null || t.Keep?.Visits is not null);

    /// <summary>The highest open level whose demand is met by what its own months show; the first level asks for nothing.</summary>
    public Tier ReachedBy(Func<int, TierStats> statsOfMonths) =>
        levels.FindLast(t => t.Active && t.Reach is { } reach && reach.IsMetBy(statsOfMonths(t.Months))) ?? Lowest;

    /// <summary>The highest open level, not below the one held, that comes with a product of a sale.</summary>
    public Tier? BoughtBy(IReadOnlyCollection<string> skus, int held) =>
        levels.FindLast(t => t.Active && t.Sku is not null && t.Level >= held && skus.Contains(t.Sku, StringComparer.OrdinalIgnoreCase));

    /// <summary>The next level that purchases can reach and that everybody may know of.</summary>
    public Tier? Next(int level) => levels.Find(t => t.Level > level && t.Active && !t.Hidden && t.Reach is not null);

    /// <summary>One step down, passing over levels that are bought, given by hand or closed.</summary>
    public Tier Below(int level) => levels.FindLast(t => t.Level < level && t.Active && t.Reach is not null) ?? Lowest;

    /// <summary>First instant after a period that begins on <paramref name="day"/>; the first level has no end.</summary>
    public DateTime? ValidUntil(int level, DateOnly day, BrandTime time)
    {
        if (level <= Lowest.Level) return null;
        var tier = Of(level);
        return time.StartOf(tier.ValidDays is { } days ? day.AddDays(days) : day.AddMonths(tier.ValidMonths));
    }
}
