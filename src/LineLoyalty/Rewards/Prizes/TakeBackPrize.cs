using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Coupons.Gifts;
using LineLoyalty.Rewards.Points;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Prizes;

/// <summary>Takes a prize out of a member's hands, when what had earned it is undone: inside the caller's unit and under the member's lock.</summary>
public sealed class TakeBackPrize(LoyaltyDb db, BrandTime time, PointsLedger ledger, GiveCoupon give)
{
    /// <returns>False when it has been used: then it stays, and staff can see it on the timeline.</returns>
    public async Task<bool> CouponAsync(long memberId, long couponId, string reason, DateTime at, CancellationToken ct)
    {
        var coupon = await db.Coupons.SingleAsync(c => c.Id == couponId, ct);
        if (coupon.State == CouponState.Unpacked) return await BundleAsync(coupon, reason, at, ct);
        // Nobody has it yet.
        if (coupon.State == CouponState.Offered) await give.EndOfferAsync(coupon, ct);
        var whole = coupon.State == CouponState.Issued && coupon.UsesLeft == coupon.Uses;
        if (whole) await db.RevokeAsync(coupon, ct);
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = memberId, Kind = whole ? MemberEvents.CouponRevoked : MemberEvents.CouponFlagged, At = at,
            Data = JsonSerializer.Serialize(new { coupon = coupon.Id, reason }, JsonSerializerOptions.Web),
        });
        return whole;
    }

    /// <summary>Part by part: what has been used of it stays, and with it the bundle.</summary>
    private async Task<bool> BundleAsync(Coupon bundle, string reason, DateTime at, CancellationToken ct)
    {
        var prefix = IssueCoupon.PartKey(bundle.Id);
        var whole = true;
        foreach (var part in await db.Coupons.Where(c => c.MemberId == bundle.MemberId && c.IssueKey!.StartsWith(prefix)).OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(ct))
        {
            whole &= await CouponAsync(bundle.MemberId, part, reason, at, ct);
        }
        if (whole) await db.RevokeAsync(bundle, ct);
        return whole;
    }

    /// <summary>Points that are spent already make the balance negative; the next ones fill it.</summary>
    /// <param name="earnedAt">When they had been won.</param>
    public async Task PointsAsync(long memberId, long points, DateTime earnedAt, PrizeCause cause, CancellationToken ct)
    {
        if (points == 0) return;
        await db.SaveChangesAsync(ct);
        if (await db.TakeMemberAsync(memberId, ct) is not { } fresh) return;
        var account = await ledger.OpenAsync(fresh, null, ct);
        account.TakeBack(points, time.Now, earnedAt, new PointsCause(cause.At, time.Now, cause.Reason) { Rule = cause.Rule, RuleVersion = cause.RuleVersion, Inputs = cause.Inputs });
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = memberId, Kind = MemberEvents.PointsEarned, At = cause.At, Data = JsonSerializer.Serialize(new { points = -points, reason = cause.Reason }, JsonSerializerOptions.Web),
        });
        await ledger.BookAsync(account, fresh, ct);
        await db.SaveChangesAsync(ct);
    }
}
