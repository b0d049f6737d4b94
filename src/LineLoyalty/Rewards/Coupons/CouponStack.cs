using LineLoyalty.Rewards.Tiers;

namespace LineLoyalty.Rewards.Coupons;

/// <param name="Units">Uses asked for; null lets the kind decide.</param>
/// <param name="UseRef">The reservation it comes from.</param>
/// <param name="Nonce">Of the QR code it was shown with.</param>
public sealed record WantedCoupon(Coupon Coupon, long? Units = null, string? UseRef = null, string? Nonce = null)
{
    /// <summary>NT$ of the kind's budget that its reservation has put aside.</summary>
    public long Aside { get; init; }

    /// <summary>A reservation's uses are already taken off the coupon.</summary>
    public long Left => UseRef is null ? Coupon.UsesLeft : Units ?? 0;
}

public sealed record AppliedCoupon(WantedCoupon Wanted, CouponDiscount Discount)
{
    public Coupon Coupon => Wanted.Coupon;

    /// <summary>What was paid for, and pieces put by, come back with each line that took them; other coupons only with the whole sale.</summary>
    public bool ComesBackByLine => Discount.UnitsPerLine is not null && Coupon.Definition is { IsPaid: true } or { Kind: CouponKind.Deposit };
}

/// <param name="PerLine">What all of them together take off each line.</param>
public sealed record StackedCoupons(IReadOnlyList<AppliedCoupon> Applied, IReadOnlyList<long> PerLine)
{
    public long Total => PerLine.Sum();

    /// <summary>What the buyer's level takes off beside them; null when it has no discount, or gives way to the coupons.</summary>
    public TierDiscountOf? Level { get; init; }

    /// <summary>Whose discount that is.</summary>
    public BuyersDiscount? Buyer { get; init; }

    public long LevelTotal => Level?.Total ?? 0;

    /// <summary>What the customer saves in all.</summary>
    public long Saved => Total + LevelTotal;
}

public sealed record RefusedCoupon(Coupon Coupon, Refusal Why);

/// <param name="Applied">Best first; empty when no coupon helps.</param>
/// <param name="Others">Every other coupon of the wallet with the reason it is not among them.</param>
public sealed record CouponSuggestion(IReadOnlyList<AppliedCoupon> Applied, long Discount, IReadOnlyList<RefusedCoupon> Others);

/// <summary>
/// Several coupons in one sale: who may go with whom, in which order, and which set takes off most. Pure: the same code prices the quote,
/// the sale and the try-it box.
/// </summary>
public static class CouponStack
{
    public const int MostPerSale = 5;

    /// <summary>Beyond this many stackable candidates the search takes those that are worth most alone …</summary>
    private const int MostSearched = 14;

    /// <summary>… of each group, of which only one can be in a set, so many.</summary>
    private const int MostOfGroup = 3;

    /// <summary>Prices exactly these coupons together, or says which one does not fit.</summary>
    public static Outcome<StackedCoupons> Price(IReadOnlyList<WantedCoupon> wanted, CouponSale sale, CouponOwnerFacts owner) =>
        Discount(wanted, sale, owner).Succeeded(out var stacked, out var refusal) ? RefuseWorse(stacked, sale) is { } worse ? worse : stacked : refusal;

    private static Outcome<StackedCoupons> Discount(IReadOnlyList<WantedCoupon> wanted, CouponSale sale, CouponOwnerFacts owner)
    {
        if (wanted.Count > MostPerSale) return CouponRefusals.TooMany.With(("most", MostPerSale));
        if (Clash(wanted) is { } clash) return CouponRefusals.NotStackable.With(("coupon", clash.Coupon.Ref), ("title", clash.Coupon.Definition.Title));
        foreach (var one in wanted)
        {
            if (CouponDecision.Refuses(one.Coupon.Definition, sale, owner, one.Aside) is { } refusal) return Of(refusal, one);
        }
        foreach (var kind in wanted.GroupBy(w => w.Coupon.DefinitionId).Where(g => g.Count() > 1))
        {
            var (first, uses) = (kind.First(), owner.UsesToday.GetValueOrDefault(kind.Key) + kind.Count());
            if (first.Coupon.Definition.Rules.UsesPerDay is { } most && uses > most) return Of(CouponRefusals.DailyLimit.With(("perDay", most)), kind.Last());
        }
        return Apply(wanted, sale);
    }

