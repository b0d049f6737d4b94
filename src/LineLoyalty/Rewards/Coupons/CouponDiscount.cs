namespace LineLoyalty.Rewards.Coupons;

/// <summary>One line of a sale as a coupon sees it.</summary>
public readonly record struct SaleLine(string? Sku, int Quantity, long Amount, string? Category = null, bool Delivery = false);

/// <summary>What a coupon takes off each line; the parts sum to <paramref name="Total"/>.</summary>
/// <param name="Units">Uses of the coupon that go with it.</param>
public sealed record CouponDiscount(long Total, IReadOnlyList<long> PerLine, long Units = 1)
{
    /// <summary>How many of the uses each line took; null where one use is spread over several.</summary>
    public IReadOnlyList<long>? UnitsPerLine { get; init; }

    /// <param name="due">What each line still costs after the coupons before this one.</param>
    /// <param name="left">Uses the coupon has left.</param>
    /// <param name="units">Uses asked for; null means as many as this kind takes by itself.</param>
    public static Outcome<CouponDiscount> Of(CouponDefinition d, IReadOnlyList<SaleLine> lines, IReadOnlyList<long> due, long left = 1, long? units = null)
    {
        var covered = Enumerable.Range(0, lines.Count).Where(i => d.Kind == CouponKind.Delivery ? IsDelivery(d, lines[i]) : d.Rules.Covers(lines[i])).ToList();
        var minimumOf = d.Kind == CouponKind.Delivery ? Enumerable.Range(0, lines.Count).Except(covered) : covered;
        var total = minimumOf.Sum(i => due[i]);
        if (total < d.MinimumSpend) return CouponRefusals.MinimumSpend.With(("minimumSpend", d.MinimumSpend), ("total", total));
        if (d.Kind == CouponKind.Experience) return new CouponDiscount(0, new long[lines.Count], units ?? 1);
        if (covered.Count == 0 && (d.Rules.LimitsProducts || d.Kind == CouponKind.Delivery)) return CouponRefusals.ProductMissing.With(("sku", d.ProductSku));
        var open = covered.Sum(i => due[i]);
        return d.Kind switch
        {
            CouponKind.Amount when d.HoldsMoney => Spread(Math.Min(units ?? left, open), covered, due) is var money ? money with { Units = money.Total, UnitsPerLine = money.PerLine } : default!,
            CouponKind.Amount => Spread(Math.Min(d.Value, open), covered, due),
            CouponKind.Percent => Spread(Math.Min(open * d.Value / 100, d.MaximumDiscount ?? long.MaxValue), covered, due),
            CouponKind.Delivery => Spread(Math.Min(open, d.MaximumDiscount ?? long.MaxValue), covered, due),
            CouponKind.BuyGet => BuyGet(d, covered, lines, due),
            CouponKind.Pass when d.Value > 0 => Several(d.Value, units ?? 1, open, covered, due),
            CouponKind.Deposit => FreeItems(d, covered, lines, due, units, left),
            _ => FreeItems(d, covered, lines, due, units ?? 1, left),
        };
    }

    private static bool IsDelivery(CouponDefinition d, SaleLine line) => line.Delivery
        || d.Rules.DeliveryCategory is { } category && string.Equals(line.Category, category, StringComparison.OrdinalIgnoreCase);

