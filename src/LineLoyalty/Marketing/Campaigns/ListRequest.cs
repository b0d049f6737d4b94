using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>Somebody wants to take a push's long list out, and why; somebody else lets it out. Only who asked may then take it, for a day.</summary>
public sealed class ListRequest
{
    public const int LongestReason = 200;

    public long Id { get; init; }
    public required long CampaignId { get; init; }
    /// <summary>How many people were on it when it was asked for; another number voids it.</summary>
    public required int People { get; init; }
    public required string Reason { get; init; }
    public required long RequestedBy { get; init; }
    public required DateTime RequestedAt { get; init; }
    public long? ReleasedBy { get; set; }
    public DateTime? ReleasedAt { get; set; }
    /// <summary>Refused, taken back, or asked for anew.</summary>
    public DateTime? EndedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ListRequest>
    {
        public void Configure(EntityTypeBuilder<ListRequest> row)
        {
            row.Property(r => r.Reason).HasMaxLength(LongestReason);
            row.HasIndex(r => new { r.CampaignId, r.EndedAt });
            row.HasOne<Campaign>().WithMany().HasForeignKey(r => r.CampaignId);
        }
    }
}
