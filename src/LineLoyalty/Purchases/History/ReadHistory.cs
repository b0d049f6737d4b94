using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Points.Gifts;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Purchases.History;

public sealed record HistoryLine(string Name, int Quantity, long Amount);

/// <param name="Kind"><c>purchase</c>, <c>refund</c>, <c>earn</c>, <c>spend</c>, <c>expire</c>, <c>adjust</c> or <c>coupon</c>.</param>
/// <param name="Points">Signed change of the balance.</param>
/// <param name="Reason">For a coupon what became of it: <c>issued</c>, <c>redeemed</c>, <c>returned</c>, <c>expired</c>.</param>
public sealed record HistoryEntry(string Id, DateTime At, string Kind, string Title)
{
    public string? StoreName { get; init; }
    public long? Amount { get; init; }
    public long? Points { get; init; }
    public IReadOnlyList<HistoryLine>? Lines { get; init; }
    public string? Reason { get; init; }
    /// <summary>Of a purchase: the points it earned, rule by rule, and why.</summary>
    public IReadOnlyList<EarnedView>? Earned { get; init; }
}

/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record HistoryPage(IReadOnlyList<HistoryEntry> Entries, string? Next);

/// <summary>A member's own view of their timeline, newest first.</summary>
public sealed class ReadHistory(LoyaltyDb db)
{
    public const int LargestPage = 50;

    private static readonly string[] Shown =
    [
        MemberEvents.Purchased, MemberEvents.Refunded, MemberEvents.PointsExpired, MemberEvents.PointsAdjusted, MemberEvents.PointsEarned,
        MemberEvents.PointsOffered, MemberEvents.PointsTakenBack, MemberEvents.CouponOffered, MemberEvents.CouponTakenBack, MemberEvents.CouponGiven, MemberEvents.CouponReceived,
        MemberEvents.CouponIssued, MemberEvents.CouponRedeemed, MemberEvents.CouponReturned, MemberEvents.CouponExpired,
        MemberEvents.RewardRedeemed, MemberEvents.RewardCancelled, MemberEvents.DrawEntered,
    ];

    /// <param name="before">Cursor of an earlier page, or null for the first.</param>
    public async Task<Outcome<HistoryPage>> ExecuteAsync(long memberId, string? before, int limit, CancellationToken ct)
    {
        var events = db.MemberEvents.AsNoTracking().Where(e => e.MemberId == memberId && Shown.Contains(e.Kind));
        if (before is not null)
        {
            if (!TryReadCursor(before, out var at, out var id)) return HistoryRefusals.CursorInvalid;
            events = events.Where(e => e.At <= at && (e.At < at || e.Id < id));
        }
        var size = Math.Clamp(limit, 1, LargestPage);
        var rows = await events.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(size + 1).ToListAsync(ct);
        var page = rows.Take(size).Select(e => (Event: e, Facts: Facts.Of(e.Data))).ToList();
        var english = await db.Members.Where(m => m.Id == memberId).Select(m => m.Language).SingleOrDefaultAsync(ct) is "en";
        var entries = await DescribeAsync(page, english, ct);
        return new HistoryPage(entries, rows.Count > size ? Cursor(rows[size - 1]) : null);
    }

