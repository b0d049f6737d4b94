using LineLoyalty.Purchases.History;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Points.Policies;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Points;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Purchases;

public sealed class EarningRulesTests
{
    private static readonly EarningDefinition DoubleCoffee = new() { Effect = new MultiplyEffect(200), Conditions = new EarningConditions { Categories = ["咖啡"] } };

    [Fact]
    public async Task Why_twenty_points_is_answered_by_quote_sale_receipt_history_and_the_ledger_line_itself()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await app.DecideAsync("coffee", DoubleCoffee);
        await app.DecideAsync("web", new EarningDefinition { Effect = new BonusEffect(50), Conditions = new EarningConditions { Channels = ["web"] } });
        var member = await till.NewMemberAsync();
        object[] basket = [Till.Line("LATTE", 1, 120), Till.Line("CAKE", 1, 90)];

        var quote = await till.PostAsync("purchases/quote", new { member = member.Ref, lines = basket, store = "TPE1" });
        Assert.Equal((30, "base", 20, "coffee", 10), (quote.Number("pointsEarned"), quote.Text("earned.0.rule"), quote.Number("earned.0.points"), quote.Text("earned.1.rule"), quote.Number("earned.1.points")));
        Assert.Equal(("web", "channel", "不是適用通路"), (quote.Text("notEarned.0.rule"), quote.Text("notEarned.0.code"), quote.Text("notEarned.0.why")));

        var sold = await till.SellAsync(member, basket);
        Assert.Equal("實付 NT$210，每滿 NT$100 得 10 點，共 2 次", sold.Text("earned.0.why"));
        var read = await till.GetAsync($"purchases/{sold.Text("purchase.id")}");
        Assert.Equal(sold.At("earned").GetRawText(), read.At("earned").GetRawText());
        var history = await app.InScopeAsync(s => s.GetRequiredService<ReadHistory>().ExecuteAsync(member.Id, null, 20, default));
        Assert.Equal([("base", 20L, "實付 NT$210，每滿 NT$100 得 10 點，共 2 次"), ("coffee", 10L, "2 倍點數：10 點再加 100%")],
            history.Value!.Entries[0].Earned!.Select(e => (e.Rule, e.Points, e.Why)));
        var lines = await app.DbAsync(db => db.PointsEntries.Where(e => e.MemberId == member.Id).OrderBy(e => e.Id).ToListAsync());
        Assert.Equal([("base", 1, 20L), ("coffee", 1, 10L)], lines.Select(e => (e.Rule!, e.RuleVersion!.Value, e.Points)));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task A_return_takes_back_each_rules_part_from_the_goods_it_counted_and_all_of_it_in_the_end()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await app.DecideAsync("coffee", DoubleCoffee);
        await app.DecideAsync("first", new EarningDefinition { Effect = new BonusEffect(7), Conditions = new EarningConditions { FirstPurchase = true } });
        var member = await till.NewMemberAsync();
        var sold = await till.SellAsync(member, Till.Line("LATTE", 3, 360), Till.Line("CAKE", 2, 180));
        Assert.Equal(50 + 30 + 7, sold.Number("purchase.pointsEarned"));
        var path = $"purchases/{sold.Text("purchase.id")}/refunds";
        async Task<long> ReturnAsync(string number, object? lines) =>
            (await till.PostAsync(path, new { refundNumber = number, reason = "客訴", occurredAt = app.Clock.GetUtcNow(), lines })).Number("refund.pointsTakenBack");

