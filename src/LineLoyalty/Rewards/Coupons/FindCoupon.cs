using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>Finds a coupon by what a till has: a QR token, a typed code, or the opaque id from a member's wallet.</summary>
public sealed class FindCoupon(LoyaltyDb db, Vault vault, MemberCodes codes)
{
    internal const string VaultPurpose = "coupon";

    /// <summary>By QR token or by the code as typed. Unknown, mistyped and forged look the same.</summary>
    public async Task<Outcome<Coupon>> ByCodeAsync(string text, CancellationToken ct)
    {
        text = text.Trim();
        if (MemberCodes.LooksLikeCode(text))
        {
            if (codes.Read(text, CodePurpose.Coupon).Succeeded(out var read, out var refusal))
            {
                return await OneAsync(db.Coupons.Where(c => c.Id == read.Handle), ct);
            }
            // Only a code we signed is told to be late; anything else learns nothing.
            return refusal == MemberRefusals.CodeExpired ? CouponRefusals.TokenExpired : CouponRefusals.NotFound;
        }
        if (!CouponCodes.TryParse(text, out var code)) return CouponRefusals.NotFound;
        var index = vault.Index(VaultPurpose, code);
        return await OneAsync(db.Coupons.Where(c => c.CodeIndex == index), ct);
    }

    /// <summary>By wallet id, only for its owner.</summary>
    public Task<Outcome<Coupon>> ByRefAsync(string couponRef, long memberId, CancellationToken ct) =>
        OneAsync(db.Coupons.Where(c => c.Ref == couponRef && c.MemberId == memberId), ct);

    private static async Task<Outcome<Coupon>> OneAsync(IQueryable<Coupon> which, CancellationToken ct) =>
        await which.Include(c => c.Definition).SingleOrDefaultAsync(ct) is { } coupon ? coupon : CouponRefusals.NotFound;
}
