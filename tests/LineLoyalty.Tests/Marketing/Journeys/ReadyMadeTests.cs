using LineLoyalty.Analytics;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Marketing.Journeys;

public sealed class ReadyMadeTests
{
    private static readonly DateTime Opening = new(2027, 3, 1, 12, 0, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_are_there_off_right_and_read_back_as_written()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var journeys = await cafe.App.DbAsync(db => db.Journeys.AsNoTracking().OrderBy(j => j.Id).ToListAsync(Ct));
        Assert.Equal(ReadyMadeJourneys.All().Select(r => r.Code), journeys.Select(j => j.Code));
        Assert.All(journeys, j => Assert.Equal((JourneyState.Off, (int?)null), (j.State, j.Live)));
        Assert.All(journeys, j => Assert.Equal(j.Draft, JourneyDefinition.Parse(j.Draft).ToJson()));
        foreach (var journey in journeys)
        {
            var faults = await cafe.App.InScopeAsync(s => ((ChangeJourney)s.GetService(typeof(ChangeJourney))!).FaultsAsync(JourneyDefinition.Parse(journey.Draft), Ct));
            Assert.True(faults.Count == 0, $"{journey.Code}: {string.Join(' ', faults.Select(f => f.Path + " " + f.English))}");
        }
    }

    [Fact]
    public async Task The_ladder_as_a_journey_does_what_the_programme_did_and_silences_it()
    {
        await using var cafe = await OpenAsync();
        await cafe.SwitchOnAsync(ReadyMadeJourneys.Reactivation);
        var member = await cafe.JoinAsync("小美");
        await cafe.SellAsync(member);
        await cafe.DaysAsync(Opening, 1, 100);
        Assert.Equal([30, 60, 90], await cafe.DaysHeardAsync(member, Opening));
        Assert.Equal(["reactivation60", "reactivation90"], (await cafe.CouponsAsync(member, "journey")).Select(c => c.Definition.Code));
        Assert.Empty(await cafe.CouponsAsync(member, "reactivation"));
        Assert.Equal(["瞌睡顧客"], await cafe.TagsAsync(member));
        await cafe.SellAsync(member);
        await cafe.RunAsync();
        Assert.Empty(await cafe.TagsAsync(member));
        await cafe.DaysAsync(Opening, 101, 131);
        Assert.Equal([30, 60, 90, 130], await cafe.DaysHeardAsync(member, Opening));
    }

    [Fact]
    public async Task Switched_on_in_the_middle_nobody_hears_a_step_of_the_ladder_twice()
    {
        await using var cafe = await OpenAsync();
        var member = await cafe.JoinAsync("半路");
        await cafe.SellAsync(member);
        await cafe.DaysAsync(Opening, 1, 45);
        await cafe.SwitchOnAsync(ReadyMadeJourneys.Reactivation);
        await cafe.DaysAsync(Opening, 46, 95);
        // The first by the programme, the others by the journey.
        Assert.Equal([30, 60, 90], await cafe.DaysHeardAsync(member, Opening));
    }

    [Fact]
    public async Task Those_away_for_long_enter_where_they_stand_so_many_a_day()
    {
        await using var cafe = await OpenAsync(("Programmes:Reactivation:Enabled", "false"));
        await cafe.ChangeAsync(async c =>
        {
            var journey = await cafe.App.DbAsync(db => db.Journeys.AsNoTracking().SingleAsync(j => j.Code == ReadyMadeJourneys.Reactivation, Ct));
            var definition = JourneyDefinition.Parse(journey.Draft);
            return await c.SaveAsync(new JourneyDraft(journey.Id, journey.Name, definition with { Entry = definition.Entry with { RampPerDay = 2 } }), Ct);
        });
        var a = await cafe.JoinAsync("四十天", lastSale: Back(40));
        var b = await cafe.JoinAsync("七十天", lastSale: Back(70));
        var c = await cafe.JoinAsync("兩百天", lastSale: Back(200));
        var silent = await cafe.JoinAsync("不要", optIn: false, lastSale: Back(200));
        await cafe.SwitchOnAsync(ReadyMadeJourneys.Reactivation);
        await cafe.DaysAsync(Opening, 1, 1);
        Assert.Equal(2, (await Task.WhenAll(cafe.HeardAsync(a), cafe.HeardAsync(b), cafe.HeardAsync(c))).Count(h => h.Count == 1));
        await cafe.DaysAsync(Opening, 2, 2);
        Assert.Contains("最近好嗎", Assert.Single(await cafe.HeardAsync(a)).Text, StringComparison.Ordinal);
        Assert.Contains("想念您", Assert.Single(await cafe.HeardAsync(b)).Text, StringComparison.Ordinal);
        Assert.Contains("好久不見", Assert.Single(await cafe.HeardAsync(c)).Text, StringComparison.Ordinal);
        Assert.Empty(await cafe.HeardAsync(silent));
        await cafe.DaysAsync(Opening, 3, 22);
        Assert.Equal(2, (await cafe.HeardAsync(a)).Count);
        Assert.Single(await cafe.HeardAsync(c));
    }

