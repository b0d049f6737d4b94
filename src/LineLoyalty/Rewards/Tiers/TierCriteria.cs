using System.Text.Json.Serialization;

namespace LineLoyalty.Rewards.Tiers;

/// <summary>What a member did within a stretch of days, net of returns.</summary>
/// <param name="Spend">Whole NT$ paid.</param>
/// <param name="Visits">Days with at least one sale that was kept.</param>
/// <param name="LargestSale">The largest single sale, whole NT$.</param>
/// <param name="Points">Points earned by oneself, less points taken back.</param>
public readonly record struct TierStats(long Spend, int Visits, long LargestSale, long Points)
{
    public long Of(TierMeasure measure) => measure switch
    {
        TierMeasure.Spend => Spend,
        TierMeasure.Visits => Visits,
        TierMeasure.SingleSale => LargestSale,
        _ => Points,
    };
}

[JsonConverter(typeof(JsonStringEnumConverter<TierMeasure>))]
public enum TierMeasure { Spend, Visits, SingleSale, Points }

/// <summary>One thing a level asks for, and how much of it there is.</summary>
public readonly record struct TierNeed(TierMeasure Measure, long Required, long Have)
{
    public long Missing => Math.Max(0, Required - Have);
    public bool IsMet => Have >= Required;
}

/// <summary>What it takes to reach a level, or to keep it: all of what is named, or any one of it.</summary>
/// <param name="Any">One is enough; else all are asked for.</param>
/// <param name="Spend">Whole NT$; null is not asked for, as below.</param>
/// <param name="Visits">Days with a sale.</param>
/// <param name="SingleSale">One sale of at least so many NT$.</param>
/// <param name="Points">Points earned.</param>
public sealed record TierCriteria(bool Any = false, long? Spend = null, int? Visits = null, long? SingleSale = null, long? Points = null)
{
    public IReadOnlyList<TierNeed> Needs(TierStats stats) =>
    [
        .. new (TierMeasure Measure, long? Required)[]
        {
            (TierMeasure.Spend, Spend), (TierMeasure.Visits, Visits), (TierMeasure.SingleSale, SingleSale), (TierMeasure.Points, Points),
        }.Where(n => n.Required is not null).Select(n => new TierNeed(n.Measure, n.Required!.Value, stats.Of(n.Measure))),
    ];

    /// <summary>Nothing asked for is never met: such a level is given by hand or bought.</summary>
    public bool IsMetBy(TierStats stats)
    {
        var needs = Needs(stats);
        return needs.Count > 0 && (Any ? needs.Any(n => n.IsMet) : needs.All(n => n.IsMet));
    }
}
