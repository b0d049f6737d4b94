using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>Reads what coupons ask about their owner.</summary>
public sealed class ReadCouponFacts(LoyaltyDb db, BrandTime time)
{
    /// <param name="soldAt">Its day is the one whose uses count.</param>
    public async Task<CouponOwnerFacts> ExecuteAsync(long memberId, DateTime soldAt, CancellationToken ct)
    {
        var (now, day) = (time.Now, time.DayOf(soldAt));
        var member = await db.Members.Where(m => m.Id == memberId)
            .Select(m => new { m.JoinedAt, m.PurchaseCount, Tier = db.Tiers.Where(t => t.Level == m.TierLevel).Select(t => t.Code).FirstOrDefault() }).SingleAsync(ct);
        var uses = await db.CouponUses
            .Where(u => u.MemberId == memberId && u.Day == day && (u.State == CouponUseState.Used || (u.State == CouponUseState.Held && u.HeldUntil > now)))
            .GroupBy(u => u.DefinitionId).Select(g => new { g.Key, Count = g.LongCount() }).ToListAsync(ct);
        return new CouponOwnerFacts(member.Tier ?? "", time.Local(member.JoinedAt), member.PurchaseCount, uses.ToDictionary(u => u.Key, u => u.Count));
    }
}