    [Fact]
    public async Task Their_own_cycle_brings_each_back_on_a_day_of_their_own()
    {
        await using var cafe = await OpenAsync(("Programmes:Reactivation:Enabled", "false"));
        await cafe.SwitchOnAsync(ReadyMadeJourneys.Cycle);
        var (quick, slow, once) = (await cafe.JoinAsync("常來"), await cafe.JoinAsync("偶爾來"), await cafe.JoinAsync("來一次"));
        await cafe.SellAsync(once);
        for (var day = 0; day <= 24; day++)
        {
            await cafe.DaysAsync(Opening, day, day);
            if (day % 4 == 0) await cafe.SellAsync(quick);
            if (day % 12 == 0) await cafe.SellAsync(slow);
        }
        await cafe.DaysAsync(Opening, 25, 90);
        var (soon, late) = (await DueAsync(quick), await DueAsync(slow));
        Assert.True(soon < late, $"{soon} {late}");
        Assert.Equal([soon, soon + 14], await cafe.DaysHeardAsync(quick, Opening));
        Assert.Equal([late, late + 14], (await cafe.DaysHeardAsync(slow, Opening)).TakeLast(2));
        Assert.Empty(await cafe.HeardAsync(once));

        async Task<int> DueAsync(Member member)
        {
            var cycle = await cafe.App.DbAsync(db => BuyerScoring.CycleAsync(db, Ct));
            var stats = await cafe.App.DbAsync(db => db.BuyerStats.AsNoTracking().SingleAsync(b => b.MemberId == member.Id, Ct));
            return stats.LastDay - DateOnly.FromDateTime(Opening).DayNumber + (int)Math.Ceiling(Nes.Cycle(stats.FirstDay, stats.LastDay, stats.SaleDays, cycle) * 1.2);
        }
    }

    [Fact]
    public async Task Those_whose_cycle_was_long_over_enter_so_many_a_day()
    {
        await using var cafe = await OpenAsync(("Programmes:Reactivation:Enabled", "false"));
        var away = new List<Member>();
        for (var i = 0; i < 3; i++) away.Add(await cafe.JoinAsync($"離開{i}"));
        var silent = await cafe.JoinAsync("不要", optIn: false);
        foreach (var member in away.Append(silent)) await cafe.SellAsync(member);
        await cafe.GoToAsync(Opening.AddDays(10));
        foreach (var member in away.Append(silent)) await cafe.SellAsync(member);
        await cafe.GoToAsync(Opening.AddDays(300));
        await cafe.ChangeAsync(async c =>
        {
            var journey = await cafe.App.DbAsync(db => db.Journeys.AsNoTracking().SingleAsync(j => j.Code == ReadyMadeJourneys.Cycle, Ct));
            var definition = JourneyDefinition.Parse(journey.Draft);
            return await c.SaveAsync(new JourneyDraft(journey.Id, journey.Name, definition with { Entry = definition.Entry with { RampPerDay = 2 } }), Ct);
        });
        await cafe.SwitchOnAsync(ReadyMadeJourneys.Cycle);
        await cafe.DaysAsync(Opening, 301, 301);
        Assert.Equal(2, await EnteredAsync());
        await cafe.DaysAsync(Opening, 302, 304);
        Assert.Equal(3, await EnteredAsync());
        Assert.Empty(await cafe.HeardAsync(silent));

        Task<int> EnteredAsync() => cafe.App.DbAsync(db => db.Enrolments.CountAsync(Ct));
    }

    [Theory]
    [InlineData("3-20", 2027, 3, 20)]
    [InlineData("2-29", 2028, 2, 29)]
    [InlineData("2-29", 2029, 2, 28)]
    [InlineData("1-2", 2028, 1, 2)]
    public async Task A_birthday_brings_a_coupon_before_and_a_word_on_the_day(string birthday, int year, int month, int day)
    {
        var kept = new DateTime(year, month, day);
        await using var cafe = await Cafe.OpenAsync(kept.AddDays(-12).AddHours(12), [("Programmes:CouponExpiry:Enabled", "false")]);
        var member = await cafe.JoinAsync("壽星", birthday);
        await cafe.SwitchOnAsync(ReadyMadeJourneys.Birthday);
        Assert.False(await cafe.App.DbAsync(db => db.GiftRules.Where(r => r.Occasion == GiftOccasion.Birthday).Select(r => r.Enabled).SingleAsync(Ct)));
        for (var d = -11; d <= 5; d++) await cafe.GoToAsync(kept.AddDays(d).AddHours(9).AddMinutes(1));
        Assert.Equal([-7, 0], (await cafe.HeardAsync(member)).Select(h => (h.At.Date - kept).Days));
        Assert.Equal("birthday", Assert.Single(await cafe.CouponsAsync(member, "journey")).Definition.Code);
    }

