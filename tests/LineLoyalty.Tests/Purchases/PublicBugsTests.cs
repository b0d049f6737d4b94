using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Tests.Pos;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Purchases;

/// <summary>Five mistakes that point systems in the field were seen to make.</summary>
public sealed class PublicBugsTests(PosApp shared) : IClassFixture<PosApp>
{
    [Fact]
    public async Task A_refund_does_not_leave_the_points()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        var sold = await till.SellForAsync(member, 1000);
        await ReturnAsync(till, sold, "1");
        Assert.Equal(0, (await till.ReadAsync(member)).PointsBalance);
    }

    [Fact]
    public async Task Redeemed_points_are_deducted_in_the_same_breath_as_the_discount()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 1000);
        Assert.Equal(60, (await SpendAsync(till, member, 60)).Number("purchase.pointsDiscount"));
        Assert.Equal(100 - 60 + 40 / 100 * 10, (await till.ReadAsync(member)).PointsBalance);
        // And a sale that fails deducts nothing.
        Assert.Equal("points.insufficient", (await SpendAsync(till, member, 90)).Code);
        Assert.Equal(40, (await till.ReadAsync(member)).PointsBalance);
    }

    [Fact]
    public async Task A_replayed_order_pays_once_whatever_its_idempotency_key()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        var sale = till.Sale(member, Till.Line("LATTE", 1, 120));
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => till.PostAsync("purchases", sale, i % 2 == 0 ? "same-key-" + sale["receiptNumber"] : null)));
        Assert.Single(answers.Where(a => a.Status == HttpStatusCode.Created).Select(a => a.Text("purchase.id")).Distinct());
        Assert.Equal(10, (await till.ReadAsync(member)).PointsBalance);
    }

    [Fact]
    public async Task The_same_points_are_not_spent_twice_by_two_tills_at_once()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 1000);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SpendAsync(till, member, 100)));
        Assert.Equal(1, answers.Count(a => a.Status == HttpStatusCode.Created));
        Assert.Equal(0, (await till.ReadAsync(member)).PointsBalance);
    }

    /// <summary>Balance as "credits still valid less everything ever spent" goes below zero once the credits that paid have lapsed.</summary>
    [Fact]
    public async Task The_balance_does_not_collapse_when_the_lots_that_paid_have_lapsed()
    {
        await using var app = await PosApp.QuietAsync(("Points:ExpiryDays", "5"));
        using var till = await Till.OpenAsync(app);
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 1000);
        app.Clock.Advance(TimeSpan.FromDays(3));
        await till.SellForAsync(member, 500);
        Assert.Equal(HttpStatusCode.Created, (await SpendAsync(till, member, 100)).Status);
        app.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(50, (await till.PostAsync("members/lookup", new { key = member.CardNumber })).Number("member.points"));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    private static async Task<Answer> SpendAsync(Till till, Member member, long points)
    {
        var sale = till.Sale(member, new { name = "點心", quantity = 1, amount = 100 });
        (sale["pointsRedeemed"], sale["spendCode"]) = (points, till.Mint(CodePurpose.Spend, member.Id));
        return await till.PostAsync("purchases", sale);
    }

    private Task<Answer> ReturnAsync(Till till, Answer sold, string number) =>
        till.PostAsync($"purchases/{sold.Text("purchase.id")}/refunds", new { refundNumber = number, reason = "退", occurredAt = shared.App.Clock.GetUtcNow() });
}
