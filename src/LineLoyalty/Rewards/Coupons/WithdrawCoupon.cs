using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons.Gifts;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>
/// Takes a coupon out of a wallet that was given by mistake. What was paid for, with money or points, is its owner's and stays
/// (商品(服務)禮券定型化契約: no one-sided cancelling), what a friend has is the friend's, and what a till holds can be withdrawn when it lets go.
/// </summary>
public sealed class WithdrawCoupon(LoyaltyDb db, BrandTime time, GiveCoupon give)
{
    /// <summary>Of the timeline event: it was no return.</summary>
    public const string Reason = "withdrawn";

    public static readonly Refusal PaidStays = new("coupon.paid_stays",
        "It was paid for and cannot be withdrawn; pay the voucher back instead.", "付費券屬於會員，不能直接收回；請改用「禮券退費」。");
    public static readonly Refusal PointsPaid = new("coupon.points_paid",
        "The member paid points for it and keeps it.", "這張券是會員用點數兌換的，不能收回。");

    /// <summary>Joins the caller's unit when there is one.</summary>
    /// <param name="reason">Shown to staff on the member's timeline.</param>
    public async Task<Outcome<Coupon>> ExecuteAsync(string couponRef, string reason, CancellationToken ct)
    {
        if (await db.Coupons.AsNoTracking().SingleOrDefaultAsync(c => c.Ref == couponRef, ct) is not { } found) return CouponRefusals.NotFound;
        await using var own = db.CurrentUnit is null ? await db.BeginWriteAsync(ct) : null;
        await db.LockMemberAsync(found.MemberId, ct);
        var coupon = await db.Coupons.Include(c => c.Definition).SingleAsync(c => c.Id == found.Id, ct);
        await db.Entry(coupon).ReloadAsync(ct);
        if (await RefuseAsync(coupon, ct) is { } refusal) return refusal;
        await TakeAsync(coupon, reason, ct);
        if (own is null) await db.SaveChangesAsync(ct);
        else await own.CommitAsync(ct);
        return coupon;
    }

    private async Task<Refusal?> RefuseAsync(Coupon coupon, CancellationToken ct)
    {
        if (coupon.Definition.IsPaid) return PaidStays;
        if (await db.Redemptions.AnyAsync(r => r.CouponId == coupon.Id && r.Points > 0, ct)) return PointsPaid;
        if (coupon.State is CouponState.Redeemed or CouponState.Expired or CouponState.Revoked or CouponState.Given or CouponState.Unpacked) return coupon.Refuses(coupon.ValidUntil) ?? CouponRefusals.Expired;
        var now = time.Now;
        return await db.CouponUses.AnyAsync(u => u.CouponId == coupon.Id && u.State == CouponUseState.Held && u.HeldUntil > now, ct) ? CouponRefusals.Reserved.With(("until", coupon.ReservedUntil)) : null;
    }

    private async Task TakeAsync(Coupon coupon, string reason, CancellationToken ct)
    {
        if (coupon.State == CouponState.Offered) await give.EndOfferAsync(coupon, ct);
        await db.RevokeAsync(coupon, ct);
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = coupon.MemberId, Kind = MemberEvents.CouponRevoked, At = time.Now,
            Data = JsonSerializer.Serialize(new { coupon = coupon.Id, reason = Reason, said = reason }, JsonSerializerOptions.Web),
        });
    }
}
