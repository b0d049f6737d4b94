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

    /// <summary>Why it cannot be used at <paramref name="now"/>; null when it can.</summary>
    public Refusal? Refuses(DateTime now) => State switch
    {
        CouponState.Redeemed => CouponRefusals.AlreadyRedeemed,
        CouponState.Revoked => CouponRefusals.Revoked,
        CouponState.Expired => CouponRefusals.Expired,
        // The nightly job may not have come by yet.
        _ => ValidUntil <= now ? CouponRefusals.Expired : null,
    };

    /// <summary>Uses the coupon, or says why not.</summary>
    public Refusal? Redeem(DateTime now, long storeId, long? purchaseId)
    {
        if (Refuses(now) is { } refusal) return refusal;
        (State, RedeemedAt, RedeemedStoreId, PurchaseId) = (CouponState.Redeemed, now, storeId, purchaseId);
        return null;
    }

    /// <summary>
    /// The sale it was used in came back: usable again if still valid, else until <paramref name="extendedUntil"/>, but only the first time.
    /// False when it stays lapsed.
    /// </summary>
    public bool Return(DateTime now, DateTime extendedUntil)
    {
        if (State != CouponState.Redeemed) return false;
        var extend = ValidUntil <= now;
        var usable = !extend || ReturnedAt is null;
        if (extend && usable) ValidUntil = extendedUntil;
        (State, ReturnedAt) = (usable ? CouponState.Issued : CouponState.Expired, now);
        (RedeemedAt, RedeemedStoreId, PurchaseId) = (null, null, null);
        return usable;
    }

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
