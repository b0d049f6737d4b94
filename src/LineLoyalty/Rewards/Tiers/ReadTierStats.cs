using LineLoyalty.Data;
using LineLoyalty.Rewards.Points;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Tiers;

/// <summary>Sums what a member did, net of returns, by the brand's days.</summary>
public sealed class ReadTierStats(LoyaltyDb db, BrandTime time)
{
    private sealed record Sums(long Spend, long Largest);

    private static readonly KnownQuery<Func<LoyaltyDb, long, DateOnly, DateOnly, CancellationToken, Task<Sums?>>> Sales = new(() => EF.CompileAsyncQuery(
        (LoyaltyDb db, long memberId, DateOnly after, DateOnly until, CancellationToken ct) =>
            db.Purchases.Where(p => p.MemberId == memberId && p.SoldOn > after && p.SoldOn <= until && p.Paid > p.Refunded + p.VouchersRefunded)
                .GroupBy(p => p.MemberId)
                .Select(g => new Sums(g.Sum(p => p.Paid - p.Refunded - p.VouchersRefunded), g.Max(p => p.Paid - p.Refunded - p.VouchersRefunded)))
                .FirstOrDefault()));

    private static readonly KnownQuery<Func<LoyaltyDb, long, DateOnly, DateOnly, CancellationToken, Task<int>>> Days = new(() => EF.CompileAsyncQuery(
        (LoyaltyDb db, long memberId, DateOnly after, DateOnly until, CancellationToken ct) =>
            db.Purchases.Where(p => p.MemberId == memberId && p.SoldOn > after && p.SoldOn <= until && p.Paid > p.Refunded + p.VouchersRefunded).Select(p => p.SoldOn).Distinct().Count()));

    /// <summary>Days after <paramref name="after"/> up to and including <paramref name="until"/>.</summary>
    /// <param name="withPoints">Points are summed from the ledger only when somebody asks for them.</param>
    /// <param name="withVisits">Likewise days with a sale, which cost more to count than money.</param>
    public async Task<TierStats> BetweenAsync(long memberId, DateOnly after, DateOnly until, bool withPoints, CancellationToken ct, bool withVisits = true)
    {
        var sales = await Sales.On(db)(db, memberId, after, until, ct);
        var visits = withVisits && sales is not null ? await Days.On(db)(db, memberId, after, until, ct) : 0;
        var points = withPoints ? await PointsAsync(memberId, after, until, ct) : 0;
        return new TierStats(sales?.Spend ?? 0, visits, sales?.Largest ?? 0, points);
    }

    /// <summary>The months that end with <paramref name="day"/>, for each number of months some level looks back on.</summary>
    public async Task<Func<int, TierStats>> BeforeAsync(long memberId, DateOnly day, TierRules rules, CancellationToken ct)
    {
        var shown = new Dictionary<int, TierStats>();
        foreach (var months in rules.Levels.Where(t => t.Active && t.Reach is not null).Select(t => t.Months).Distinct())
        {
            shown[months] = await BetweenAsync(memberId, day.AddMonths(-months), day, rules.AsksForPoints, ct, rules.AsksForVisits);
        }
        return months => shown[months];
    }

    // What another member gave was earned by them. What a return took back, or found lapsed, comes off the day it was earned on; a return is never earlier than that.
    private async Task<long> PointsAsync(long memberId, DateOnly after, DateOnly until, CancellationToken ct)
    {
        var (from, to) = (time.EndOf(after), time.EndOf(until));
        var earned = await CountedIn(db, after, until, from, to).Where(e => e.MemberId == memberId).SumAsync(e => e.Points, ct);
        return earned - await db.Purchases.Where(p => p.MemberId == memberId && p.SoldOn > after && p.SoldOn <= until).SumAsync(p => p.PointsLapsed, ct);
    }

    /// <summary>Entries whose points were earned in those days: a sale's on its business day, others on the brand's.</summary>
    /// <param name="start">First instant of the days.</param>
    /// <param name="end">First instant after them.</param>
    internal static IQueryable<PointsEntry> CountedIn(LoyaltyDb db, DateOnly after, DateOnly until, DateTime start, DateTime end) =>
        from e in db.PointsEntries
        where e.At >= start && (e.Kind == PointsEntryKind.TakeBack || (e.Kind == PointsEntryKind.Earn && e.Reason != PointsReasons.Gift && e.Reason != PointsReasons.Family))
        let earnedAt = e.Kind == PointsEntryKind.Earn ? e.At : e.EarnedAt
        join p in db.Purchases on e.PurchaseId equals p.Id into sales
        from sale in sales.DefaultIfEmpty()
        where sale != null && sale.OccurredAt == earnedAt ? sale.SoldOn > after && sale.SoldOn <= until : earnedAt >= start && earnedAt < end
        select e;
}
