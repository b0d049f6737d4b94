using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Marketing;

public sealed class BirthdayTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Over_four_hundred_days_each_birthday_brings_one_coupon_and_one_greeting_on_the_brands_own_days()
    {
        // Through a common 28 February, a year end and a leap day; UTC is a day behind Taipei until eight in the morning.
        await using var cafe = await Cafe.OpenAsync(new DateTime(2027, 2, 1, 8, 30, 0), ("Programmes:CouponExpiry:Enabled", "false"));
        var leapling = await cafe.JoinAsync("閏日", "2-29");
        var newYear = await cafe.JoinAsync("年初", "1-3");
        var newYearsEve = await cafe.JoinAsync("年尾", "12-31");
        var first = await cafe.JoinAsync("月初", "3-1");
        var english = await cafe.JoinAsync("May", "5-5", language: "en");
        var silent = await cafe.JoinAsync("不要行銷", "6-15", optIn: false);
        var blocked = await cafe.JoinAsync("封鎖", "7-20", friend: false);
        var none = await cafe.JoinAsync("不說");

        for (var day = new DateTime(2027, 2, 1); day <= new DateTime(2028, 3, 8); day = day.AddDays(1)) await cafe.GoToAsync(day.AddHours(9).AddMinutes(30));

        await AssertYearAsync(cafe, leapling, "閏日", new(2027, 2, 28), new(2028, 2, 29));
        await AssertYearAsync(cafe, newYear, "年初", new DateOnly(2028, 1, 3));
        await AssertYearAsync(cafe, newYearsEve, "年尾", new DateOnly(2027, 12, 31));
        await AssertYearAsync(cafe, first, "月初", new(2027, 3, 1), new(2028, 3, 1));
        var heard = await cafe.HeardAsync(english);
        Assert.Contains("Happy birthday, May!", Assert.Single(heard, h => h.At.Date == new DateTime(2027, 5, 5)).Text, StringComparison.Ordinal);
        Assert.Single(await cafe.CouponsAsync(silent, "birthday"));
        Assert.Empty(await cafe.HeardAsync(silent));
        Assert.Single(await cafe.CouponsAsync(blocked, "birthday"));
        Assert.Empty(await cafe.HeardAsync(blocked));
        Assert.Empty(await cafe.CouponsAsync(none, "birthday"));
        Assert.Equal("2028:coupon", await StepOnAsync(cafe, newYear, new DateTime(2027, 12, 27)));
    }

    [Fact]
    public async Task Who_joins_inside_the_window_gets_the_coupon_within_minutes_and_on_the_day_the_greeting_too()
    {
        await using var cafe = await Cafe.OpenAsync(new DateTime(2027, 4, 10, 14, 0, 0));
        var soon = await cafe.JoinAsync("快了", "4-14");
        var today = await cafe.JoinAsync("今天", "4-10");
        var far = await cafe.JoinAsync("還早", "5-30");
        await cafe.GoToAsync(new DateTime(2027, 4, 10, 14, 2, 0));
        await cafe.GoToAsync(new DateTime(2027, 4, 10, 14, 4, 0));

        Assert.Single(await cafe.CouponsAsync(soon, "birthday"));
        Assert.Single(await cafe.HeardAsync(soon));
        Assert.Single(await cafe.CouponsAsync(today, "birthday"));
        Assert.Contains(await cafe.HeardAsync(today), h => h.Text.Contains("生日快樂！", StringComparison.Ordinal));
        Assert.Empty(await cafe.CouponsAsync(far, "birthday"));

        await cafe.GoToAsync(new DateTime(2027, 4, 15, 10, 0, 0));
        Assert.Single(await cafe.CouponsAsync(soon, "birthday"));
        Assert.Equal(2, (await cafe.HeardAsync(soon)).Count);
        Assert.Equal(2, (await cafe.HeardAsync(today)).Count);
    }

    [Fact]
    public async Task A_member_without_line_keeps_the_coupon_for_the_day_they_come_in()
    {
        await using var cafe = await Cafe.OpenAsync(new DateTime(2027, 4, 10, 8, 0, 0));
        var member = await cafe.JoinAsync("匯入", "4-12", bound: false);
        await cafe.GoToAsync(new DateTime(2027, 4, 12, 9, 30, 0));
        var coupon = Assert.Single(await cafe.CouponsAsync(member, "birthday"));
        Assert.True(coupon.ValidUntil > cafe.App.Clock.Now.AddDays(30));
    }

    [Fact]
    public async Task A_corrected_birthday_gives_no_second_coupon_in_the_same_year()
    {
        await using var cafe = await Cafe.OpenAsync(new DateTime(2027, 4, 10, 8, 0, 0));
        var member = await cafe.JoinAsync("改生日", "4-12");
        await cafe.GoToAsync(new DateTime(2027, 4, 12, 9, 30, 0));
        await cafe.App.DbAsync(db => db.Members.Where(m => m.Id == member.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.BirthMonth, 4).SetProperty(m => m.BirthDay, 20), Ct));
        await cafe.GoToAsync(new DateTime(2027, 4, 20, 9, 30, 0));
        Assert.Single(await cafe.CouponsAsync(member, "birthday"));
        Assert.Equal(2, (await cafe.HeardAsync(member)).Count);
    }

    [Fact]
    public async Task After_an_outage_a_greeting_up_to_three_days_late_is_sent_and_an_older_one_is_not()
    {
        await using var cafe = await Cafe.OpenAsync(new DateTime(2027, 4, 10, 8, 0, 0));
        var late = await cafe.JoinAsync("三天", "4-25");
        var tooLate = await cafe.JoinAsync("六天", "4-22");
        await cafe.GoToAsync(new DateTime(2027, 4, 28, 12, 0, 0));
        Assert.Contains(await cafe.HeardAsync(late), h => h.Text.Contains("生日快樂！", StringComparison.Ordinal));
        Assert.Single(await cafe.CouponsAsync(late, "birthday"));
        Assert.Empty(await cafe.HeardAsync(tooLate));
        Assert.Empty(await cafe.CouponsAsync(tooLate, "birthday"));
    }

    [Fact]
    public async Task At_night_the_message_waits_until_nine()
    {
        await using var cafe = await Cafe.OpenAsync(new DateTime(2027, 4, 10, 22, 30, 0));
        var member = await cafe.JoinAsync("夜貓", "4-14");
        await cafe.GoToAsync(new DateTime(2027, 4, 10, 22, 32, 0));
        Assert.Single(await cafe.CouponsAsync(member, "birthday"));
        Assert.Empty(await cafe.HeardAsync(member));
        await cafe.GoToAsync(new DateTime(2027, 4, 11, 8, 59, 0));
        Assert.Empty(await cafe.HeardAsync(member));
        await cafe.GoToAsync(new DateTime(2027, 4, 11, 9, 0, 0));
        Assert.Single(await cafe.HeardAsync(member));
    }

    private static async Task AssertYearAsync(Cafe cafe, Member member, string name, params DateOnly[] birthdays)
    {
        var coupons = (await cafe.CouponsAsync(member, "birthday")).ConvertAll(c => cafe.Time.DayOf(c.IssuedAt));
        Assert.Equal(birthdays.Select(b => b.AddDays(-7)).Select(d => d < new DateOnly(2027, 2, 1) ? new DateOnly(2027, 2, 1) : d), coupons);
        var greetings = (await cafe.HeardAsync(member)).Where(h => h.Text.Contains($"{name}，生日快樂！", StringComparison.Ordinal)).ToList();
        Assert.Equal(birthdays, greetings.Select(g => DateOnly.FromDateTime(g.At)));
        Assert.All(greetings, g => Assert.Equal(9, g.At.Hour));
        Assert.Equal(birthdays.Length * 2, (await cafe.HeardAsync(member)).Count);
    }

    private static Task<string?> StepOnAsync(Cafe cafe, Member member, DateTime day)
    {
        var (from, to) = (cafe.Time.StartOf(DateOnly.FromDateTime(day)), cafe.Time.EndOf(DateOnly.FromDateTime(day)));
        return cafe.App.DbAsync(db => db.ProgrammeSteps.Where(s => s.MemberId == member.Id && s.At >= from && s.At < to).Select(s => (string?)s.Key).SingleOrDefaultAsync(Ct));
    }
}
