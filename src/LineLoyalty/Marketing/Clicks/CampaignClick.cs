using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Marketing.Clicks;

/// <summary>The first time somebody pressed a push's button; later presses change nothing.</summary>
public sealed class CampaignClick
{
    public long Id { get; init; }
    public required long CampaignId { get; init; }
    /// <summary>Number of the link among all of the push, its versions one after the other.</summary>
    public required int Link { get; init; }
    public required long LineAccountId { get; init; }
    /// <summary>Whose account it was when it was pressed; null for nobody's.</summary>
    public long? MemberId { get; init; }
    public required DateTime At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<CampaignClick>
    {
        public void Configure(EntityTypeBuilder<CampaignClick> row)
        {
            row.HasIndex(c => new { c.CampaignId, c.Link, c.LineAccountId }).IsUnique();
            row.HasIndex(c => c.MemberId);
            row.HasOne<LineAccount>().WithMany().HasForeignKey(c => c.LineAccountId);
        }
    }
}
