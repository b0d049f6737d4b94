using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Marketing.Campaigns;

public enum CampaignState { Draft, Scheduled, Planning, Sending, Sent, Stopped }

/// <summary>A push a marketer writes, aims and schedules. The audience is fixed when planning starts and kept per person.</summary>
public sealed class Campaign : IVersioned
{
    public long Id { get; init; }
    public required string Name { get; set; }
    public CampaignState State { get; set; }
    /// <summary>What the composer saved (template, texts, coupon), as JSON.</summary>
    public required string Content { get; set; }
    /// <summary>Who it is for (everyone, tier, tag, days since last purchase), as JSON.</summary>
    public required string Audience { get; set; }
    public DateTime? ScheduledAt { get; set; }
    public DateTime? StartedAt { get; set; }
    public DateTime? FinishedAt { get; set; }
    /// <summary>How far planning has come (last member id), so that a restart goes on where it stopped.</summary>
    public long PlannedUpTo { get; set; }
    public long Planned { get; set; }
    public required long CreatedBy { get; init; }
    public required DateTime CreatedAt { get; init; }
    public DateTime? StopRequestedAt { get; set; }
    public long Version { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Campaign>
    {
        public void Configure(EntityTypeBuilder<Campaign> row)
        {
            row.Property(c => c.Name).HasMaxLength(80);
            row.HasIndex(c => new { c.State, c.ScheduledAt });
            row.Property(c => c.Version).IsConcurrencyToken();
        }
    }
}
