using LineLoyalty.Data;
using LineLoyalty.Rewards.Points.Policies;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points.Gifts;

/// <summary>What both ways of giving points share: how much may go, and from which lots.</summary>
public sealed class GiftLimits(LoyaltyDb db, BrandTime time)
{
    /// <summary>Points that were a gift stay with whom they were given to.</summary>
    public static bool MayBeGiven(PointsLot lot) => lot.Rule != PointsReasons.Gift;

    /// <summary>What the member may still give this month. Gifts that came back do not count.</summary>
    public async Task<long> LeftAsync(long memberId, GiftPolicy policy, CancellationToken ct)
    {
        var monthStart = time.StartOf(new DateOnly(time.Today.Year, time.Today.Month, 1));
        var given = -await db.PointsEntries
            .Where(e => e.MemberId == memberId && e.At >= monthStart && e.Reason == PointsReasons.Gift && (e.Kind == PointsEntryKind.Spend || e.Kind == PointsEntryKind.GiveBack))
            .SumAsync(e => e.Points, ct);
        return Math.Clamp(policy.MaximumPerMonth - given, 0, policy.MaximumPerMonth);
    }

    public static Refusal? Refuses(GiftPolicy policy, long points, long left, PointsAccount account, DateTime now) =>
        points < policy.Minimum ? PointsRefusals.GiftTooSmall.With(("minimum", policy.Minimum))
        : points > left ? PointsRefusals.GiftLimit.With(("left", left))
        : points > account.Available(now, MayBeGiven) ? PointsRefusals.Insufficient.With(("available", account.Available(now, MayBeGiven)))
        : null;
}
