using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Coupons;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Purchases;

/// <summary>What a level takes off by itself: the quote, the sale, its returns and the words say the same.</summary>
public sealed class TierDiscountTests(PosApp shared) : IClassFixture<PosApp>
{
    private TestApp App => shared.App;

    [Fact]
    public async Task The_sale_takes_off_what_the_quote_said_and_points_are_for_what_was_paid()
    {
        var (till, member) = await BuyerAsync(new TierDiscount(5));
        using var _ = till;
        var lines = new[] { Till.Line("LATTE", 2, 240), new { name = "運費", quantity = 1, amount = 80, delivery = true } };
        var quote = await till.PostAsync("purchases/quote", new { lines, member = member.Ref, store = "TPE1" });
        Assert.Equal((12, 308, "消費享 95 折，可與優惠券併用（先打折再用券）"), (quote.Number("tierDiscount.amount"), quote.Number("paid"), quote.Text("tierDiscount.why")));
        var sold = await till.SellAsync(member, lines);
        Assert.Equal((HttpStatusCode.Created, 12L, 0L, 308L, 20L),
            (sold.Status, sold.Number("purchase.tierDiscount"), sold.Number("purchase.discount"), sold.Number("purchase.paid"), sold.Number("purchase.pointsEarned")));
        Assert.Equal(80, sold.Number("purchase.lines.1.paid"));

        Assert.Equal(320, (await till.SellAsync(null, lines)).Number("purchase.paid"));
        var charged = till.Sale(member, lines);
        charged["tierDiscount"] = false;
        Assert.Equal(320, (await till.PostAsync("purchases", charged)).Number("purchase.paid"));
        var seen = await till.PostAsync("members/lookup", new { key = member.CardNumber });
        Assert.Contains("95 折", seen.Text("member.benefits.0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Partial_returns_sum_to_what_was_paid()
    {
        var (till, member) = await BuyerAsync(new TierDiscount(7));
        using var _ = till;
        var sold = await till.SellAsync(member, Till.Line("LATTE", 3, 355), Till.Line("CAKE", 2, 173));
        Assert.Equal(36, sold.Number("purchase.tierDiscount")); // 528 × 7 %, cut
        long back = 0;
        foreach (var (line, quantity) in new[] { (0, 1), (1, 1), (0, 1), (1, 1), (0, 1) }) back += (await till.RefundAsync(sold, new { line, quantity })).Number("refund.amount");
        Assert.Equal(sold.Number("purchase.paid"), back);
        Assert.Equal(0, (await till.ReadAsync(member)).LifetimeSpend);
    }

    [Fact]
    public async Task Limits_of_a_sale_and_of_a_month_cut_it_and_a_return_frees_its_part()
    {
        var (till, member) = await BuyerAsync(new TierDiscount(10, MaximumPerSale: 100, MaximumPerMonth: 150));
        using var _ = till;
        var first = await till.SellForAsync(member, 2000);
        Assert.Equal((100L, "sale"), (first.Number("purchase.tierDiscount"), first.Text("tierDiscount.limit")));
        var second = await till.SellForAsync(member, 2000);
        Assert.Equal((50L, "month"), (second.Number("purchase.tierDiscount"), second.Text("tierDiscount.limit")));
        Assert.Equal(0, (await till.SellForAsync(member, 500)).Number("purchase.tierDiscount"));
        await till.RefundAsync(first);
        Assert.Equal(80, (await till.SellForAsync(member, 800)).Number("purchase.tierDiscount"));
    }

    [Fact]
    public async Task Categories_left_alone_pay_in_full()
    {
        var (till, member) = await BuyerAsync(new TierDiscount(50, ExceptCategories: ["禮券"]));
        using var _ = till;
        var sold = await till.SellAsync(member, Till.Line("GIFT500", 1, 500), Till.Line("CAKE", 1, 90));
        Assert.Equal((500L, 45L), (sold.Number("purchase.lines.0.paid"), sold.Number("purchase.lines.1.paid")));
    }

    [Theory]
    [InlineData(TierDiscountOrder.BeforeCoupons, 100, 50, 850)] // 10 % of 1000, then NT$50
    [InlineData(TierDiscountOrder.AfterCoupons, 95, 50, 855)]   // NT$50, then 10 % of 950
    public async Task It_goes_with_coupons_in_the_order_the_brand_chose(TierDiscountOrder order, long level, long coupon, long paid)
    {
        var (till, member) = await BuyerAsync(new TierDiscount(10, WithCoupons: order));
        using var _ = till;
        var sold = await SellWithAsync(till, member, await till.GiveAsync(member, "welcome"), 1000);
        Assert.Equal((level, coupon, paid), (sold.Number("purchase.tierDiscount"), sold.Number("purchase.discount"), sold.Number("purchase.paid")));
    }

    [Fact]
    public async Task A_money_voucher_pays_what_is_left_after_the_level()
    {
        var (till, member) = await BuyerAsync(new TierDiscount(10, WithCoupons: TierDiscountOrder.AfterCoupons));
        using var _ = till;
        var voucher = await till.GiveAsync(member, (await Kinds.SaveAsync(App, CouponKind.Amount, 500, new CouponRules { Paid = new PaidTerms(500, "信託專戶", "某銀行"), Stacking = CouponStacking.WithOthers })).Code);
        var sold = await SellWithAsync(till, member, voucher, 200);
        Assert.Equal((20L, 180L, 0L), (sold.Number("purchase.tierDiscount"), sold.Number("purchase.discount"), sold.Number("purchase.paid")));
    }

    [Fact]
    public async Task Where_only_the_better_counts_the_lesser_coupon_is_kept()
    {
        var (till, member) = await BuyerAsync(new TierDiscount(10, WithCoupons: TierDiscountOrder.Better));
        using var _ = till;
        var coupon = await till.GiveAsync(member, "welcome"); // NT$50
        var refused = await SellWithAsync(till, member, coupon, 600);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "coupon.tier_is_better", 60L), (refused.Status, refused.Code, refused.Number("discount")));
        var quote = await till.PostAsync("purchases/quote", new { lines = new[] { new { name = "外帶", quantity = 1, amount = 600 } }, member = member.Ref, store = "TPE1", suggest = true });
        Assert.Equal((540L, "coupon.tier_is_better"), (quote.Number("paid"), quote.Text("suggestion.others.0.code")));
        var sold = await SellWithAsync(till, member, coupon, 400);
        Assert.Equal((0L, 50L, 350L), (sold.Number("purchase.tierDiscount"), sold.Number("purchase.discount"), sold.Number("purchase.paid")));
    }

    [Fact]
    public async Task Two_tills_at_once_do_not_pass_the_months_limit()
    {
        var (till, member) = await BuyerAsync(new TierDiscount(10, MaximumPerMonth: 100));
        using var _ = till;
        var sold = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => till.SellForAsync(member, 400)));
        Assert.Equal(100, sold.Sum(s => s.Number("purchase.tierDiscount")));
    }

    private async Task<(Till Till, Member Member)> BuyerAsync(TierDiscount discount)
    {
        await App.DbAsync(async db =>
        {
            (await db.Tiers.SingleAsync(t => t.Code == "regular")).Benefits = new TierBenefits(Discount: discount);
            return await db.SaveChangesAsync();
        });
        var till = await Till.OpenAsync(App);
        return (till, await till.NewMemberAsync());
    }

    private static Task<Answer> SellWithAsync(Till till, Member member, Coupon coupon, long amount)
    {
        var sale = till.Sale(member, new { name = "外帶", quantity = 1, amount });
        sale["coupon"] = new { @ref = coupon.Ref };
        return till.PostAsync("purchases", sale);
    }
}
