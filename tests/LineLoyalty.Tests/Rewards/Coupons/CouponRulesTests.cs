using System.Text.Json;
using LineLoyalty.Rewards.Coupons;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Coupons;

public sealed class CouponRulesTests
{
    private static readonly CouponRules Full = new()
    {
        StartsOn = new DateOnly(2026, 4, 1), EndsOn = new DateOnly(2026, 6, 30), StartsAfterDays = 1, Weekdays = [DayOfWeek.Monday, DayOfWeek.Sunday],
        FromTime = new TimeOnly(14, 0), ToTime = new TimeOnly(17, 30), Stores = ["TPE1"], NotStores = [], Skus = ["LATTE"], Categories = ["甜點"], NotSkus = ["GIFT500"],
        NotCategories = ["禮券"], Tiers = ["gold"], NewMemberDays = 30, FirstPurchase = true, PerMember = 2, UsesPerDay = 1, Stacking = CouponStacking.OneOfGroup, Group = "夏",
        Priority = 3, BuyGet = new BuyGetRule(2, 1, 50, "CAKE", 2), Uses = 10, Bundle = [new BundlePart("welcome", 2)], DeliveryCategory = "運費",
        Paid = new PaidTerms(1000, "信託", "銀行", 12, 3), FromPool = true, MayGive = true, NotReturned = true,
    };

    [Fact]
    public void Rules_survive_their_way_through_the_database()
    {
        Assert.Equal(Full.ToJson(), CouponRules.Parse(Full.ToJson()).ToJson());
        var read = CouponRules.Parse(Full.ToJson());
        Assert.Equal((Full.FromTime, Full.EndsOn, Full.BuyGet, Full.Paid, CouponStacking.OneOfGroup), (read.FromTime, read.EndsOn, read.BuyGet, read.Paid, read.Stacking));
        Assert.Equal([DayOfWeek.Monday, DayOfWeek.Sunday], read.Weekdays);
        Assert.Equal(new BundlePart("welcome", 2), Assert.Single(read.Bundle));
    }

    [Fact]
    public void No_rules_are_written_as_nothing_and_unknown_ones_are_not_swallowed()
    {
        Assert.Equal("{}", CouponRules.None.ToJson());
        Assert.Throws<JsonException>(() => CouponRules.Parse("""{"everybodyGetsIt":true}"""));
    }

    [Fact]
    public void What_the_law_forbids_on_a_paid_voucher_is_refused()
    {
        var paid = new PaidTerms(1000, "信託專戶", "某銀行");
        IEnumerable<string> Of(CouponRules rules, Action<CouponDefinition>? also = null) =>
            CouponRulesCheck.Problems(Kinds.Of(CouponKind.Amount, 1000, rules, also)).Select(p => p.Field);
        Assert.Empty(Of(new CouponRules { Paid = paid }));
        Assert.Contains("Paid", Of(new CouponRules { Paid = paid, EndsOn = new DateOnly(2027, 1, 1) }));
        Assert.Contains("Paid", Of(new CouponRules { Paid = paid, UsesPerDay = 1 }));
        Assert.Contains("Paid", Of(new CouponRules { Paid = paid }, d => d.MinimumSpend = 1));
        Assert.Contains("PaidFeePercent", Of(new CouponRules { Paid = paid with { FeePercent = 4 } }));
        Assert.Contains("PaidGuaranteeMonths", Of(new CouponRules { Paid = paid with { GuaranteeMonths = 11 } }));
        Assert.Contains("PaidGuarantee", Of(new CouponRules { Paid = paid with { Guarantor = " " } }));
    }

    [Theory]
    [InlineData(CouponKind.Percent, 20, "MaximumDiscount")] // no offer without a ceiling
    [InlineData(CouponKind.Percent, 95, "Value")]
    [InlineData(CouponKind.BuyGet, 0, "BuyGet")]
    [InlineData(CouponKind.Pass, 50, "Uses")]
    [InlineData(CouponKind.Deposit, 0, "ProductSku")]
    [InlineData(CouponKind.Delivery, 0, "MaximumDiscount")]
    [InlineData(CouponKind.Bundle, 0, "Bundle")]
    public void Each_kind_wants_what_it_needs(CouponKind kind, long value, string field) =>
        Assert.Contains(field, CouponRulesCheck.Problems(Kinds.Of(kind, value)).Select(p => p.Field));