    private static Outcome<StackedCoupons> Apply(IReadOnlyList<WantedCoupon> wanted, CouponSale sale)
    {
        var due = sale.Lines.Select(l => l.Amount).ToArray();
        var off = new long[due.Length];
        List<AppliedCoupon> applied = [];
        var spent = new Dictionary<long, long>();
        var ordered = wanted.OrderByDescending(w => w.Coupon.Definition.Rules.Priority).ThenBy(w => Turn(w.Coupon.Definition))
            .ThenBy(w => w.Coupon.ValidUntil).ThenBy(w => w.Coupon.Id).ToList();
        var levelsTurn = LevelsTurn(ordered, sale.Level);
        TierDiscountOf? level = null;
        for (var turn = 0; turn <= ordered.Count; turn++)
        {
            if (turn == levelsTurn)
            {
                level = sale.Level!.Rule.Of(sale.Lines, due, sale.Level.UsedThisMonth);
                for (var i = 0; i < due.Length; i++) due[i] -= level.PerLine[i];
            }
            if (turn == ordered.Count) break;
            var one = ordered[turn];
            var d = one.Coupon.Definition;
            if (!CouponDiscount.Of(d, sale.Lines, due, one.Left, one.Units).Succeeded(out var discount, out var refusal)) return Of(refusal, one);
            if (discount.Units > one.Left) return Of(CouponRefusals.UsesLeft.With(("left", one.Left)), one);
            var of = spent[d.Id] = spent.GetValueOrDefault(d.Id) + discount.Total - one.Aside;
            if (d.Budget is { } budget && d.BudgetSpent + of > budget) return Of(CouponRefusals.BudgetSpent, one);
            for (var i = 0; i < due.Length; i++) (due[i], off[i]) = (due[i] - discount.PerLine[i], off[i] + discount.PerLine[i]);
            applied.Add(new AppliedCoupon(one, discount));
        }
        return new StackedCoupons(applied, off) { Level = level, Buyer = sale.Level };
    }

    /// <summary>When the level's discount is taken among the ordered coupons; −1 = not at all. Money that was paid always comes after it.</summary>
    private static int LevelsTurn(List<WantedCoupon> ordered, BuyersDiscount? level)
    {
        if (level is null) return -1;
        var gifts = ordered.FindLastIndex(w => !w.Coupon.Definition.HoldsMoney) + 1;
        return level.Rule.WithCoupons switch
        {
            TierDiscountOrder.BeforeCoupons => 0,
            TierDiscountOrder.AfterCoupons => gifts,
            _ => ordered.Exists(w => Competes(w.Coupon.Definition)) ? -1 : 0,
        };
    }

    /// <summary>Where only the better of the two counts, coupons that take off no more than the level does are kept for another day.</summary>
    private static Refusal? RefuseWorse(StackedCoupons stacked, CouponSale sale)
    {
        if (sale.Level is not { Rule.WithCoupons: TierDiscountOrder.Better } level) return null;
        var rivals = stacked.Applied.Where(a => Competes(a.Coupon.Definition)).ToList();
        if (rivals.Count == 0) return null;
        var alone = level.Rule.Of(sale.Lines, [.. sale.Lines.Select(l => l.Amount)], level.UsedThisMonth).Total;
        return rivals.Sum(r => r.Discount.Total) <= alone && alone > 0
            ? Of(CouponRefusals.TierIsBetter.With(("tier", level.Tier.Name), ("discount", alone)), rivals[0].Wanted) : null;
    }

    /// <summary>What was paid for is money or goods of the customer's own, and a service takes nothing off: neither is a discount.</summary>
    private static bool Competes(CouponDefinition d) => !d.IsPaid && !d.HoldsMoney && d.Kind != CouponKind.Experience;

    /// <summary>The set of the wallet's coupons that takes off most; among equals the fewest, then the soonest to lapse.</summary>
    public static CouponSuggestion Best(IReadOnlyList<Coupon> wallet, CouponSale sale, CouponOwnerFacts owner, DateTime now)
    {
        List<RefusedCoupon> others = [];
        List<(WantedCoupon Wanted, long Alone)> able = [];
        foreach (var coupon in wallet)
        {
            var one = new WantedCoupon(coupon);
            if (coupon.Refuses(now) is { } state) others.Add(new(coupon, state));
            // Worse than the level's discount alone, it may be better with others.
            else if (!Discount([one], sale, owner).Succeeded(out var alone, out var refusal)) others.Add(new(coupon, refusal));
            else if (coupon.Definition.Kind == CouponKind.Experience) others.Add(new(coupon, CouponRefusals.ConfirmByStaff));
            else if (alone.Total == 0) others.Add(new(coupon, CouponRefusals.NoBenefit));
            // What was paid for is money: it is spent when its owner says so, never by a suggestion.
            else if (coupon.Definition.IsPaid) others.Add(new(coupon, CouponRefusals.ConfirmByStaff with { Code = "coupon.paid", English = "It was paid for; use it when the member asks.", Chinese = "付費券請依會員意願使用。" }));
            else able.Add((one, alone.Total));
        }
        var best = Search(able, sale, owner);
        others.AddRange(able.Where(a => best?.Applied.Any(b => b.Coupon == a.Wanted.Coupon) != true).Select(a => new RefusedCoupon(a.Wanted.Coupon, WhyNot(a.Wanted, best, sale, owner))));
        return new CouponSuggestion(best?.Applied ?? [], best?.Total ?? 0, [.. others.OrderBy(o => o.Coupon.ValidUntil).ThenBy(o => o.Coupon.Id)]);
    }

