using System.Diagnostics;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Tests.TestHost;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Coupons;

public sealed class CouponStackTests
{
    private static readonly DateTime Now = TestApp.Start.UtcDateTime;
    private static readonly CouponRules With = new() { Stacking = CouponStacking.WithOthers };

    private static CouponSale Sale(params SaleLine[] lines) => new(new DateTime(2026, 3, 10, 10, 0, 0, DateTimeKind.Unspecified), new DateOnly(2026, 3, 10), "TPE1", lines);

    private static CouponRules Group(string name) => new() { Stacking = CouponStacking.OneOfGroup, Group = name };

    private static CouponSuggestion Best(CouponSale sale, params Coupon[] wallet) => CouponStack.Best(wallet, sale, CouponOwnerFacts.Nobody, Now);

    private static string Why(CouponSuggestion found, Coupon coupon) => found.Others.Single(o => o.Coupon == coupon).Why.Code;

    [Fact]
    public void Those_that_go_together_beat_the_one_that_stands_alone_only_when_they_take_off_more()
    {
        var alone = Kinds.Held(Kinds.Of(CouponKind.Amount, 100));
        var (a, b) = (Kinds.Held(Kinds.Of(CouponKind.Amount, 60, With)), Kinds.Held(Kinds.Of(CouponKind.Amount, 50, With)));
        var together = Best(Sale(new SaleLine("A", 1, 500)), alone, a, b);
        Assert.Equal((110L, 2), (together.Discount, together.Applied.Count));
        Assert.Equal("coupon.not_stackable", Why(together, alone));

        var single = Best(Sale(new SaleLine("A", 1, 500)), alone, a);
        Assert.Same(alone, Assert.Single(single.Applied).Coupon);
        Assert.Equal("coupon.other_is_better", Why(single, a));
    }

    [Fact]
    public void Coupons_that_are_worse_than_the_level_one_by_one_may_be_better_together()
    {
        var tier = new LineLoyalty.Rewards.Tiers.Tier { Level = 30, Code = "gold", Name = "金卡", NameEn = "Gold", Color = "#000000" };
        var sale = Sale(new SaleLine("A", 1, 1000)) with { Level = new(tier, new(10, WithCoupons: LineLoyalty.Rewards.Tiers.TierDiscountOrder.Better), 0) };
        var (a, b) = (Kinds.Held(Kinds.Of(CouponKind.Amount, 60, With)), Kinds.Held(Kinds.Of(CouponKind.Amount, 60, With)));
        var found = Best(sale, a, b);
        Assert.Equal((120L, 2), (found.Discount, found.Applied.Count));
        var alone = Best(sale, a);
        Assert.Empty(alone.Applied);
        Assert.Equal("coupon.tier_is_better", Why(alone, a));
    }

    [Fact]
    public void Many_of_one_group_or_kind_do_not_crowd_out_one_that_goes_with_them()
    {
        var rivals = Enumerable.Range(0, 20).Select(_ => Kinds.Held(Kinds.Of(CouponKind.Amount, 100, Group("夏")))).ToList();
        var kind = Kinds.Of(CouponKind.Amount, 95, Group("秋"));
        var copies = Enumerable.Range(0, 20).Select(_ => Kinds.Held(kind)).ToList();
        var other = Kinds.Held(Kinds.Of(CouponKind.Amount, 90, With));
        var found = Best(Sale(new SaleLine("A", 1, 1000)), [.. rivals, .. copies, other]);
        Assert.Equal(285, found.Discount);
        Assert.Contains(found.Applied, a => a.Coupon == other);
        var same = Kinds.Of(CouponKind.Amount, 100, With);
        Assert.Equal(500, Best(Sale(new SaleLine("A", 1, 1000)), [.. Enumerable.Range(0, 20).Select(_ => Kinds.Held(same)), other]).Discount);
    }

    [Fact]
    public void Of_one_group_a_sale_takes_one()
    {
        var (small, large) = (Kinds.Held(Kinds.Of(CouponKind.Amount, 10, Group("夏"))), Kinds.Held(Kinds.Of(CouponKind.Amount, 20, Group("夏"))));
        var other = Kinds.Held(Kinds.Of(CouponKind.Amount, 5, Group("冬")));
        var found = Best(Sale(new SaleLine("A", 1, 500)), small, large, other);
        Assert.Equal(25, found.Discount);
        Assert.Equal("coupon.not_stackable", Why(found, small));
        Assert.Equal("coupon.not_stackable", CouponStack.Price([new(small), new(large)], Sale(new SaleLine("A", 1, 500)), CouponOwnerFacts.Nobody).Refusal!.Code);
    }

