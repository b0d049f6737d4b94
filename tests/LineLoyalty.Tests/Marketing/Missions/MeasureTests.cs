using System.Text.Json;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Server.Admin.Marketing;
using Xunit;

namespace LineLoyalty.Tests.Marketing.Missions;

/// <summary>What counts for which goal; no clock, no database.</summary>
public sealed class MeasureTests
{
    private static readonly DateTime Monday = new(2026, 3, 2, 4, 0, 0, DateTimeKind.Utc);

    private static MissionSale Sale(int day, string store = "S1", string channel = "store", params MissionLine[] lines) =>
        new(Monday.AddDays(day), DateOnly.FromDateTime(Monday.AddDays(day)), store, channel, lines.Length == 0 ? [Line("LATTE", "咖啡", 100)] : lines);

    private static MissionLine Line(string sku, string category, long paid, int quantity = 1, bool counts = true) => new(sku, category, quantity, paid, counts);

    private static MissionProgress Measure(MissionDefinition says, MissionFacts facts, int? today = null) =>
        MeasureMission.For(says, facts, Monday, Monday.AddDays(40), DateOnly.FromDateTime, today is { } day ? DateOnly.FromDateTime(Monday.AddDays(day)) : null);

    private static MissionDefinition Goal(params MissionGoal[] goals) => new() { Goals = goals };

    [Fact]
    public void Sales_count_by_amount_store_channel_and_goods_and_not_what_came_back_or_never_counted()
    {
        var facts = new MissionFacts
        {
            Sales =
            [
                Sale(-1), Sale(0), Sale(1, "S2", "web"), Sale(2, "S1", "store", Line("CAKE", "甜點", 300), Line("BAG", "雜項", 50, counts: false)),
                Sale(3, "S3", "store", Line("LATTE", "咖啡", 0, quantity: 0)), Sale(40),
            ],
        };
        long Done(MissionGoal goal) => Measure(Goal(goal), facts).Done;
        Assert.Equal(3, Done(new PurchasesGoal(9)));
        Assert.Equal(1, Done(new PurchasesGoal(9) { Of = new SaleFilter { AtLeast = 101 } }));
        Assert.Equal(1, Done(new PurchasesGoal(9) { Of = new SaleFilter { Channel = "web" } }));
        Assert.Equal(2, Done(new PurchasesGoal(9) { Of = new SaleFilter { Stores = ["S1", "S3"] } }));
        Assert.Equal(2, Done(new PurchasesGoal(9) { Of = new SaleFilter { Categories = ["咖啡"] } }));
        Assert.Equal(500, Done(new SpendGoal(9_999)));
        Assert.Equal(300, Done(new SpendGoal(9_999) { Of = new SaleFilter { Skus = ["CAKE"] } }));
        Assert.Equal(400, Done(new SpendGoal(400)));
        Assert.Equal(2, Done(new StoresGoal(5)));
        Assert.Equal(2, Done(new VarietyGoal(5)));
        Assert.Equal(2, Done(new VarietyGoal(5, Categories: true)));
        Assert.Equal(1, Done(new VarietyGoal(5) { Of = new SaleFilter { Categories = ["甜點"] } }));
    }

    [Fact]
    public void Weeks_in_a_row_are_calendar_weeks_a_gap_begins_anew_and_what_was_reached_stays()
    {
        var facts = new MissionFacts { Sales = [Sale(0), Sale(6), Sale(7)], CheckIns = [Monday.AddDays(14), Monday.AddDays(30)] };
        Assert.Equal(3, Measure(Goal(new WeeksGoal(4)), facts).Done);
        Assert.Equal(3, Measure(Goal(new WeeksGoal(4)), facts with { CheckIns = [Monday.AddDays(14)] }, today: 22).Done);
        // The week after is over without a visit: to show, nothing is left of the run; the new one has begun.
        Assert.Equal(1, Measure(Goal(new WeeksGoal(4)), facts, today: 33).Done);
        Assert.Equal(0, Measure(Goal(new WeeksGoal(4)), facts with { CheckIns = [] }, today: 33).Done);
        Assert.True(Measure(Goal(new WeeksGoal(3)), facts, today: 33).Finished);
    }