    [Fact]
    public void What_gets_cheaper_cannot_be_all_that_is_bought()
    {
        IEnumerable<string> Of(string? gift, params string[] skus) => CouponRulesCheck.Problems(Kinds.Of(CouponKind.BuyGet, rules: new CouponRules { Skus = skus, BuyGet = new BuyGetRule(1, 1, 100, gift) }, also: d => d.MaximumDiscount = 300)).Select(p => p.Field);
        Assert.Contains("GetSku", Of("LATTE", "latte"));
        Assert.Empty(Of("LATTE", "LATTE", "CAKE"));
        Assert.Empty(Of("LATTE"));
        Assert.Empty(Of(null, "LATTE"));
        var category = Kinds.Of(CouponKind.BuyGet, rules: new CouponRules { Skus = ["LATTE"], Categories = ["甜點"], BuyGet = new BuyGetRule(1, 1, 100, "LATTE") }, also: d => d.MaximumDiscount = 300);
        Assert.Empty(CouponRulesCheck.Problems(category));
    }

    [Theory]
    [InlineData(CouponKind.Amount, 100, "整筆消費折抵 NT$100。", "NT$100 off the purchase.")]
    [InlineData(CouponKind.Percent, 15, "整筆消費打 85 折，最高折抵 NT$300。", "15% off the purchase, up to NT$300.")]
    [InlineData(CouponKind.Percent, 20, "整筆消費打 8 折，最高折抵 NT$300。", "20% off the purchase, up to NT$300.")]
    [InlineData(CouponKind.Experience, 0, "由店員提供服務後核銷，不折抵金額。", "Handed over and redeemed by the staff; takes nothing off.")]
    public void An_offer_is_said_as_people_say_it(CouponKind kind, long value, string chinese, string english)
    {
        var one = Kinds.Of(kind, value, also: d => d.MaximumDiscount = kind == CouponKind.Percent ? 300 : null);
        Assert.Equal((chinese, english), (CouponSummary.Offer(one, CouponNames.None, false), CouponSummary.Offer(one, CouponNames.None, true)));
    }

    [Fact]
    public void Goods_sets_and_stores_are_called_by_their_names()
    {
        var names = CouponNames.None with
        {
            Products = new Dictionary<string, (string, string)> { ["LATTE"] = ("拿鐵", "Latte") }, Stores = new Dictionary<string, (string, string)> { ["TPE1"] = ("信義店", "Xinyi") },
        };
        var deposit = Kinds.Of(CouponKind.Deposit, rules: new CouponRules { Uses = 10, Stores = ["TPE1", "TPE9"] }, also: d => d.ProductSku = "LATTE");
        Assert.Equal("寄存「拿鐵」 10 份，各門市皆可分次領取。", CouponSummary.Offer(deposit, names, false));
        Assert.Contains("限信義店、TPE9使用。", CouponSummary.Of(deposit, names, false));

        var half = Kinds.Of(CouponKind.BuyGet, rules: new CouponRules { Skus = ["LATTE"], BuyGet = new BuyGetRule(1, 1, 50) });
        Assert.Equal("拿鐵買 1 件，價低者 1 件 5 折。每筆限一組。", CouponSummary.Offer(half, names, false));
        Assert.Equal("Buy 1 (Latte), get 1 of the cheaper ones at 50% off. Once per purchase.", CouponSummary.Offer(half, names, true));
    }

    [Fact]
    public void Every_rule_that_is_set_is_said_in_both_languages()
    {
        var kind = Kinds.Of(CouponKind.Amount, 100, Full with { BuyGet = null, Uses = null, Bundle = [], DeliveryCategory = null, Paid = null, NotStores = ["TPE2"] },
            d => (d.MinimumSpend, d.IssueLimit, d.Budget, d.SoldSku) = (500, 1000, 50_000, "SKU9"));
        var (chinese, english) = (CouponSummary.Of(kind, CouponNames.None, false), CouponSummary.Of(kind, CouponNames.None, true));
        Assert.Equal(chinese.Count, english.Count);
        string[] said =
        [
            "NT$100", "滿 NT$500", "限TPE1", "TPE2不適用", "不含禮券、GIFT500", "限週一、日", "14:00–17:30", "限gold", "30 天內的新會員", "首次消費", "每日限用 1 次", "同類優惠券",
            "第 1 天起", "2026/4/1 至 2026/6/30", "最多領 2 張", "發行 1,000 張", "NT$50,000", "SKU9", "序號", "轉贈", "不歸還", "優先順序 3",
        ];
        Assert.All(said, s => Assert.Contains(chinese, line => line.Contains(s, StringComparison.Ordinal)));
    }
}
