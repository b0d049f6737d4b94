using LineLoyalty.Data;
using LineLoyalty.Rewards.Card;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points.Families;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Catalogue;

/// <param name="State"><c>available</c>, <c>points</c> (too few), <c>soldOut</c>, <c>tier</c>, <c>limit</c>, <c>monthLimit</c> or <c>soon</c>.</param>
/// <param name="Missing">Points still missing; 0 when there are enough.</param>
/// <param name="Kind"><c>coupon</c> or <c>entry</c>.</param>
/// <param name="Until">Last second on which it can be redeemed.</param>
public sealed record RewardView(
    string Code, string Name, string NameEn, string Description, string DescriptionEn, string? ImageUrl, long Points, string Kind, string State, long Missing)
{
    /// <summary>How many are left; null when there is no limit.</summary>
    public long? Left { get; init; }
    public DateTime? From { get; init; }
    public DateTime? Until { get; init; }
    /// <summary>Lowest level that may have it, by name.</summary>
    public string? Tier { get; init; }
    public string? TierEn { get; init; }
    public int? PerMember { get; init; }
    public int? PerMemberMonth { get; init; }
    /// <summary>Conditions of the voucher it gives, or null for an entry.</summary>
    public string? Terms { get; init; }
    public string? TermsEn { get; init; }
}

/// <param name="State"><c>ready</c>, <c>used</c> or <c>cancelled</c>.</param>
/// <param name="Coupon">The voucher's id in the wallet.</param>
/// <param name="CancelUntil">Set while the member may take it back.</param>
public sealed record RedemptionView(string Id, string Item, string Name, string NameEn, long Points, DateTime At, string State, string? Coupon, DateTime? CancelUntil);

/// <param name="CancelHours">For how long an unused redemption can be taken back; 0 means not at all.</param>
public sealed record CatalogueView(long Balance, int CancelHours, IReadOnlyList<RewardView> Items, IReadOnlyList<RedemptionView> Redemptions)
{
    /// <summary>What the member's family would add.</summary>
    public long Shared { get; init; }
}

/// <summary>What a member can have for points, and what they had.</summary>
public sealed class ReadCatalogue(LoyaltyDb db, BrandTime time, ReadCard card, SharePoints family, RedeemReward redeem)
{
    private const int MostRedemptions = 20;

    public async Task<CatalogueView> ExecuteAsync(long memberId, CancellationToken ct)
    {
        var now = time.Now;
        var member = await db.Members.AsNoTracking().SingleAsync(m => m.Id == memberId, ct);
        var balance = (await card.PointsAsync(memberId, ct)).Balance;
        var shared = balance < 0 ? 0 : await family.AvailableAsync(memberId, ct);
        var items = await db.RewardItems.AsNoTracking().Where(i => i.Active && (i.ValidUntil == null || i.ValidUntil > now))
            .OrderBy(i => i.Position).ThenBy(i => i.Id).ToListAsync(ct);
        var tiers = await db.Tiers.AsNoTracking().ToDictionaryAsync(t => t.Code, ct);
        var codes = items.Select(i => (i.Gives as CouponPrize)?.Coupon).OfType<string>().Distinct().ToList();
        var kinds = await db.CouponDefinitions.AsNoTracking().Where(d => codes.Contains(d.Code)).ToDictionaryAsync(d => d.Code, ct);
        List<RewardView> views = [];
        foreach (var item in items)
        {
            var refusal = DecideRedemption.Refuses(item, await redeem.FactsAsync(item, member, balance + shared, now, ct));
            if (refusal?.Code == RewardRefusals.SoldOut.Code && item.HideSoldOut) continue;
            views.Add(View(item, refusal, balance + shared, item.MinimumTier is { } tier ? tiers.GetValueOrDefault(tier) : null, item.Gives is CouponPrize c ? kinds.GetValueOrDefault(c.Coupon) : null));
        }
        return new CatalogueView(balance, await db.CancelHoursAsync(ct), views, await RedemptionsAsync(memberId, now, ct)) { Shared = shared };
    }

    public static RedemptionView Of(Redemption redemption, RewardItem item, Coupon? coupon, DateTime now)
    {
        var state = redemption.CancelledAt is not null ? "cancelled" : coupon?.IsUntouched(now) == false ? "used" : "ready";
        return new RedemptionView(redemption.Ref, item.Code, item.Name, item.NameEn, redemption.Points, redemption.At, state,
            coupon?.Ref,
            state == "ready" && redemption.CancellableUntil is { } until && until > now ? LastMoment.Before(until) : null);
    }

    private async Task<List<RedemptionView>> RedemptionsAsync(long memberId, DateTime now, CancellationToken ct)
    {
        var rows = await db.Redemptions.AsNoTracking().Include(r => r.Item).Where(r => r.MemberId == memberId).OrderByDescending(r => r.Id).Take(MostRedemptions).ToListAsync(ct);
        var ids = rows.Select(r => r.CouponId).OfType<long>().ToList();
        var coupons = await db.Coupons.AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
        return [.. rows.Select(r => Of(r, r.Item, r.CouponId is { } id ? coupons[id] : null, now))];
    }

    private static RewardView View(RewardItem item, Refusal? refusal, long usable, Tiers.Tier? tier, CouponDefinition? kind) => new(
        item.Code, item.Name, item.NameEn, item.Description, item.DescriptionEn, item.ImageUrl, item.Points, item.Gives is CouponPrize ? "coupon" : "entry",
        StateOf(refusal), Math.Max(0, item.Points - usable))
    {
        Left = item.Left is { } left ? Math.Max(0, left) : null, From = item.ValidFrom, Until = item.ValidUntil is { } until ? LastMoment.Before(until) : null,
        Tier = tier?.Name, TierEn = tier?.NameEn, PerMember = item.PerMember, PerMemberMonth = item.PerMemberMonth, Terms = kind?.Terms, TermsEn = kind?.TermsEn,
    };

    private static string StateOf(Refusal? refusal) => refusal?.Code switch
    {
        null => "available",
        "reward.not_enough_points" => "points",
        "reward.sold_out" => "soldOut",
        "reward.tier_too_low" => "tier",
        "reward.limit_reached" => "limit",
        "reward.month_limit_reached" => "monthLimit",
        _ => "soon",
    };
}
