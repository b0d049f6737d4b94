using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>Marks coupons whose time has passed. A till that is faster wins: the update repeats the state it was read with.</summary>
public sealed class ExpireCoupons(LoyaltyDb db, TimeProvider clock)
{
    /// <returns>How many lapsed now; call again while it answers <paramref name="count"/>.</returns>
    public async Task<int> ExecuteAsync(int count, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        // What a till holds, or a friend may still claim, ends with that.
        var due = await db.Coupons.Where(c => c.State == CouponState.Issued && c.ValidUntil <= now && (c.ReservedUntil == null || c.ReservedUntil <= now))
            .OrderBy(c => c.ValidUntil).Take(count).Select(c => new { c.Id, c.MemberId, c.ValidUntil }).ToListAsync(ct);
        foreach (var coupon in due)
        {
            var changed = await db.Coupons.Where(c => c.Id == coupon.Id && c.State == CouponState.Issued && c.ValidUntil <= now)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CouponState.Expired).SetProperty(c => c.Version, c => c.Version + 1), ct);
            if (changed == 0) continue;
            db.MemberEvents.Add(new MemberEvent
            {
                MemberId = coupon.MemberId, Kind = MemberEvents.CouponExpired, At = coupon.ValidUntil,
                Data = JsonSerializer.Serialize(new { coupon = coupon.Id }, JsonSerializerOptions.Web),
            });
        }
        await unit.CommitAsync(ct);
        return due.Count;
    }
}
