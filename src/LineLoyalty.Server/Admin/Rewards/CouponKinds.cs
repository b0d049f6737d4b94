using LineLoyalty.Data;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <param name="Issued">All ever given; usable + redeemed + expired + withdrawn + given to a friend.</param>
public sealed record CouponCounts(int Issued, int Usable, int Redeemed, int Expired, int Revoked)
{
    public static readonly CouponCounts None = new(0, 0, 0, 0, 0);

    /// <summary>Per definition, in one query.</summary>
    internal static async Task<Dictionary<long, CouponCounts>> ReadAsync(LoyaltyDb db, DateTime now, CancellationToken ct)
    {
        var groups = await db.Coupons.GroupBy(c => new { c.DefinitionId, c.State, Over = c.ValidUntil <= now })
            .Select(g => new { g.Key.DefinitionId, g.Key.State, g.Key.Over, Count = g.Count() }).ToListAsync(ct);
        return groups.GroupBy(g => g.DefinitionId).ToDictionary(g => g.Key, g => new CouponCounts(
            g.Sum(x => x.Count),
            g.Where(x => ReadCoupons.Usable.Contains(x.State) && !x.Over).Sum(x => x.Count),
            g.Where(x => x.State == CouponState.Redeemed).Sum(x => x.Count),
            g.Where(x => x.State == CouponState.Expired || (ReadCoupons.Usable.Contains(x.State) && x.Over)).Sum(x => x.Count),
            g.Where(x => x.State == CouponState.Revoked).Sum(x => x.Count)));
    }
}

/// <summary>A coupon kind in words.</summary>
internal static class CouponKindWords
{
    public static string Kind(CouponKind kind, Words w) => kind switch
    {
        CouponKind.Amount => w["折價券", "Money off"],
        CouponKind.Percent => w["折扣券", "Percent off"],
        CouponKind.Product => w["商品兌換券", "Product"],
        CouponKind.Experience => w["體驗券", "Experience"],
        CouponKind.BuyGet => w["買 X 送 Y", "Buy X get Y"],
        CouponKind.Delivery => w["免運券", "Free delivery"],
        CouponKind.Bundle => w["券組合", "Bundle"],
        CouponKind.Pass => w["多次券", "Multi-use pass"],
        _ => w["寄杯", "Kept goods"],
    };

    /// <summary>The big figure on the voucher.</summary>
    public static string Value(CouponDefinition d, Words w) => d.Kind switch
    {
        CouponKind.Amount => Show.Money(d.Value),
        // 20 % off is 8 折 to a Taiwanese shopper, 15 % off 85 折.
        CouponKind.Percent => w[$"{Fold(100 - d.Value)} 折", $"{d.Value}% off"],
        CouponKind.BuyGet when d.Rules.BuyGet is { } rule => rule.PercentOff == 100 ? w[$"買 {rule.Buy} 送 {rule.Get}", $"{rule.Buy} + {rule.Get}"] : w[$"第 {rule.Buy + 1} 件 {Fold(100 - rule.PercentOff)} 折", $"{rule.PercentOff}% off no. {rule.Buy + 1}"],
        CouponKind.Delivery => w["免運", "Free delivery"],
        CouponKind.Bundle => w[$"{d.Rules.Bundle.Sum(b => b.Count)} 張", $"{d.Rules.Bundle.Sum(b => b.Count)} coupons"],
        CouponKind.Pass or CouponKind.Deposit => w[$"{d.Rules.Uses} {(d.Kind == CouponKind.Pass ? "次" : "份")}", $"{d.Rules.Uses} ×"],
        CouponKind.Experience => w["體驗", "Enjoy"],
        _ => w["兌換", "Free"],
    };

    public static string Conditions(CouponDefinition d, Words w)
    {
        var parts = new List<string>();
        if (d.MinimumSpend > 0) parts.Add(w[$"消費滿 {Show.Money(d.MinimumSpend)}", $"from {Show.Money(d.MinimumSpend)}"]);
        if (d.MaximumDiscount is { } cap) parts.Add(w[$"最高折 {Show.Money(cap)}", $"up to {Show.Money(cap)}"]);
        parts.Add(d.IsPaid ? w["無使用期限", "never expires"] : w[$"領取後 {d.ValidDays} 天內有效", $"valid {d.ValidDays} days"]);
        return string.Join(w["、", ", "], parts);
    }

    private static string Fold(long rest) => (rest % 10 == 0 ? rest / 10 : rest).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
