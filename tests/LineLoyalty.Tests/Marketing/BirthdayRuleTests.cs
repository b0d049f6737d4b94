using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Scheduling;
using LineLoyalty.Tests.Admin;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Marketing;

/// <summary>The birthday's and the card's gifts as a marketer changes them on their page.</summary>
public sealed class BirthdayRuleTests
{
    private static readonly (string, string)[] Quiet =
        [("Programmes:Reactivation:Enabled", "false"), ("Programmes:PointsExpiry:Enabled", "false"), ("Programmes:CouponExpiry:Enabled", "false")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_month_s_gift_comes_on_the_first_to_all_of_the_month_once_a_year_and_lives_to_its_end()
    {
        await using var cafe = await Cafe.OpenAsync(new(2027, 12, 30, 8, 30, 0), Quiet);
        await SaveAsync(cafe, ("Form.Timing", "Month"));
        var (early, late, leapling) = (await cafe.JoinAsync("月初", "1-1"), await cafe.JoinAsync("月底", "1-31"), await cafe.JoinAsync("閏日", "2-29"));
        foreach (var day in new DateTime[] { new(2027, 12, 31), new(2028, 1, 1), new(2028, 1, 2), new(2028, 1, 20) }) await cafe.GoToAsync(day.AddHours(9.5));
        // Joined after the first: within minutes.
        var joiner = await cafe.JoinAsync("當月加入", "1-5");
        await cafe.GoToAsync(new(2028, 1, 20, 9, 33, 0));
        foreach (var member in new[] { early, late, joiner })
        {
            var coupon = Assert.Single(await cafe.CouponsAsync(member, "birthday"));
            Assert.Equal(new DateTime(2028, 2, 1), cafe.Time.Local(coupon.ValidUntil));
        }
        Assert.Equal(new DateOnly(2028, 1, 1), cafe.Time.DayOf(Assert.Single(await cafe.CouponsAsync(late, "birthday")).IssuedAt));

        foreach (var day in new DateTime[] { new(2028, 2, 1), new(2029, 1, 1), new(2029, 2, 1) }) await cafe.GoToAsync(day.AddHours(9.5));
        Assert.Equal(["2028-02-01", "2029-02-01"], await DaysAsync(cafe, leapling));
        Assert.Equal(["2028-01-01", "2029-01-01"], await DaysAsync(cafe, late));
    }

    [Theory]
    [InlineData("February28", "2027-02-28", "2028-02-29")]
    [InlineData("March1", "2027-03-01", "2028-02-29")]
    public async Task The_29th_of_February_is_kept_on_the_day_the_brand_chose(string leap, string common, string leapYear)
    {
        await using var cafe = await Cafe.OpenAsync(new(2027, 2, 26, 8, 30, 0), Quiet);
        await SaveAsync(cafe, ("Form.DaysBefore", "0"), ("Form.LeapDay", leap));
        var (leapling, first, last) = (await cafe.JoinAsync("閏日", "2-29"), await cafe.JoinAsync("三月一", "3-1"), await cafe.JoinAsync("二八", "2-28"));
        foreach (var day in new DateTime[] { new(2027, 2, 27), new(2027, 2, 28), new(2027, 3, 1), new(2027, 3, 2), new(2028, 2, 28), new(2028, 2, 29), new(2028, 3, 1) }) await cafe.GoToAsync(day.AddHours(9.5));
        Assert.Equal([common, leapYear], await DaysAsync(cafe, leapling));
        Assert.Equal(["2027-03-01", "2028-03-01"], await DaysAsync(cafe, first));
        Assert.Equal(["2027-02-28", "2028-02-28"], await DaysAsync(cafe, last));
        Assert.Equal(2, (await cafe.HeardAsync(leapling)).Count(h => h.Text.Contains("生日快樂！", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_rule_changed_in_the_year_gives_no_second_gift_and_runs_side_by_side_give_one()
    {
        await using var cafe = await Cafe.OpenAsync(new(2027, 4, 9, 8, 30, 0), Quiet);
        var member = await cafe.JoinAsync("四月", "4-12");
        var schedules = cafe.App.Services.GetRequiredService<RunDueSchedules>();
        cafe.App.Clock.Set(new DateTimeOffset(new DateTime(2027, 4, 9, 9, 30, 0), TimeSpan.FromHours(8)));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => cafe.App.InScopeAsync(async s =>
        {
            await s.GetRequiredService<RunDueSchedules>().ExecuteAsync(Ct);
            return 0;
        }), Ct)).Append(schedules.ExecuteAsync(Ct)));
        Assert.Single(await cafe.CouponsAsync(member, "birthday"));

        await SaveAsync(cafe, ("Form.Timing", "Month"));
        foreach (var day in new DateTime[] { new(2027, 4, 10), new(2027, 4, 12), new(2027, 5, 1) }) await cafe.GoToAsync(day.AddHours(9.5));
        await SaveAsync(cafe, ("Form.Timing", "Day"), ("Form.DaysBefore", "30"));
        await cafe.GoToAsync(new(2027, 5, 2, 9, 30, 0));
        Assert.Single(await cafe.CouponsAsync(member, "birthday"));
    }

    [Fact]
    public async Task The_page_says_what_a_gift_will_do_shows_its_message_and_refuses_a_second_birthday()
    {
        await using var app = await TestApp.StartAsync();
        using var browser = await BackOffice.SignedInAsync(app);
        var list = await browser.ReadAsync("/admin/gifts");
        foreach (var said in new[] { "開卡禮", "生日前 7 天" }) Assert.Contains(said, list, StringComparison.Ordinal);
        var edit = "/admin/gifts/edit";
        (string, string)[] form = [("Form.Name", "月月回饋"), ("Form.Occasion", "MonthlyVisit"), ("Form.Coupon", "welcome"), ("Form.Message", "謝謝您這個月又來看我們")];
        using var preview = await browser.SubmitAsync(edit, edit + "?handler=Preview", form);
        var page = System.Net.WebUtility.HtmlDecode(await preview.Content.ReadAsStringAsync(Ct));
        foreach (var said in new[] { "每月第一次消費後，自動送「", "每位會員每個月份一次", "謝謝您這個月又來看我們", "月月回饋送給您" }) Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.Equal(2, await app.DbAsync(db => db.GiftRules.CountAsync(Ct)));
        using var made = await browser.SubmitAsync(edit, edit, form);
        Assert.Equal("/admin/gifts", made.Headers.Location?.ToString());
        using var second = await browser.SubmitAsync(edit, edit, ("Form.Name", "又一個生日"), ("Form.Occasion", "Birthday"), ("Form.Coupon", "birthday"));
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, second.StatusCode);

        // Another coupon for new cards, from now on.
        var card = await app.DbAsync(db => db.GiftRules.Where(r => r.Occasion == GiftOccasion.CardOpening).Select(r => r.Id).SingleAsync(Ct));
        using var changed = await browser.SubmitAsync($"{edit}/{card}", $"{edit}/{card}", ("Form.Name", "開卡禮"), ("Form.Coupon", "reactivation60"));
        await BackOffice.FriendAsync(app, "0912000001", "新會員");
        Assert.Equal(["reactivation60"], await app.DbAsync(db => db.Coupons.Select(c => c.Definition.Code).ToListAsync(Ct)));
        using var paused = await browser.SubmitAsync("/admin/gifts", "/admin/gifts?handler=Switch", ("id", $"{card}"));
        await BackOffice.FriendAsync(app, "0912000002", "再一位");
        Assert.Equal(1, await app.DbAsync(db => db.Coupons.CountAsync(Ct)));
        Assert.Equal(["gift.created", "gift.changed", "gift.paused"], await app.DbAsync(db => db.AuditEntries.Where(a => a.Action.StartsWith("gift.")).OrderBy(a => a.Id).Select(a => a.Action).ToListAsync(Ct)));
    }

    private static async Task SaveAsync(Cafe cafe, params (string, string)[] changed)
    {
        using var browser = await BackOffice.SignedInAsync(cafe.App, name: $"m{Guid.NewGuid():N}"[..12]);
        var id = await cafe.App.DbAsync(db => db.GiftRules.Where(r => r.Occasion == GiftOccasion.Birthday).Select(r => r.Id).SingleAsync(Ct));
        var fields = new Dictionary<string, string> { ["Form.Name"] = "生日禮", ["Form.Coupon"] = "birthday", ["Form.Greets"] = "true", ["Form.DaysBefore"] = "7" };
        foreach (var (name, value) in changed) fields[name] = value;
        using var saved = await browser.SubmitAsync($"/admin/gifts/edit/{id}", $"/admin/gifts/edit/{id}", [.. fields.Select(f => (f.Key, f.Value))]);
        Assert.Equal("/admin/gifts", saved.Headers.Location?.ToString());
    }

    private static async Task<IEnumerable<string>> DaysAsync(Cafe cafe, LineLoyalty.Membership.Member member) =>
        (await cafe.CouponsAsync(member, "birthday")).Select(c => cafe.Time.DayOf(c.IssuedAt).ToString("O", null)).Order();
}
