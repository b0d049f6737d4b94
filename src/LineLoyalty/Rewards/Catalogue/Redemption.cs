using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Points;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Catalogue;

/// <summary>One item a member had for points.</summary>
public sealed class Redemption
{
    public long Id { get; init; }
    public required string Ref { get; init; }
    public required long ItemId { get; init; }
    public RewardItem Item { get; init; } = null!;
    public required long MemberId { get; init; }
    /// <summary>Of the page or till that asked: sent twice, it is one redemption.</summary>
    public required string Key { get; init; }
    public required DateTime At { get; init; }
    public required long Points { get; init; }
    /// <summary>The ledger line that paid.</summary>
    public required long EntryId { get; init; }
    public long? CouponId { get; set; }
    public long? DrawEntryId { get; set; }
    public long? StoreId { get; init; }
    public long? PosKeyId { get; init; }
    /// <summary>
    /// First instant at which it can no longer be taken back: as the brand promised when it was redeemed, and never later than the points that paid would
    /// have lapsed, so that taking back gives none of them a second life.
    /// </summary>
    public DateTime? CancellableUntil { get; init; }
    public DateTime? CancelledAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Redemption>
    {
        public void Configure(EntityTypeBuilder<Redemption> row)
        {
            row.Property(r => r.Ref).HasMaxLength(22);
            row.HasIndex(r => r.Ref).IsUnique();
            row.Property(r => r.Key).HasMaxLength(60);
            row.HasIndex(r => new { r.MemberId, r.Key }).IsUnique();
            row.HasIndex(r => new { r.ItemId, r.At });
            row.HasIndex(r => r.CouponId);
            row.HasOne(r => r.Item).WithMany().HasForeignKey(r => r.ItemId);
            row.HasOne<Member>().WithMany().HasForeignKey(r => r.MemberId);
            row.HasOne<PointsEntry>().WithMany().HasForeignKey(r => r.EntryId);
            row.HasOne<DrawEntry>().WithMany().HasForeignKey(r => r.DrawEntryId);
            row.HasOne<Coupon>().WithMany().HasForeignKey(r => r.CouponId);
        }
    }
}
