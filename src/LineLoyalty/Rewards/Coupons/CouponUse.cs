using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Coupons;

public enum CouponUseState
{
    /// <summary>Reserved by a till; free again when its time is over.</summary>
    Held,
    Used,
    /// <summary>Let go by the till, or by the end of its time.</summary>
    Released,
    /// <summary>Its sale came back.</summary>
    Returned,
}

/// <summary>One use of a coupon, from its reservation to its return. What a coupon has left is what its uses left over.</summary>
public sealed class CouponUse
{
    public long Id { get; init; }
    /// <summary>What a till names a reservation by.</summary>
    public required string Ref { get; init; }
    public required long CouponId { get; init; }
    public Coupon Coupon { get; init; } = null!;
    public required long MemberId { get; init; }
    public required long DefinitionId { get; init; }
    public required long Units { get; set; }
    public CouponUseState State { get; set; }
    public required DateTime CreatedAt { get; init; }
    /// <summary>First instant at which a reservation no longer holds.</summary>
    public DateTime? HeldUntil { get; init; }
    public DateTime? UsedAt { get; set; }
    /// <summary>The brand's day on which it counts.</summary>
    public required DateOnly Day { get; set; }
    public required long StoreId { get; set; }
    public long? PurchaseId { get; set; }
    /// <summary>What it took off the sale.</summary>
    public long Discount { get; set; }
    /// <summary>How many of the uses went into each line of the sale, e.g. <c>0,2,1</c>; kept where lines can give them back one by one.</summary>
    public string? UnitsByLine { get; set; }
    public long? PosKeyId { get; init; }

    public bool Holds(DateTime now) => State == CouponUseState.Held && HeldUntil > now;

    internal sealed class Mapping : IEntityTypeConfiguration<CouponUse>
    {
        public void Configure(EntityTypeBuilder<CouponUse> row)
        {
            row.Property(u => u.Ref).HasMaxLength(22);
            row.HasIndex(u => u.Ref).IsUnique();
            row.Property(u => u.UnitsByLine).HasMaxLength(2000);
            row.HasIndex(u => new { u.CouponId, u.State });
            row.HasIndex(u => new { u.MemberId, u.DefinitionId, u.Day });
            row.HasIndex(u => new { u.State, u.HeldUntil });
            row.HasIndex(u => u.PurchaseId);
            row.HasOne(u => u.Coupon).WithMany().HasForeignKey(u => u.CouponId);
        }
    }
}
