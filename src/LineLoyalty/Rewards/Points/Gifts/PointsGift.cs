using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Points.Gifts;

public enum PointsGiftState { Open, Claimed, TakenBack, Lapsed }

/// <summary>Points on their way to a friend by a link. They have left the giver's lots; whoever opens the link first and is a member has them.</summary>
public sealed class PointsGift
{
    public long Id { get; init; }
    public required string Ref { get; init; }
    /// <summary>Finds the link's secret without keeping it readable.</summary>
    public required string TokenIndex { get; init; }
    /// <summary>The link's secret, sealed: the giver may share it once more.</summary>
    public required string TokenSealed { get; init; }
    /// <summary>Number of the giver's form: sent twice, it is one gift.</summary>
    public required Guid FormKey { get; init; }
    public required long GiverId { get; init; }
    public required long Points { get; init; }
    /// <summary>The ledger line by which they left; its moves say from which lots.</summary>
    public required long EntryId { get; init; }
    public PointsGiftState State { get; set; }
    public required DateTime OfferedAt { get; init; }
    /// <summary>First instant at which it can no longer be claimed.</summary>
    public required DateTime Until { get; init; }
    public string? Message { get; init; }
    public long? ReceiverId { get; set; }
    public DateTime? EndedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PointsGift>
    {
        public void Configure(EntityTypeBuilder<PointsGift> row)
        {
            row.Property(g => g.Ref).HasMaxLength(22);
            row.HasIndex(g => g.Ref).IsUnique();
            row.Property(g => g.TokenIndex).HasMaxLength(43);
            row.HasIndex(g => g.TokenIndex).IsUnique();
            row.Property(g => g.TokenSealed).HasMaxLength(120);
            row.Property(g => g.Message).HasMaxLength(100);
            row.HasIndex(g => new { g.GiverId, g.FormKey }).IsUnique();
            row.HasIndex(g => g.ReceiverId);
            row.HasIndex(g => new { g.State, g.Until });
            row.HasOne<Member>().WithMany().HasForeignKey(g => g.GiverId);
            row.HasOne<PointsEntry>().WithMany().HasForeignKey(g => g.EntryId);
        }
    }
}
