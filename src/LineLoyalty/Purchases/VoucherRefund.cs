using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Purchases;

/// <summary>What was left of a paid voucher, given back in cash. It is over with it, unless a sale that it had paid is returned later.</summary>
public sealed class VoucherRefund
{
    public long Id { get; init; }
    public required string Ref { get; init; }
    public required long CouponId { get; init; }
    /// <summary>The sale that had sold it.</summary>
    public required long PurchaseId { get; init; }
    public required DateTime At { get; init; }
    /// <summary>Uses that were left; NT$ where it holds money.</summary>
    public required long Units { get; init; }
    /// <summary>What the customer had paid for them.</summary>
    public required long Principal { get; init; }
    public required int FeePercent { get; init; }
    public required long Fee { get; init; }
    public long Amount => Principal - Fee;
    public required long PointsTakenBack { get; init; }
    public required string Reason { get; init; }
    public long? StoreId { get; init; }
    public long? PosKeyId { get; init; }
    public long? StaffId { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<VoucherRefund>
    {
        public void Configure(EntityTypeBuilder<VoucherRefund> row)
        {
            row.Ignore(r => r.Amount);
            row.Property(r => r.Ref).HasMaxLength(22);
            row.HasIndex(r => r.Ref).IsUnique();
            row.HasIndex(r => r.CouponId);
            row.HasIndex(r => r.PurchaseId);
            row.Property(r => r.Reason).HasMaxLength(200);
            row.HasOne<Coupon>().WithMany().HasForeignKey(r => r.CouponId);
            row.HasOne<Purchase>().WithMany().HasForeignKey(r => r.PurchaseId);
        }
    }
}
