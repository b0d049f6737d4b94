using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Coupons;

public enum CouponState { Issued, Redeemed, Expired, Revoked }

/// <summary>One coupon in one member's wallet. Its code is bearer value: stored sealed, found by index.</summary>
public sealed class Coupon : IVersioned
{
    public long Id { get; init; }
    /// <summary>Opaque id used outside; knowing it spends nothing.</summary>
    public required string Ref { get; init; }
    public required long DefinitionId { get; init; }
    public CouponDefinition Definition { get; init; } = null!;
    public required long MemberId { get; init; }
    /// <summary>16 Crockford base32 characters and a check character, sealed.</summary>
    public required string CodeSealed { get; init; }
    public required string CodeIndex { get; init; }
    public CouponState State { get; set; }
    public required DateTime IssuedAt { get; init; }
    /// <summary>First instant at which it is no longer valid.</summary>
    public required DateTime ValidUntil { get; set; }
    /// <summary>Why it was issued, e.g. <c>welcome</c>, <c>birthday</c>.</summary>
    public required string Reason { get; init; }
    /// <summary>Makes one cause issue one coupon, e.g. <c>birthday:42:2026</c>.</summary>
    public string? IssueKey { get; init; }
    public DateTime? RedeemedAt { get; set; }
    public long? RedeemedStoreId { get; set; }
    public long? PurchaseId { get; set; }
    public DateTime? ReturnedAt { get; set; }
    public DateTime? RemindedAt { get; set; }
    public long Version { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Coupon>
    {
        public void Configure(EntityTypeBuilder<Coupon> row)
        {
            row.Property(c => c.Ref).HasMaxLength(22);
            row.HasIndex(c => c.Ref).IsUnique();
            row.Property(c => c.CodeSealed).HasMaxLength(120);
            row.Property(c => c.CodeIndex).HasMaxLength(43);
            row.HasIndex(c => c.CodeIndex).IsUnique();
            row.Property(c => c.Reason).HasMaxLength(40);
            row.Property(c => c.IssueKey).HasMaxLength(80);
            row.HasIndex(c => c.IssueKey).IsUnique();
            row.HasIndex(c => new { c.MemberId, c.State, c.ValidUntil });
            row.HasIndex(c => new { c.State, c.ValidUntil });
            row.HasIndex(c => c.PurchaseId);
            row.HasOne<Member>().WithMany().HasForeignKey(c => c.MemberId);
            row.HasOne(c => c.Definition).WithMany().HasForeignKey(c => c.DefinitionId);
            row.Property(c => c.Version).IsConcurrencyToken();
        }
    }
}
