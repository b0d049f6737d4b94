using LineLoyalty.Conversation.Bot.Messages;
using LineLoyalty.Data;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Conversation.Bot;

/// <summary>What the bot reads to answer about points and about what ends soon.</summary>
internal sealed class ReadAccount(LoyaltyDb db, BrandTime time, ReadCoupons coupons)
{
    private const int Movements = 3;
    private const int SoonDays = 30;

    /// <summary>The newest changes of the balance; the lines of one purchase are one change.</summary>
    public async Task<List<PointsMovement>> LatestAsync(long memberId, BotStyle style, CancellationToken ct)
    {
        // A purchase rarely has more than a few lines, so this is enough for three changes.
        var lines = await db.PointsEntries.AsNoTracking().Where(e => e.MemberId == memberId).OrderByDescending(e => e.Id).Take(Movements * 8).ToListAsync(ct);
        var groups = lines.GroupBy(e => e.PurchaseId is null ? $"{e.Id}" : $"{e.Kind}:{e.PurchaseId}:{e.RefundId}").Take(Movements).Select(g => g.ToList()).ToList();
        var sales = groups.Select(g => g[0].PurchaseId).OfType<long>().ToList();
        var stores = await (from p in db.Purchases where sales.Contains(p.Id) join s in db.Stores on p.StoreId equals s.Id select new { p.Id, Name = style.English && s.NameEn != "" ? s.NameEn : s.Name })
            .ToDictionaryAsync(p => p.Id, p => p.Name, ct);
        return [.. groups.Select(g => Movement(g, stores, style))];
    }

    private static PointsMovement Movement(List<PointsEntry> group, Dictionary<long, string> stores, BotStyle style)
    {
        var (first, w) = (group[0], style.Account);
        var reason = first.Kind != PointsEntryKind.Earn ? w.Reason(first.Kind, first.Reason)
            : first.PurchaseId is { } sale ? w.Purchase(stores.GetValueOrDefault(sale))
            : Enum.TryParse<EarningEvent>(first.Reason, ignoreCase: true, out var done) ? EarningWords.Event(done, style.English) : w.Reason(first.Kind, first.Reason);
        var why = first.Kind == PointsEntryKind.Earn && group.Count == 1 && EarnedView.Of(first, style.English) is { } earned ? earned.Why : "";
        return new PointsMovement(first.At, reason, why, group.Sum(e => e.Points));
    }

    /// <summary>Points by day and coupons one by one that end within 30 days, soonest first.</summary>
    public async Task<List<Expiring>> ExpiringAsync(long memberId, BotStyle style, CancellationToken ct)
    {
        var (now, until) = (time.Now, time.EndOf(time.Today.AddDays(SoonDays)));
        var lots = await db.PointsLots.AsNoTracking().Where(l => l.MemberId == memberId && l.Remaining > 0 && l.ExpiresAt > now && l.ExpiresAt <= until)
            .Select(l => new { l.Remaining, At = l.ExpiresAt!.Value }).ToListAsync(ct);
        var points = lots.GroupBy(l => l.At).Select(g => new Expiring(g.Key.AddTicks(-1), style.Account.PointsOf(BotStyle.Number(g.Sum(l => l.Remaining))), false));
        var tickets = (await coupons.OfAsync(memberId, ct)).Where(c => c is { State: "usable", NeverExpires: false } && c.ValidUntil < until)
            .Select(c => new Expiring(c.ValidUntil, style.English && c.TitleEn.Length > 0 ? c.TitleEn : c.Title, true));
        return [.. points.Concat(tickets).OrderBy(t => t.At)];
    }
}
