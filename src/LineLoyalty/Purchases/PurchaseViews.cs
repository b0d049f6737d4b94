using LineLoyalty.Rewards;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Tiers;

namespace LineLoyalty.Purchases;

public sealed record TierChangeView(TierView From, TierView To);

/// <param name="Points">What the member can spend now.</param>
public sealed record MemberAfterView(long Points, TierView Tier, TierChangeView? TierChanged);

/// <param name="Units">Uses it takes of a coupon that has several.</param>
public sealed record UsedCouponView(string Ref, string Title, long Discount, long Units = 1)
{
    public static UsedCouponView Of(AppliedCoupon one) => new(one.Coupon.Ref, one.Coupon.Definition.Title, one.Discount.Total, one.Discount.Units);
}

/// <summary>What the member's level takes off, and why no more.</summary>
/// <param name="Limit">The limit that cut it: <c>sale</c>, <c>month</c> or null.</param>
/// <param name="Why">The rule in words, for the customer.</param>
public sealed record LevelDiscountView(TierView Tier, int Percent, long Amount, string? Limit, string Why)
{
    public static LevelDiscountView? Of(LevelDiscount? d, bool english) => d is null ? null : new(
        new TierView(d.Tier.Code, d.Tier.Name), d.Rule.Percent, d.Amount, d.Limit == TierDiscountLimit.None ? null : d.Limit.ToString().ToLowerInvariant(),
        TierWords.Discount(d.Rule, english ? "en" : null));
}

/// <param name="Code">Stable code of the reason.</param>
public sealed record RefusedCouponView(string Ref, string Title, string Code, string Reason);

/// <param name="Coupons">Send these as coupons of the sale.</param>
public sealed record SuggestionView(long Discount, IReadOnlyList<UsedCouponView> Coupons, IReadOnlyList<RefusedCouponView> Others)
{
    public static SuggestionView? Of(CouponSuggestion? found, string? language) => found is null ? null : new(
        found.Discount, [.. found.Applied.Select(UsedCouponView.Of)],
        [.. found.Others.Select(o => new RefusedCouponView(o.Coupon.Ref, o.Coupon.Definition.Title, o.Why.Code, o.Why.Text(language)))]);
}

/// <summary>Points one rule gave, and how it came to them.</summary>
public sealed record EarnedView(string Rule, int? Version, string Name, long Points, string Why)
{
    public static EarnedView Of(EarnedPart part, bool english) =>
        new(part.Rule.Code, part.Rule.Version, EarningWords.Name(part.Inputs, english), part.Points, EarningWords.Why(part.Inputs, english));

    /// <summary>From a ledger line alone; null for lines from before there were rules.</summary>
    public static EarnedView? Of(PointsEntry entry, bool english) => entry.Rule is { } rule && EarningInputs.Parse(entry.Inputs) is { } inputs
        ? new EarnedView(rule, entry.RuleVersion, EarningWords.Name(inputs, english), entry.Points, EarningWords.Why(inputs, english)) : null;
}

/// <summary>A rule that gave nothing, and why.</summary>
public sealed record NotEarnedView(string Rule, string Name, string Code, string Why)
{
    public static NotEarnedView Of(SkippedRule skipped, bool english) => new(
        skipped.Rule.Code, english && skipped.Rule.NameEn.Length > 0 ? skipped.Rule.NameEn : skipped.Rule.Name,
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(skipped.Why.ToString()), EarningWords.WhyNot(skipped, english));
}

/// <param name="Earned">The points earned, rule by rule; they sum to <c>purchase.pointsEarned</c>.</param>
public sealed record PurchaseView(PurchaseResult Purchase, MemberAfterView? Member, UsedCouponView? Coupon, IReadOnlyList<EarnedView> Earned)
{
    /// <summary>All coupons of the sale; coupon is the first of them.</summary>
    public IReadOnlyList<UsedCouponView> Coupons { get; init; } = [];
    /// <summary>What the sale did on each of the member's stamp cards.</summary>
    public IReadOnlyList<StampsView> Stamps { get; init; } = [];
    /// <summary>Null when the level has no discount, or better coupons took its place.</summary>
    public LevelDiscountView? TierDiscount { get; init; }

