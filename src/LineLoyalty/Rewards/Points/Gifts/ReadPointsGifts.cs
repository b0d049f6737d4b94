using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points.Gifts;

/// <param name="Token">For sharing once more, while it is open.</param>
public sealed record GivenPointsView(string Id, long Points, string State, DateTime OfferedAt, DateTime Until, string? Token, string? Message, string? ReceiverName);

/// <param name="On">Whether the brand lets members give points.</param>
/// <param name="Giveable">What the member could give now: spendable, not a gift itself, within the month's limit.</param>
public sealed record PointsGiftsView(bool On, long Minimum, long MaximumPerMonth, long LeftThisMonth, long Giveable, IReadOnlyList<GivenPointsView> Gifts);

/// <summary>A member's own gifts of points, and what may still be given.</summary>
public sealed class ReadPointsGifts(LoyaltyDb db, BrandTime time, ReadPointsProgramme programmes, GiftLimits limits, OfferPoints offers)
{
    private const int Most = 20;

    public async Task<PointsGiftsView> ExecuteAsync(long memberId, CancellationToken ct)
    {
        var now = time.Now;
        var rows = await db.PointsGifts.AsNoTracking().Where(g => g.GiverId == memberId).OrderByDescending(g => g.Id).Take(Most)
            .Select(g => new { Gift = g, Receiver = db.Members.Where(m => m.Id == g.ReceiverId).Select(m => m.Name).FirstOrDefault() }).ToListAsync(ct);
        List<GivenPointsView> gifts = [.. rows.Select(r => new GivenPointsView(r.Gift.Ref, r.Gift.Points, StateOf(r.Gift, now), r.Gift.OfferedAt, r.Gift.Until,
            StateOf(r.Gift, now) == "open" ? offers.Token(r.Gift) : null, r.Gift.Message, r.Receiver is { } name ? Names.Mask(name) : null))];
        if ((await programmes.PolicyAtAsync(now, ct)).Gifts is not { } policy) return new PointsGiftsView(false, 0, 0, 0, 0, gifts);
        var left = await limits.LeftAsync(memberId, policy, ct);
        var spendable = await db.PointsLots.Where(l => l.MemberId == memberId && l.Remaining > 0 && l.AvailableAt <= now && (l.ExpiresAt == null || l.ExpiresAt > now) && l.Rule != PointsReasons.Gift)
            .SumAsync(l => l.Remaining, ct);
        return new PointsGiftsView(true, policy.Minimum, policy.MaximumPerMonth, left, Math.Min(left, spendable), gifts);
    }

    private static string StateOf(PointsGift gift, DateTime now) => gift.State switch
    {
        PointsGiftState.Claimed => "claimed",
        PointsGiftState.TakenBack => "takenBack",
        PointsGiftState.Open when gift.Until > now => "open",
        _ => "lapsed",
    };
}
