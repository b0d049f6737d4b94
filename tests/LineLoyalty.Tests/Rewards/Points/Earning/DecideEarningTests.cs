using LineLoyalty.Rewards.Points.Earning;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Points.Earning;

public sealed class DecideEarningTests
{
    private static readonly EarningDefinition Base = new() { Effect = new RateEffect(100, 10) };
    private static readonly EarningDefinition Double = new() { Effect = new MultiplyEffect(200) };

    [Theory]
    [InlineData(250, 20)]
    [InlineData(99, 0)]
    [InlineData(100, 10)]
    [InlineData(30, 0)]
    public void NT250_at_NT100_to_10_points_gives_20(long paid, long points) => Assert.Equal(points, Earn(Sale(paid), Base).Total);

    /// <summary>A price of NT$30.98 is NT$30 in whole dollars: what is left over never earns.</summary>
    [Fact]
    public void Fractions_are_cut_and_never_added_up()
    {
        var tenth = new EarningDefinition { Effect = new RateEffect(10, 1) };
        Assert.Equal((3, 7), (Earn(Sale(30), tenth).Total, Earn(Sale(38, 2), tenth).Total));
        var odd = Earn(Sale(130), Base, new EarningDefinition { Effect = new MultiplyEffect(115) });
        Assert.Equal((10 + 1, 10 * 15 / 100), (odd.Total, odd.Parts[1].Points));
    }

    [Fact]
    public void Every_part_says_which_rule_gave_it_and_what_it_counted()
    {
        var earning = Earn(Sale(250), Base, Double);
        Assert.Equal([("r0", 20L), ("r1", 20L)], earning.Parts.Select(p => (p.Rule.Code, p.Points)));
        Assert.Equal("實付 NT$250，每滿 NT$100 得 10 點，共 2 次", EarningWords.Why(earning.Parts[0].Inputs, english: false));
        Assert.Equal("2 倍點數：20 點再加 100%", EarningWords.Why(earning.Parts[1].Inputs, english: false));
        // The line keeps exactly that.
        Assert.Equal(EarningWords.Why(earning.Parts[0].Inputs, true), EarningWords.Why(EarningInputs.Parse(earning.Parts[0].Inputs.ToJson())!, true));
    }

    [Fact]
    public void Double_points_begin_and_end_on_the_second()
    {
        var day = Double with { Conditions = new EarningConditions { FirstDay = new(2026, 11, 11), LastDay = new(2026, 11, 11) } };
        Assert.Equal([10, 20, 20, 10], new[] { "2026-11-10T23:59:59", "2026-11-11T00:00:00", "2026-11-11T23:59:59", "2026-11-12T00:00:00" }
            .Select(t => Earn(Sale(100) with { Local = DateTime.Parse(t, System.Globalization.CultureInfo.InvariantCulture) }, Base, day).Total));
    }

    [Fact]
    public void Happy_hour_of_friday_lasts_into_saturday()
    {
        var late = Double with { Conditions = new EarningConditions { Weekdays = [5], FromTime = new(22, 0), ToTime = new(2, 0) } };
        long At(string time) => Earn(Sale(100) with { Local = DateTime.Parse(time, System.Globalization.CultureInfo.InvariantCulture) }, Base, late).Total;
        Assert.Equal([10, 20, 20, 10, 10], new[] { "2026-03-13T21:59:59", "2026-03-13T22:00:00", "2026-03-14T01:59:59", "2026-03-14T02:00:00", "2026-03-14T22:30:00" }.Select(At));
    }

    [Fact]
    public void A_stores_own_late_night_is_not_moved_twice()
    {
        var night = Sale(100) with { Local = new DateTime(2026, 3, 14, 1, 0, 0, DateTimeKind.Unspecified), Day = new DateOnly(2026, 3, 13) };
        long On(int weekday, int from) => Earn(night, Base, Double with { Conditions = new EarningConditions { Weekdays = [weekday], FromTime = new(from, 0), ToTime = new(2, 0) } }).Total;
        Assert.Equal([20, 10, 20, 10], new[] { On(5, 22), On(4, 22), On(5, 0), On(6, 0) });
        // A promotion's last day is the store's, too.
        Assert.Equal(20, Earn(night, Base, Double with { Conditions = new EarningConditions { LastDay = new(2026, 3, 13) } }).Total);
    }

