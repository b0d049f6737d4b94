using LineLoyalty.Marketing.Programmes;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Marketing;

public sealed class GiftTests
{
    private static readonly DateTime Opening = new(2027, 3, 1, 12, 0, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_purchase_after_the_rule_began_brings_a_coupon_and_a_word_once()
    {
        await using var cafe = await CalmAsync();
        var old = await cafe.JoinAsync("老客人");
        await cafe.SellAsync(old);
        await cafe.GoToAsync(Opening.AddMinutes(2));
        await RuleAsync(cafe, GiftOccasion.FirstPurchase);
        var member = await cafe.JoinAsync("新客人");
        await cafe.SellAsync(member);
        await cafe.SellAsync(old);
        await cafe.GoToAsync(Opening.AddMinutes(4));
        await cafe.SellAsync(member);
        await cafe.GoToAsync(Opening.AddDays(1));
        Assert.Single(await cafe.CouponsAsync(member, "gift"));
        Assert.Contains("首購禮", Assert.Single(await cafe.HeardAsync(member)).Text, StringComparison.Ordinal);
        Assert.Empty(await cafe.CouponsAsync(old, "gift"));
    }

    [Fact]
    public async Task The_third_visit_is_the_third_day_with_a_purchase()
    {
        await using var cafe = await CalmAsync();
        await RuleAsync(cafe, GiftOccasion.NthVisit, visit: 3);
        var member = await cafe.JoinAsync("常客");
        for (var day = 0; day < 3; day++)
        {
            await cafe.GoToAsync(Opening.AddDays(day).AddHours(1));
            Assert.Empty(await cafe.CouponsAsync(member, "gift"));
            await cafe.SellAsync(member);
            await cafe.SellAsync(member);
        }

        await cafe.GoToAsync(Opening.AddDays(2).AddHours(1).AddMinutes(2));
        Assert.Single(await cafe.CouponsAsync(member, "gift"));
    }

    [Fact]
    public async Task Each_calendar_month_gives_once_also_when_the_minutes_after_the_purchase_were_missed()
    {
        await using var cafe = await CalmAsync();
        await RuleAsync(cafe, GiftOccasion.MonthlyVisit);
        var member = await cafe.JoinAsync("每月來");
        foreach (var day in new[] { 0, 1, 20, 40, 41, 70 })
        {
            await cafe.GoToAsync(Opening.AddDays(day));
            await cafe.SellAsync(member);
            // Nobody looks within the next minutes; the next day's run finds the purchase.
            await cafe.GoToAsync(Opening.AddDays(day + 1).AddHours(-1));
        }

        Assert.Equal([3, 4, 5], (await cafe.CouponsAsync(member, "gift")).Select(c => cafe.Time.Local(c.IssuedAt).Month));
    }

    [Fact]
    public async Task The_day_of_joining_comes_every_year_and_the_29th_of_February_on_the_28th()
    {
        // Of the years between only the last days before each stop are lived through: that is where a wrong day would show.
        await using var cafe = await Cafe.OpenAsync(new(2028, 2, 29, 12, 0, 0), [.. Quiet, ("Scheduling:LongestGapDays", "4")]);
        await RuleAsync(cafe, GiftOccasion.Anniversary);
        var member = await cafe.JoinAsync("閏日");
        foreach (var day in new DateTime[] { new(2028, 3, 1), new(2029, 2, 27), new(2029, 2, 28), new(2029, 3, 1), new(2032, 2, 28), new(2032, 2, 29) }) await cafe.GoToAsync(day.AddHours(10));
        Assert.Equal(["2029-02-28", "2032-02-29"], (await cafe.CouponsAsync(member, "gift")).Select(c => cafe.Time.DayOf(c.IssuedAt).ToString("O", null)));
    }

    private static readonly (string, string)[] Quiet =
        [("Programmes:Reactivation:Enabled", "false"), ("Programmes:PointsExpiry:Enabled", "false"), ("Programmes:CouponExpiry:Enabled", "false")];

    private static Task<Cafe> CalmAsync() => Cafe.OpenAsync(Opening, Quiet);

    private static Task<int> RuleAsync(Cafe cafe, GiftOccasion occasion, int visit = 0) => cafe.App.DbAsync(async db =>
    {
        db.GiftRules.Add(new GiftRule { Name = "首購禮", Occasion = occasion, Visit = visit, Coupon = "welcome", BeganAt = cafe.App.Clock.Now });
        return await db.SaveChangesAsync(Ct);
    });
}
