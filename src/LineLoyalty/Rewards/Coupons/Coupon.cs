using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Coupons;

public enum CouponState
{
    Issued,
    /// <summary>A till holds its last uses for a few minutes.</summary>
    Reserved,
    Redeemed,
    Expired,
    Revoked,
    /// <summary>On its way to a friend; the giver may take it back.</summary>
    Offered,
    /// <summary>A friend has it now, as a coupon of their own.</summary>
    Given,
    /// <summary>A bundle, whose parts are coupons of their own.</summary>
    Unpacked,
}

/// <summary>One coupon in one member's wallet. Its code is bearer value: stored sealed, found by index.</summary>
public sealed class Coupon : IVersioned
{
    /// <summary>What a paid voucher is valid to: never lapses, and still sorts last.</summary>
    public static readonly DateTime Never = new(9999, 12, 31, 0, 0, 0, DateTimeKind.Utc);

    public long Id { get; init; }
    /// <summary>Opaque id used outside; knowing it spends nothing.</summary>
    public required string Ref { get; init; }
    public required long DefinitionId { get; init; }
    public CouponDefinition Definition { get; init; } = null!;
    public required long MemberId { get; init; }
    /// <summary>16 Crockford base32 characters and a check character, or the code of a pool, sealed.</summary>
    public required string CodeSealed { get; init; }
    public required string CodeIndex { get; init; }
    public CouponState State { get; set; }
    public required DateTime IssuedAt { get; init; }
    public DateTime ValidFrom { get; init; }
    /// <summary>First instant at which it is no longer valid.</summary>
    public required DateTime ValidUntil { get; set; }
    /// <summary>Uses when it was given; NT$ of a paid money voucher.</summary>
    public long Uses { get; init; } = 1;
    /// <summary>Uses neither taken nor reserved.</summary>
    public long UsesLeft { get; set; } = 1;
    /// <summary>Until when the last reservation holds.</summary>
    public DateTime? ReservedUntil { get; set; }
    /// <summary>Why it was issued, e.g. <c>welcome</c>, <c>birthday</c>.</summary>
    public required string Reason { get; init; }
    /// <summary>Makes one cause issue one coupon, e.g. <c>birthday:42:2026</c>.</summary>
    public string? IssueKey { get; init; }
    /// <summary>The friend's coupon this one was before it was given.</summary>
    public long? GivenFromId { get; init; }
    /// <summary>The sale in which it was bought.</summary>
    public long? SoldInPurchaseId { get; init; }
    /// <summary>Last day of the guarantee of a paid voucher; it stays valid after it.</summary>
    public DateOnly? GuaranteedUntil { get; init; }
    public DateTime? RedeemedAt { get; set; }
    public long? RedeemedStoreId { get; set; }
    public long? PurchaseId { get; set; }
    public DateTime? ReturnedAt { get; set; }
    public DateTime? RemindedAt { get; set; }
    public long Version { get; set; }

    /// <summary>Why it cannot be used at <paramref name="now"/>, or could not at an earlier moment; null when it can.</summary>
    public Refusal? Refuses(DateTime now) => State switch
    {
        CouponState.Redeemed => CouponRefusals.AlreadyRedeemed,
        CouponState.Revoked => CouponRefusals.Revoked,
        CouponState.Offered => CouponRefusals.Offered,
        CouponState.Given or CouponState.Unpacked => CouponRefusals.Given,
        // The nightly job may not have come by yet.
        _ when ValidUntil <= now => CouponRefusals.Expired,
        _ when ValidFrom > now => CouponRefusals.NotYet.With(("validFrom", ValidFrom)),
        // A reservation that is over has not been swept up yet; taking does that first.
        CouponState.Reserved when ReservedUntil > now => CouponRefusals.Reserved.With(("until", ReservedUntil)),
        _ => null,
    };

