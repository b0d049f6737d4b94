using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Purchases;

/// <summary>What earning rules may ask about a sale: its own time, and the member as they were then.</summary>
public sealed class GatherSaleFacts(LoyaltyDb db, BrandTime time, EvaluateTier tiers)
{
    public async Task<EarningFacts> ExecuteAsync(Sale sale, Member member, IReadOnlyList<PricedLine> lines, PointsProgramme programme, CancellationToken ct)
    {
        var asked = programme.Rules.Where(r => r.Says.Event == EarningEvent.Sale).Select(r => r.Says.Conditions).ToList();
        return new EarningFacts
        {
            Local = time.Local(sale.OccurredAt), Day = sale.Day, Store = sale.StoreCode, Channel = sale.Channel, Payment = sale.Payment,
            Tier = asked.Exists(c => c.Tiers is { Count: > 0 }) ? await TierAtAsync(member.Id, sale.OccurredAt, ct) : null,
            FirstPurchase = member.PurchaseCount == 0, BirthMonth = member.BirthMonth,
            Lines = [.. lines.Select((l, i) => new FactLine(i, l.Sku, l.Category, l.Quantity, l.Paid, l.EarnsPoints, l.Delivery))],
            Given = await CapUseAsync(member.Id, sale.Day, programme, ct),
        };
    }

    /// <summary>The level held when a sale began: the one that sale itself brings counts from the next.</summary>
    public async Task<string?> TierAtAsync(long memberId, DateTime at, CancellationToken ct)
    {
        var levels = (await tiers.RulesAsync(ct)).Levels;
        var level = await LevelAt.On(db)(db, memberId, at, ct) ?? levels[0].Level;
        return levels.FirstOrDefault(t => t.Level == level)?.Code;
    }

    private static readonly KnownQuery<Func<LoyaltyDb, long, DateTime, CancellationToken, Task<int?>>> LevelAt = new(() => EF.CompileAsyncQuery(
        (LoyaltyDb db, long memberId, DateTime at, CancellationToken ct) => db.TierPeriods.Where(p => p.MemberId == memberId && p.FromAt < at)
            .OrderByDescending(p => p.FromAt).ThenByDescending(p => p.Id).Select(p => (int?)p.Level).FirstOrDefault()));

    /// <summary>Net of what returns took back, so that a return frees what it used up.</summary>
    private async Task<Dictionary<string, CapUse>> CapUseAsync(long memberId, DateOnly day, PointsProgramme programme, CancellationToken ct)
    {
        var capped = programme.Rules.Where(r => r.Says is { Event: EarningEvent.Sale } and ({ CapPerDay: not null } or { CapPerMember: not null })).ToList();
        if (capped.Count == 0) return [];
        var codes = capped.Select(r => r.Code).ToList();
        // No store's day begins before the calendar's.
        var dayStart = time.StartOf(day);
        var given = db.PointsEntries.Where(e => e.MemberId == memberId && e.Rule != null && codes.Contains(e.Rule)
            && (e.Kind == PointsEntryKind.Earn || e.Kind == PointsEntryKind.TakeBack));
        var today = await given.Where(e => e.At >= dayStart && db.Purchases.Any(p => p.Id == e.PurchaseId && p.SoldOn == day))
            .GroupBy(e => e.Rule!).Select(g => new { g.Key, Sum = g.Sum(e => e.Points) }).ToDictionaryAsync(g => g.Key, g => g.Sum, ct);
        var all = capped.Exists(r => r.Says.CapPerMember is not null)
            ? await given.GroupBy(e => e.Rule!).Select(g => new { g.Key, Sum = g.Sum(e => e.Points) }).ToDictionaryAsync(g => g.Key, g => g.Sum, ct)
            : [];
        return codes.ToDictionary(c => c, c => new CapUse(today.GetValueOrDefault(c), all.GetValueOrDefault(c)));
    }
}
