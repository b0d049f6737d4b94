using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>Most NT$ a coupon of a kind can take off, by what the kind says and what goods cost today.</summary>
public sealed class CouponWorth(LoyaltyDb db)
{
    // A bundle of bundles is refused when it is written; this stops one that got in all the same.
    private const int MostNested = 3;
    private const long MostCounted = 1_000_000_000_000_000;

    /// <returns>Null when nothing bounds it, as of a percentage without a ceiling.</returns>
    public Task<long?> OfOneAsync(CouponDefinition kind, CancellationToken ct) => OfOneAsync(kind, 0, ct);

    /// <summary>Of so many together: never more than the kind may still be given out, or may still take off.</summary>
    /// <returns>Null when nothing bounds it.</returns>
    public async Task<long?> OfAsync(CouponDefinition kind, long count, CancellationToken ct)
    {
        if (kind.IssueLimit is { } most) count = Math.Min(count, Math.Max(0, most - kind.IssuedCount));
        var all = await OfOneAsync(kind, ct) is { } one ? Product(one, count) : (long?)null;
        return kind.Budget is { } budget ? Math.Min(all ?? long.MaxValue, Math.Max(0, budget - kind.BudgetSpent)) : all;
    }

    private async Task<long?> OfOneAsync(CouponDefinition kind, int depth, CancellationToken ct) => kind.Kind switch
    {
        CouponKind.Experience => 0,
        CouponKind.Amount => kind.Value,
        CouponKind.Percent or CouponKind.Delivery => kind.MaximumDiscount,
        CouponKind.Pass when kind.Value > 0 => Product(kind.Value, kind.UsesOfOne),
        CouponKind.BuyGet => kind.MaximumDiscount ?? Times(await PriceAsync(kind.Rules.BuyGet?.GetSku, ct), (long)kind.Rules.BuyGet!.Get * kind.Rules.BuyGet.MostTimes * kind.Rules.BuyGet.PercentOff) / 100,
        CouponKind.Bundle => depth >= MostNested ? null : await PartsAsync(kind, depth, ct),
        _ => Times(Least(kind.MaximumDiscount, await PriceAsync(kind.ProductSku, ct)), kind.UsesOfOne),
    };

    private async Task<long?> PartsAsync(CouponDefinition bundle, int depth, CancellationToken ct)
    {
        var codes = bundle.Rules.Bundle.Select(p => p.Coupon).ToList();
        var parts = await db.CouponDefinitions.AsNoTracking().Where(d => codes.Contains(d.Code)).ToDictionaryAsync(d => d.Code, ct);
        long? sum = 0;
        foreach (var part in bundle.Rules.Bundle)
        {
            if (parts.TryGetValue(part.Coupon, out var kind)) sum += Times(await OfOneAsync(kind, depth + 1, ct), part.Count);
        }
        return sum;
    }

    private async Task<long?> PriceAsync(string? sku, CancellationToken ct) =>
        sku is null ? null : await db.Products.Where(p => p.Sku == sku).Select(p => (long?)p.Price).SingleOrDefaultAsync(ct);

    private static long? Least(long? one, long? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);

    private static long? Times(long? one, long count) => one is { } value ? Product(value, count) : null;

    // What is beyond counting is beyond any limit.
    private static long Product(long one, long count) => (long)Int128.Min((Int128)one * count, MostCounted);
}
