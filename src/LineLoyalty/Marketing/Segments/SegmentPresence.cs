using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Marketing.Segments;

/// <summary>Who was in a segment at the last look; kept only for segments that are asked for so often that looking anew each time would be too much.</summary>
public sealed class SegmentPresence
{
    public required long SegmentId { get; init; }
    public required long MemberId { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<SegmentPresence>
    {
        public void Configure(EntityTypeBuilder<SegmentPresence> row)
        {
            row.HasKey(p => new { p.SegmentId, p.MemberId });
            row.HasIndex(p => p.MemberId);
            row.HasOne<Segment>().WithMany().HasForeignKey(p => p.SegmentId);
            row.HasOne<Member>().WithMany().HasForeignKey(p => p.MemberId);
        }
    }
}