        // A cake: of the basic points and the first-purchase bonus, not of the coffee's.
        Assert.Equal(50 * 90 / 540 + 7 * 90 / 540, await ReturnAsync("1", new[] { new { line = 1, quantity = 1 } }));
        var coffee = await ReturnAsync("2", new[] { new { line = 0, quantity = 3 } });
        var rest = await ReturnAsync("3", null);
        Assert.Equal(87, 9 + coffee + rest);
        var sums = await app.DbAsync(db => db.PointsEntries.Where(e => e.MemberId == member.Id).GroupBy(e => e.Rule).Select(g => new { g.Key, Sum = g.Sum(e => e.Points) }).ToListAsync());
        Assert.Equal(["base", "coffee", "first"], sums.Select(s => s.Key!).Order());
        Assert.All(sums, s => Assert.Equal(0, s.Sum));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task The_sales_own_time_decides_not_its_arrival()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var member = await till.NewMemberAsync();
        var before = app.Clock.GetUtcNow().AddHours(-1);
        await app.DecideAsync("base", new EarningDefinition { Effect = new RateEffect(50, 10) });
        var late = till.Sale(member, new { name = "茶", quantity = 1, amount = 100 });
        late["occurredAt"] = before;
        Assert.Equal(10, (await till.PostAsync("purchases", late)).Number("purchase.pointsEarned"));
        Assert.Equal((20, 2), ((await till.SellForAsync(member, 100)).Number("purchase.pointsEarned"),
            await app.DbAsync(db => db.PointsEntries.OrderByDescending(e => e.Id).Select(e => e.RuleVersion).FirstAsync())));
    }

    [Fact]
    public async Task A_daily_limit_counts_the_brands_day_and_a_return_frees_what_it_used()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await app.DecideAsync("base", new EarningDefinition { Effect = new RateEffect(100, 10), CapPerDay = 30, CapPerMember = 80 });
        var member = await till.NewMemberAsync();
        var first = await till.SellForAsync(member, 200);
        Assert.Equal((20, 10, 0), (first.Number("purchase.pointsEarned"), (await till.SellForAsync(member, 200)).Number("purchase.pointsEarned"), (await till.SellForAsync(member, 200)).Number("purchase.pointsEarned")));
        await till.PostAsync($"purchases/{first.Text("purchase.id")}/refunds", new { refundNumber = "1", reason = "退", occurredAt = app.Clock.GetUtcNow() });
        Assert.Equal(20, (await till.SellForAsync(member, 900)).Number("purchase.pointsEarned"));
        foreach (var expected in new[] { 30, 20, 0 })
        {
            app.Clock.Advance(TimeSpan.FromDays(1));
            Assert.Equal(expected, (await till.SellForAsync(member, 900)).Number("purchase.pointsEarned"));
        }
    }

    [Fact]
    public async Task Tier_and_web_rules_use_what_was_so_at_the_sale_and_web_points_wait()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await app.DecideAsync("silver", new EarningDefinition { Effect = new BonusEffect(100), Conditions = new EarningConditions { Tiers = ["silver"] } });
        var member = await till.NewMemberAsync();
        // Reaches silver with this sale; its benefit begins with the next.
        var up = await till.SellForAsync(member, 5000);
        Assert.Equal((500, "silver"), (up.Number("purchase.pointsEarned"), up.Text("member.tier.code")));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(110, (await till.SellForAsync(member, 100)).Number("purchase.pointsEarned"));

        var web = till.Sale(member, new { name = "豆", quantity = 1, amount = 400 }, new { name = "運費", quantity = 1, amount = 80, delivery = true });
        web["channel"] = "web";
        var ordered = await till.PostAsync("purchases", web);
        Assert.Equal((140, 610), (ordered.Number("purchase.pointsEarned"), ordered.Number("member.points")));
        app.Clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal(750, (await till.PostAsync("members/lookup", new { key = member.CardNumber })).Number("member.points"));
    }

    /// <summary>Old lots keep what they were given, whatever is decided later.</summary>
    [Fact]
    public async Task A_six_month_lot_lives_to_its_last_second_after_the_setting_changed()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app, life: TimeSpan.FromDays(300));
        await app.DecideAsync(p => p with { Expiry = new RollingMonths(6) });
        var taipei = TimeSpan.FromHours(8);
        app.Clock.Advance(new DateTimeOffset(2026, 4, 1, 13, 21, 0, taipei) - app.Clock.GetUtcNow());
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 250);
        await app.DecideAsync(p => p with { Expiry = new RollingDays(5) });
        await till.SellForAsync(member, 100);
        Assert.Equal([new DateTime(2026, 4, 6, 16, 0, 0, DateTimeKind.Utc), new DateTime(2026, 10, 1, 16, 0, 0, DateTimeKind.Utc)],
            await app.DbAsync(db => db.PointsLots.Where(l => l.MemberId == member.Id).Select(l => l.ExpiresAt!.Value).OrderBy(e => e).ToListAsync()));
        app.Clock.Advance(new DateTimeOffset(2026, 10, 1, 23, 59, 59, taipei) - app.Clock.GetUtcNow());
        Assert.Equal(20, (await till.PostAsync("members/lookup", new { key = member.CardNumber })).Number("member.points"));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await till.PostAsync("members/lookup", new { key = member.CardNumber })).Number("member.points"));
    }

    [Fact]
    public async Task Points_that_lapse_by_inactivity_live_on_with_every_sale()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app, life: TimeSpan.FromDays(300));
        await app.DecideAsync(p => p with { Expiry = new Inactivity(30) });
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 100);
        app.Clock.Advance(TimeSpan.FromDays(25));
        await till.SellForAsync(member, 100);
        app.Clock.Advance(TimeSpan.FromDays(25));
        Assert.Equal(20, (await till.PostAsync("members/lookup", new { key = member.CardNumber })).Number("member.points"));
        app.Clock.Advance(TimeSpan.FromDays(6));
        Assert.Equal(0, (await till.PostAsync("members/lookup", new { key = member.CardNumber })).Number("member.points"));
        Assert.Equal(20, await app.InScopeAsync(s => s.GetRequiredService<ExpirePoints>().ExecuteAsync(member.Id, default)));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task Two_points_for_a_dollar_are_used_in_pairs()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await app.DecideAsync(p => p with { Redeem = new RedeemPolicy(2, 1, 10, 50) });
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 1000);
        async Task<Answer> UseAsync(int points)
        {
            var sale = till.Sale(member, new { name = "茶", quantity = 1, amount = 60 });
            (sale["pointsRedeemed"], sale["spendCode"]) = (points, till.Mint(LineLoyalty.Membership.CodePurpose.Spend, member.Id));
            return await till.PostAsync("purchases", sale);
        }
        Assert.Equal("points.below_minimum", (await UseAsync(8)).Code);
        Assert.Equal("points.not_multiple", (await UseAsync(11)).Code);
        Assert.Equal("points.over_limit", (await UseAsync(62)).Code);
        Assert.Equal((30, 30), ((await UseAsync(60)).Number("purchase.pointsDiscount"), 30));
    }

    [Fact]
    public async Task Lapsing_points_become_vouchers_and_only_the_rest_lapses()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await app.DecideAsync(p => p with { Expiry = new RollingDays(10), Convert = new ConvertPolicy(35, "birthday") });
        await app.DecideAsync("base", new EarningDefinition { Effect = new RateEffect(35, 1) });
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 35 * 80);
        app.Clock.Advance(TimeSpan.FromDays(11));
        async Task<long> ExpireAsync() => await app.InScopeAsync(s => s.GetRequiredService<ExpirePoints>().ExecuteAsync(member.Id, default));
        Assert.Equal((80, 0), (await ExpireAsync(), await ExpireAsync()));
        Assert.Equal(2, await app.DbAsync(db => db.Coupons.CountAsync(c => c.MemberId == member.Id && c.Reason == PointsReasons.Converted)));
        var line = await app.DbAsync(db => db.PointsEntries.SingleAsync(e => e.MemberId == member.Id && e.Kind == PointsEntryKind.Expire));
        Assert.Equal("""{"coupon":"birthday","perPoints":35,"vouchers":2,"lapsed":10}""", line.Inputs);
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task Vouchers_that_a_sale_s_lapsed_points_became_go_back_with_it()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await app.DecideAsync(p => p with { Expiry = new RollingDays(1), Convert = new ConvertPolicy(35, "birthday") });
        await app.DecideAsync("base", new EarningDefinition { Effect = new RateEffect(35, 1) });
        var member = await till.NewMemberAsync();
        var other = await till.SellForAsync(member, 35 * 40);
        var sold = await till.SellAsync(member, new { name = "甲", quantity = 1, amount = 35 * 40 }, new { name = "乙", quantity = 1, amount = 35 * 40 });
        app.Clock.Advance(TimeSpan.FromHours(50));
        Assert.Equal(120, await app.InScopeAsync(s => s.GetRequiredService<ExpirePoints>().ExecuteAsync(member.Id, default)));
        Task<string> VouchersAsync() => app.DbAsync(async db => string.Join(' ', (await db.Coupons.Where(c => c.MemberId == member.Id && c.Reason == PointsReasons.Converted).OrderBy(c => c.Id).ToListAsync()).Select(c => c.State)));
        Assert.Equal("Issued Issued Issued", await VouchersAsync());
        await till.RefundAsync(sold, new { line = 1, quantity = 1 }); // 80 are left of 120
        Assert.Equal("Issued Issued Revoked", await VouchersAsync());
        await till.RefundAsync(sold);
        Assert.Equal("Issued Revoked Revoked", await VouchersAsync());
        await till.RefundAsync(other);
        Assert.Equal("Revoked Revoked Revoked", await VouchersAsync());
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task Points_of_a_late_sale_that_lapse_with_others_become_vouchers_of_their_own()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await app.DecideAsync(p => p with { Expiry = new RollingDays(1), Convert = new ConvertPolicy(35, "birthday") });
        await app.DecideAsync("base", new EarningDefinition { Effect = new RateEffect(35, 1) });
        var member = await till.NewMemberAsync();
        var late = till.Sale(member, new { name = "外帶", quantity = 1, amount = 35 * 40 });
        await till.SellForAsync(member, 35 * 36);
        app.Clock.Advance(TimeSpan.FromHours(40));
        async Task<long> ExpireAsync() => await app.InScopeAsync(s => s.GetRequiredService<ExpirePoints>().ExecuteAsync(member.Id, default));
        Task<int> VouchersAsync() => app.DbAsync(db => db.Coupons.CountAsync(c => c.MemberId == member.Id && c.Reason == PointsReasons.Converted));
        Assert.Equal((36, 1), (await ExpireAsync(), await VouchersAsync()));
        Assert.Equal("accepted", (await till.PostAsync("purchases/batch", new { items = new[] { new { key = "late", sale = late } } })).Text("items.0.result"));
        Assert.Equal((40, 2), (await ExpireAsync(), await VouchersAsync()));
        await PosApp.AssertLedgerHoldsAsync(app);
    }
}
