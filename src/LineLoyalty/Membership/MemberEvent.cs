using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Membership;

/// <summary>One line of a member's timeline. Append-only; journeys, reports and the member's history read it.</summary>
public sealed class MemberEvent
{
    public long Id { get; init; }
    public long? MemberId { get; init; }
    public long? LineAccountId { get; init; }
    /// <summary>One of <see cref="MemberEvents"/>.</summary>
    public required string Kind { get; init; }
    /// <summary>When it happened, not when we heard of it.</summary>
    public required DateTime At { get; init; }
    /// <summary>Small JSON object with ids and numbers; never personal data.</summary>
    public string? Data { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<MemberEvent>
    {
        public void Configure(EntityTypeBuilder<MemberEvent> row)
        {
            row.Property(e => e.Kind).HasMaxLength(40);
            row.HasIndex(e => new { e.MemberId, e.At });
            row.HasIndex(e => new { e.LineAccountId, e.At }).HasFilter("\"LineAccountId\" IS NOT NULL");
            row.HasIndex(e => new { e.Kind, e.At });
        }
    }
}

/// <summary>The kinds of timeline events. Each is written in the transaction of its cause.</summary>
public static class MemberEvents
{
    public const string Followed = "line.followed";
    public const string Unfollowed = "line.unfollowed";
    public const string Joined = "member.joined";
    public const string Bound = "member.bound";
    public const string ConsentGiven = "member.consent_given";
    public const string MarketingOptedIn = "member.marketing_opted_in";
    public const string MarketingOptedOut = "member.marketing_opted_out";
    public const string AnnouncementsChosen = "member.announcements_chosen";
    public const string ProfileChanged = "member.profile_changed";
    /// <summary>An e-mail or SMS was taken by the company that carries it.</summary>
    public const string OutsideSent = "outside.sent";
    public const string EmailChanged = "email.changed";
    public const string EmailConfirmed = "email.confirmed";
    public const string CampaignClicked = "campaign_clicked";
    public const string TagAdded = "member.tag_added";
    public const string TagRemoved = "member.tag_removed";
    public const string Purchased = "purchase.recorded";
    public const string Refunded = "purchase.refunded";
    public const string PointsEarned = "points.earned";
    public const string PointsExpired = "points.expired";
    /// <summary>On their way to a friend by a link.</summary>
    public const string PointsOffered = "points.offered";
    public const string PointsTakenBack = "points.taken_back";
    /// <summary>The friend has taken them.</summary>
    public const string PointsGiven = "points.given";
    public const string PointsAdjusted = "points.adjusted";
    /// <summary>Was given a menu of their own, or it was taken away.</summary>
    public const string MenuChosen = "member.menu_chosen";
    public const string TierChanged = "tier.changed";
    public const string CouponIssued = "coupon.issued";
    public const string CouponRedeemed = "coupon.redeemed";
    public const string CouponReturned = "coupon.returned";
    public const string CouponExpired = "coupon.expired";
    public const string CouponRevoked = "coupon.revoked";
    /// <summary>Its purchase came back after it was used.</summary>
    public const string CouponFlagged = "coupon.flagged";
    public const string CouponOffered = "coupon.offered";
    public const string CouponTakenBack = "coupon.taken_back";
    public const string CouponGiven = "coupon.given";
    public const string CouponReceived = "coupon.received";
    public const string RewardRedeemed = "reward.redeemed";
    public const string RewardCancelled = "reward.cancelled";
    public const string DrawEntered = "draw.entered";
    public const string DrawWon = "draw.won";
    public const string Stamped = "stamps.changed";
    public const string CheckedIn = "member.checked_in";
    /// <summary>A friend's first sale counts for the inviter, or no longer does.</summary>
    public const string ReferralCounted = "referral.counted";
    public const string MissionGiven = "mission.given";
    public const string MissionFinished = "mission.finished";
    /// <summary>A return undid it after it was finished.</summary>
    public const string MissionUndone = "mission.undone";
    public const string MessageSent = "message.sent";
    public const string ProgrammeStep = "programme.step";
}
