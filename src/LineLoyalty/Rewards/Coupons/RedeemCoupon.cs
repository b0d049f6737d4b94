using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>Uses a coupon at a store, exactly once whatever races: the member's lock orders the tries, the version column decides.</summary>
public sealed class RedeemCoupon(LoyaltyDb db, TimeProvider clock)
{
    /// <summary>Joins the caller's unit when there is one, so that a sale and its coupon are one.</summary>
    /// <param name="found">As <see cref="FindCoupon"/> gave it; read again under the lock.</param>
    public async Task<Outcome<Coupon>> ExecuteAsync(Coupon found, long storeId, long? purchaseId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        if (await db.TakeMemberAsync(found.MemberId, ct) is not { } owner) return CouponRefusals.NotFound;
        if (owner.RefuseSpend(now) is { } held) return held;
        await db.Entry(found).ReloadAsync(ct);
        if (found.Redeem(now, storeId, purchaseId) is { } refusal) return await ExplainAsync(refusal, found, ct);
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = found.MemberId, Kind = MemberEvents.CouponRedeemed, At = now,
            Data = JsonSerializer.Serialize(new { coupon = found.Id, store = storeId, purchase = purchaseId }, JsonSerializerOptions.Web),
        });
        try
        {
            await unit.CommitAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            // The nightly job, which locks no member, ended the coupon in this very moment.
            return CouponRefusals.Expired.With(("validUntil", found.ValidUntil));
        }
        return found;
    }

    /// <summary>Adds to a refusal what a clerk can tell the customer: when and where.</summary>
    public async Task<Refusal> ExplainAsync(Refusal refusal, Coupon coupon, CancellationToken ct)
    {
        if (refusal.Code == CouponRefusals.Expired.Code) return refusal.With(("validUntil", coupon.ValidUntil));
        if (refusal.Code != CouponRefusals.AlreadyRedeemed.Code) return refusal;
        var store = await db.Stores.Where(s => s.Id == coupon.RedeemedStoreId).Select(s => s.Name).SingleOrDefaultAsync(ct);
        return refusal.With(("redeemedAt", coupon.RedeemedAt), ("storeName", store));
    }
}
