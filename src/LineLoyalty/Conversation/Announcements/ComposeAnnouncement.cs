using Line.Messaging.Messages;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Card;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Conversation.Announcements;

/// <summary>Puts what one action did into the words of one message.</summary>
internal sealed class ComposeAnnouncement(LoyaltyDb db, ReadStore stores, ReadCard cards, ReadMissionBook missions, AnnouncementMessages messages, BrandTime time)
{
    /// <returns>Null when there is nothing to tell, such as a sale that earned and used nothing.</returns>
    public async Task<Message?> ExecuteAsync(Member member, IReadOnlyList<AnnouncedEvent> news, CancellationToken ct)
    {
        var words = AnnouncementWords.In(member.Language);
        var titles = await TitlesAsync(news, words.English, ct);
        AnnouncedEvent? Of(string kind) => news.FirstOrDefault(e => e.Event.Kind == kind);
        var told = Of(MemberEvents.Purchased) is { } sale ? await SaleAsync(sale, news, titles, words, ct)
            : Of(MemberEvents.Refunded) is { } refund ? await RefundAsync(refund, news, titles, words, ct)
            : (Of(MemberEvents.MissionFinished) ?? Of(MemberEvents.MissionUndone)) is { } mission ? await MissionAsync(mission, news, titles, words, ct)
            : Others(news, titles, words);
        if (told is null) return null;
        // Whoever recorded a sale here had every lot of its buyer in hand.
        var points = Of(MemberEvents.Purchased)?.Facts.Purchase is { } bought && db.Loaded<Purchase>().FindEntry(bought) is not null
            ? cards.Points(db.Loaded<PointsLot>().Where(l => l.MemberId == member.Id)) : await cards.PointsAsync(member.Id, ct);
        return messages.Compose(member, told with { Balance = points.Balance });
    }

    private async Task<Announcement?> SaleAsync(AnnouncedEvent sale, IReadOnlyList<AnnouncedEvent> news, Dictionary<long, string> titles, AnnouncementWords w, CancellationToken ct)
    {
        var id = sale.Facts.Purchase!.Value;
        var known = db.Loaded<Purchase>().FindEntry(id)?.Entity;
        var purchase = known ?? await db.Purchases.AsNoTracking().SingleAsync(p => p.Id == id, ct);
        var rest = Rows(news.Where(e => e != sale), titles, w);
        if (purchase is { PointsEarned: 0, PointsRedeemed: 0 } && rest.Count == 0) return null;
        // The lots of a sale are born in its own unit: where the sale is at hand, so are they.
        var lots = known is not null ? db.Loaded<PointsLot>().Where(l => l.PurchaseId == id)
            : (IEnumerable<PointsLot>)await db.PointsLots.AsNoTracking().Where(l => l.PurchaseId == id).ToListAsync(ct);
        var waiting = lots.Where(l => l.AvailableAt > time.Now && l.Remaining > 0).Min(l => (DateTime?)l.AvailableAt);
        List<(string, string)> rows = [(w.Store, await StoreAsync(purchase.StoreId, w.English, ct)), (w.Paid, AnnouncementWords.Money(purchase.Paid))];
        if (purchase.PointsRedeemed > 0) rows.Add((w.PointsUsed, w.Used(purchase.PointsRedeemed, purchase.PointsDiscount)));
        rows.AddRange(rest);
        if (purchase.PointsEarned > 0 && waiting is { } from) rows.Add((w.UsableFrom, w.Day(time.DayOf(from))));
        return new Announcement(w.SaleTitle(purchase.PointsEarned), rows)
        {
            Figure = purchase.PointsEarned > 0 ? purchase.PointsEarned : null, Alt = w.SaleAlt(purchase.Paid, purchase.PointsEarned), Why = w.Why, Entry = sale.Event.Id,
        };
    }

    private async Task<Announcement> RefundAsync(AnnouncedEvent told, IReadOnlyList<AnnouncedEvent> news, Dictionary<long, string> titles, AnnouncementWords w, CancellationToken ct)
    {
        var id = told.Facts.Refund!.Value;
        var refund = db.Loaded<Refund>().FindEntry(id)?.Entity ?? await db.Refunds.AsNoTracking().SingleAsync(r => r.Id == id, ct);
        List<(string, string)> rows = [(w.Refunded, AnnouncementWords.Money(refund.Amount))];
        if (refund.PointsGivenBack > 0) rows.Add((w.PointsGivenBack, w.Signed(refund.PointsGivenBack)));
        if (refund.PointsTakenBack > 0) rows.Add((w.PointsTakenBack, w.Signed(-refund.PointsTakenBack)));
        rows.AddRange(Rows(news.Where(e => e != told), titles, w));
        return new Announcement(w.RefundTitle, rows) { Alt = w.RefundAlt(refund.Amount), Why = w.Details, Entry = told.Event.Id };
    }

