using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Marketing;

public sealed class ExpiryTests
{
    private static readonly DateTime Opening = new(2027, 3, 1, 12, 0, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Points_are_announced_once_fourteen_days_ahead_and_gone_the_night_after_their_last_day()
    {
        await using var cafe = await Cafe.OpenAsync(Opening, ("Programmes:Reactivation:Enabled", "false"));
        var member = await cafe.JoinAsync("點數");
        var quiet = await cafe.JoinAsync("不要行銷", optIn: false);
        await cafe.SellAsync(member);
        await cafe.SellAsync(quiet);
        for (var day = 1; day <= 95; day++)
        {
            await cafe.GoToAsync(Opening.Date.AddDays(day).AddHours(9).AddMinutes(30));
            var left = await cafe.App.DbAsync(db => db.Members.Where(m => m.Id == member.Id).Select(m => m.PointsBalance).SingleAsync(Ct));
            Assert.Equal(day <= 90 ? 30 : 0, left);
        }

        var heard = Assert.Single(await cafe.HeardAsync(member));
        Assert.Equal(76, (heard.At.Date - Opening.Date).Days);
        Assert.Contains("您有 30 點即將到期", heard.Text, StringComparison.Ordinal);
        Assert.Contains("2027/5/30", heard.Text, StringComparison.Ordinal);
        Assert.Empty(await cafe.HeardAsync(quiet));
    }

    [Fact]
    public async Task Coupons_are_announced_once_three_days_ahead_and_marked_when_they_lapse()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var member = await cafe.JoinAsync("票券");
        var used = await cafe.JoinAsync("用掉了");
        await IssueAsync(cafe, member, "reactivation90");
        await IssueAsync(cafe, used, "reactivation90");
        await cafe.App.DbAsync(db => db.Coupons.Where(c => c.MemberId == used.Id).ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CouponState.Redeemed), Ct));
        for (var day = 1; day <= 16; day++) await cafe.GoToAsync(Opening.Date.AddDays(day).AddHours(9).AddMinutes(30));

        var heard = Assert.Single(await cafe.HeardAsync(member));
        Assert.Equal(11, (heard.At.Date - Opening.Date).Days);
        Assert.Contains("好久不見 全單 8 折", heard.Text, StringComparison.Ordinal);
        Assert.Empty(await cafe.HeardAsync(used));
        Assert.Equal(CouponState.Expired, Assert.Single(await cafe.CouponsAsync(member, "test")).State);
        Assert.Equal(CouponState.Redeemed, Assert.Single(await cafe.CouponsAsync(used, "test")).State);
    }

    private static Task<int> IssueAsync(Cafe cafe, Member member, string definition) => cafe.App.InScopeAsync(async s =>
    {
        var outcome = await s.GetRequiredService<IssueCoupon>().ExecuteAsync(member.Id, definition, "test", null, Ct);
        Assert.True(outcome.Succeeded(out _, out _));
        return 0;
    });
}
