using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Points.Policies;
using LineLoyalty.Rewards.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Purchases;

public sealed record SoldLine(string? Sku, string? Name, string? Category, int Quantity, long? UnitPrice, long Amount, bool Delivery = false);

/// <param name="Paid">The line's share of what the customer pays.</param>
public sealed record PricedLine(string? Sku, string Name, string? Category, int Quantity, long Amount, long Paid, bool EarnsPoints, bool Delivery)
{
    /// <summary>The line's share of what the buyer's level takes off.</summary>
    public long TierDiscount { get; init; }
    /// <summary>The line's share of the points that pay.</summary>
    public long PointsRedeemed { get; init; }
}

/// <summary>What the buyer's level took off a sale, and by which rule.</summary>
public sealed record LevelDiscount(Tier Tier, TierDiscount Rule, long Amount, TierDiscountLimit Limit);

/// <param name="PointsMaximum">Most points the member could redeem in this sale.</param>
public sealed record PricedSale(
    IReadOnlyList<PricedLine> Lines, long Total, Coupon? Coupon, long CouponDiscount, long PointsDiscount, long PointsMaximum, long Paid,
    Earning Earning, PointsProgramme Programme)
{
    public long PointsEarned => Earning.Total;

    /// <summary>Every coupon of the sale with its part of the discount, in the order in which they take theirs.</summary>
    public IReadOnlyList<AppliedCoupon> Coupons { get; init; } = [];

    /// <summary>Null when the buyer's level has none, or gave way to better coupons.</summary>
    public LevelDiscount? Level { get; init; }

    public long TierDiscount => Level?.Amount ?? 0;
}

/// <summary>
/// What a sale costs its customer and earns them: level and coupons first, then points, and whatever is left earns. Changes nothing, so a till can
/// ask before it takes money; recording a sale asks the same again under its lock.
/// </summary>
public sealed class PriceSale(LoyaltyDb db, TimeProvider clock, BrandRules brand, ReadPointsProgramme programmes, GatherSaleFacts facts, PriceCoupons coupons)
{
    public const long LargestTotal = 100_000_000;

    private sealed record Menu(Dictionary<string, Product> BySku);

    /// <param name="account">The buyer's points, or null for a sale without a member.</param>
    public Task<Outcome<PricedSale>> ExecuteAsync(Sale sale, Member? member, PointsAccount? account, CancellationToken ct) =>
        ExecuteAsync(sale, member, account, tried: null, ct);

    /// <param name="tried">Rules in the place of saved ones; only <see cref="TrySale"/> has any.</param>
    internal async Task<Outcome<PricedSale>> ExecuteAsync(Sale sale, Member? member, PointsAccount? account, TriedRules? tried, CancellationToken ct)
    {
        if (!(await ReadAsync(sale.Lines, ct)).Succeeded(out var lines, out var badLine)) return badLine;
        var total = lines.Sum(l => l.Amount);
        if (total > LargestTotal) return PurchaseRefusals.TooLarge.With(("maximum", LargestTotal));
        if (!(await coupons.ExecuteAsync(sale, member, lines, tried?.Coupon, ct)).Succeeded(out var used, out var noCoupon)) return noCoupon;

        var now = clock.GetUtcNow().UtcDateTime;
        var due = total - used.Saved;
        var available = account is null ? 0 : account.Available(now) + account.Shared;
        var programme = await programmes.AtAsync(sale.OccurredAt, ct);
        if (tried?.Change is { } change) programme = change.On(programme);
        var redeem = programme.Policy.Redeem;
        if (RefusePoints(sale.PointsRedeemed, available, due, redeem) is { } noPoints) return noPoints;
        var pointsDiscount = redeem.DiscountOf(sale.PointsRedeemed);
        var afterCoupon = lines.Select((l, i) => l.Amount - used.PerLine[i] - (used.Level?.PerLine[i] ?? 0)).ToList();
        var byPoints = Shares.Of(pointsDiscount, afterCoupon);
        var points = Shares.Of(sale.PointsRedeemed, byPoints);
        List<PricedLine> priced = [.. lines.Select((l, i) => l with { Paid = afterCoupon[i] - byPoints[i], TierDiscount = used.Level?.PerLine[i] ?? 0, PointsRedeemed = points[i] })];
        var earning = member is null ? Earning.None : DecideEarning.For(await facts.ExecuteAsync(sale, member, priced, programme, ct), programme.Rules);
        var most = Math.Min(available / redeem.Points * redeem.Points, redeem.RedeemableFor(due));
        return new PricedSale(priced, total, used.Applied is [var first, ..] ? first.Coupon : null, used.Total, pointsDiscount, most, due - pointsDiscount, earning, programme)
        {
            Coupons = used.Applied,
            Level = used.Level is { } level && used.Buyer is { } buyer ? new LevelDiscount(buyer.Tier, buyer.Rule, level.Total, level.Limit) : null,
        };
    }

    internal async Task<Outcome<List<PricedLine>>> ReadAsync(IReadOnlyList<SoldLine> sold, CancellationToken ct)
    {
        var products = (await brand.GetAsync(async c => new Menu(await db.Products.AsNoTracking().ToDictionaryAsync(p => p.Sku, c)), ct)).BySku;
        List<PricedLine> lines = [];
        foreach (var (line, position) in sold.Select((l, i) => (l, i)))
        {
            var product = line.Sku is null ? null : products.GetValueOrDefault(line.Sku);
            if ((line.Name ?? product?.Name) is not { } name) return PurchaseRefusals.LineName.With(("line", position));
            if (line.Quantity < 1 || line.Amount < 0 || (line.UnitPrice is { } price && line.Amount > price * line.Quantity))
            {
                return PurchaseRefusals.LineAmount.With(("line", position));
            }
            lines.Add(new PricedLine(line.Sku, name, line.Category ?? product?.Category, line.Quantity, line.Amount, line.Amount, product?.EarnsPoints ?? true, line.Delivery));
        }
        return lines;
    }

    private static Refusal? RefusePoints(long redeemed, long available, long due, RedeemPolicy redeem)
    {
        if (redeemed == 0) return null;
        if (redeemed < redeem.Minimum) return PointsRefusals.BelowMinimum.With(("minimum", redeem.Minimum));
        if (redeemed % redeem.Points != 0) return PointsRefusals.NotMultiple.With(("step", redeem.Points));
        if (redeemed > available) return PointsRefusals.Insufficient.With(("available", available));
        var most = redeem.RedeemableFor(due);
        return redeemed > most ? PointsRefusals.OverLimit.With(("maximum", most)) : null;
    }
}
