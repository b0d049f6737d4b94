using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Marketing.Referrals;

public enum ReferralState
{
    /// <summary>The friend has joined and has not bought yet.</summary>
    Joined,
    /// <summary>The friend's first sale is done and may still be returned.</summary>
    Bought,
    Rewarded,
    /// <summary>No gifts, for a reason.</summary>
    Refused,
    /// <summary>The sale was returned after the gifts had been given.</summary>
    TakenBack,
}

/// <summary>Reasons a referral gives nothing, or not to the inviter.</summary>
public static class ReferralReasons
{
    public const string SameLine = "same_line";
    public const string SameDevice = "same_device";
    /// <summary>Both were of one family when the gifts were due.</summary>
    public const string SameFamily = "same_family";
    /// <summary>Too many friends within an hour: somebody has to look at it before anything is given.</summary>
    public const string TooFast = "too_fast";
    public const string MonthLimit = "month_limit";
    public const string Staff = "staff";
}

/// <summary>A member's own code, the end of their invitation link.</summary>
public sealed class ReferralCode
{
    public required long MemberId { get; init; }
    public required string Code { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ReferralCode>
    {
        public void Configure(EntityTypeBuilder<ReferralCode> row)
        {
            row.HasKey(c => c.MemberId);
            row.Property(c => c.MemberId).ValueGeneratedNever();
            row.Property(c => c.Code).HasMaxLength(16);
            row.HasIndex(c => c.Code).IsUnique();
            row.HasOne<Member>().WithMany().HasForeignKey(c => c.MemberId);
        }
    }
}

/// <summary>Who brought whom: one inviter per friend, for ever, the first.</summary>
public sealed class Referral
{
    public long Id { get; init; }
    public required long InviterId { get; init; }
    public required long FriendId { get; init; }
    public ReferralState State { get; set; }
    public string? Reason { get; set; }
    public required DateTime JoinedAt { get; init; }
    public long? PurchaseId { get; set; }
    /// <summary>When the gifts are due.</summary>
    public DateTime? DueAt { get; set; }
    public DateTime? EndedAt { get; set; }
    /// <summary>What the sale had to reach, as the rules said when it was done.</summary>
    public long MinimumSpend { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Referral>
    {
        public void Configure(EntityTypeBuilder<Referral> row)
        {
            row.Property(r => r.State).HasConversion<string>().HasMaxLength(12);
            row.Property(r => r.Reason).HasMaxLength(40);
            row.HasIndex(r => r.FriendId).IsUnique();
            row.HasIndex(r => new { r.InviterId, r.State });
            row.HasIndex(r => r.State);
            row.HasOne<Member>().WithMany().HasForeignKey(r => r.InviterId).OnDelete(DeleteBehavior.Restrict);
            row.HasOne<Member>().WithMany().HasForeignKey(r => r.FriendId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
