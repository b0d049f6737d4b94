using LineLoyalty.Rewards.Coupons;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Coupons;

public sealed class CouponDiscountTests
{
    private static readonly SaleLine[] Basket =
    [
        new("LATTE", 3, 360, "咖啡"), new("CAKE", 2, 180, "甜點"), new("GIFT500", 1, 500, "禮券"), new(null, 1, 60, "運費"),
    ];

    private static Outcome<CouponDiscount> Of(CouponDefinition kind, SaleLine[]? lines = null, long left = 1, long? units = null) =>
        CouponDiscount.Of(kind, lines ?? Basket, [.. (lines ?? Basket).Select(l => l.Amount)], left, units);

    private static CouponRules Only(params string[] categories) => new() { Categories = categories };

    [Fact]
    public void An_amount_stays_within_the_goods_it_is_for()
    {
        Assert.Equal([0, 100, 0, 0], Of(Kinds.Of(CouponKind.Amount, 100, Only("甜點"))).Value!.PerLine);
        Assert.Equal(180, Of(Kinds.Of(CouponKind.Amount, 500, Only("甜點"))).Value!.Total);
        Assert.Equal("coupon.product_missing", Of(Kinds.Of(CouponKind.Amount, 500, Only("茶"))).Refusal!.Code);
    }

    [Fact]
    public void Excluded_goods_are_neither_discounted_nor_counted_towards_the_minimum()
    {
        var kind = Kinds.Of(CouponKind.Percent, 10, new CouponRules { NotSkus = ["GIFT500"], NotCategories = ["運費"] }, d => (d.MinimumSpend, d.MaximumDiscount) = (540, 1000));
        Assert.Equal([36, 18, 0, 0], Of(kind).Value!.PerLine);
        kind.MinimumSpend = 541;
        Assert.Equal(("coupon.minimum_spend", 540L), (Of(kind).Refusal!.Code, (long)Of(kind).Refusal!.Facts["total"]!));
    }

    [Theory]
    [InlineData(30, 98, 29)] // a fraction of a dollar is cut: 98 × 30 % = 29.4
    [InlineData(15, 30, 4)]
    [InlineData(33, 1, 0)]
    public void A_percentage_cuts_the_fraction(long percent, long amount, long off) =>
        Assert.Equal(off, Of(Kinds.Of(CouponKind.Percent, percent), [new SaleLine("A", 1, amount)]).Value!.Total);

    [Theory]
    [InlineData(1, 1, 100, 1, 0)] // one piece: nothing to get
    [InlineData(2, 1, 100, 1, 120)] // 買一送一
    [InlineData(2, 1, 50, 1, 60)] // 第二件半價
    [InlineData(4, 1, 100, 1, 120)] // once per sale
    [InlineData(4, 1, 100, 5, 240)]
    [InlineData(5, 1, 100, 5, 240)]
    public void Buy_one_get_one(int quantity, int get, int percent, int times, long off)
    {
        var kind = Kinds.Of(CouponKind.BuyGet, rules: new CouponRules { Skus = ["LATTE"], BuyGet = new BuyGetRule(1, get, percent, null, times) });
        var outcome = Of(kind, [new SaleLine("LATTE", quantity, 120 * quantity), new SaleLine("CAKE", 9, 9)]);
        if (off == 0) Assert.Equal("coupon.buy_more", outcome.Refusal!.Code);
        else Assert.Equal(off, outcome.Value!.Total);
    }

    [Fact]
    public void The_cheaper_pieces_of_each_set_are_free()
    {
        var kind = Kinds.Of(CouponKind.BuyGet, rules: new CouponRules { BuyGet = new BuyGetRule(2, 1, 100, null, 10) });
        SaleLine[] lines = [new("A", 1, 300), new("B", 2, 400), new("C", 3, 300)];
        // 300 200 [200] 100 100 [100]
        Assert.Equal([0, 200, 100], Of(kind, lines).Value!.PerLine);
        kind.MaximumDiscount = 30;
        Assert.Equal(30, Of(kind, lines).Value!.PerLine.Sum());
    }