    [Fact]
    public void Goods_come_first_then_shares_then_amounts_unless_a_priority_says_otherwise()
    {
        var (percent, amount) = (Kinds.Held(Kinds.Of(CouponKind.Percent, 50, With)), Kinds.Held(Kinds.Of(CouponKind.Amount, 100, With)));
        var free = Kinds.Held(Kinds.Of(CouponKind.Product, rules: With, also: d => d.ProductSku = "CAKE"));
        var sale = Sale(new SaleLine("LATTE", 1, 400), new SaleLine("CAKE", 1, 90));
        // 490 − 90 = 400, half of it 200, then 100
        Assert.Equal(390, CouponStack.Price([new(amount), new(percent), new(free)], sale, CouponOwnerFacts.Nobody).Value!.Total);

        var first = Kinds.Held(Kinds.Of(CouponKind.Amount, 100, With with { Priority = 5 }));
        // 490 − 100 = 390, the cake's share of it, half of the rest
        var priced = CouponStack.Price([new(percent), new(first)], sale, CouponOwnerFacts.Nobody).Value!;
        Assert.Equal((295L, first), (priced.Total, priced.Applied[0].Coupon));
    }

    [Fact]
    public void A_minimum_is_asked_of_what_is_left_after_the_coupons_before()
    {
        var (first, second) = (Kinds.Held(Kinds.Of(CouponKind.Amount, 60, With with { Priority = 1 })), Kinds.Held(Kinds.Of(CouponKind.Amount, 50, With, d => d.MinimumSpend = 100)));
        Assert.Equal(110, CouponStack.Price([new(first), new(second)], Sale(new SaleLine("A", 1, 160)), CouponOwnerFacts.Nobody).Value!.Total);
        var short1 = CouponStack.Price([new(first), new(second)], Sale(new SaleLine("A", 1, 159)), CouponOwnerFacts.Nobody).Refusal!;
        Assert.Equal(("coupon.minimum_spend", second.Ref), (short1.Code, short1.Facts["ref"]));
    }

    [Fact]
    public void Every_coupon_that_is_not_suggested_has_its_reason()
    {
        var used = Kinds.Held(Kinds.Of(CouponKind.Amount, 10));
        used.Redeem(Now, 1, null);
        var lapsed = Kinds.Held(Kinds.Of(CouponKind.Amount, 10), days: -1);
        var elsewhere = Kinds.Held(Kinds.Of(CouponKind.Amount, 10, new CouponRules { Stores = ["X"] }));
        var high = Kinds.Held(Kinds.Of(CouponKind.Amount, 10, also: d => d.MinimumSpend = 1000));
        var spa = Kinds.Held(Kinds.Of(CouponKind.Experience));
        var voucher = Kinds.Held(Kinds.Of(CouponKind.Amount, 500, new CouponRules { Paid = new PaidTerms(500, "a", "b") }));
        var good = Kinds.Held(Kinds.Of(CouponKind.Amount, 30));
        var found = Best(Sale(new SaleLine("A", 1, 100)), used, lapsed, elsewhere, high, spa, voucher, good);
        Assert.Same(good, Assert.Single(found.Applied).Coupon);
        Assert.Equal(
            ["coupon.already_redeemed", "coupon.expired", "coupon.wrong_store", "coupon.minimum_spend", "coupon.confirm_by_staff", "coupon.paid"],
            new[] { used, lapsed, elsewhere, high, spa, voucher }.Select(c => Why(found, c)));
    }

    [Fact]
    public void Among_equals_the_fewest_and_the_soonest_to_lapse_are_used()
    {
        var (soon, late) = (Kinds.Held(Kinds.Of(CouponKind.Amount, 50), days: 2), Kinds.Held(Kinds.Of(CouponKind.Amount, 50), days: 20));
        Assert.Same(soon, Assert.Single(Best(Sale(new SaleLine("A", 1, 100)), late, soon).Applied).Coupon);
        var (one, two) = (Kinds.Held(Kinds.Of(CouponKind.Amount, 100, With)), Kinds.Held(Kinds.Of(CouponKind.Amount, 40, With)));
        var found = Best(Sale(new SaleLine("A", 1, 100)), two, one);
        Assert.Same(one, Assert.Single(found.Applied).Coupon);
        Assert.Equal("coupon.no_benefit", Why(found, two));
    }