    /// <summary>Nobody has begun, held or given away any of it, and its time is not over.</summary>
    public bool IsUntouched(DateTime now) => State == CouponState.Issued && UsesLeft == Uses && ValidUntil > now;

    /// <summary>Takes uses for good, or says why not. <paramref name="units"/> is what a till asks for.</summary>
    /// <param name="soldAt">Of a sale that is heard of later; null means now.</param>
    public Refusal? Redeem(DateTime now, long storeId, long? purchaseId, long units = 1, DateTime? soldAt = null)
    {
        if (Take(units, soldAt ?? now) is { } refusal) return refusal;
        Settle(now, storeId, purchaseId);
        return null;
    }

    /// <summary>Puts uses aside until <paramref name="until"/>.</summary>
    public Refusal? Reserve(DateTime now, DateTime until, long units)
    {
        if (Take(units, now) is { } refusal) return refusal;
        ReservedUntil = ReservedUntil is { } other && other > until ? other : until;
        if (UsesLeft == 0) State = CouponState.Reserved;
        return null;
    }

    private Refusal? Take(long units, DateTime now)
    {
        if (Refuses(now) is { } refusal) return refusal;
        if (units > UsesLeft) return CouponRefusals.UsesLeft.With(("left", UsesLeft));
        UsesLeft -= units;
        return null;
    }

    /// <summary>Uses that were put aside, or just taken, are used.</summary>
    /// <param name="othersHeld">Whether another till still holds some.</param>
    public void Settle(DateTime now, long storeId, long? purchaseId, bool othersHeld = false)
    {
        (RedeemedAt, RedeemedStoreId, PurchaseId) = (now, storeId, purchaseId);
        if (!othersHeld) ReservedUntil = null;
        if (UsesLeft == 0) State = othersHeld ? CouponState.Reserved : CouponState.Redeemed;
    }

    /// <summary>Uses that were put aside are free again.</summary>
    public void Release(long units, bool othersHeld)
    {
        UsesLeft += units;
        if (!othersHeld) ReservedUntil = null;
        if (State == CouponState.Reserved) State = CouponState.Issued;
    }

    /// <summary>
    /// The sale it was used in came back: usable again if still valid, else until <paramref name="extendedUntil"/>, but only the first time.
    /// False when it stays lapsed.
    /// </summary>
    public bool Return(DateTime now, DateTime extendedUntil, long units = 1)
    {
        // What was paid for is its owner's, even if the rest has been cashed out since.
        if (State is not (CouponState.Redeemed or CouponState.Issued or CouponState.Reserved or CouponState.Expired) && !(State == CouponState.Revoked && Definition.IsPaid)) return false;
        var extend = ValidUntil <= now;
        var usable = !extend || ReturnedAt is null;
        if (extend && usable) ValidUntil = extendedUntil;
        UsesLeft += units;
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
            row.Property(c => c.CodeSealed).HasMaxLength(160);
            row.Property(c => c.CodeIndex).HasMaxLength(43);
            row.HasIndex(c => c.CodeIndex).IsUnique();
            row.Property(c => c.Reason).HasMaxLength(40);
            row.Property(c => c.IssueKey).HasMaxLength(80);
            row.HasIndex(c => c.IssueKey).IsUnique();
            row.HasIndex(c => new { c.MemberId, c.State, c.ValidUntil });
            row.HasIndex(c => new { c.MemberId, c.DefinitionId });
            row.HasIndex(c => new { c.State, c.ValidUntil });
            row.HasIndex(c => c.PurchaseId);
            row.HasIndex(c => c.SoldInPurchaseId);
            row.HasOne<Member>().WithMany().HasForeignKey(c => c.MemberId);
            row.HasOne(c => c.Definition).WithMany().HasForeignKey(c => c.DefinitionId);
            row.HasOne<Coupon>().WithMany().HasForeignKey(c => c.GivenFromId);
            row.Property(c => c.Version).IsConcurrencyToken();
        }
    }
}