    public static PurchaseView Of(RecordedPurchase recorded, bool english) => new(
        PurchaseResult.Of(recorded.Purchase),
        recorded is { Member: not null, Tier: { } tier } ? new MemberAfterView(recorded.PointsAvailable, Tiers.Of(tier), Tiers.Of(recorded.TierChange)) : null,
        recorded.Coupons is [var first, ..] ? UsedCouponView.Of(first) : null,
        [.. recorded.Earning.Parts.Select(p => EarnedView.Of(p, english))])
    {
        Coupons = [.. recorded.Coupons.Select(UsedCouponView.Of)], TierDiscount = LevelDiscountView.Of(recorded.Level, english),
        Stamps = [.. recorded.Stamps.Select(s => StampsView.Of(s, english))],
    };
}

public sealed record PurchaseDetailView(PurchaseResult Purchase, string Store, IReadOnlyList<RefundResult> Refunds, IReadOnlyList<EarnedView> Earned);

public sealed record RefundView(RefundResult Refund, MemberAfterView? Member)
{
    /// <summary>Stamps the return took back.</summary>
    public IReadOnlyList<StampsView> Stamps { get; init; } = [];

    public static RefundView Of(RecordedRefund recorded, bool english) => new(
        RefundResult.Of(recorded.Refund),
        recorded is { Member: not null, Tier: { } tier } ? new MemberAfterView(recorded.PointsAvailable, Tiers.Of(tier), Tiers.Of(recorded.TierChange)) : null)
    {
        Stamps = [.. recorded.Stamps.Select(s => StampsView.Of(s, english))],
    };
}

/// <param name="PointsMaximum">Most points the member could redeem in this sale.</param>
/// <param name="NotEarned">Rules that give nothing for this sale, and why.</param>
public sealed record QuoteView(
    long Total, long Discount, long PointsDiscount, long PointsMaximum, long Paid, long PointsEarned, IReadOnlyList<EarnedView> Earned, IReadOnlyList<NotEarnedView> NotEarned)
{
    public IReadOnlyList<UsedCouponView> Coupons { get; init; } = [];
    public SuggestionView? Suggestion { get; init; }
    /// <summary>What the sale would bring on each of the member's stamp cards.</summary>
    public IReadOnlyList<StampsView> Stamps { get; init; } = [];
    public LevelDiscountView? TierDiscount { get; init; }

    public static QuoteView Of(PricedSale priced, bool english) => new(
        priced.Total, priced.CouponDiscount, priced.PointsDiscount, priced.PointsMaximum, priced.Paid, priced.PointsEarned,
        [.. priced.Earning.Parts.Select(p => EarnedView.Of(p, english))], [.. priced.Earning.Skipped.Select(s => NotEarnedView.Of(s, english))])
    {
        Coupons = [.. priced.Coupons.Select(UsedCouponView.Of)], TierDiscount = LevelDiscountView.Of(priced.Level, english),
    };
}

public sealed record StoreView(string Code, string Name, string NameEn);

public sealed record StoresView(IReadOnlyList<StoreView> Stores);

public sealed record ProductView(string Sku, string Name, string NameEn, string Category, long Price, bool EarnsPoints);

public sealed record ProductsView(IReadOnlyList<ProductView> Products);

public sealed record KeyView(string Id, string Name, IReadOnlyList<string> Scopes, IReadOnlyList<StoreView> Stores, DateTime ExpiresAt, PointsRulesView Points);

/// <summary>What a till needs to show a member what a sale will bring.</summary>
/// <param name="EarnPerAmount">Of the rule that holds for everybody; other rules may add to it, so ask for a quote. 0 when there is none.</param>
/// <param name="PointValue">NT$ one point takes off, cut; exactly, <c>redeemPoints</c> take off <c>redeemAmount</c>.</param>
public sealed record PointsRulesView(
    long EarnPerAmount, long EarnPoints, long PointValue, long MinimumRedeem, int MaximumRedeemShare, long RedeemPoints, long RedeemAmount);

internal static class Tiers
{
    public static TierView Of(Rewards.Tiers.Tier tier) => new(tier.Code, tier.Name);

    public static TierChangeView? Of(Rewards.Tiers.TierChange? change) => change is null ? null : new TierChangeView(Of(change.From), Of(change.To));
}
