using LineLoyalty.Data;
using LineLoyalty.Rewards.Card;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points;

/// <param name="ExpiresAt">Last second on which they can be spent; null means never.</param>
public sealed record PointsLotView(long Points, long Remaining, DateTime EarnedAt, DateTime AvailableAt, DateTime? ExpiresAt, string Reason);

public sealed record PointsView(long Balance, long Pending, IReadOnlyList<PointsLotView> Lots)
{
    /// <summary>Whether the brand lets members give points to each other.</summary>
    public bool MayGive { get; init; }
    /// <summary>Whether the brand lets families share points.</summary>
    public bool MayShare { get; init; }
}

/// <summary>A member's points, lot by lot, in the order in which they will be spent.</summary>
public sealed class ReadPoints(LoyaltyDb db, TimeProvider clock, ReadCard card, ReadPointsProgramme programmes)
{
    public async Task<PointsView> ExecuteAsync(long memberId, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var lots = await db.PointsLots.AsNoTracking()
            .Where(l => l.MemberId == memberId && l.Remaining != 0 && (l.ExpiresAt == null || l.ExpiresAt > now)).ToListAsync(ct);
        var points = await card.PointsAsync(memberId, ct);
        var policy = await programmes.PolicyAtAsync(now, ct);
        return new PointsView(points.Balance, points.Pending, [.. lots.Order(PointsAccount.SpendingOrder).Select(l => new PointsLotView(
            l.Amount, l.Remaining, l.EarnedAt, l.AvailableAt, l.ExpiresAt is { } end ? LastMoment.Before(end) : null,
            l.PurchaseId is null ? l.Rule : PointsReasons.Purchase))])
        {
            MayGive = policy.Gifts is not null,
            MayShare = policy.Family is not null,
        };
    }
}
