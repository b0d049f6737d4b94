using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>Gives back the coupons of a sale that was wholly returned; part of the refund's unit.</summary>
public sealed class ReturnCoupon(LoyaltyDb db, BrandTime time)
{
    private const int ExtraDays = 7;

    /// <returns>Whether the member can use any of them again.</returns>
    public async Task<bool> ExecuteAsync(long purchaseId, CancellationToken ct)
    {
        var owners = await db.CouponUses.Where(u => u.PurchaseId == purchaseId && u.State == CouponUseState.Used)
            .Select(u => u.MemberId).Distinct().OrderBy(id => id).ToListAsync(ct);
        foreach (var owner in owners) await db.LockMemberAsync(owner, ct);
        var any = false;
        foreach (var use in await db.CouponUses.Include(u => u.Coupon).ThenInclude(c => c.Definition)
                     .Where(u => u.PurchaseId == purchaseId && u.State == CouponUseState.Used).OrderBy(u => u.Id).ToListAsync(ct))
        {
            await db.Entry(use.Coupon).ReloadAsync(ct);
            any |= await ReturnAsync(use, ct);
        }
        return any;
    }

    private async Task<bool> ReturnAsync(CouponUse use, CancellationToken ct)
    {
        var (coupon, now) = (use.Coupon, time.Now);
        if (use.Discount > 0)
        {
            await db.CouponDefinitions.Where(d => d.Id == use.DefinitionId && d.Budget != null)
                .ExecuteUpdateAsync(s => s.SetProperty(d => d.BudgetSpent, d => d.BudgetSpent - use.Discount), ct);
        }
        if (coupon.Definition.Rules.NotReturned && !coupon.Definition.IsPaid) return false;
        if (!coupon.Return(now, time.EndOf(time.Today.AddDays(ExtraDays)), use.Units)) return false;
        use.State = CouponUseState.Returned;
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = use.MemberId, Kind = MemberEvents.CouponReturned, At = now,
            Data = JsonSerializer.Serialize(new { coupon = coupon.Id, units = use.Units }, JsonSerializerOptions.Web),
        });
        return true;
    }
}
