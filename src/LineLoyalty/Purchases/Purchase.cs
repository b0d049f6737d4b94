using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Purchases;

/// <summary>A sale at a till or web shop. Amounts are whole NT$. (Store, receipt number) is unique: the same sale counts once.</summary>
public sealed class Purchase
{
    public long Id { get; init; }
    public required string Ref { get; init; }
    public required long StoreId { get; init; }
    public required string ReceiptNumber { get; init; }
    public long? MemberId { get; init; }
    public required DateTime OccurredAt { get; init; }
    public required DateTime RecordedAt { get; init; }
    /// <summary>The brand's day of <see cref="OccurredAt"/>.</summary>
    public required DateOnly SoldOn { get; init; }
    /// <summary>1 Monday to 7 Sunday, the brand's.</summary>
    public int Weekday { get; init; }
    /// <summary>0–23, on the brand's clock.</summary>
    public int Hour { get; init; }
    public required string Payment { get; init; }
    /// <summary>One of <see cref="SalesChannels"/>.</summary>
    public string Channel { get; init; } = SalesChannels.Store;
    /// <summary>Sum of the lines before any discount of ours.</summary>
    public required long Total { get; init; }
    public long CouponDiscount { get; init; }
    /// <summary>What the buyer's level took off.</summary>
    public long TierDiscount { get; init; }
    public long PointsRedeemed { get; init; }
    public long PointsDiscount { get; init; }
    /// <summary>Total − level − coupon − points: what the customer paid, and what earns.</summary>
    public required long Paid { get; init; }
    public long PointsEarned { get; set; }
    public long? CouponId { get; init; }
    /// <summary>What has been paid back so far; equal to <see cref="Paid"/> once wholly returned.</summary>
    public long Refunded { get; set; }
    /// <summary>What was paid back for vouchers it had sold, beside <see cref="Refunded"/>.</summary>
    public long VouchersRefunded { get; set; }
    /// <summary>Points it had earned that were to be taken back but had lapsed: nobody has them, and no level counts them.</summary>
    public long PointsLapsed { get; set; }
    public bool WhollyReturned { get; set; }
    public long? PosKeyId { get; init; }
    public List<PurchaseLine> Lines { get; init; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<Purchase>
    {
        public void Configure(EntityTypeBuilder<Purchase> row)
        {
            row.Property(p => p.Ref).HasMaxLength(22);
            row.HasIndex(p => p.Ref).IsUnique();
            row.Property(p => p.ReceiptNumber).HasMaxLength(40);
            row.HasIndex(p => new { p.StoreId, p.ReceiptNumber }).IsUnique();
            row.Property(p => p.Payment).HasMaxLength(20);
            row.Property(p => p.Channel).HasMaxLength(10);
            row.HasIndex(p => new { p.MemberId, p.OccurredAt });
            row.HasIndex(p => p.OccurredAt);
            // Levels and segments sum some months: answered from the index alone.
            row.HasIndex(p => new { p.MemberId, p.SoldOn, p.Paid, p.Refunded, p.VouchersRefunded, p.WhollyReturned });
            row.HasOne<Store>().WithMany().HasForeignKey(p => p.StoreId);
            row.HasOne<Member>().WithMany().HasForeignKey(p => p.MemberId);
            row.HasMany(p => p.Lines).WithOne().HasForeignKey(l => l.PurchaseId);
        }
    }
}

public sealed class PurchaseLine
{
    public long Id { get; init; }
    public long PurchaseId { get; init; }
    /// <summary>Position on the receipt, from 0.</summary>
    public required int Position { get; init; }
    public string? Sku { get; init; }
    public required string Name { get; init; }
    public string? Category { get; init; }
    public required int Quantity { get; init; }
    /// <summary>Line total before our discounts.</summary>
    public required long Amount { get; init; }
    /// <summary>The line's share of <c>Purchase.Paid</c>; the shares sum to it exactly.</summary>
    public required long PaidShare { get; init; }
    /// <summary>The line's share of <c>Purchase.TierDiscount</c>.</summary>
    public long TierDiscount { get; init; }
    /// <summary>The line's share of <c>Purchase.PointsRedeemed</c>: what a return of the line gives back.</summary>
    public long PointsRedeemed { get; init; }
    public bool EarnsPoints { get; init; } = true;
    /// <summary>Delivery cost, which normally earns nothing.</summary>
    public bool Delivery { get; init; }
    public int RefundedQuantity { get; set; }
    /// <summary>The line's part of <c>Purchase.VouchersRefunded</c>.</summary>
    public long VouchersRefunded { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PurchaseLine>
    {
        public void Configure(EntityTypeBuilder<PurchaseLine> row)
        {
            row.HasIndex(l => new { l.PurchaseId, l.Position }).IsUnique();
            row.Property(l => l.Sku).HasMaxLength(40);
            row.Property(l => l.Name).HasMaxLength(80);
            row.Property(l => l.Category).HasMaxLength(40);
        }
    }
}
