using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>Gives back the coupon of a sale that was wholly returned; part of the refund's unit.</summary>
public sealed class ReturnCoupon(LoyaltyDb db, BrandTime time)
{
    private const int ExtraDays = 7;

    /// <returns>Whether the member can use the coupon again.</returns>
    public async Task<bool> ExecuteAsync(long couponId, CancellationToken ct)
    {
        var memberId = await db.Coupons.Where(c => c.Id == couponId).Select(c => c.MemberId).SingleAsync(ct);
        await db.LockMemberAsync(memberId, ct);
        var coupon = await db.Coupons.SingleAsync(c => c.Id == couponId, ct);
        await db.Entry(coupon).ReloadAsync(ct);
        var now = time.Now;
        var usable = coupon.Return(now, time.EndOf(time.Today.AddDays(ExtraDays)));
        if (usable)
        {
            db.MemberEvents.Add(new MemberEvent
            {
                MemberId = memberId, Kind = MemberEvents.CouponReturned, At = now,
                Data = JsonSerializer.Serialize(new { coupon = coupon.Id }, JsonSerializerOptions.Web),
            });
        }
        return usable;
    }
}
