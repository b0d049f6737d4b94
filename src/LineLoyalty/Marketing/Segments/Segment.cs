using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Marketing.Segments;

/// <summary>A named rule: who is in it is asked anew each time. Campaigns, journeys and menus point here.</summary>
public sealed class Segment : IVersioned
{
    public long Id { get; init; }
    /// <summary>Set on those that come with the product.</summary>
    public string? Code { get; init; }
    public required string Name { get; set; }
    public required SegmentRule Rule { get; set; }
    /// <summary>Members in it at <see cref="CountedAt"/>.</summary>
    public int? Count { get; set; }
    public DateTime? CountedAt { get; set; }
    /// <summary>When its members were last kept as <see cref="SegmentPresence"/>; null while nothing asks for them.</summary>
    public DateTime? KeptAt { get; set; }
    public required DateTime ChangedAt { get; set; }
    public DateTime? ArchivedAt { get; set; }
    public long Version { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Segment>
    {
        public void Configure(EntityTypeBuilder<Segment> row)
        {
            row.Property(s => s.Code).HasMaxLength(40);
            row.HasIndex(s => s.Code).IsUnique();
            row.Property(s => s.Name).HasMaxLength(80);
            row.Property(s => s.Rule).HasConversion(r => r.ToJson(), text => SegmentRule.Parse(text));
            row.Property(s => s.Version).IsConcurrencyToken();
        }
    }
}
