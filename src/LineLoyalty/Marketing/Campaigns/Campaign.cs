using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Marketing.Campaigns;

public enum CampaignState
{
    Draft,
    /// <summary>A second person has to say yes.</summary>
    AwaitingApproval,
    /// <summary>Its audience is being kept, then it waits for its time.</summary>
    Scheduled,
    /// <summary>Its time passed while nobody could send; a person decides.</summary>
    Held,
    Planning,
    Sending,
    /// <summary>The versions are out; the rest waits for the better one.</summary>
    Testing,
    Sent,
    Stopped,
    /// <summary>Makes a campaign of its own at each of its times.</summary>
    Repeating,
}

/// <summary>A push a marketer writes, aims and schedules. The audience is fixed at approval and kept per person.</summary>
public sealed class Campaign : IVersioned
{
    public long Id { get; init; }
    public required string Name { get; set; }
    public CampaignState State { get; set; }
    /// <summary>A <see cref="CampaignContent"/> as JSON.</summary>
    public required string Content { get; set; }
    /// <summary>A <see cref="CampaignAudience"/> as JSON.</summary>
    public required string Audience { get; set; }
    /// <summary>A <see cref="CampaignExperiment"/> as JSON; null tries and withholds nothing.</summary>
    public string? Experiment { get; set; }
    /// <summary>A <see cref="CampaignTiming"/> as JSON; null while it is a draft.</summary>
    public string? Timing { get; set; }
    /// <summary>The repeating campaign this one is a run of.</summary>
    public long? ParentId { get; init; }
    /// <summary>Which of the repeating campaign's times it is for.</summary>
    public DateTime? PlannedFor { get; init; }
    public DateTime? ScheduledAt { get; set; }
    public DateTime? StartedAt { get; set; }
    public DateTime? FinishedAt { get; set; }
    /// <summary>How far keeping the audience has come (last member id), and when it was done.</summary>
    public long FrozenUpTo { get; set; }
    public DateTime? FrozenAt { get; set; }
    /// <summary>How far planning has come (last member id), so that a restart goes on where it stopped.</summary>
    public long PlannedUpTo { get; set; }
    /// <summary>People it was meant for when the audience was kept.</summary>
    public long Planned { get; set; }
    /// <summary>When the better version is chosen, and which it was.</summary>
    public DateTime? DecideAt { get; set; }
    public int? Winner { get; set; }
    /// <summary>Hour of the day at which most of the brand's members act; for those of whom too little is known.</summary>
    public int? UsualHour { get; set; }
    /// <summary>Of a repeating one: the newest time it has made a run for.</summary>
    public DateTime? RepeatedUpTo { get; set; }
    public required long CreatedBy { get; init; }
    public required DateTime CreatedAt { get; init; }
    /// <summary>Who wrote it last.</summary>
    public long? ChangedBy { get; set; }
    public long? RequestedBy { get; set; }
    public DateTime? RequestedAt { get; set; }
    /// <summary>Of content, audience and time as they were when approval was asked for.</summary>
    public string? ApprovalHash { get; set; }
    public long? ApprovedBy { get; set; }
    public DateTime? ApprovedAt { get; set; }
    public DateTime? StopRequestedAt { get; set; }
    public long Version { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Campaign>
    {
        public void Configure(EntityTypeBuilder<Campaign> row)
        {
            row.Property(c => c.Name).HasMaxLength(80);
            row.Property(c => c.ApprovalHash).HasMaxLength(64);
            row.HasIndex(c => new { c.State, c.ScheduledAt });
            // Each time of a repeating campaign makes one run, whoever asks.
            row.HasIndex(c => new { c.ParentId, c.PlannedFor }).IsUnique();
            row.Property(c => c.Version).IsConcurrencyToken();
        }
    }
}

/// <summary>One person of a campaign's audience, as it was at approval: which version they get, or why they get none.</summary>
public sealed class CampaignRecipient
{
    public required long CampaignId { get; init; }
    public required long MemberId { get; init; }
    public long? LineAccountId { get; init; }
    /// <summary>0 for the first version; null waits for the better one.</summary>
    public int? Variant { get; init; }
    /// <summary>One of <see cref="LeftOut"/>; null when it goes to them.</summary>
    public string? Reason { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<CampaignRecipient>
    {
        public void Configure(EntityTypeBuilder<CampaignRecipient> row)
        {
            row.HasKey(r => new { r.CampaignId, r.MemberId });
            row.Property(r => r.Reason).HasMaxLength(12);
            row.HasOne<Campaign>().WithMany().HasForeignKey(r => r.CampaignId);
        }
    }
}

/// <summary>Why somebody of the audience gets nothing.</summary>
public static class LeftOut
{
    public const string Unbound = "unbound", OptedOut = "opted_out", Blocked = "blocked", Excluded = "excluded";
    /// <summary>Gets nothing, so that the others can be measured against them.</summary>
    public const string HoldOut = "holdout";
    /// <summary>Had enough messages when it went out.</summary>
    public const string Capped = "capped";
}
