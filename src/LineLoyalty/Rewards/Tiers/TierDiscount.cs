using System.Text.Json.Serialization;
using LineLoyalty.Rewards.Coupons;

namespace LineLoyalty.Rewards.Tiers;

/// <summary>How a level's discount and coupons meet in one sale.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TierDiscountOrder>))]
public enum TierDiscountOrder
{
    /// <summary>The level's first; coupons see what is left.</summary>
    BeforeCoupons,
    /// <summary>Coupons first; the level's part is of what is left.</summary>
    AfterCoupons,
    /// <summary>Whichever takes off more; a coupon that would take off less is not used up.</summary>
    Better,
}

/// <summary>A level's own discount on every sale of its members. Delivery cost is never part of it.</summary>
/// <param name="Percent">1–50.</param>
/// <param name="MaximumPerSale">Most NT$ off one sale.</param>
/// <param name="MaximumPerMonth">Most NT$ off all sales of a calendar month; a return gives its part back.</param>
/// <param name="ExceptCategories">Categories it leaves alone.</param>
public sealed record TierDiscount(
    int Percent, long? MaximumPerSale = null, long? MaximumPerMonth = null, IReadOnlyList<string>? ExceptCategories = null,
    TierDiscountOrder WithCoupons = TierDiscountOrder.BeforeCoupons)
{
    public const int LargestPercent = 50;

    /// <summary>What it takes off each line. Pure: quote, sale and try-it box ask the same.</summary>
    /// <param name="due">What each line still costs.</param>
    /// <param name="usedThisMonth">What it took off the member's other sales of the month.</param>
    public TierDiscountOf Of(IReadOnlyList<SaleLine> lines, IReadOnlyList<long> due, long usedThisMonth)
    {
        var open = lines.Select((l, i) => Covers(l) ? due[i] : 0).ToList();
        var (most, limit) = (open.Sum() * Percent / 100, TierDiscountLimit.None);
        if (MaximumPerSale is { } sale && most > sale) (most, limit) = (sale, TierDiscountLimit.Sale);
        if (MaximumPerMonth is { } month && most > Math.Max(0, month - usedThisMonth)) (most, limit) = (Math.Max(0, month - usedThisMonth), TierDiscountLimit.Month);
        return new TierDiscountOf(Shares.Of(most, open), limit);
    }

    public bool Covers(SaleLine line) =>
        !line.Delivery && !(line.Category is { } category && ExceptCategories?.Contains(category, StringComparer.OrdinalIgnoreCase) == true);
}

/// <summary>The limit that cut a level's discount.</summary>
public enum TierDiscountLimit { None, Sale, Month }

public sealed record TierDiscountOf(IReadOnlyList<long> PerLine, TierDiscountLimit Limit)
{
    public long Total => PerLine.Sum();
}

/// <summary>The discount of the level a buyer held when the sale began.</summary>
public sealed record BuyersDiscount(Tier Tier, TierDiscount Rule, long UsedThisMonth);
