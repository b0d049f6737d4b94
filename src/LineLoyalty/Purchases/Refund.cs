using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Purchases;

/// <summary>A return, whole or by line. All refunds of a purchase together undo exactly what it did.</summary>
public sealed class Refund
{
    public long Id { get; init; }
    public required string Ref { get; init; }
    public required long PurchaseId { get; init; }
    /// <summary>The till's own number for this return; unique per purchase.</summary>
    public required string RefundNumber { get; init; }
    public required DateTime OccurredAt { get; init; }
    public required DateTime RecordedAt { get; init; }
    public required string Reason { get; init; }
    public required long Amount { get; init; }
    public required long PointsTakenBack { get; init; }
    public required long PointsGivenBack { get; init; }
    public bool CouponReturned { get; set; }
    public long? PosKeyId { get; init; }
    public List<RefundLine> Lines { get; init; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<Refund>
    {
        public void Configure(EntityTypeBuilder<Refund> row)
        {
            row.Property(r => r.Ref).HasMaxLength(22);
            row.HasIndex(r => r.Ref).IsUnique();
            row.Property(r => r.RefundNumber).HasMaxLength(40);
            row.HasIndex(r => new { r.PurchaseId, r.RefundNumber }).IsUnique();
            row.Property(r => r.Reason).HasMaxLength(200);
            row.HasOne<Purchase>().WithMany().HasForeignKey(r => r.PurchaseId);
            row.HasMany(r => r.Lines).WithOne().HasForeignKey(l => l.RefundId);
        }
    }
}

public sealed class RefundLine
{
    public long Id { get; init; }
    public long RefundId { get; init; }
    public required int Position { get; init; }
    public required int Quantity { get; init; }
    public required long Amount { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<RefundLine>
    {
        public void Configure(EntityTypeBuilder<RefundLine> row) => row.HasIndex(l => l.RefundId);
    }
}