    /// <summary>So many items free: the named product, or without a name the dearest ones; each up to the ceiling, if there is one.</summary>
    private static Outcome<CouponDiscount> FreeItems(
        CouponDefinition d, List<int> covered, IReadOnlyList<SaleLine> lines, IReadOnlyList<long> due, long? units, long left)
    {
        var candidates = covered.Where(i => lines[i].Quantity > 0 && (d.ProductSku is not { } sku || string.Equals(lines[i].Sku, sku, StringComparison.OrdinalIgnoreCase)))
            .OrderByDescending(i => due[i] / lines[i].Quantity).ThenBy(i => i).ToList();
        if (candidates.Count == 0) return CouponRefusals.ProductMissing.With(("sku", d.ProductSku));
        var there = candidates.Sum(i => (long)lines[i].Quantity);
        var wanted = units ?? Math.Min(left, there);
        if (wanted > there) return CouponRefusals.UnitsMissing.With(("units", wanted), ("items", there));
        var (perLine, perLineUnits, open) = (new long[lines.Count], new long[lines.Count], wanted);
        foreach (var i in candidates)
        {
            var taken = Math.Min(open, lines[i].Quantity);
            // Of the line, not of one piece: three of three are free to the last dollar.
            perLine[i] = Math.Min(Shares.Floor(due[i], taken, lines[i].Quantity), d.MaximumDiscount is { } most ? most * taken : long.MaxValue);
            (perLineUnits[i], open) = (taken, open - taken);
        }
        return new CouponDiscount(perLine.Sum(), perLine, wanted) { UnitsPerLine = perLineUnits };
    }

    /// <summary>Of every full set the cheapest pieces cost less; a set is counted from the dearest piece down, so nobody gains by splitting.</summary>
    private static Outcome<CouponDiscount> BuyGet(CouponDefinition d, List<int> covered, IReadOnlyList<SaleLine> lines, IReadOnlyList<long> due)
    {
        var rule = d.Rules.BuyGet!;
        long Price(int i) => due[i] / lines[i].Quantity;
        IEnumerable<int> Pieces(IEnumerable<int> of) => of.Where(i => lines[i].Quantity > 0)
            .OrderByDescending(Price).ThenBy(i => i).SelectMany(i => Enumerable.Repeat(i, lines[i].Quantity));
        List<int> cheaper = [];
        if (rule.GetSku is { } sku)
        {
            var gifts = Pieces(Enumerable.Range(0, lines.Count).Where(i => string.Equals(lines[i].Sku, sku, StringComparison.OrdinalIgnoreCase))).ToList();
            var bought = covered.Where(i => !string.Equals(lines[i].Sku, sku, StringComparison.OrdinalIgnoreCase)).Sum(i => (long)lines[i].Quantity);
            var sets = Math.Min(bought / rule.Buy, rule.MostTimes);
            cheaper.AddRange(gifts.Take((int)Math.Min(sets * rule.Get, gifts.Count)));
        }
        else
        {
            var pieces = Pieces(covered).ToList();
            var size = rule.Buy + rule.Get;
            var sets = Math.Min(pieces.Count / size, rule.MostTimes);
            for (var set = 0; set < sets; set++) cheaper.AddRange(pieces.Skip(set * size + rule.Buy).Take(rule.Get));
        }
        if (cheaper.Count == 0) return CouponRefusals.BuyMore.With(("buy", rule.Buy), ("get", rule.Get));
        var perLine = new long[lines.Count];
        foreach (var i in cheaper) perLine[i] += Price(i) * rule.PercentOff / 100;
        if (d.MaximumDiscount is { } cap && perLine.Sum() > cap) perLine = Shares.Of(cap, perLine);
        return new CouponDiscount(perLine.Sum(), perLine);
    }

    /// <summary>Uses of so many NT$ each, no more of them than the lines still cost.</summary>
    private static CouponDiscount Several(long value, long units, long open, List<int> covered, IReadOnlyList<long> due)
    {
        var needed = Math.Clamp((open + value - 1) / value, 1, units);
        return Spread(Math.Min(value * needed, open), covered, due) with { Units = needed };
    }

    private static CouponDiscount Spread(long amount, List<int> covered, IReadOnlyList<long> due)
    {
        var parts = Shares.Of(amount, [.. covered.Select(i => due[i])]);
        var perLine = new long[due.Count];
        for (var i = 0; i < covered.Count; i++) perLine[covered[i]] = parts[i];
        return new CouponDiscount(parts.Sum(), perLine);
    }
}
