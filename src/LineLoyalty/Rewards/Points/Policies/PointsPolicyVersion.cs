using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Points.Policies;

/// <summary>How points live and pay from <see cref="ValidFrom"/> on. Rows are only added; the highest version that has begun speaks.</summary>
public sealed class PointsPolicyVersion : IBrandRule, IRuleVersion
{
    public long Id { get; init; }
    public required int Version { get; init; }
    /// <summary>A <see cref="PointsPolicy"/>.</summary>
    public required string Definition { get; init; }
    public required DateTime ValidFrom { get; init; }
    public required DateTime CreatedAt { get; init; }
    /// <summary>Null for what the product brought along.</summary>
    public long? CreatedBy { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<PointsPolicyVersion>
    {
        public void Configure(EntityTypeBuilder<PointsPolicyVersion> row) => row.HasIndex(v => v.Version).IsUnique();
    }
}
