using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Tests.Pos;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Purchases;

public sealed class RecordPurchaseTests(PosApp shared) : IClassFixture<PosApp>
{
    [Fact]
    public async Task A_sale_earns_points_and_says_so()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();

        var sold = await till.SellAsync(member, Till.Line("LATTE", 2, 240), Till.Line("CAKE", 1, 90));

        Assert.Equal(HttpStatusCode.Created, sold.Status);
        Assert.Equal((330, 0, 330, 30), (sold.Number("purchase.total"), sold.Number("purchase.discount"), sold.Number("purchase.paid"), sold.Number("purchase.pointsEarned")));
        Assert.Equal((30, "regular"), (sold.Number("member.points"), sold.Text("member.tier.code")));
        Assert.Equal("拿鐵", sold.Text("purchase.lines.0.name"));
        var after = await till.ReadAsync(member);
        Assert.Equal((30, 1, 330), (after.PointsBalance, after.PurchaseCount, after.LifetimeSpend));
        var read = await till.GetAsync($"purchases/{sold.Text("purchase.id")}");
        Assert.Equal((330, "TPE1"), (read.Number("purchase.paid"), read.Text("store")));
        var found = await till.GetAsync($"purchases?store=TPE1&receiptNumber={sold.Text("purchase.receiptNumber")}");
        Assert.Equal(sold.Text("purchase.id"), found.Text("purchase.id"));
    }

    [Fact]
    public async Task A_sale_without_a_member_is_kept_and_earns_nothing()
    {
        using var till = await Till.OpenAsync(shared.App);
        var sold = await till.SellForAsync(null, 500);
        Assert.Equal((HttpStatusCode.Created, 0), (sold.Status, sold.Number("purchase.pointsEarned")));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, sold.At("member").ValueKind);
    }

    [Theory]
    [InlineData(99, 0)]
    [InlineData(100, 10)]
    [InlineData(199, 10)]
    [InlineData(1250, 120)]
    [InlineData(0, 0)]
    public async Task A_started_hundred_earns_nothing(long amount, long points)
    {
        using var till = await Till.OpenAsync(shared.App);
        Assert.Equal(points, (await till.SellForAsync(await till.NewMemberAsync(), amount)).Number("purchase.pointsEarned"));
    }

    [Fact]
    public async Task Vouchers_earn_nothing_and_the_rest_of_the_sale_does()
    {
        using var till = await Till.OpenAsync(shared.App);
        var sold = await till.SellAsync(await till.NewMemberAsync(), Till.Line("GIFT500", 1, 500), Till.Line("LATTE", 1, 120));
        Assert.Equal((620, 10), (sold.Number("purchase.paid"), sold.Number("purchase.pointsEarned")));
    }

    [Fact]
    public async Task Points_pay_after_the_coupon_and_the_shares_of_the_lines_sum_to_what_was_paid()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 1000);
        var coupon = await till.GiveAsync(member, "welcome");

        var sale = till.Sale(member, Till.Line("LATTE", 1, 120), Till.Line("CAKE", 1, 91), new { name = "餅乾", quantity = 3, amount = 100 });
        sale["coupon"] = new { @ref = coupon.Ref };
        sale["pointsRedeemed"] = 77;
        sale["spendCode"] = till.Mint(CodePurpose.Spend, member.Id);
        var sold = await till.PostAsync("purchases", sale);

        Assert.Equal(HttpStatusCode.Created, sold.Status);
        Assert.Equal((311, 50, 77, 184), (sold.Number("purchase.total"), sold.Number("purchase.discount"), sold.Number("purchase.pointsDiscount"), sold.Number("purchase.paid")));
        Assert.Equal(184, sold.At("purchase.lines").EnumerateArray().Sum(l => l.GetProperty("paid").GetInt64()));
        Assert.Equal((10, 100 - 77 + 10), (sold.Number("purchase.pointsEarned"), sold.Number("member.points")));
        Assert.Equal((coupon.Ref, 50), (sold.Text("coupon.ref"), sold.Number("coupon.discount")));
        Assert.Equal(CouponState.Redeemed, await shared.App.DbAsync(db => db.Coupons.Where(c => c.Id == coupon.Id).Select(c => c.State).SingleAsync()));
    }

    [Fact]
    public async Task Points_are_spent_only_with_the_members_fresh_code_and_only_once()
    {
        using var till = await Till.OpenAsync(shared.App);
        var (member, other) = (await till.NewMemberAsync(), await till.NewMemberAsync());
        await till.SellForAsync(member, 2000);
        async Task<Answer> SpendAsync(string? code)
        {
            var sale = till.Sale(member);
            sale["pointsRedeemed"] = 5;
            if (code is not null) sale["spendCode"] = code;
            return await till.PostAsync("purchases", sale);
        }

        Assert.Equal("purchase.spend_code_required", (await SpendAsync(null)).Code);
        Assert.Equal("code.invalid", (await SpendAsync("nonsense")).Code);
        Assert.Equal("code.invalid", (await SpendAsync(till.Mint(CodePurpose.Identify, member.Id))).Code);
        Assert.Equal("code.invalid", (await SpendAsync(till.Mint(CodePurpose.Spend, other.Id))).Code);
        var good = till.Mint(CodePurpose.Spend, member.Id);
        Assert.Equal(HttpStatusCode.Created, (await SpendAsync(good)).Status);
        Assert.Equal("code.already_used", (await SpendAsync(good)).Code);
    }

    [Fact]
    public async Task A_refused_sale_leaves_no_trace_and_does_not_use_up_the_code()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 100);
        var coupon = await till.GiveAsync(member, "welcome");
        var code = till.Mint(CodePurpose.Spend, member.Id);
        var sale = till.Sale(member);
        sale["coupon"] = new { @ref = coupon.Ref };
        sale["pointsRedeemed"] = 11;
        sale["spendCode"] = code;

        var refused = await till.PostAsync("purchases", sale);
        Assert.Equal(("points.insufficient", 10), (refused.Code, refused.Number("available")));
        Assert.Equal(CouponState.Issued, await shared.App.DbAsync(db => db.Coupons.Where(c => c.Id == coupon.Id).Select(c => c.State).SingleAsync()));
        Assert.Equal((10, 1), ((await till.ReadAsync(member)).PointsBalance, (await till.ReadAsync(member)).PurchaseCount));

        sale["pointsRedeemed"] = 10;
        Assert.Equal(HttpStatusCode.Created, (await till.PostAsync("purchases", sale)).Status);
    }

    [Fact]
    public async Task Points_cannot_pay_more_than_is_due()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 5000);
        var sale = till.Sale(member);
        sale["pointsRedeemed"] = 121;
        sale["spendCode"] = till.Mint(CodePurpose.Spend, member.Id);
        var refused = await till.PostAsync("purchases", sale);
        Assert.Equal(("points.over_limit", 120), (refused.Code, refused.Number("maximum")));
    }

    [Fact]
    public async Task A_quote_says_what_the_sale_will_say_and_changes_nothing()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 1000);
        var coupon = await till.GiveAsync(member, "welcome");
        object[] lines = [Till.Line("LATTE", 1, 120), Till.Line("GIFT500", 1, 500), Till.Line("CAKE", 2, 181)];

        var quote = await till.PostAsync("purchases/quote", new { lines, member = member.Ref, coupon = new { @ref = coupon.Ref }, pointsRedeemed = 33 });
        Assert.Equal((801, 50, 33, 100), (quote.Number("total"), quote.Number("discount"), quote.Number("pointsDiscount"), quote.Number("pointsMaximum")));
        Assert.Equal(100, (await till.ReadAsync(member)).PointsBalance);

        var sale = till.Sale(member, lines);
        sale["coupon"] = new { @ref = coupon.Ref };
        sale["pointsRedeemed"] = 33;
        sale["spendCode"] = till.Mint(CodePurpose.Spend, member.Id);
        var sold = await till.PostAsync("purchases", sale);
        Assert.Equal((sold.Number("purchase.paid"), sold.Number("purchase.pointsEarned")), (quote.Number("paid"), quote.Number("pointsEarned")));

        Assert.Equal("coupon.already_redeemed", (await till.PostAsync("purchases/quote", new { lines, member = member.Ref, coupon = new { @ref = coupon.Ref } })).Code);
        Assert.Equal("purchase.member_required", (await till.PostAsync("purchases/quote", new { lines, pointsRedeemed = 1 })).Code);
    }

    [Fact]
    public async Task The_same_receipt_counts_once_and_the_answer_shows_the_first()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        var sale = till.Sale(member);
        var first = await till.PostAsync("purchases", sale);
        var again = await till.PostAsync("purchases", sale);

        Assert.Equal((HttpStatusCode.Conflict, "purchase.duplicate_receipt"), (again.Status, again.Code));
        Assert.Equal(first.Text("purchase.id"), again.Text("existing.id"));
        Assert.Equal(10, (await till.ReadAsync(member)).PointsBalance);
        sale["store"] = "TPE2";
        Assert.Equal(HttpStatusCode.Created, (await till.PostAsync("purchases", sale)).Status);
    }

    [Theory]
    [InlineData(-73 * 60, false)]
    [InlineData(-72 * 60 + 1, true)]
    [InlineData(4, true)]
    [InlineData(6, false)]
    public async Task A_sale_is_at_most_three_days_old_and_not_of_tomorrow(int minutes, bool accepted)
    {
        using var till = await Till.OpenAsync(shared.App);
        var sale = till.Sale(null);
        sale["occurredAt"] = shared.App.Clock.GetUtcNow().AddMinutes(minutes).ToOffset(TimeSpan.FromHours(8)).ToString("O");
        var answer = await till.PostAsync("purchases", sale);
        Assert.Equal(accepted ? null : "purchase.time_out_of_range", answer.Code);
    }

    [Fact]
    public async Task Refusals_of_a_sale_name_what_is_wrong()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        async Task<string?> WithAsync(string field, object? value, Member? who = null)
        {
            var sale = till.Sale(who);
            sale[field] = value;
            return (await till.PostAsync("purchases", sale)).Code;
        }

        Assert.Equal("store.unknown", await WithAsync("store", "NOWHERE"));
        Assert.Equal("store.unknown", await WithAsync("store", "OLD"));
        Assert.Equal("member.not_found", await WithAsync("member", "0123456789abcdef"));
        Assert.Equal("purchase.member_required", await WithAsync("pointsRedeemed", 5));
        Assert.Equal("purchase.line_name", await WithAsync("lines", new[] { new { quantity = 1, amount = 5, sku = "UNKNOWN" } }));
        Assert.Equal("purchase.line_amount", await WithAsync("lines", new[] { new { quantity = 2, amount = 21, unitPrice = 10, name = "x" } }));
        Assert.Equal("purchase.too_large", await WithAsync("lines", Enumerable.Repeat(new { quantity = 1, amount = 10_000_000, name = "x" }, 11).ToArray()));
        Assert.Equal("coupon.not_found", await WithAsync("coupon", new { code = "0000-0000-0000-0000-0" }, member));
        Assert.Equal("purchase.member_required", await WithAsync("coupon", new { @ref = "x" }));
    }

    [Fact]
    public async Task A_strangers_coupon_is_as_unknown_as_none()
    {
        using var till = await Till.OpenAsync(shared.App);
        var (owner, buyer) = (await till.NewMemberAsync(), await till.NewMemberAsync());
        var coupon = await till.GiveAsync(owner, "welcome");
        foreach (var way in new object[] { new { code = await till.CodeOfAsync(coupon) }, new { @ref = coupon.Ref } })
        {
            var sale = till.Sale(buyer);
            sale["coupon"] = way;
            Assert.Equal("coupon.not_found", (await till.PostAsync("purchases", sale)).Code);
        }
    }

    [Fact]
    public async Task A_sale_writes_the_members_timeline()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        await till.SellAsync(member);
        var kinds = await shared.App.DbAsync(db => db.MemberEvents.Where(e => e.MemberId == member.Id).OrderBy(e => e.Id).Select(e => e.Kind).ToListAsync());
        Assert.Equal(MemberEvents.Purchased, kinds[^1]);
    }
}
