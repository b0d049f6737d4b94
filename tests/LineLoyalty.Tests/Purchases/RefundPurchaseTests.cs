using System.Net;
using FsCheck;
using FsCheck.Fluent;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Coupons;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Purchases;

public sealed class RefundPurchaseTests(PosApp shared) : IClassFixture<PosApp>
{
    [Fact]
    public async Task A_whole_return_undoes_the_sale()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        var before = await till.SellForAsync(member, 1000);
        var coupon = await till.GiveAsync(member, "welcome");
        var sale = till.Sale(member, Till.Line("LATTE", 3, 360));
        sale["coupon"] = new { @ref = coupon.Ref };
        sale["pointsRedeemed"] = 60;
        sale["spendCode"] = till.Mint(CodePurpose.Spend, member.Id);
        var sold = await till.PostAsync("purchases", sale);
        Assert.Equal(60, sold.Number("member.points")); // 100 − 60 + 20 (NT$250 paid)

        var back = await till.RefundAsync(sold);

        Assert.Equal(HttpStatusCode.Created, back.Status);
        Assert.Equal((250, 20, 60, true),
            (back.Number("refund.amount"), back.Number("refund.pointsTakenBack"), back.Number("refund.pointsGivenBack"), back.At("refund.couponReturned").GetBoolean()));
        Assert.Equal(100, back.Number("member.points"));
        var after = await till.ReadAsync(member);
        Assert.Equal((1, 1000, 100), (after.PurchaseCount, after.LifetimeSpend, after.PointsBalance));
        Assert.Equal(await IdOfAsync(before), after.LastPurchaseId);
        Assert.Equal(CouponState.Issued, await shared.App.DbAsync(db => db.Coupons.Where(c => c.Id == coupon.Id).Select(c => c.State).SingleAsync()));
        Assert.Equal("refund.nothing_left", (await till.RefundAsync(sold)).Code);
    }

    [Fact]
    public async Task Returned_points_go_to_the_lots_they_came_from()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 300);
        await till.SellForAsync(member, 500);
        var lots = await LotsAsync(member);
        var sale = till.Sale(member);
        sale["pointsRedeemed"] = 45;
        sale["spendCode"] = till.Mint(CodePurpose.Spend, member.Id);
        var sold = await till.PostAsync("purchases", sale);

        await till.RefundAsync(sold);

        Assert.Equal(lots, (await LotsAsync(member)).Take(2));
    }

    [Fact]
    public async Task A_return_by_line_takes_the_lines_part_and_the_last_one_settles_the_rest()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        var sold = await till.SellAsync(member, Till.Line("LATTE", 3, 200), Till.Line("CAKE", 1, 133));
        Assert.Equal(30, sold.Number("member.points"));

        var one = await till.RefundAsync(sold, new { line = 0, quantity = 1 });
        Assert.Equal((66, 5), (one.Number("refund.amount"), one.Number("refund.pointsTakenBack")));
        var two = await till.RefundAsync(sold, new { line = 0, quantity = 1 }, new { line = 1, quantity = 1 });
        Assert.Equal((67 + 133, 17), (two.Number("refund.amount"), two.Number("refund.pointsTakenBack")));
        var rest = await till.RefundAsync(sold);
        Assert.Equal((67, 8), (rest.Number("refund.amount"), rest.Number("refund.pointsTakenBack")));
        Assert.Equal(0, (await till.ReadAsync(member)).PointsBalance);
        var read = await till.GetAsync($"purchases/{sold.Text("purchase.id")}");
        Assert.Equal((333, 3), (read.Number("purchase.refunded"), read.At("refunds").GetArrayLength()));
    }

    [Fact]
    public async Task A_line_that_was_free_brings_no_points_back()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 1000);
        var kind = await Kinds.SaveAsync(shared.App, CouponKind.Product, 120, new CouponRules { Skus = ["LATTE"] });
        var coupon = await till.GiveAsync(member, kind.Code);
        var sale = till.Sale(member, Till.Line("LATTE", 1, 120), new { name = "咖啡豆", quantity = 3, amount = 300 });
        sale["coupon"] = new { @ref = coupon.Ref };
        sale["pointsRedeemed"] = 100;
        sale["spendCode"] = till.Mint(CodePurpose.Spend, member.Id);
        var sold = await till.PostAsync("purchases", sale);
        Assert.Equal((200, 0), (sold.Number("purchase.paid"), sold.Number("purchase.lines.0.paid")));

        var coffee = await till.RefundAsync(sold, new { line = 0, quantity = 1 });
        Assert.Equal((0, 0), (coffee.Number("refund.amount"), coffee.Number("refund.pointsGivenBack")));
        // The points had paid for the beans: a third of them comes back with each third.
        var third = await till.RefundAsync(sold, new { line = 1, quantity = 1 });
        Assert.Equal((66, 33), (third.Number("refund.amount"), third.Number("refund.pointsGivenBack")));
        var rest = await till.RefundAsync(sold);
        Assert.Equal((134, 67), (rest.Number("refund.amount"), rest.Number("refund.pointsGivenBack")));
    }

    [Fact]
    public async Task Points_spent_before_the_return_become_a_debt_that_later_sales_fill()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        var sold = await till.SellForAsync(member, 1000);
        var spending = till.Sale(member);
        spending["pointsRedeemed"] = 90;
        spending["spendCode"] = till.Mint(CodePurpose.Spend, member.Id);
        await till.PostAsync("purchases", spending);

        var back = await till.RefundAsync(sold);
        Assert.Equal((100, 0), (back.Number("refund.pointsTakenBack"), back.Number("member.points")));
        Assert.Equal(-90, (await till.ReadAsync(member)).PointsBalance);

        var next = await till.SellForAsync(member, 1000);
        Assert.Equal(10, next.Number("member.points"));
    }

    [Fact]
    public async Task What_cannot_be_returned_is_refused_with_the_reason()
    {
        using var till = await Till.OpenAsync(shared.App);
        var sold = await till.SellAsync(await till.NewMemberAsync(), Till.Line("LATTE", 2, 240));
        var path = $"purchases/{sold.Text("purchase.id")}/refunds";
        Assert.Equal("refund.line_unknown", (await till.RefundAsync(sold, new { line = 1, quantity = 1 })).Code);
        var tooMany = await till.RefundAsync(sold, new { line = 0, quantity = 2 }, new { line = 0, quantity = 1 });
        Assert.Equal(("refund.too_many", 2), (tooMany.Code, tooMany.Number("left")));
        Assert.Equal("purchase.not_found", (await till.PostAsync("purchases/nothing/refunds", till.Refund())).Code);
        var early = till.Refund();
        early["occurredAt"] = shared.App.Clock.GetUtcNow().AddHours(-1).ToString("O");
        Assert.Equal("refund.time_out_of_range", (await till.PostAsync(path, early)).Code);

        var first = till.Refund(new { line = 0, quantity = 1 });
        var refunded = await till.PostAsync(path, first);
        var again = await till.PostAsync(path, first);
        Assert.Equal(("refund.duplicate_number", refunded.Text("refund.id")), (again.Code, again.Text("existing.id")));
    }

    /// <summary>Random shops, random returns in random order: dollars and points come back to the last one, and the ledger holds.</summary>
    [Fact]
    public async Task Returns_of_any_sale_sum_to_the_sale()
    {
        using var till = await Till.OpenAsync(shared.App);
        var plans =
            (from lines in (from q in Gen.Choose(1, 4) from a in Gen.Choose(0, 400) select (q, a)).NonEmptyListOf()
             from redeem in Gen.Choose(0, 60)
             from returns in (from l in Gen.Choose(0, 9) from q in Gen.Choose(1, 2) select (l, q)).ListOf(4)
             select (Lines: lines.Take(5).ToList(), Redeem: redeem, Returns: returns.ToList())).Sample(12, size: 8);
        foreach (var plan in plans)
        {
            var member = await till.NewMemberAsync();
            await till.SellForAsync(member, 900);
            var total = plan.Lines.Sum(l => l.a);
            var sale = till.Sale(member, [.. plan.Lines.Select((l, i) => new { name = $"品項{i}", quantity = l.q, amount = l.a })]);
            sale["pointsRedeemed"] = Math.Min(plan.Redeem, total);
            sale["spendCode"] = till.Mint(CodePurpose.Spend, member.Id);
            var sold = await till.PostAsync("purchases", sale);
            Assert.Equal(HttpStatusCode.Created, sold.Status);

            var parts = new List<Answer>();
            foreach (var (line, quantity) in plan.Returns) parts.Add(await till.RefundAsync(sold, new { line = line % plan.Lines.Count, quantity }));
            parts.Add(await till.RefundAsync(sold));
            var done = parts.Where(p => p.Status == HttpStatusCode.Created).ToList();
            Assert.All(parts.Except(done), p => Assert.Contains(p.Code, new[] { "refund.too_many", "refund.nothing_left" }));

            Assert.Equal(sold.Number("purchase.paid"), done.Sum(p => p.Number("refund.amount")));
            Assert.Equal(sold.Number("purchase.pointsEarned"), done.Sum(p => p.Number("refund.pointsTakenBack")));
            Assert.Equal(sold.Number("purchase.pointsRedeemed"), done.Sum(p => p.Number("refund.pointsGivenBack")));
            var after = await till.ReadAsync(member);
            Assert.Equal((90, 900, 1), (after.PointsBalance, after.LifetimeSpend, after.PurchaseCount));
        }
        await PosApp.AssertLedgerHoldsAsync(shared.App);
    }

    private Task<long> IdOfAsync(Answer sold)
    {
        var code = sold.Text("purchase.id");
        return shared.App.DbAsync(db => db.Purchases.Where(p => p.Ref == code).Select(p => p.Id).SingleAsync());
    }

    private Task<List<(long, DateTime?)>> LotsAsync(Member member) => shared.App.DbAsync(async db =>
        (await db.PointsLots.AsNoTracking().Where(l => l.MemberId == member.Id).OrderBy(l => l.Id).ToListAsync()).Select(l => (l.Remaining, l.ExpiresAt)).ToList());
}

