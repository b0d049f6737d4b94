using LineLoyalty.Rewards.Tiers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Marketing;

public sealed class TierMessagesTests
{
    private static readonly DateTime Opening = new(2027, 3, 1, 12, 0, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_told_once_and_at_a_decent_hour()
    {
        await using var cafe = await CalmAsync();
        var member = await cafe.JoinAsync("陳怡君");
        await cafe.GoToAsync(Opening.Date.AddHours(22));
        await cafe.SellAsync(member, 5000);
        await cafe.GoToAsync(Opening.Date.AddHours(22).AddMinutes(2));
        Assert.Empty(await cafe.HeardAsync(member));
        await cafe.GoToAsync(Opening.Date.AddDays(1).AddHours(9));
        var heard = Assert.Single(await cafe.HeardAsync(member));
        Assert.Contains("恭喜升等銀卡會員", heard.Text, StringComparison.Ordinal);
        Assert.Contains("2028/2/29", heard.Text, StringComparison.Ordinal);
        await cafe.GoToAsync(Opening.Date.AddDays(1).AddHours(12));
        Assert.Single(await cafe.HeardAsync(member));
    }

    [Fact]
    public async Task Sixty_thirty_and_seven_days_before_the_end_the_member_hears_what_is_missing_until_it_is_not()
    {
        await using var cafe = await CalmAsync();
        var lazy = await cafe.JoinAsync("慢慢來");
        var keen = await cafe.JoinAsync("很常來");
        await cafe.SellAsync(lazy, 5000);
        await cafe.SellAsync(keen, 5000);
        var (last, end) = (new DateTime(2028, 2, 29), new DateTime(2028, 3, 1));
        foreach (var before in new[] { 61, 60, 59, 45, 31, 30, 29, 8, 7, 6, 1 })
        {
            if (before == 45) await cafe.SellAsync(keen, 5000);
            if (before == 29) await cafe.SellAsync(lazy, 1200);
            await cafe.GoToAsync(last.AddDays(-before).AddHours(9).AddMinutes(30));
        }

        var told = (await cafe.HeardAsync(lazy)).Where(h => h.Text.Contains("保留您的銀卡會員資格", StringComparison.Ordinal)).ToList();
        Assert.Equal([60, 30, 7], told.Select(h => (last - h.At.Date).Days));
        Assert.Contains("再消費 NT$5,000", told[1].Text, StringComparison.Ordinal);
        Assert.Contains("再消費 NT$3,800", told[2].Text, StringComparison.Ordinal);
        Assert.Single(await cafe.HeardAsync(keen), h => h.Text.Contains("保留您的銀卡會員資格", StringComparison.Ordinal));

        for (var day = 0; day <= 31; day++) await cafe.GoToAsync(end.AddDays(day).AddHours(9).AddMinutes(30));
        var down = Assert.Single(await cafe.HeardAsync(lazy), h => h.Text.Contains("您的等級調整為一般會員", StringComparison.Ordinal));
        Assert.Equal(30, (down.At.Date - end).Days);
    }

    [Fact]
    public async Task The_gift_of_the_month_comes_on_the_first_to_those_who_had_the_level_before()
    {
        await using var cafe = await CalmAsync();
        await cafe.App.DbAsync(async db =>
        {
            (await db.Tiers.SingleAsync(t => t.Code == "silver", Ct)).Benefits = new TierBenefits(MonthlyCoupon: "welcome");
            return await db.SaveChangesAsync(Ct);
        });
        var member = await cafe.JoinAsync("月月來");
        await cafe.SellAsync(member, 5000);
        for (var day = 1; day <= 100; day++)
        {
            // Down for ten days around 1 May: the gift is made up no later than three days after.
            if (day is >= 58 and <= 62) continue;
            await cafe.GoToAsync(Opening.Date.AddDays(day).AddHours(9).AddMinutes(30));
        }

        Assert.Equal(["2027/4/1", "2027/5/3", "2027/6/1"], (await cafe.CouponsAsync(member, "tier")).Select(c => cafe.Time.DayOf(c.IssuedAt).ToString("yyyy/M/d", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(3, (await cafe.HeardAsync(member)).Count(h => h.Text.Contains("每月禮", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_level_renewed_on_the_first_has_its_gift_of_that_month()
    {
        await using var cafe = await CalmAsync(("Scheduling:LongestGapDays", "4"));
        await cafe.App.DbAsync(async db =>
        {
            (await db.Tiers.SingleAsync(t => t.Code == "silver", Ct)).Benefits = new TierBenefits(MonthlyCoupon: "welcome");
            return await db.SaveChangesAsync(Ct);
        });
        var member = await cafe.JoinAsync("年年續");
        await cafe.SellAsync(member, 5000);
        await cafe.GoToAsync(new(2027, 12, 20, 12, 0, 0));
        await cafe.SellAsync(member, 5000);
        // The year that began on 1 March ends at midnight, and the next one begins.
        await cafe.GoToAsync(new(2028, 3, 1, 9, 30, 0));
        Assert.Equal("2028/3/1", Assert.Single((await cafe.CouponsAsync(member, "tier")).Select(c => cafe.Time.DayOf(c.IssuedAt).ToString("yyyy/M/d", System.Globalization.CultureInfo.InvariantCulture))));
    }

    private static Task<Cafe> CalmAsync(params (string, string)[] settings) => Cafe.OpenAsync(Opening, [("Programmes:Reactivation:Enabled", "false"), ("Programmes:PointsExpiry:Enabled", "false"), ("Programmes:CouponExpiry:Enabled", "false"), .. settings]);
}