    [Fact]
    public void A_night_past_midnight_belongs_to_the_week_of_the_stores_own_day()
    {
        var night = Sale(7) with { Day = DateOnly.FromDateTime(Monday.AddDays(6)) };
        Assert.Equal(1, Measure(Goal(new WeeksGoal(4)), new MissionFacts { Sales = [Sale(6), night] }).Done);
        Assert.Equal(2, Measure(Goal(new WeeksGoal(4)), new MissionFacts { Sales = [Sale(6), Sale(7)] }).Done);
    }

    [Fact]
    public void Several_goals_count_by_how_many_are_reached()
    {
        var facts = new MissionFacts { Sales = [Sale(0)], ProfileComplete = true, Clicks = [new(Monday, 1, 0), new(Monday.AddDays(1), 1, 0), new(Monday.AddDays(1), 2, 0)], Friends = [Monday] };
        var all = Goal(new PurchasesGoal(2), new ProfileGoal(), new ClickGoal(2), new FriendsGoal(1));
        Assert.Equal((3, 4, false), (Measure(all, facts).Done, Measure(all, facts).Needed, Measure(all, facts).Finished));
        Assert.Equal((1, 1, true), (Measure(all with { Any = true }, facts).Done, Measure(all with { Any = true }, facts).Needed, Measure(all with { Any = true }, facts).Finished));
        Assert.Equal(1, Measure(Goal(new ClickGoal(3) { Campaign = 1 }), facts).Done);
        Assert.False(Measure(Goal(new PurchasesGoal(2)), new MissionFacts()).Begun);
    }

    [Fact]
    public void A_mission_is_kept_whole_and_says_in_both_languages_what_it_does()
    {
        var says = new MissionDefinition
        {
            Goals = [new SpendGoal(1_000) { Of = new SaleFilter { Stores = ["S1"], Categories = ["咖啡"] } }], Repeat = MissionRepeat.Weekly, FirstDay = new(2026, 3, 1), LastDay = new(2026, 3, 31),
            Prizes = [new(new PointsPrize(20), 500), new(new CouponPrize("welcome"))], Tag = "常客", Budget = 1_000,
        };
        var kept = MissionDefinition.Parse(says.ToJson());
        Assert.Equal(says.ToJson(), kept.ToJson());
        Assert.IsType<SpendGoal>(Assert.Single(kept.Goals));
        Assert.Throws<JsonException>(() => MissionDefinition.Parse("""{"goals":[{"type":"magic"}]}"""));
        var names = new MissionNames { Stores = new Dictionary<string, string> { ["S1"] = "信義店" } };
        string Prize(Prize p) => p is PointsPrize { Points: var n } ? $"{n} 點" : "見面禮";
        Assert.Equal(
        [
            "所有會員自動參加。", "2026/3/1 至 2026/3/31，每週一重新開始。", "目標：在信義店購買「咖啡」累積消費滿 NT$1,000。", "達到 NT$500 先送「20 點」。", "完成送「見面禮」。",
            "完成後貼上標籤「常客」。", "獎勵限量 1,000 份，先完成先得。", "退貨會扣回進度；因此不再達成時，未使用的券作廢、送出的點數扣回，標籤移除。",
        ], MissionWords.Summary(says, false, Prize, names));
        Assert.Contains("Goal: Spend NT$1,000 in all on 咖啡 at 信義店.", MissionWords.Summary(says, true, Prize, names));
        Assert.All(SeedMissions.All(), m => Assert.All(m.Says.Goals, g => Assert.NotEqual(MissionWords.Goal(g, true, names), MissionWords.Goal(g, false, names))));
        Assert.All(SeedMissions.All(), m => Assert.Empty(SaveMission.Problems(m.Says)));
    }
}