    [Fact]
    public void Buying_one_thing_can_make_another_free()
    {
        var kind = Kinds.Of(CouponKind.BuyGet, rules: new CouponRules { Categories = ["咖啡"], BuyGet = new BuyGetRule(2, 1, 100, "CAKE", 1) });
        Assert.Equal([0, 90, 0, 0], Of(kind).Value!.PerLine);
        Assert.Equal("coupon.buy_more", Of(kind, [new("LATTE", 2, 240, "咖啡")]).Refusal!.Code);
    }

    [Fact]
    public void Delivery_is_free_when_the_goods_reach_the_minimum()
    {
        var kind = Kinds.Of(CouponKind.Delivery, rules: new CouponRules { DeliveryCategory = "運費" }, also: d => d.MinimumSpend = 1040);
        Assert.Equal([0, 0, 0, 60], Of(kind).Value!.PerLine);
        kind.MinimumSpend = 1041;
        Assert.Equal("coupon.minimum_spend", Of(kind).Refusal!.Code);
        Assert.Equal("coupon.product_missing", Of(Kinds.Of(CouponKind.Delivery, rules: new CouponRules { DeliveryCategory = "宅配" })).Refusal!.Code);
    }

    [Fact]
    public void A_deposit_frees_as_many_pieces_as_are_there_or_as_are_asked_for()
    {
        var kind = Kinds.Of(CouponKind.Deposit, rules: new CouponRules { Uses = 10 }, also: d => d.ProductSku = "LATTE");
        var all = Of(kind, left: 10).Value!;
        Assert.Equal((360L, 3L), (all.Total, all.Units));
        var last = Of(kind, left: 2).Value!;
        Assert.Equal((240L, 2L), (last.Total, last.Units));
        Assert.Equal(120, Of(kind, left: 10, units: 1).Value!.Total);
        Assert.Equal("coupon.units_missing", Of(kind, left: 10, units: 4).Refusal!.Code);
    }

    [Fact]
    public void A_money_voucher_pays_what_is_due_and_keeps_the_rest()
    {
        var kind = Kinds.Of(CouponKind.Amount, 1000, new CouponRules { Paid = new PaidTerms(1000, "信託", "某銀行") });
        var paid = Of(kind, left: 700).Value!;
        Assert.Equal((700L, 700L), (paid.Total, paid.Units));
        var small = Of(kind, [new SaleLine("A", 1, 80)], left: 700).Value!;
        Assert.Equal((80L, 80L), (small.Total, small.Units));
    }

    [Fact]
    public void An_experience_takes_nothing_off() => Assert.Equal(0, Of(Kinds.Of(CouponKind.Experience)).Value!.Total);

    [Fact]
    public void No_kind_takes_more_than_a_line_costs_whatever_the_basket()
    {
        var random = new Random(4711);
        string[] skus = ["LATTE", "CAKE", "TEA"];
        CouponDefinition[] kinds =
        [
            Kinds.Of(CouponKind.Amount, 77), Kinds.Of(CouponKind.Percent, 35, also: d => d.MaximumDiscount = 90), Kinds.Of(CouponKind.Product, also: d => d.MaximumDiscount = 150),
            Kinds.Of(CouponKind.BuyGet, rules: new CouponRules { BuyGet = new BuyGetRule(2, 1, 70, null, 4) }), Kinds.Of(CouponKind.Deposit, rules: new CouponRules { Uses = 9 }),
            Kinds.Of(CouponKind.Pass, rules: new CouponRules { Uses = 5 }), Kinds.Of(CouponKind.Amount, 5000, new CouponRules { Paid = new PaidTerms(1, "a", "b") }),
            Kinds.Of(CouponKind.BuyGet, rules: new CouponRules { BuyGet = new BuyGetRule(1, 2, 100, "TEA", 3) }),
        ];
        var applied = 0;
        for (var round = 0; round < 5_000; round++)
        {
            SaleLine[] lines = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => new SaleLine(skus[random.Next(3)], random.Next(1, 6), random.Next(0, 500)))];
            var kind = kinds[random.Next(kinds.Length)];
            if (!Of(kind, lines, left: random.Next(1, 300)).Succeeded(out var off, out _)) continue;
            applied++;
            Assert.Equal(off.Total, off.PerLine.Sum());
            Assert.All(lines.Zip(off.PerLine), pair => Assert.InRange(pair.Second, 0, pair.First.Amount));
        }
        Assert.InRange(applied, 4_000, 5_000);
    }
}