public sealed class RefundTimeTests
{
    [Fact]
    public async Task A_sale_can_be_returned_for_thirty_days()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app, life: TimeSpan.FromDays(300));
        var member = await till.NewMemberAsync();
        var (early, late) = (await till.SellForAsync(member, 200), await till.SellForAsync(member, 300));
        app.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(HttpStatusCode.Created, (await till.RefundAsync(early)).Status);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("refund.too_late", (await till.RefundAsync(late)).Code);
    }

    [Fact]
    public async Task Points_that_lapsed_before_the_return_are_not_taken_a_second_time()
    {
        await using var app = await PosApp.QuietAsync(("Points:ExpiryDays", "5"));
        using var till = await Till.OpenAsync(app, life: TimeSpan.FromDays(300));
        var member = await till.NewMemberAsync();
        var sold = await till.SellForAsync(member, 1000);
        app.Clock.Advance(TimeSpan.FromDays(10));
        await till.SellForAsync(member, 400);

        var back = await till.RefundAsync(sold);

        Assert.Equal((0, 40), (back.Number("refund.pointsTakenBack"), back.Number("member.points")));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task Redeemed_points_whose_lot_has_lapsed_come_back_for_a_week()
    {
        await using var app = await PosApp.QuietAsync(("Points:ExpiryDays", "5"));
        using var till = await Till.OpenAsync(app, life: TimeSpan.FromDays(300));
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 1000);
        var sale = till.Sale(member);
        sale["pointsRedeemed"] = 100;
        sale["spendCode"] = till.Mint(CodePurpose.Spend, member.Id);
        var sold = await till.PostAsync("purchases", sale);
        app.Clock.Advance(TimeSpan.FromDays(10));

        var back = await till.RefundAsync(sold);

        Assert.Equal(100, back.Number("member.points"));
        var lot = await app.DbAsync(db => db.PointsLots.AsNoTracking().SingleAsync(l => l.MemberId == member.Id && l.Remaining > 0));
        // Ten o'clock in Taipei on 20 March; seven days on, to the end of the day.
        Assert.Equal(new DateTime(2026, 3, 27, 16, 0, 0, DateTimeKind.Utc), lot.ExpiresAt);
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task A_coupon_that_lapsed_meanwhile_comes_back_for_a_week_but_only_once()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app, life: TimeSpan.FromDays(300));
        var member = await till.NewMemberAsync();
        var coupon = await till.GiveAsync(member, "reactivation90"); // 14 days
        async Task<Answer> UseAsync()
        {
            var sale = till.Sale(member, Till.Line("LATTE", 5, 600));
            sale["coupon"] = new { @ref = coupon.Ref };
            return await till.PostAsync("purchases", sale);
        }

        var first = await UseAsync();
        app.Clock.Advance(TimeSpan.FromDays(20));
        Assert.True((await till.RefundAsync(first)).At("refund.couponReturned").GetBoolean());
        var second = await UseAsync();
        Assert.Equal(HttpStatusCode.Created, second.Status);
        app.Clock.Advance(TimeSpan.FromDays(10));
        Assert.False((await till.RefundAsync(second)).At("refund.couponReturned").GetBoolean());
        Assert.Equal("coupon.expired", (await UseAsync()).Code);
    }
}
