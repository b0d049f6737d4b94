using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Tiers;

/// <summary>Nightly: ends the tier periods that are over. Each member in a transaction of their own; a second run finds nothing.</summary>
public sealed class ReviewTiers(LoyaltyDb db, EvaluateTier evaluate, BrandTime time)
{
    public Task<List<long>> DueAsync(long afterMemberId, int count, CancellationToken ct)
    {
        var now = time.Now;
        return db.TierPeriods.Where(p => p.ToAt == null && p.ValidUntil != null && p.ValidUntil <= now && (p.GraceUntil == null || p.GraceUntil <= now) && p.MemberId > afterMemberId)
            .Select(p => p.MemberId).Distinct().OrderBy(id => id).Take(count).ToListAsync(ct);
    }

    public async Task<TierChange?> ExecuteAsync(long memberId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.TakeMemberAsync(memberId, ct) is not { } member) return null;
        var change = await evaluate.ReviewAsync(member, time.Now, ct);
        await unit.CommitAsync(ct);
        return change;
    }
}
