using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>Reads what coupons ask about their owner.</summary>
public sealed class ReadCouponFacts(LoyaltyDb db, BrandTime time)
{
    /// <param name="day">The one whose uses count.</param>
    /// <param name="late">Heard of later: level and earlier sales are those of that moment.</param>
    /// <param name="own">Reservations that the sale itself uses up: they do not count against it.</param>
    public async Task<CouponOwnerFacts> ExecuteAsync(long memberId, DateTime soldAt, DateOnly day, bool late, IReadOnlyCollection<string> own, CancellationToken ct)
    {
        var now = time.Now;
        var member = await db.Members.Where(m => m.Id == memberId)
            .Select(m => new { m.JoinedAt, m.PurchaseCount, Tier = db.Tiers.Where(t => t.Level == m.TierLevel).Select(t => t.Code).FirstOrDefault() }).SingleAsync(ct);
        var (tier, purchases) = (member.Tier, member.PurchaseCount);
        if (late)
        {
            tier = await db.TierPeriods.Where(p => p.MemberId == memberId && p.FromAt < soldAt).OrderByDescending(p => p.FromAt).ThenByDescending(p => p.Id)
                .Select(p => db.Tiers.Where(t => t.Level == p.Level).Select(t => t.Code).FirstOrDefault()).FirstOrDefaultAsync(ct);
            purchases = await db.Purchases.CountAsync(p => p.MemberId == memberId && p.OccurredAt < soldAt && !p.WhollyReturned, ct);
        }
        var uses = await db.CouponUses
            .Where(u => u.MemberId == memberId && u.Day == day && (u.State == CouponUseState.Used || (!own.Contains(u.Ref) && u.State == CouponUseState.Held && u.HeldUntil > now)))
            .GroupBy(u => u.DefinitionId).Select(g => new { g.Key, Count = g.LongCount() }).ToListAsync(ct);
        return new CouponOwnerFacts(tier ?? "", time.Local(member.JoinedAt), purchases, uses.ToDictionary(u => u.Key, u => u.Count));
    }
}
