using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Coupons.Gifts;

public enum CouponGiftState { Open, Claimed, TakenBack, Lapsed }

/// <summary>A coupon on its way to a friend. Whoever opens the link first and joins gets it; the rows together are the coupon's chain.</summary>
public sealed class CouponGift
{
    public long Id { get; init; }
    /// <summary>Finds the link's secret without keeping it readable.</summary>
    public required string TokenIndex { get; init; }
    /// <summary>The link's secret, sealed: the giver may share it once more.</summary>
    public required string TokenSealed { get; init; }
    public required long CouponId { get; init; }
    public Coupon Coupon { get; init; } = null!;
    public required long GiverId { get; init; }
    public CouponGiftState State { get; set; }
    public required DateTime OfferedAt { get; init; }
    /// <summary>First instant at which it can no longer be claimed and the giver has it back.</summary>
    public required DateTime Until { get; init; }
    public string? Message { get; init; }
    public long? ReceiverId { get; set; }
    /// <summary>The receiver's coupon.</summary>
    public long? NewCouponId { get; set; }
    public DateTime? EndedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<CouponGift>
    {
        public void Configure(EntityTypeBuilder<CouponGift> row)
        {
            row.Property(g => g.TokenIndex).HasMaxLength(43);
            row.HasIndex(g => g.TokenIndex).IsUnique();
            row.Property(g => g.TokenSealed).HasMaxLength(120);
            row.Property(g => g.Message).HasMaxLength(100);
            row.HasIndex(g => new { g.GiverId, g.OfferedAt });
            row.HasIndex(g => g.ReceiverId);
            row.HasIndex(g => new { g.State, g.Until });
            row.HasIndex(g => g.CouponId);
            row.HasIndex(g => g.NewCouponId);
            row.HasOne(g => g.Coupon).WithMany().HasForeignKey(g => g.CouponId);
            row.HasOne<Coupon>().WithMany().HasForeignKey(g => g.NewCouponId);
        }
    }
}
