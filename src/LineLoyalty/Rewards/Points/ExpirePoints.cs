using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points;

/// <summary>Books out points whose time has passed. Safe to run at any time, any number of times.</summary>
public sealed class ExpirePoints(LoyaltyDb db, PointsLedger ledger, TimeProvider clock)
{
    /// <returns>How many points of this member lapsed now.</returns>
    public async Task<long> ExecuteAsync(long memberId, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.TakeMemberAsync(memberId, ct) is not { } member) return 0;
        var account = await ledger.OpenAsync(member, null, ct);
        var expired = account.Expire(now, now, PointsReasons.Expired);
        await ledger.BookAsync(account, member, ct);
        await unit.CommitAsync(ct);
        return -expired.Sum(e => e.Points);
    }

    /// <summary>Members that hold lapsed points, oldest id first after <paramref name="afterMemberId"/>.</summary>
    public Task<List<long>> DueAsync(long afterMemberId, int count, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return db.PointsLots.Where(l => l.Remaining > 0 && l.ExpiresAt != null && l.ExpiresAt <= now && l.MemberId > afterMemberId)
            .Select(l => l.MemberId).Distinct().OrderBy(id => id).Take(count).ToListAsync(ct);
    }
}

/// <summary>Points of one member that lapse at one instant.</summary>
public sealed record ExpiringPoints(long MemberId, long Points, DateTime ExpiresAt);

/// <summary>What is about to lapse, for the reminder and the card.</summary>
public sealed class PointsAboutToExpire(LoyaltyDb db, TimeProvider clock)
{
    /// <summary>
    /// Members who hold spendable points lapsing before <paramref name="before"/> of which they were not reminded yet, with the sum and the
    /// earliest expiry; members in order of id after <paramref name="afterMemberId"/>.
    /// </summary>
    public async Task<List<ExpiringPoints>> ToRemindAsync(DateTime before, long afterMemberId, int count, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return await db.PointsLots
            .Where(l => l.Remaining > 0 && l.ExpiresAt != null && l.ExpiresAt > now && l.ExpiresAt <= before && l.RemindedAt == null
                && l.MemberId > afterMemberId)
            .GroupBy(l => l.MemberId)
            .Select(g => new { MemberId = g.Key, Points = g.Sum(l => l.Remaining), ExpiresAt = g.Min(l => l.ExpiresAt) })
            .OrderBy(e => e.MemberId).Take(count)
            .Select(e => new ExpiringPoints(e.MemberId, e.Points, e.ExpiresAt!.Value))
            .ToListAsync(ct);
    }

    /// <summary>Marks those lots as reminded of; call it in the unit that adds the reminder. 0 means somebody else was faster.</summary>
    public Task<int> MarkRemindedAsync(long memberId, DateTime before, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return db.PointsLots
            .Where(l => l.MemberId == memberId && l.Remaining > 0 && l.ExpiresAt != null && l.ExpiresAt > now && l.ExpiresAt <= before
                && l.RemindedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(l => l.RemindedAt, now), ct);
    }
}
