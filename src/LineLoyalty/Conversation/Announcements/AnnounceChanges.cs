using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Conversation.Announcements;

/// <summary>What a timeline event tells, by number and word.</summary>
internal readonly record struct AnnouncedFacts(long? Purchase, long? Refund, long? Coupon, long? Store, long? Points, long? Redemption, long? Gift, string? Reason, string? Mission)
{
    public static AnnouncedFacts Of(string? data) => data is null ? default : JsonSerializer.Deserialize<AnnouncedFacts>(data, JsonSerializerOptions.Web);
}

internal sealed record AnnouncedEvent(MemberEvent Event, AnnouncedFacts Facts);

/// <summary>
/// Tells members in the chat what one action did to their points and coupons: one message for all of it, in the same transaction, if
/// they want to hear it. Because it reads the timeline, whatever can happen once is told once.
/// </summary>
internal sealed class AnnounceChanges(LoyaltyDb db, AnnounceDefault brand, Outbox outbox, ContactRules rules, ComposeAnnouncement compose, BrandTime time) : IUnitWatcher
{
    internal const string ForEvery = "announcement";
    internal const string ForImportant = "announcement-important";
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(4);
    // Told by what gave them, in its own words, and only to whom marketing may reach.
    private static readonly string[] ToldByGiver = ["welcome", "birthday", "reactivation", "campaign", "tier", "gift", "journey", "bundle", PointsReasons.Draw];

    public async Task BeforeCommitAsync(UnitFacts facts, CancellationToken ct)
    {
        // What an import brings of the past is not news.
        var since = time.Now - Oldest;
        var news = facts.Events.Where(e => e.MemberId is { } id && !facts.WrittenTo.Contains(id) && e.At > since)
            .Select(e => new AnnouncedEvent(e, AnnouncedFacts.Of(WeighsAtAll(e) ? e.Data : null))).Where(e => Weight(e) is not null).ToList();
        if (news.Count == 0) return;
        var standard = await brand.ReadAsync(ct);
        foreach (var group in news.GroupBy(e => e.Event.MemberId!.Value)) await TellAsync(group.Key, [.. group], standard, ct);
    }

    private async Task TellAsync(long memberId, List<AnnouncedEvent> news, AnnounceLevel standard, CancellationToken ct)
    {
        var member = db.Loaded<Member>().FindEntry(memberId)?.Entity ?? await db.Members.AsNoTracking().SingleAsync(m => m.Id == memberId, ct);
        var weight = news.Max(e => Important(e) ? 1 : 0) == 1 ? AnnounceLevel.Important : AnnounceLevel.Every;
        if ((member.Announce ?? standard) < weight || member.ErasedAt is not null) return;
        if (await FriendOf.On(db)(db, memberId, ct) is not { } account) return;
        if (await compose.ExecuteAsync(member, news, ct) is not { } message) return;
        // Nothing a member did waits; what time did by itself waits for the morning.
        var byItself = news.TrueForAll(e => e.Event.Kind == MemberEvents.PointsExpired || e.Facts.Reason == PointsReasons.Converted);
        outbox.Push(account, memberId, DeliveryPurpose.Service, weight == AnnounceLevel.Every ? ForEvery : ForImportant, Key(memberId, news), [message],
            byItself ? await rules.NotBeforeAsync(time.Now, ct) : null);
    }

    private static readonly KnownQuery<Func<LoyaltyDb, long, CancellationToken, Task<long?>>> FriendOf = new(() => EF.CompileAsyncQuery((LoyaltyDb db, long memberId, CancellationToken ct) =>
        db.LineAccounts.Where(a => a.MemberId == memberId && a.Friend).Select(a => (long?)a.Id).FirstOrDefault()));

    private static string Key(long memberId, List<AnnouncedEvent> news) =>
        news.Find(e => e.Event.Kind == MemberEvents.Purchased)?.Facts.Purchase is { } sale ? string.Create(CultureInfo.InvariantCulture, $"announce:sale:{sale}:{memberId}")
        : news.Find(e => e.Event.Kind == MemberEvents.Refunded)?.Facts.Refund is { } refund ? string.Create(CultureInfo.InvariantCulture, $"announce:refund:{refund}:{memberId}")
        : string.Create(CultureInfo.InvariantCulture, $"announce:event:{news.Min(e => e.Event.Id)}");

    private static bool WeighsAtAll(MemberEvent e) => e.Kind.StartsWith("purchase.", StringComparison.Ordinal) || e.Kind.StartsWith("points.", StringComparison.Ordinal)
        || e.Kind.StartsWith("coupon.", StringComparison.Ordinal) || e.Kind.StartsWith("reward.", StringComparison.Ordinal) || e.Kind.StartsWith("mission.", StringComparison.Ordinal);

    private static bool Important(AnnouncedEvent e) => Weight(e) == AnnounceLevel.Important;

    /// <summary>How much a member has to want to hear to be told this; null when it is not told here.</summary>
    private static AnnounceLevel? Weight(AnnouncedEvent e) => e.Event.Kind switch
    {
        MemberEvents.Purchased or MemberEvents.Refunded or MemberEvents.PointsAdjusted or MemberEvents.CouponRedeemed or MemberEvents.CouponReturned
            or MemberEvents.CouponRevoked or MemberEvents.CouponGiven or MemberEvents.PointsGiven or MemberEvents.RewardRedeemed or MemberEvents.RewardCancelled or MemberEvents.MissionUndone => AnnounceLevel.Every,
        MemberEvents.PointsEarned when e.Facts.Reason == PointsReasons.Draw => null,
        // What a return undoes on the side: the return itself is told, and the history has the rest.
        MemberEvents.PointsEarned when e.Facts is { Points: < 0, Reason: PointsReasons.Stamps or PointsReasons.Mission or PointsReasons.Refund } => null,
        MemberEvents.PointsEarned => e.Facts is { Reason: PointsReasons.Gift, Points: > 0 } ? AnnounceLevel.Important : AnnounceLevel.Every,
        MemberEvents.PointsExpired or MemberEvents.CouponReceived or MemberEvents.MissionFinished => AnnounceLevel.Important,
        MemberEvents.CouponIssued => Array.Exists(ToldByGiver, r => e.Facts.Reason?.StartsWith(r, StringComparison.Ordinal) == true) ? null : AnnounceLevel.Important,
        // Taken back by hand, the page has said so.
        MemberEvents.CouponTakenBack or MemberEvents.PointsTakenBack => e.Facts.Reason == "lapsed" ? AnnounceLevel.Every : null,
        _ => null,
    };
}

/// <summary>A member who no longer wants to hear something does not hear what is still waiting to be sent either.</summary>
internal sealed class AnnouncementUnwanted(LoyaltyDb db, AnnounceDefault brand, string cause, AnnounceLevel weight, bool ownChoiceOnly = false) : IDeliveryCondition
{
    public string Cause => cause;
    public string Reason => "announcements_off";

    public async Task<IReadOnlySet<long>> NoLongerTrueAsync(IReadOnlyList<Delivery> deliveries, CancellationToken ct)
    {
        var standard = ownChoiceOnly ? AnnounceLevel.Every : await brand.ReadAsync(ct);
        var ids = deliveries.Select(d => d.Id).ToList();
        var wanted = await (from r in db.DeliveryRecipients where ids.Contains(r.DeliveryId) join m in db.Members on r.MemberId equals (long?)m.Id select new { r.DeliveryId, m.Announce })
            .ToListAsync(ct);
        return wanted.Where(w => (w.Announce ?? standard) < weight).Select(w => w.DeliveryId).ToHashSet();
    }
}
