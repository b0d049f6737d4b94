namespace LineLoyalty.Rewards.Coupons;

/// <summary>One line of a sale as a coupon sees it.</summary>
public readonly record struct SaleLine(string? Sku, int Quantity, long Amount);

/// <summary>What a coupon takes off each line; the parts sum to <paramref name="Total"/>.</summary>
public sealed record CouponDiscount(long Total, IReadOnlyList<long> PerLine)
{
    public static Outcome<CouponDiscount> Of(CouponDefinition definition, IReadOnlyList<SaleLine> lines)
    {
        var total = lines.Sum(l => l.Amount);
        if (total < definition.MinimumSpend) return CouponRefusals.MinimumSpend.With(("minimumSpend", definition.MinimumSpend), ("total", total));
        return definition.Kind switch
        {
            CouponKind.Amount => Spread(Math.Min(definition.Value, total), lines),
            CouponKind.Percent => Spread(Math.Min(total * definition.Value / 100, definition.MaximumDiscount ?? long.MaxValue), lines),
            _ => FreeItem(definition, lines),
        };
    }

    /// <summary>One item free: the named product, or without a name the dearest item of the sale; up to the ceiling, if there is one.</summary>
    private static Outcome<CouponDiscount> FreeItem(CouponDefinition definition, IReadOnlyList<SaleLine> lines)
    {
        var best = -1;
        for (var i = 0; i < lines.Count; i++)
        {
            if (definition.ProductSku is { } sku && !string.Equals(lines[i].Sku, sku, StringComparison.OrdinalIgnoreCase)) continue;
            if (best < 0 || lines[i].Amount / lines[i].Quantity > lines[best].Amount / lines[best].Quantity) best = i;
        }
        if (best < 0) return CouponRefusals.ProductMissing.With(("sku", definition.ProductSku));
        var off = Math.Min(lines[best].Amount / lines[best].Quantity, definition.MaximumDiscount ?? long.MaxValue);
        var perLine = new long[lines.Count];
        perLine[best] = off;
        return new CouponDiscount(off, perLine);
    }

    private static CouponDiscount Spread(long amount, IReadOnlyList<SaleLine> lines) =>
        new(amount, Shares.Of(amount, [.. lines.Select(l => l.Amount)]));
}