    private async Task<Announcement> MissionAsync(AnnouncedEvent told, IReadOnlyList<AnnouncedEvent> news, Dictionary<long, string> titles, AnnouncementWords w, CancellationToken ct)
    {
        var name = (await missions.ExecuteAsync(ct)).ByCode(told.Facts.Mission)?.NameIn(w.English) ?? "";
        var done = told.Event.Kind == MemberEvents.MissionFinished;
        var points = done ? news.Where(e => e.Event.Kind == MemberEvents.PointsEarned).Sum(e => e.Facts.Points ?? 0) : -(told.Facts.Points ?? 0);
        return new Announcement(done ? w.MissionDone : w.MissionUndone, [(w.Mission, name), .. Rows(news.Where(e => e != told && e.Event.Kind != MemberEvents.PointsEarned), titles, w)])
        {
            Figure = points == 0 ? null : points, Alt = $"{(done ? w.MissionDone : w.MissionUndone)} {name}", Why = w.Details, Entry = told.Event.Id, ToMissions = true,
        };
    }

    private static Announcement? Others(IReadOnlyList<AnnouncedEvent> news, Dictionary<long, string> titles, AnnouncementWords w)
    {
        var rows = Rows(news, titles, w);
        if (rows.Count == 0) return null;
        var points = news.Sum(e => e.Event.Kind switch
        {
            MemberEvents.PointsEarned or MemberEvents.PointsAdjusted or MemberEvents.PointsTakenBack or MemberEvents.PointsGiven or MemberEvents.RewardCancelled => e.Facts.Points ?? 0,
            MemberEvents.RewardRedeemed or MemberEvents.PointsExpired => -(e.Facts.Points ?? 0),
            _ => 0,
        });
        var first = rows[0];
        // One thing needs no table: its name is the title.
        var alone = rows.Count == 1 && points != 0;
        // What the points were given for also comes as a coupon.
        var title = alone ? first.Label : news.Any(e => e.Event.Kind == MemberEvents.RewardRedeemed) ? w.RewardTitle
            : w.Title(points, news.Any(e => e.Event.Kind is MemberEvents.CouponIssued or MemberEvents.CouponReceived));
        return new Announcement(title, alone ? [] : rows)
        {
            Figure = points == 0 ? null : points, Alt = $"{first.Label} {first.Value}", Why = w.Details, Entry = news[0].Event.Id,
            ToWallet = points == 0 && news.Any(e => e.Facts.Coupon is not null),
        };
    }

    private static List<(string Label, string Value)> Rows(IEnumerable<AnnouncedEvent> news, Dictionary<long, string> titles, AnnouncementWords w)
    {
        List<(string, string)> rows = [];
        foreach (var (e, facts) in news.Select(n => (n.Event, n.Facts)))
        {
            var coupon = facts.Coupon is { } key ? titles.GetValueOrDefault(key) : null;
            if (e.Kind is MemberEvents.PointsEarned && facts.Points is { } points) rows.Add((Earned(facts, w), w.Signed(points)));
            else if (e.Kind is MemberEvents.PointsAdjusted && facts.Points is { } changed) rows.Add((w.Adjusted, w.Signed(changed)));
            else if (e.Kind is MemberEvents.PointsExpired && facts.Points is { } gone) rows.Add((w.Expired, w.Signed(-gone)));
            else if (e.Kind is MemberEvents.PointsGiven && facts.Points is { } given) rows.Add((w.FriendTook, w.Signed(given)));
            else if (e.Kind is MemberEvents.PointsTakenBack && facts.Points is { } back) rows.Add((w.GiftCameBack, w.Signed(back)));
            else if (e.Kind is MemberEvents.RewardRedeemed && facts.Points is { } spent) rows.Add((w.Redeemed, w.Signed(-spent)));
            else if (e.Kind is MemberEvents.RewardCancelled && facts.Points is { } returned) rows.Add((w.RedemptionCancelled, w.Signed(returned)));
            else if (coupon is not null && w.Coupon(e.Kind) is { } label) rows.Add((label, coupon));
        }
        return rows;
    }

    private static string Earned(AnnouncedFacts facts, AnnouncementWords w) =>
        facts.Reason == PointsReasons.Gift ? facts.Points < 0 ? w.GiftGiven : w.GiftReceived
        : facts.Reason == PointsReasons.Family ? facts.Points < 0 ? w.FamilyUsed : w.FamilyGave
        : facts.Reason == PointsReasons.Mission ? w.MissionReward
        : Enum.TryParse<EarningEvent>(facts.Reason, ignoreCase: true, out var done) ? EarningWords.Event(done, w.English) : w.PointsEarned;

    private Task<Dictionary<long, string>> TitlesAsync(IReadOnlyList<AnnouncedEvent> news, bool english, CancellationToken ct)
    {
        var ids = news.Select(e => e.Facts.Coupon).OfType<long>().Distinct().ToList();
        return ids.Count == 0 ? Task.FromResult(new Dictionary<long, string>())
            : db.Coupons.Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, Title = english && c.Definition.TitleEn != "" ? c.Definition.TitleEn : c.Definition.Title })
                .ToDictionaryAsync(c => c.Id, c => c.Title, ct);
    }

    private async Task<string> StoreAsync(long id, bool english, CancellationToken ct)
    {
        var store = await stores.ByIdAsync(id, ct);
        return english && store.NameEn.Length > 0 ? store.NameEn : store.Name;
    }
}
