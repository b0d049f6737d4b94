using LineLoyalty.Rewards;
using LineLoyalty.Rewards.Coupons;

namespace LineLoyalty.Purchases;

public sealed record TierChangeView(TierView From, TierView To);

/// <param name="Points">What the member can spend now.</param>
public sealed record MemberAfterView(long Points, TierView Tier, TierChangeView? TierChanged);

public sealed record UsedCouponView(string Ref, string Title, long Discount);

public sealed record PurchaseView(PurchaseResult Purchase, MemberAfterView? Member, UsedCouponView? Coupon)
{
    public static PurchaseView Of(RecordedPurchase recorded) => new(
        PurchaseResult.Of(recorded.Purchase),
        recorded is { Member: not null, Tier: { } tier } ? new MemberAfterView(recorded.PointsAvailable, Tiers.Of(tier), Tiers.Of(recorded.TierChange)) : null,
        recorded.Coupon is { } coupon ? new UsedCouponView(coupon.Ref, coupon.Definition.Title, recorded.Purchase.CouponDiscount) : null);
}

public sealed record PurchaseDetailView(PurchaseResult Purchase, string Store, IReadOnlyList<RefundResult> Refunds);

public sealed record RefundView(RefundResult Refund, MemberAfterView? Member)
{
    public static RefundView Of(RecordedRefund recorded) => new(
        RefundResult.Of(recorded.Refund),
        recorded is { Member: not null, Tier: { } tier } ? new MemberAfterView(recorded.PointsAvailable, Tiers.Of(tier), Tiers.Of(recorded.TierChange)) : null);
}

/// <param name="PointsMaximum">Most points the member could redeem in this sale.</param>
public sealed record QuoteView(long Total, long Discount, long PointsDiscount, long PointsMaximum, long Paid, long PointsEarned)
{
    public static QuoteView Of(PricedSale priced) =>
        new(priced.Total, priced.CouponDiscount, priced.PointsDiscount, priced.PointsMaximum, priced.Paid, priced.PointsEarned);
}

public sealed record StoreView(string Code, string Name, string NameEn);

public sealed record StoresView(IReadOnlyList<StoreView> Stores);

public sealed record ProductView(string Sku, string Name, string NameEn, string Category, long Price, bool EarnsPoints);

public sealed record ProductsView(IReadOnlyList<ProductView> Products);

public sealed record KeyView(string Id, string Name, IReadOnlyList<string> Scopes, IReadOnlyList<StoreView> Stores, DateTime ExpiresAt, PointsRulesView Points);

/// <summary>What a till needs to show a member what a sale will bring.</summary>
public sealed record PointsRulesView(long EarnPerAmount, long EarnPoints, long PointValue, long MinimumRedeem, int MaximumRedeemShare);

internal static class Tiers
{
    public static TierView Of(Rewards.Tiers.Tier tier) => new(tier.Code, tier.Name);

    public static TierChangeView? Of(Rewards.Tiers.TierChange? change) => change is null ? null : new TierChangeView(Of(change.From), Of(change.To));
}