    private static StackedCoupons? Search(List<(WantedCoupon Wanted, long Alone)> able, CouponSale sale, CouponOwnerFacts owner)
    {
        StackedCoupons? best = null;
        void Try(IReadOnlyList<WantedCoupon> set)
        {
            if (!Price(set, sale, owner).Succeeded(out var priced, out _)) return;
            // One that adds nothing is kept for another day.
            if (priced.Applied.Any(a => a.Discount.Total == 0)) return;
            if (best is null || IsBetter(priced, best)) best = priced;
        }
        foreach (var (wanted, _) in able) Try([wanted]);
        var stackable = able.Where(a => Rules(a.Wanted).Stacking != CouponStacking.Exclusive)
            .OrderByDescending(a => a.Alone).ThenBy(a => a.Wanted.Coupon.ValidUntil).ThenBy(a => a.Wanted.Coupon.Id)
            // More than fit of one kind, or rivals for one place, would crowd out others.
            .GroupBy(a => GroupOf(a.Wanted) is { } group ? (group, 0L) : ("", a.Wanted.Coupon.DefinitionId))
            .SelectMany(g => g.Key.Item2 == 0 ? g.DistinctBy(a => a.Wanted.Coupon.DefinitionId).Take(MostOfGroup) : g.Take(MostPerSale))
            .OrderByDescending(a => a.Alone).ThenBy(a => a.Wanted.Coupon.ValidUntil).ThenBy(a => a.Wanted.Coupon.Id).Take(MostSearched).Select(a => a.Wanted).ToList();
        void Grow(List<WantedCoupon> set, int from)
        {
            for (var i = from; i < stackable.Count; i++)
            {
                set.Add(stackable[i]);
                if (Clash(set) is null)
                {
                    if (set.Count > 1) Try(set);
                    if (set.Count < MostPerSale) Grow(set, i + 1);
                }
                set.RemoveAt(set.Count - 1);
            }
        }
        Grow([], 0);
        return best;
    }

    private static bool IsBetter(StackedCoupons a, StackedCoupons b) =>
        a.Saved != b.Saved ? a.Saved > b.Saved
        : a.Applied.Count != b.Applied.Count ? a.Applied.Count < b.Applied.Count
        : a.Applied.Min(x => x.Coupon.ValidUntil) < b.Applied.Min(x => x.Coupon.ValidUntil);

    private static Refusal WhyNot(WantedCoupon left, StackedCoupons? best, CouponSale sale, CouponOwnerFacts owner)
    {
        if (!Price([left], sale, owner).Succeeded(out _, out var alone)) return alone;
        // Whatever is good alone would have been the best of nothing.
        if (best is null) return CouponRefusals.NoBenefit;
        List<WantedCoupon> with = [.. best.Applied.Select(a => a.Wanted), left];
        if (Clash(with) is not null)
        {
            var other = best.Applied.First(a => Clash([a.Wanted, left]) is not null).Coupon;
            return (best.Applied.Count == 1 ? CouponRefusals.OtherIsBetter : CouponRefusals.NotStackable).With(("coupon", other.Ref), ("title", other.Definition.Title));
        }
        if (!Price(with, sale, owner).Succeeded(out var priced, out var refusal)) return refusal;
        return priced.Saved > best.Saved ? CouponRefusals.OtherIsBetter : CouponRefusals.NoBenefit;
    }

    /// <summary>The first coupon that does not go with the others.</summary>
    private static WantedCoupon? Clash(IReadOnlyList<WantedCoupon> set)
    {
        if (set.Count < 2) return null;
        if (set.FirstOrDefault(w => Rules(w).Stacking == CouponStacking.Exclusive) is { } alone) return alone;
        if (set.GroupBy(w => w.Coupon.Id).FirstOrDefault(g => g.Count() > 1) is { } twice) return twice.Last();
        return set.Where(w => GroupOf(w) is not null).GroupBy(GroupOf, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Last();
    }

    /// <summary>Of which one sale takes only one; null when it goes with any.</summary>
    private static string? GroupOf(WantedCoupon w) => Rules(w).Stacking == CouponStacking.OneOfGroup ? Rules(w).Group ?? w.Coupon.Definition.Code : null;

    private static CouponRules Rules(WantedCoupon w) => w.Coupon.Definition.Rules;

    /// <summary>Goods first, then shares of what is left, then amounts; money that was paid comes last.</summary>
    private static int Turn(CouponDefinition d) => d switch
    {
        { HoldsMoney: true } => 4,
        { Kind: CouponKind.Amount } => 3,
        { Kind: CouponKind.Percent } => 2,
        { Kind: CouponKind.Delivery } => 1,
        _ => 0,
    };

    private static Refusal Of(Refusal refusal, WantedCoupon one)
    {
        var facts = new Dictionary<string, object?>(refusal.Facts);
        facts.TryAdd("ref", one.Coupon.Ref);
        return refusal with { Facts = facts };
    }
}