    [Fact]
    public void A_days_limit_counts_the_coupons_of_one_sale_too()
    {
        var kind = Kinds.Of(CouponKind.Amount, 10, With with { UsesPerDay = 1 });
        var (a, b) = (Kinds.Held(kind), Kinds.Held(kind));
        Assert.Equal("coupon.daily_limit", CouponStack.Price([new(a), new(b)], Sale(new SaleLine("A", 1, 100)), CouponOwnerFacts.Nobody).Refusal!.Code);
        Assert.Single(Best(Sale(new SaleLine("A", 1, 100)), a, b).Applied);
    }

    [Fact]
    public void Coupons_of_one_budget_share_it()
    {
        var kind = Kinds.Of(CouponKind.Amount, 30, With, d => (d.Budget, d.BudgetSpent) = (100, 50));
        Assert.Equal("coupon.budget_spent", CouponStack.Price([new(Kinds.Held(kind)), new(Kinds.Held(kind))], Sale(new SaleLine("A", 1, 100)), CouponOwnerFacts.Nobody).Refusal!.Code);
    }

    /// <summary>Every subset, tried in full: slow, and obviously right.</summary>
    [Fact]
    public void The_suggestion_is_never_worse_than_trying_everything()
    {
        var random = new Random(20260310);
        for (var round = 0; round < 300; round++)
        {
            var wallet = Enumerable.Range(0, random.Next(1, 9)).Select(_ => Kinds.Held(RandomKind(random), random.Next(1, 40))).ToArray();
            var sale = Sale([.. Enumerable.Range(0, random.Next(1, 4)).Select(i => new SaleLine(i == 0 ? "LATTE" : "CAKE", random.Next(1, 4), random.Next(0, 600)))]);
            var most = 0L;
            for (var set = 1; set < 1 << wallet.Length; set++)
            {
                var chosen = wallet.Where((_, i) => (set >> i & 1) == 1).Select(c => new WantedCoupon(c)).ToList();
                if (CouponStack.Price(chosen, sale, CouponOwnerFacts.Nobody).Succeeded(out var priced, out _)) most = Math.Max(most, priced.Total);
            }
            var found = Best(sale, wallet);
            Assert.Equal(most, found.Discount);
            Assert.Equal(wallet.Length, found.Applied.Count + found.Others.Count);
        }
    }

    [Fact]
    public void A_full_wallet_is_searched_while_a_clerk_waits()
    {
        var random = new Random(7);
        Coupon[] wallet = [.. Enumerable.Range(0, 100).Select(_ => Kinds.Held(RandomKind(random)))];
        var sale = Sale(new SaleLine("LATTE", 3, 900), new SaleLine("CAKE", 2, 400));
        Best(sale, wallet);
        var watch = Stopwatch.StartNew();
        Assert.NotEmpty(Best(sale, wallet).Applied);
        Assert.True(watch.ElapsedMilliseconds < 1_000, $"{watch.ElapsedMilliseconds} ms");
    }

    private static CouponDefinition RandomKind(Random random)
    {
        var rules = random.Next(3) switch { 0 => CouponRules.None, 1 => With, _ => Group("g" + random.Next(2)) } with { Priority = random.Next(-1, 2) };
        return random.Next(4) switch
        {
            0 => Kinds.Of(CouponKind.Amount, random.Next(1, 200), rules, d => d.MinimumSpend = random.Next(0, 400)),
            1 => Kinds.Of(CouponKind.Percent, random.Next(1, 60), rules, d => d.MaximumDiscount = random.Next(1, 300)),
            2 => Kinds.Of(CouponKind.Product, 0, rules, d => d.ProductSku = random.Next(2) == 0 ? "LATTE" : "CAKE"),
            _ => Kinds.Of(CouponKind.BuyGet, 0, rules with { BuyGet = new BuyGetRule(1, 1, 100, null, 2) }),
        };
    }
}