    [Theory]
    [InlineData("tier", NotEarned.Tier)]
    [InlineData("weekday", NotEarned.Weekday)]
    [InlineData("hours", NotEarned.Hours)]
    [InlineData("dates", NotEarned.Dates)]
    [InlineData("store", NotEarned.Store)]
    [InlineData("channel", NotEarned.Channel)]
    [InlineData("payment", NotEarned.Payment)]
    [InlineData("first", NotEarned.FirstPurchase)]
    [InlineData("birthday", NotEarned.BirthdayMonth)]
    [InlineData("goods", NotEarned.Goods)]
    [InlineData("minimum", NotEarned.Minimum)]
    [InlineData("nothing", NotEarned.TooLittle)]
    public void A_rule_that_does_not_apply_says_why(string kind, NotEarned why)
    {
        var facts = Sale(90) with { Local = new(2026, 3, 10, 10, 0, 0), Tier = "regular", Store = "TPE1", Channel = "store", Payment = "cash", BirthMonth = 7 };
        var c = new EarningConditions();
        var says = new EarningDefinition
        {
            Effect = kind == "nothing" ? new RateEffect(100, 1) : new BonusEffect(5), MinimumAmount = kind == "minimum" ? 91 : 0,
            Conditions = kind switch
            {
                "tier" => c with { Tiers = ["gold"] },
                "weekday" => c with { Weekdays = [1, 3] },
                "hours" => c with { FromTime = new(14, 0), ToTime = new(17, 0) },
                "dates" => c with { FirstDay = new(2026, 3, 11) },
                "store" => c with { Stores = ["TPE2"] },
                "channel" => c with { Channels = ["web"] },
                "payment" => c with { Payments = ["linepay"] },
                "first" => c with { FirstPurchase = true },
                "birthday" => c with { BirthdayMonth = true },
                "goods" => c with { Skus = ["CAKE"] },
                _ => c,
            },
        };
        var earning = Earn(facts, says);
        Assert.Equal((0, why), (earning.Total, Assert.Single(earning.Skipped).Why));
        Assert.NotEmpty(EarningWords.WhyNot(earning.Skipped[0], english: false));
        // And it does apply once the fact is so.
        var so = kind switch
        {
            "tier" => facts with { Tier = "gold" }, "weekday" => facts with { Local = new(2026, 3, 11, 10, 0, 0) }, "hours" => facts with { Local = new(2026, 3, 10, 14, 0, 0) },
            "dates" => facts with { Local = new(2026, 3, 11, 0, 0, 0) }, "store" => facts with { Store = "TPE2" }, "channel" => facts with { Channel = "web" },
            "payment" => facts with { Payment = "linepay" }, "first" => facts with { FirstPurchase = true }, "birthday" => facts with { BirthMonth = 3 },
            "goods" => facts with { Lines = [Line(0, 90, "cake")] }, "minimum" => Sale(91), _ => Sale(100),
        };
        Assert.True(Earn(so, says).Total > 0);
    }

    [Fact]
    public void Vouchers_delivery_and_excluded_goods_earn_nothing()
    {
        EarningFacts facts = Sale(0) with
        {
            Lines = [Line(0, 120, "LATTE"), Line(1, 500, "GIFT") with { EarnsPoints = false }, Line(2, 80) with { Delivery = true }, Line(3, 200, "TOBACCO"), Line(4, 100, null, "香菸")],
        };
        var says = Base with { ExcludedSkus = ["TOBACCO"], ExcludedCategories = ["香菸"] };
        var earning = Earn(facts, says);
        Assert.Equal(10, earning.Total);
        Assert.Equal([0], earning.Parts[0].Inputs.Lines!);
        Assert.Equal(20, Earn(facts, says with { DeliveryEarns = true }).Total);
    }

    [Fact]
    public void A_multiplier_for_some_goods_multiplies_only_what_they_earned()
    {
        var facts = Sale(0) with { Lines = [Line(0, 130, "LATTE", "咖啡"), Line(1, 120, "CAKE")] };
        var earning = Earn(facts, Base, Double with { Conditions = new EarningConditions { Categories = ["咖啡"] } });
        Assert.Equal([20L, 10L], earning.Parts.Select(p => p.Points));
        Assert.Equal([0], earning.Parts[1].Inputs.Lines!);
    }

    [Fact]
    public void A_bonus_can_be_for_each_item()
    {
        var facts = Sale(0) with { Lines = [Line(0, 240, "LATTE") with { Quantity = 2 }, Line(1, 90, "CAKE")] };
        Assert.Equal(10, Earn(facts, new EarningDefinition { Effect = new BonusEffect(5, EachItem: true), Conditions = new EarningConditions { Skus = ["LATTE"] } }).Total);
    }

    [Fact]
    public void Limits_cut_what_a_rule_gives_and_the_tightest_is_named()
    {
        var says = Base with { CapPerSale = 50, CapPerDay = 60, CapPerMember = 200 };
        EarnedPart? Part(long today, long all) => Earn(Sale(1000) with { Given = new Dictionary<string, CapUse> { ["r0"] = new(today, all) } }, says).Parts.SingleOrDefault();
        Assert.Equal((50, EarningCap.Sale, 100), (Part(0, 0)!.Points, Part(0, 0)!.Inputs.Cap, Part(0, 0)!.Inputs.Uncapped));
        Assert.Equal((20, EarningCap.Day), (Part(40, 40)!.Points, Part(40, 40)!.Inputs.Cap));
        Assert.Equal((5, EarningCap.Member), (Part(0, 195)!.Points, Part(0, 195)!.Inputs.Cap));
        Assert.Null(Part(60, 60));
        Assert.Null(Part(0, 250));
    }