    [Fact]
    public async Task A_gift_is_not_resumed_beside_the_journey_that_says_the_same()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var journey = await cafe.SwitchOnAsync(ReadyMadeJourneys.Birthday);
        var gift = await cafe.App.DbAsync(db => db.GiftRules.Where(r => r.Occasion == GiftOccasion.Birthday).Select(r => r.Id).SingleAsync(Ct));
        using var browser = await Admin.BackOffice.SignedInAsync(cafe.App);
        using var refused = await browser.SubmitAsync("/admin/gifts", $"/admin/gifts?handler=Switch&id={gift}");
        Assert.False(await EnabledAsync());
        Assert.Contains("生日祝賀", System.Net.WebUtility.HtmlDecode(await browser.ReadAsync("/admin/gifts")), StringComparison.Ordinal);
        await cafe.ChangeAsync(c => c.SwitchOffAsync(journey, stop: false, Ct));
        using var resumed = await browser.SubmitAsync("/admin/gifts", $"/admin/gifts?handler=Switch&id={gift}");
        Assert.True(await EnabledAsync());

        Task<bool> EnabledAsync() => cafe.App.DbAsync(db => db.GiftRules.Where(r => r.Id == gift).Select(r => r.Enabled).SingleAsync(Ct));
    }

    [Fact]
    public async Task A_birthday_the_programme_has_begun_is_only_greeted()
    {
        await using var cafe = await Cafe.OpenAsync(Opening, [("Programmes:CouponExpiry:Enabled", "false")]);
        var member = await cafe.JoinAsync("壽星", "3-20");
        await cafe.DaysAsync(Opening, 1, 14);
        Assert.Single(await cafe.CouponsAsync(member, "birthday"));
        await cafe.SwitchOnAsync(ReadyMadeJourneys.Birthday);
        await cafe.DaysAsync(Opening, 15, 25);
        Assert.Equal([12, 19], await cafe.DaysHeardAsync(member, Opening));
        Assert.Empty(await cafe.CouponsAsync(member, "journey"));
    }

    [Fact]
    public async Task The_welcome_series_ends_with_the_first_purchase()
    {
        await using var cafe = await OpenAsync();
        await cafe.SwitchOnAsync(ReadyMadeJourneys.Welcome);
        var (buys, waits) = (await cafe.JoinAsync("會買"), await cafe.JoinAsync("不買"));
        await BindAsync(cafe, buys);
        await BindAsync(cafe, waits);
        await cafe.RunAsync();
        for (var day = 1; day <= 3; day++) await cafe.GoToAsync(Opening.AddDays(day));
        await cafe.SellAsync(buys);
        for (var day = 3; day <= 30; day++) await cafe.GoToAsync(Opening.AddDays(day).AddMinutes(1));
        Assert.Equal([1, 7, 21], await cafe.DaysHeardAsync(waits, Opening));
        Assert.Single((await cafe.HeardAsync(buys)), h => h.Text.Contains("先認識一下", StringComparison.Ordinal));
        Assert.Equal(EnrolmentState.Goal, (await cafe.EnrolmentsAsync(buys)).Single().State);
    }

    [Fact]
    public async Task The_day_of_joining_is_kept_each_year_after_the_first()
    {
        await using var cafe = await OpenAsync();
        await cafe.SwitchOnAsync(ReadyMadeJourneys.Anniversary);
        var member = await cafe.JoinAsync("老朋友");
        foreach (var day in (int[])[1, 365, 366, 367, 730, 731, 732]) await cafe.DaysAsync(Opening, day, day);
        // 2028 has a 29 February: a year later is 366 days.
        Assert.Equal([366, 731], await cafe.DaysHeardAsync(member, Opening));
    }

    [Fact]
    public async Task Expiring_points_and_coupons_are_told_once_with_their_numbers()
    {
        await using var cafe = await Cafe.OpenAsync(Opening, [("Programmes:Reactivation:Enabled", "false")]);
        await cafe.SwitchOnAsync(ReadyMadeJourneys.PointsExpiry);
        await cafe.SwitchOnAsync(ReadyMadeJourneys.CouponExpiry);
        var member = await cafe.JoinAsync("點數");
        await cafe.SellAsync(member, 1200);
        await cafe.DaysAsync(Opening, 1, 95);
        // 90 days, told 14 before.
        var heard = Assert.Single(await cafe.HeardAsync(member), h => h.Text.Contains("點即將到期", StringComparison.Ordinal));
        Assert.Contains("120 點即將到期", heard.Text, StringComparison.Ordinal);
        Assert.Equal(76, (heard.At.Date - Opening.Date).Days);
    }

    private static Task<Cafe> OpenAsync(params (string, string)[] settings) =>
        Cafe.OpenAsync(Opening, [("Programmes:PointsExpiry:Enabled", "false"), ("Programmes:CouponExpiry:Enabled", "false"), .. settings]);

    private static DateOnly Back(int days) => DateOnly.FromDateTime(Opening).AddDays(1 - days);

    private static Task<int> BindAsync(Cafe cafe, Member member) => cafe.App.DbAsync(async db =>
    {
        await using var unit = await db.BeginWriteAsync(Ct);
        db.MemberEvents.Add(new MemberEvent { MemberId = member.Id, Kind = MemberEvents.Bound, At = cafe.App.Clock.Now });
        await unit.CommitAsync(Ct);
        return 0;
    });
}
