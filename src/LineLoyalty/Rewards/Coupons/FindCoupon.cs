using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

/// <param name="Nonce">Of a QR code, which is good for one use of a coupon that has several.</param>
public sealed record FoundCoupon(Coupon Coupon, string? Nonce);

/// <summary>Finds a coupon by what a till has: a QR token, a typed code, or the opaque id from a member's wallet.</summary>
public sealed class FindCoupon(LoyaltyDb db, Vault vault, MemberCodes codes)
{
    internal const string VaultPurpose = "coupon";

    /// <summary>By QR token or by the code as typed. Unknown, mistyped and forged look the same.</summary>
    public async Task<Outcome<Coupon>> ByCodeAsync(string text, CancellationToken ct) =>
        (await WithTokenAsync(text, ct)).Succeeded(out var found, out var refusal) ? found.Coupon : refusal;

    /// <param name="lateAt">When an offline till saw it; null means now.</param>
    public async Task<Outcome<FoundCoupon>> WithTokenAsync(string text, CancellationToken ct, DateTime? lateAt = null)
    {
        text = text.Trim();
        if (MemberCodes.LooksLikeCode(text))
        {
            var seen = lateAt is { } at ? codes.ReadLate(text, at, CodePurpose.Coupon) : codes.Read(text, CodePurpose.Coupon);
            if (seen.Succeeded(out var read, out var refusal))
            {
                return await OneAsync(db.Coupons.Where(c => c.Id == read.Handle), read.Nonce, ct);
            }
            // Only a code we signed is told to be late; anything else learns nothing.
            return refusal == MemberRefusals.CodeExpired ? CouponRefusals.TokenExpired : CouponRefusals.NotFound;
        }
        if (CouponCodes.Canonical(text) is not { } code) return CouponRefusals.NotFound;
        var index = vault.Index(VaultPurpose, code);
        var found = await OneAsync(db.Coupons.Where(c => c.CodeIndex == index), null, ct);
        return found.Refusal is not null && await db.PoolCodes.AnyAsync(p => p.CodeIndex == index && p.CouponId == null, ct) ? CouponRefusals.Unclaimed : found;
    }

    /// <summary>By wallet id, only for its owner.</summary>
    public async Task<Outcome<Coupon>> ByRefAsync(string couponRef, long memberId, CancellationToken ct) =>
        (await OneAsync(db.Coupons.Where(c => c.Ref == couponRef && c.MemberId == memberId), null, ct)).Succeeded(out var found, out var refusal) ? found.Coupon : refusal;

    private static async Task<Outcome<FoundCoupon>> OneAsync(IQueryable<Coupon> which, string? nonce, CancellationToken ct) =>
        // A bundle is in nobody's hand, and what was given away belongs to somebody else.
        await which.Where(c => c.State != CouponState.Unpacked).Include(c => c.Definition).SingleOrDefaultAsync(ct) is { } coupon
            ? new FoundCoupon(coupon, nonce) : CouponRefusals.NotFound;
}
