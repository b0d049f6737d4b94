using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

public static class RevokeCoupon
{
    /// <summary>It ends; of those that may be given out one more is left, if nobody has used any of it. The caller holds the owner's lock and saves.</summary>
    public static async Task RevokeAsync(this LoyaltyDb db, Coupon coupon, CancellationToken ct)
    {
        coupon.State = CouponState.Revoked;
        if (coupon.UsesLeft == coupon.Uses) await db.CouponDefinitions.Where(d => d.Id == coupon.DefinitionId).ExecuteUpdateAsync(s => s.SetProperty(d => d.IssuedCount, d => d.IssuedCount - 1), ct);
    }
}
