using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Points;

/// <summary>Points that did not come from a sale: an event, a correction, a line of a bulk grant. Its key makes each happen once.</summary>
public sealed class PointsGrant
{
    public long Id { get; init; }
    public required long MemberId { get; init; }
    /// <summary>For example <c>checkin:7:2026-03-10</c>.</summary>
    public required string Key { get; init; }
    public required DateTime At { get; init; }
    /// <summary>Signed.</summary>
    public required long Points { get; init; }
    public long? BatchId { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<PointsGrant>
    {
        public void Configure(EntityTypeBuilder<PointsGrant> row)
        {
            row.Property(g => g.Key).HasMaxLength(120);
            row.HasIndex(g => g.Key).IsUnique();
            row.HasIndex(g => g.BatchId);
            row.HasOne<Member>().WithMany().HasForeignKey(g => g.MemberId);
        }
    }
}

/// <summary>Points given to many members at once, from a file; can be undone once.</summary>
public sealed class PointsBatch
{
    public long Id { get; init; }
    /// <summary>Number of the form it came from: sent twice, it is given once.</summary>
    public required string Form { get; init; }
    public required string Reason { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required long CreatedBy { get; init; }
    public required int Members { get; init; }
    public required long Points { get; init; }
    public DateTime? UndoneAt { get; set; }
    public long? UndoneBy { get; set; }
    /// <summary>What was still there to take back; null until all members have been asked, also after an interruption.</summary>
    public long? UndonePoints { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PointsBatch>
    {
        public void Configure(EntityTypeBuilder<PointsBatch> row)
        {
            row.Property(b => b.Form).HasMaxLength(40);
            row.HasIndex(b => b.Form).IsUnique();
            row.Property(b => b.Reason).HasMaxLength(200);
        }
    }
}
