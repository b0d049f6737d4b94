using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Stamps;

/// <summary>One card of one member. Its size and prizes are those of the version it began with.</summary>
public sealed class StampCard
{
    public long Id { get; init; }
    public required long MemberId { get; init; }
    /// <summary>The kind the member began with; later cards of the same row of cards may be of other kinds.</summary>
    public required long FirstId { get; init; }
    public required long ProgrammeId { get; init; }
    public required int Version { get; init; }
    /// <summary>From 1 within the row.</summary>
    public required int Number { get; init; }
    public required int Size { get; init; }
    /// <summary>Sum of its entries.</summary>
    public int Count { get; set; }
    public required DateTime StartedAt { get; set; }
    /// <summary>First instant at which it no longer takes stamps.</summary>
    public DateTime? ExpiresAt { get; set; }
    public DateTime? FilledAt { get; set; }
    public List<StampReward> Rewards { get; init; } = [];

    public bool TakesAt(DateTime at) => Count < Size && (ExpiresAt is not { } end || at < end);

    internal sealed class Mapping : IEntityTypeConfiguration<StampCard>
    {
        public void Configure(EntityTypeBuilder<StampCard> row)
        {
            row.HasIndex(c => new { c.MemberId, c.FirstId, c.Number }).IsUnique();
            row.HasIndex(c => c.ProgrammeId);
            row.HasOne<Member>().WithMany().HasForeignKey(c => c.MemberId);
            row.HasOne<StampProgramme>().WithMany().HasForeignKey(c => c.ProgrammeId);
            row.HasOne<StampProgramme>().WithMany().HasForeignKey(c => c.FirstId);
            row.HasMany(c => c.Rewards).WithOne().HasForeignKey(r => r.CardId);
        }
    }
}

/// <summary>Stamps that came or went. Appended, never changed.</summary>
public sealed class StampEntry
{
    public long Id { get; init; }
    public required long MemberId { get; init; }
    public required long FirstId { get; init; }
    public required long CardId { get; init; }
    /// <summary>Signed.</summary>
    public required int Stamps { get; init; }
    /// <summary>The sale's own time.</summary>
    public required DateTime At { get; init; }
    public required DateTime RecordedAt { get; init; }
    /// <summary>Kind of card and version whose rule decided.</summary>
    public required long ProgrammeId { get; init; }
    public required int Version { get; init; }
    public long? PurchaseId { get; init; }
    public long? RefundId { get; init; }
    /// <summary>By hand: why, and by whom.</summary>
    public string? Reason { get; init; }
    public long? StaffId { get; init; }
    /// <summary>Number of a form: sent twice, it counts once.</summary>
    public string? Key { get; init; }
    /// <summary><see cref="StampInputs"/>: the line alone answers why.</summary>
    public string? Inputs { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<StampEntry>
    {
        public void Configure(EntityTypeBuilder<StampEntry> row)
        {
            row.Property(e => e.Reason).HasMaxLength(200);
            row.Property(e => e.Inputs).HasMaxLength(1000);
            row.Property(e => e.Key).HasMaxLength(80);
            row.HasIndex(e => e.Key).IsUnique();
            row.HasIndex(e => new { e.MemberId, e.FirstId, e.At });
            row.HasIndex(e => e.PurchaseId);
            row.HasOne<Member>().WithMany().HasForeignKey(e => e.MemberId);
            row.HasOne<StampCard>().WithMany().HasForeignKey(e => e.CardId);
        }
    }
}

/// <summary>What a stamp brought.</summary>
public sealed class StampReward
{
    public long Id { get; init; }
    public long CardId { get; init; }
    public required int Position { get; init; }
    public required Prize Prize { get; init; }
    public required DateTime At { get; init; }
    public long? CouponId { get; init; }
    public long Points { get; init; }
    /// <summary>Why it could not be given, e.g. <c>coupon.sold_out</c>.</summary>
    public string? Missed { get; init; }
    /// <summary>Its stamp went back, and it with it.</summary>
    public DateTime? TakenBackAt { get; set; }
    /// <summary>Its stamp went back after it was used: it is not given a second time.</summary>
    public bool Kept { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<StampReward>
    {
        public void Configure(EntityTypeBuilder<StampReward> row)
        {
            row.Property(r => r.Prize).IsPrize();
            row.Property(r => r.Missed).HasMaxLength(40);
            row.HasOne<Coupon>().WithMany().HasForeignKey(r => r.CouponId);
        }
    }
}
