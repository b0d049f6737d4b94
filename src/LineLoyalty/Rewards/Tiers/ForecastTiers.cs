using LineLoyalty.Data;
using LineLoyalty.Rewards.Points;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Tiers;

/// <param name="Now">Members who are in the level today.</param>
/// <param name="Justified">Members whose purchases would bring them there by the rules in question.</param>
public sealed record TierForecast(Tier Tier, int Now, int Justified);

/// <summary>Says before levels are changed how many members each would hold, from what members really did.</summary>
public sealed class ForecastTiers(LoyaltyDb db, BrandTime time)
{
    public async Task<IReadOnlyList<TierForecast>> ExecuteAsync(TierRules rules, CancellationToken ct)
    {
        var today = time.Today;
        var held = await db.Members.Where(m => m.ErasedAt == null).GroupBy(m => m.TierLevel).Select(g => new { Level = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Level, g => g.Count, ct);
        var byMonths = new Dictionary<int, Dictionary<long, TierStats>>();
        foreach (var months in rules.Levels.Where(t => t.Active && t.Reach is not null).Select(t => t.Months).Distinct())
        {
            byMonths[months] = await ShownAsync(today.AddMonths(-months), today, rules.AsksForPoints, ct);
        }
        var justified = byMonths.Values.SelectMany(m => m.Keys).Distinct()
            .Select(id => rules.ReachedBy(months => byMonths[months].GetValueOrDefault(id)).Level)
            .GroupBy(level => level).ToDictionary(g => g.Key, g => g.Count());
        var idle = held.Values.Sum() - justified.Values.Sum();
        justified[rules.Lowest.Level] = justified.GetValueOrDefault(rules.Lowest.Level) + idle;
        return [.. rules.Levels.Select(t => new TierForecast(t, held.GetValueOrDefault(t.Level), justified.GetValueOrDefault(t.Level)))];
    }

    private async Task<Dictionary<long, TierStats>> ShownAsync(DateOnly after, DateOnly until, bool withPoints, CancellationToken ct)
    {
        var sales = await db.Purchases
            .Where(p => p.MemberId != null && db.Members.Any(m => m.Id == p.MemberId && m.ErasedAt == null) && p.SoldOn > after && p.SoldOn <= until && p.Paid > p.Refunded + p.VouchersRefunded)
            .GroupBy(p => p.MemberId!.Value)
            .Select(g => new
            {
                g.Key, Spend = g.Sum(p => p.Paid - p.Refunded - p.VouchersRefunded), Largest = g.Max(p => p.Paid - p.Refunded - p.VouchersRefunded), Visits = g.Select(p => p.SoldOn).Distinct().Count(),
            })
            .ToDictionaryAsync(g => g.Key, g => new TierStats(g.Spend, g.Visits, g.Largest, 0), ct);
        if (!withPoints) return sales;
        var (from, to) = (time.EndOf(after), time.EndOf(until));
        var points = await ReadTierStats.CountedIn(db, after, until, from, to)
            .GroupBy(e => e.MemberId).Select(g => new { g.Key, Points = g.Sum(e => e.Points) }).ToListAsync(ct);
        var lapsed = await db.Purchases.Where(p => p.MemberId != null && p.SoldOn > after && p.SoldOn <= until && p.PointsLapsed > 0)
            .GroupBy(p => p.MemberId!.Value).Select(g => new { g.Key, Points = g.Sum(p => p.PointsLapsed) }).ToDictionaryAsync(g => g.Key, g => g.Points, ct);
        foreach (var p in points) sales[p.Key] = sales.GetValueOrDefault(p.Key) with { Points = p.Points - lapsed.GetValueOrDefault(p.Key) };
        return sales;
    }
}