    [Fact]
    public void Of_competing_extras_the_best_counts_and_the_other_says_so()
    {
        var birthday = Double with { Effect = new MultiplyEffect(300), Stacking = Stacking.Best };
        var earning = Earn(Sale(100), Base, Double with { Stacking = Stacking.Best }, birthday, new EarningDefinition { Effect = new BonusEffect(7) });
        Assert.Equal([("r0", 10L), ("r2", 20L), ("r3", 7L)], earning.Parts.Select(p => (p.Rule.Code, p.Points)));
        Assert.Equal((NotEarned.BetterRule, "r2"), (earning.Skipped[0].Why, earning.Skipped[0].By));
    }

    [Fact]
    public void A_rule_that_stops_ends_those_below_it_but_never_a_rate()
    {
        var stop = new EarningDefinition { Effect = new BonusEffect(3), Priority = 10, Stop = true };
        var earning = Earn(Sale(100), Base, stop, Double, Double with { Priority = 20 });
        Assert.Equal([("r0", 10L), ("r1", 3L), ("r3", 10L)], earning.Parts.Select(p => (p.Rule.Code, p.Points)).Order());
        Assert.Equal(("r2", NotEarned.Stopped, "r1"), (earning.Skipped[0].Rule.Code, earning.Skipped[0].Why, earning.Skipped[0].By));
        // One that does not apply stops nothing.
        Assert.Equal(20, Earn(Sale(100), Base, stop with { MinimumAmount = 500 }, Double).Total);
    }

    [Fact]
    public void A_rule_for_an_event_has_no_part_in_a_sale()
    {
        var review = new EarningDefinition { Event = EarningEvent.Review, Effect = new BonusEffect(30) };
        Assert.Equal(10, Earn(Sale(100), Base, review).Total);
        Assert.Equal(30, Earn(Sale(0) with { Event = EarningEvent.Review, Lines = [] }, Base, review).Total);
    }

    [Fact]
    public void The_event_s_own_time_picks_the_version()
    {
        var (t0, t1, t2) = (new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc));
        EarningRuleVersion Version(int n, DateTime from, bool active = true, DateTime? to = null) => new()
        {
            Version = n, Name = "v" + n, Definition = Base.ToJson(), Active = active, ValidFrom = from, ValidTo = to, CreatedAt = t0,
        };
        (string, EarningRuleVersion)[] all = [("a", Version(1, t0)), ("a", Version(2, t1)), ("a", Version(3, t2, active: false)), ("b", Version(1, t0, to: t1))];
        Assert.Equal([("a", 1), ("b", 1)], RuleInForce.At(all, t1.AddSeconds(-1)).Select(r => (r.Code, r.Version)));
        Assert.Equal([("a", 2)], RuleInForce.At(all, t1).Select(r => (r.Code, r.Version)));
        Assert.Empty(RuleInForce.At(all, t2));
        Assert.Empty(RuleInForce.At(all, t0.AddSeconds(-1)));
    }

    [Fact]
    public void A_definition_survives_its_column_and_nothing_unknown_gets_in()
    {
        var full = new EarningDefinition
        {
            Effect = new MultiplyEffect(250), MinimumAmount = 5, CapPerDay = 7, Priority = -3, Stop = true, Stacking = Stacking.Best, ExpiryDays = 30, ExcludedSkus = ["A"],
            Conditions = new EarningConditions { Tiers = ["gold"], Weekdays = [6, 7], FromTime = new(9, 30), FirstDay = new(2026, 2, 28), BirthdayMonth = true },
        };
        Assert.Equal(full.ToJson(), EarningDefinition.Parse(full.ToJson()).ToJson());
        Assert.Equal("2026/2/28 起、週六日、09:30–24:00、等級 gold、生日當月：點數 2.5 倍；符合品項滿 NT$5 才適用；不含A；每人每日最多 7 點；與其他「擇優」規則只取最高的一項；適用後，順位較低的規則不再計算；這些點數 30 天後到期。",
            EarningWords.Summary(EarningDefinition.Parse(full.ToJson()), english: false));
        Assert.Equal("10 points for every NT$100 paid.", EarningWords.Summary(Base, english: true));
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => EarningDefinition.Parse("""{"effect":{"type":"rate","amount":1,"points":1},"script":"1"}"""));
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => EarningDefinition.Parse("""{"effect":{"type":"code","text":"1"}}"""));
    }

    private static global::LineLoyalty.Rewards.Points.Earning.Earning Earn(EarningFacts facts, params EarningDefinition[] rules) =>
        DecideEarning.For(facts, rules.Select((r, i) => new RuleInForce("r" + i, 1, "規則" + i, "Rule " + i, r)));

    private static EarningFacts Sale(long paid, int lines = 1) => new()
    {
        Local = new(2026, 3, 10, 10, 0, 0), Lines = [.. Enumerable.Range(0, lines).Select(i => Line(i, paid))],
    };

    private static FactLine Line(int position, long paid, string? sku = null, string? category = null) => new(position, sku, category, 1, paid);
}