    private async Task<List<HistoryEntry>> DescribeAsync(List<(MemberEvent Event, Facts Facts)> page, bool english, CancellationToken ct)
    {
        var purchaseIds = page.Select(p => p.Facts.Purchase).OfType<long>().Distinct().ToList();
        var purchases = await db.Purchases.AsNoTracking().Include(p => p.Lines).Where(p => purchaseIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        var earned = (await db.PointsEntries.AsNoTracking().Where(e => e.PurchaseId != null && purchaseIds.Contains(e.PurchaseId.Value) && e.Kind == PointsEntryKind.Earn)
            .OrderBy(e => e.Id).ToListAsync(ct)).ToLookup(e => e.PurchaseId!.Value, e => EarnedView.Of(e, english));
        var refundIds = page.Select(p => p.Facts.Refund).OfType<long>().ToList();
        var refunds = await db.Refunds.AsNoTracking().Include(r => r.Lines).Where(r => refundIds.Contains(r.Id)).ToDictionaryAsync(r => r.Id, ct);
        var couponIds = page.Select(p => p.Facts.Coupon).OfType<long>().Distinct().ToList();
        // Projected first: a dictionary's selectors run here, where the definition is not loaded.
        var coupons = await db.Coupons.Where(c => couponIds.Contains(c.Id))
            .Select(c => new { c.Id, Title = english && c.Definition.TitleEn != "" ? c.Definition.TitleEn : c.Definition.Title })
            .ToDictionaryAsync(c => c.Id, c => c.Title, ct);
        var redemptionIds = page.Select(p => p.Facts.Redemption).OfType<long>().Distinct().ToList();
        var rewards = await db.Redemptions.Where(r => redemptionIds.Contains(r.Id)).Select(r => new { r.Id, Name = english && r.Item.NameEn != "" ? r.Item.NameEn : r.Item.Name })
            .ToDictionaryAsync(r => r.Id, r => r.Name, ct);
        var drawIds = page.Select(p => p.Facts.Draw).OfType<long>().Distinct().ToList();
        var draws = await db.Draws.Where(d => drawIds.Contains(d.Id)).Select(d => new { d.Id, Name = english && d.NameEn != "" ? d.NameEn : d.Name }).ToDictionaryAsync(d => d.Id, d => d.Name, ct);
        var stores = await db.Stores.AsNoTracking().ToDictionaryAsync(s => s.Id, s => english && s.NameEn != "" ? s.NameEn : s.Name, ct);

        var giftIds = page.Select(p => p.Facts.Gift).OfType<long>().Distinct().ToList();
        var gifts = (await db.PointsGifts.AsNoTracking().Where(g => giftIds.Contains(g.Id))
                .Select(g => new { g.Id, g.GiverId, g.State, g.Until, Receiver = db.Members.Where(m => m.Id == g.ReceiverId).Select(m => m.Name).FirstOrDefault() }).ToListAsync(ct))
            .ToDictionary(g => g.Id, g => new GiftFacts(g.GiverId, g.State, g.Receiver is null ? null : Names.Mask(g.Receiver)));
        var friendIds = page.Select(p => p.Facts.Friend).OfType<long>().Concat(gifts.Values.Select(g => g.GiverId)).Distinct().ToList();
        var friends = (await db.Members.Where(m => friendIds.Contains(m.Id)).Select(m => new { m.Id, m.Name }).ToListAsync(ct)).ToDictionary(m => m.Id, m => Names.Mask(m.Name));

        List<HistoryEntry> entries = [];
        foreach (var (e, facts) in page)
        {
            var id = e.Id.ToString(CultureInfo.InvariantCulture);
            switch (e.Kind)
            {
                case MemberEvents.Purchased when facts.Purchase is { } key && purchases.GetValueOrDefault(key) is { } sale:
                    entries.Add(new HistoryEntry(id, e.At, "purchase", english ? "Purchase" : "消費")
                    {
                        StoreName = stores.GetValueOrDefault(sale.StoreId), Amount = sale.Paid, Points = sale.PointsEarned - sale.PointsRedeemed,
                        Lines = [.. sale.Lines.OrderBy(l => l.Position).Select(l => new HistoryLine(l.Name, l.Quantity, l.Amount))],
                        Earned = [.. earned[key].OfType<EarnedView>()],
                    });
                    break;
                case MemberEvents.Refunded when facts.Refund is { } key && refunds.GetValueOrDefault(key) is { } refund:
                    var of = purchases.GetValueOrDefault(refund.PurchaseId);
                    entries.Add(new HistoryEntry(id, e.At, "refund", english ? "Return" : "退貨")
                    {
                        StoreName = of is null ? null : stores.GetValueOrDefault(of.StoreId), Amount = -refund.Amount,
                        Points = refund.PointsGivenBack - refund.PointsTakenBack,
                        Lines = of is null ? null : [.. refund.Lines.OrderBy(l => l.Position)
                            .Select(l => new HistoryLine(of.Lines.Find(o => o.Position == l.Position)?.Name ?? "", l.Quantity, -l.Amount))],
                        Reason = refund.Reason,
                    });
                    break;
                case MemberEvents.PointsExpired:
                    entries.Add(new HistoryEntry(id, e.At, "expire", english ? "Points expired" : "點數到期") { Points = -facts.Points });
                    break;
                case MemberEvents.PointsEarned:
                    var what = Enum.TryParse<EarningEvent>(facts.Reason, ignoreCase: true, out var done) ? EarningWords.Event(done, english)
                        : facts.Reason == PointsReasons.Gift ? facts.Points < 0 ? english ? "Points given" : "轉贈點數" : english ? "Points received" : "收到點數"
                        : facts.Reason == PointsReasons.Mission ? facts.Points < 0 ? english ? "Mission reward taken back" : "收回任務獎勵" : english ? "Mission reward" : "任務獎勵"
                        : facts.Reason == PointsReasons.Stamps ? facts.Points < 0 ? english ? "Stamp card reward taken back" : "收回集點卡獎勵" : english ? "Stamp card reward" : "集點卡獎勵"
                        : facts.Reason == PointsReasons.Draw ? english ? "Won in a draw" : "抽獎中獎"
                        : facts.Reason == PointsReasons.Refund ? english ? "Voucher paid back, points taken back" : "禮券退費，收回點數"
                        : english ? "Points" : "獲得點數";
                    var friend = facts.Friend ?? (facts.Gift is { } given ? gifts.GetValueOrDefault(given)?.GiverId : null);
                    entries.Add(new HistoryEntry(id, e.At, "earn", friend is { } other && friends.GetValueOrDefault(other) is { } name ? GiftWords.With(facts.Points ?? 0, name, facts.Reason == PointsReasons.Family, english) : what)
                    {
                        Points = facts.Points, StoreName = facts.Store is { } checkedIn ? stores.GetValueOrDefault(checkedIn) : null,
                    });
                    break;
                case MemberEvents.PointsOffered or MemberEvents.PointsTakenBack:
                    entries.Add(GiftWords.Own(id, e, facts.Points ?? 0, facts.Gift is { } own ? gifts.GetValueOrDefault(own) : null, facts.Reason, english));
                    break;
                case MemberEvents.PointsAdjusted:
                    entries.Add(new HistoryEntry(id, e.At, "adjust", english ? "Points adjusted" : "點數調整") { Points = facts.Points });
                    break;
                case MemberEvents.RewardRedeemed or MemberEvents.RewardCancelled when facts.Redemption is { } key && rewards.GetValueOrDefault(key) is { } reward:
                    var back = e.Kind == MemberEvents.RewardCancelled;
                    entries.Add(new HistoryEntry(id, e.At, "spend", back ? english ? $"Taken back: {reward}" : $"取消兌換：{reward}" : english ? $"Redeemed: {reward}" : $"兌換：{reward}")
                    {
                        StoreName = facts.Store is { } where ? stores.GetValueOrDefault(where) : null, Points = back ? facts.Points : -facts.Points,
                    });
                    break;
                // A free entry is no movement of points.
                case MemberEvents.DrawEntered when facts is { Draw: { } key, Points: > 0 and { } price } && draws.GetValueOrDefault(key) is { } draw:
                    entries.Add(new HistoryEntry(id, e.At, "spend", english ? $"Draw: {draw}" : $"參加抽獎：{draw}") { Points = -price });
                    break;
                case MemberEvents.CouponIssued or MemberEvents.CouponRedeemed or MemberEvents.CouponReturned or MemberEvents.CouponExpired
                    or MemberEvents.CouponOffered or MemberEvents.CouponTakenBack or MemberEvents.CouponGiven or MemberEvents.CouponReceived
                    when facts.Coupon is { } key && coupons.GetValueOrDefault(key) is { } title:
                    entries.Add(new HistoryEntry(id, e.At, "coupon", title)
                    {
                        StoreName = facts.Store is { } store ? stores.GetValueOrDefault(store) : null, Reason = e.Kind["coupon.".Length..],
                    });
                    break;
            }
        }
        return entries;
    }

    private static string Cursor(MemberEvent e) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{e.At.Ticks}.{e.Id}")));

    private static bool TryReadCursor(string text, out DateTime at, out long id)
    {
        (at, id) = (default, 0);
        if (text.Length > 80 || !Base64Url.IsValid(text)) return false;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('.');
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || ticks > DateTime.MaxValue.Ticks || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out id)) return false;
        at = new DateTime(ticks, DateTimeKind.Utc);
        return true;
    }

    private readonly record struct Facts(long? Purchase, long? Refund, long? Coupon, long? Redemption, long? Store, long? Points, long? Gift, long? Friend, long? Draw, string? Reason)
    {
        public static Facts Of(string? data) => data is null ? default : JsonSerializer.Deserialize<Facts>(data, JsonSerializerOptions.Web);
    }
}

internal static class HistoryRefusals
{
    public static readonly Refusal CursorInvalid = new("history.cursor_invalid",
        "This is not a cursor of an earlier page.", "無法讀取此頁，請重新整理。", Microsoft.AspNetCore.Http.StatusCodes.Status400BadRequest);
}
