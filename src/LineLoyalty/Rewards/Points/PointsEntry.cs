using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Points;

public enum PointsEntryKind { Earn, Spend, Expire, TakeBack, GiveBack, Adjust }

/// <summary>One line of the points ledger. Appended, never changed: a correction is another line.</summary>
public sealed class PointsEntry
{
    public long Id { get; init; }
    public required long MemberId { get; init; }
    public required PointsEntryKind Kind { get; init; }
    /// <summary>Signed: what the balance changed by.</summary>
    public required long Points { get; init; }
    public required long BalanceAfter { get; init; }
    /// <summary>When it happened (the sale's own time).</summary>
    public required DateTime At { get; init; }
    public required DateTime RecordedAt { get; init; }
    public required string Reason { get; init; }
    /// <summary>When what a <see cref="PointsEntryKind.TakeBack"/> takes had been earned: a level no longer counts it there. Null for other kinds.</summary>
    public DateTime? EarnedAt { get; init; }
    public long? PurchaseId { get; init; }
    public long? RefundId { get; init; }
    /// <summary>Code of the rule that gave the points, and its version; a line that takes them back names it too.</summary>
    public string? Rule { get; init; }
    public int? RuleVersion { get; init; }
    /// <summary>What was counted, as small JSON (<c>EarningInputs</c> for earnings): the line alone answers why.</summary>
    public string? Inputs { get; set; }
    public List<PointsMove> Moves { get; init; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<PointsEntry>
    {
        public void Configure(EntityTypeBuilder<PointsEntry> row)
        {
            row.Property(e => e.Reason).HasMaxLength(100);
            row.Property(e => e.Rule).HasMaxLength(40);
            row.Property(e => e.Inputs).HasMaxLength(2000);
            row.HasIndex(e => new { e.MemberId, e.At });
            row.HasIndex(e => e.PurchaseId);
            // What one rule has given a member, where the rule has a limit.
            row.HasIndex(e => new { e.MemberId, e.Rule });
            row.HasOne<Member>().WithMany().HasForeignKey(e => e.MemberId);
            row.HasMany(e => e.Moves).WithOne().HasForeignKey(m => m.EntryId);
        }
    }
}

/// <summary>How much of an entry went into or came out of which lot; the moves of an entry sum to it, the moves of a lot to its remaining.</summary>
public sealed class PointsMove
{
    public long Id { get; init; }
    public long EntryId { get; init; }
    public long LotId { get; init; }
    public PointsLot Lot { get; init; } = null!;
    public required long Points { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<PointsMove>
    {
        public void Configure(EntityTypeBuilder<PointsMove> row)
        {
            row.HasIndex(m => m.EntryId);
            row.HasIndex(m => m.LotId);
            row.HasOne(m => m.Lot).WithMany().HasForeignKey(m => m.LotId);
        }
    }
}
