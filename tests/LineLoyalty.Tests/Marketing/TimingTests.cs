using LineLoyalty.Marketing;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Membership;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Marketing;

/// <summary>When a push goes out, who has to agree, and what it costs.</summary>
public sealed class TimingTests
{
    /// <summary>A Monday.</summary>
    private static readonly DateTime Opening = new(2027, 3, 1, 9, 30, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_Monday_at_ten_makes_one_run_each_with_people_of_its_own()
    {
        await using var cafe = await Cafe.OpenAsync(Opening, ("Programmes:MostMessages", "50"));
        var first = await cafe.JoinAsync("第一");
        var id = await AudienceTests.SaveAsync(cafe, new CampaignContent([new CampaignText("週一愉快")]), new());
        await AudienceTests.GoAsync(cafe, id, new SendRepeatedly(RepeatEvery.Week, "Asia/Taipei") { Days = [1], Time = new(10, 0), Until = new(2027, 3, 15) });
        await cafe.GoToAsync(Opening.AddMinutes(29));
        Assert.Empty(await cafe.HeardAsync(first));
        await cafe.GoToAsync(Opening.AddMinutes(30));
        await cafe.RunAsync();
        Assert.Single(await cafe.HeardAsync(first));

        var second = await cafe.JoinAsync("第二");
        // Two servers at the same moment.
        cafe.App.Clock.Set(new DateTimeOffset(2027, 3, 8, 10, 0, 0, TimeSpan.FromHours(8)));
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => cafe.App.Services.GetRequiredService<RunCampaigns>().ExecuteAsync(Ct)));
        await cafe.RunAsync();
        Assert.Equal((2, 1), ((await cafe.HeardAsync(first)).Count, (await cafe.HeardAsync(second)).Count));

        // The third Monday is noticed too late: it is held, and a person lets it go.
        await cafe.GoToAsync(new(2027, 3, 15, 10, 31, 0));
        var runs = await cafe.App.DbAsync(db => db.Campaigns.AsNoTracking().Where(c => c.ParentId == id).OrderBy(c => c.PlannedFor).ToListAsync(Ct));
        Assert.Equal([CampaignState.Sent, CampaignState.Sent, CampaignState.Held], runs.Select(r => r.State));
        Assert.Equal(2, (await cafe.HeardAsync(first)).Count);
        Assert.Equal(CampaignState.Sent, await cafe.App.DbAsync(db => db.Campaigns.Where(c => c.Id == id).Select(c => c.State).SingleAsync(Ct)));
        Assert.True((await cafe.App.InScopeAsync(s => s.GetRequiredService<ScheduleCampaign>().ReleaseHeldAsync(runs[2].Id, Ct))).Succeeded(out _, out _));
        await cafe.RunAsync();
        Assert.Equal(3, (await cafe.HeardAsync(first)).Count);
    }

    [Theory]
    [InlineData("2027-01-31T10:00", "2027-02-28T10:00", 31)]
    [InlineData("2028-01-31T10:00", "2028-02-29T10:00", 30)]
    [InlineData("2027-03-31T10:00", "2027-04-30T10:00", 31)]
    [InlineData("2027-12-15T10:00", "2028-01-15T10:00", 15)]
    public async Task A_day_that_a_month_has_not_is_its_last(string after, string next, int day)
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var monthly = new SendRepeatedly(RepeatEvery.Month, "Asia/Taipei") { DayOfMonth = day, Time = new(10, 0) };
        var from = cafe.Time.At(DateOnly.FromDateTime(DateTime.Parse(after, System.Globalization.CultureInfo.InvariantCulture)), new(10, 0));
        Assert.Equal(DateTime.Parse(next, System.Globalization.CultureInfo.InvariantCulture), cafe.Time.Local(monthly.Next(from, cafe.Time)!.Value));
    }

    [Fact]
    public async Task Cron_is_read_on_its_own_zones_clocks_and_what_is_wrong_is_told()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var newYork = new SendRepeatedly(RepeatEvery.Cron, "America/New_York") { Cron = "0 0 9 ? * MON-FRI" };
        // 8 March is still winter time there, 15 March summer time.
        Assert.Equal(new DateTime(2027, 3, 8, 14, 0, 0, DateTimeKind.Utc), newYork.Next(new(2027, 3, 6, 0, 0, 0, DateTimeKind.Utc), cafe.Time));
        Assert.Equal(new DateTime(2027, 3, 15, 13, 0, 0, DateTimeKind.Utc), newYork.Next(new(2027, 3, 13, 0, 0, 0, DateTimeKind.Utc), cafe.Time));
        Assert.Empty(newYork.Problems(cafe.Time));
        Assert.Equal("campaign.cron", Assert.Single((newYork with { Cron = "0 * * * * ?" }).Problems(cafe.Time)).Code);
        Assert.Equal("campaign.cron", Assert.Single((newYork with { Cron = "every monday" }).Problems(cafe.Time)).Code);
        Assert.Equal("campaign.zone", Assert.Single((newYork with { Zone = "Mars" }).Problems(cafe.Time)).Code);
        Assert.Equal("campaign.weekdays", Assert.Single(new SendRepeatedly(RepeatEvery.Week, "Asia/Taipei").Problems(cafe.Time)).Code);
        Assert.Equal("campaign.never", Assert.Single(new SendRepeatedly(RepeatEvery.Day, "Asia/Taipei") { Until = new(2027, 2, 1) }.Problems(cafe.Time)).Code);
        Assert.Equal("每週一、五 10:00，到 2027/3/15 為止", new SendRepeatedly(RepeatEvery.Week, "Asia/Taipei") { Days = [5, 1], Time = new(10, 0), Until = new(2027, 3, 15) }.Words(cafe.Time, english: false));
        Assert.Equal(newYork.ToJson(), CampaignTiming.Parse(newYork.ToJson()).ToJson());
    }

    [Fact]
    public async Task Each_member_hears_at_the_hour_they_act_most_and_the_others_at_the_brands()
    {
        await using var cafe = await Cafe.OpenAsync(new(2027, 3, 1, 9, 30, 0));
        var (evening, morning, night, unknown) = (await cafe.JoinAsync("晚"), await cafe.JoinAsync("早"), await cafe.JoinAsync("夜"), await cafe.JoinAsync("不知"));
        foreach (var (member, hour, times) in new[] { (evening, 18, 4), (morning, 9, 3), (night, 23, 3) })
        {
            for (var i = 0; i < times; i++)
            {
                await cafe.GoToAsync(new DateTime(2027, 3, 2 + i, hour, 15, 0).AddDays(member == evening ? 0 : member == morning ? 5 : 9));
                await cafe.SellAsync(member);
            }
        }
        await cafe.GoToAsync(new(2027, 3, 20, 10, 30, 0));
        var id = await AudienceTests.SaveAsync(cafe, new CampaignContent([new CampaignText("好時段")]), new());
        await AudienceTests.GoAsync(cafe, id, new SendNow { BestHour = true });
        await cafe.RunAsync();
        await cafe.GoToAsync(new(2027, 3, 20, 18, 0, 0));
        Assert.Equal((1, 0, 0, 1), await HeardAsync(evening, morning, night, unknown));
        await cafe.GoToAsync(new(2027, 3, 21, 9, 0, 0));
        // 23:00 is a quiet hour: that member hears when it ends, as the one who comes at nine.
        Assert.Equal((1, 1, 1, 1), await HeardAsync(evening, morning, night, unknown));

        async Task<(int, int, int, int)> HeardAsync(Member a, Member b, Member c, Member d) => (await CountAsync(a), await CountAsync(b), await CountAsync(c), await CountAsync(d));
        async Task<int> CountAsync(Member m) => (await cafe.HeardAsync(m)).Count(h => h.Text.Contains("好時段", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_large_push_waits_for_a_second_person_and_any_change_voids_the_request()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var member = await cafe.JoinAsync("小美");
        await cafe.App.DbAsync(db =>
        {
            db.StaffAccounts.AddRange(Staff("writer"), Staff("second"), Staff("clerk", StaffRole.Clerk));
            return db.SaveChangesAsync(Ct);
        });
        var (writer, second) = await cafe.App.DbAsync(async db => (await db.StaffAccounts.Where(s => s.UserName == "writer").Select(s => s.Id).SingleAsync(Ct), await db.StaffAccounts.Where(s => s.UserName == "second").Select(s => s.Id).SingleAsync(Ct)));
        var id = await AudienceTests.SaveAsync(cafe, new CampaignContent([new CampaignText("大家好")]), new(), staffId: writer);
        await AudienceTests.GoAsync(cafe, id, new SendNow(), writer);
        await cafe.RunAsync();
        Assert.Equal(CampaignState.AwaitingApproval, await StateAsync(id));
        Assert.Equal("campaign.own_approval", (await ApproveAsync(id, writer)).Refusal!.Code);

        // Somebody changes the words behind the request's back.
        await cafe.App.DbAsync(db => db.Campaigns.Where(c => c.Id == id).ExecuteUpdateAsync(s => s.SetProperty(c => c.Content, new CampaignContent([new CampaignText("改了")]).ToJson()), Ct));
        Assert.Equal("campaign.approval_void", (await ApproveAsync(id, second)).Refusal!.Code);
        await cafe.App.DbAsync(db => db.Campaigns.Where(c => c.Id == id).ExecuteUpdateAsync(s => s.SetProperty(c => c.Content, new CampaignContent([new CampaignText("大家好")]).ToJson()), Ct));
        cafe.App.Clock.Set(new DateTimeOffset(Opening.AddHours(24), TimeSpan.FromHours(8)));
        Assert.Equal("campaign.approval_over", (await ApproveAsync(id, second)).Refusal!.Code);
        await cafe.RunAsync();
        Assert.Equal(CampaignState.Draft, await StateAsync(id));

        await AudienceTests.GoAsync(cafe, id, new SendNow(), writer);
        Assert.True((await ApproveAsync(id, second)).Succeeded(out var approved, out var refusal), refusal?.Code);
        Assert.Equal((CampaignState.Scheduled, second), (approved.State, approved.ApprovedBy));
        Assert.Equal("campaign.not_awaiting", (await ApproveAsync(id, second)).Refusal!.Code);
        await cafe.RunAsync();
        Assert.Single(await cafe.HeardAsync(member));

        Task<Outcome<Campaign>> ApproveAsync(long campaign, long staff) => cafe.App.InScopeAsync(s => s.GetRequiredService<ApproveCampaign>().ExecuteAsync(campaign, staff, Ct));
        Task<CampaignState> StateAsync(long campaign) => cafe.App.DbAsync(db => db.Campaigns.Where(c => c.Id == campaign).Select(c => c.State).SingleAsync(Ct));
        StaffAccount Staff(string name, StaffRole role = StaffRole.Marketer) => new() { UserName = name, DisplayName = name, PasswordHash = "x", Role = role, SecurityStamp = "x", CreatedAt = cafe.App.Clock.Now };
    }

    [Fact]
    public async Task Now_can_be_undone_for_a_minute()
    {
        await using var cafe = await Cafe.OpenAsync(Opening, ("Campaigns:UndoWindow", "00:01:00"));
        var member = await cafe.JoinAsync("小美");
        var undone = await AudienceTests.ScheduleAsync(cafe, new CampaignContent([new CampaignText("打錯字")]), new());
        await cafe.GoToAsync(Opening.AddSeconds(59));
        Assert.True((await cafe.App.InScopeAsync(s => s.GetRequiredService<ScheduleCampaign>().WithdrawAsync(undone, Ct))).Succeeded(out _, out _));
        await cafe.GoToAsync(Opening.AddSeconds(61));
        Assert.Empty(await cafe.HeardAsync(member));
        await AudienceTests.ScheduleAsync(cafe, new CampaignContent([new CampaignText("對的")]), new());
        await cafe.GoToAsync(Opening.AddSeconds(121));
        Assert.Contains("對的", Assert.Single(await cafe.HeardAsync(member)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_forecast_names_people_reasons_words_and_cost_and_changes_nothing()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        for (var i = 0; i < 4; i++) await cafe.JoinAsync($"會員{i}");
        await cafe.JoinAsync("不要", optIn: false);
        await cafe.App.Line.PostAsync("quota", new { type = "limited", value = 6002, used = 5999 });
        await cafe.App.InScopeAsync(async s =>
        {
            await s.GetRequiredService<LinePlans>().SaveAsync(new LinePlanTable("high", LinePlan.Known), Ct);
            return 0;
        });
        var id = await AudienceTests.SaveAsync(cafe, new CampaignContent([new CampaignText("{name}您好")]), new(), new CampaignExperiment { HoldOutPercent = 25 });
        var campaign = await cafe.App.DbAsync(db => db.Campaigns.AsNoTracking().SingleAsync(c => c.Id == id, Ct));
        var forecast = (await cafe.App.InScopeAsync(s => s.GetRequiredService<ForecastCampaign>().ExecuteAsync(campaign, 1, Ct))).Value!;
        Assert.Equal((5, 4, 1), (forecast.Count.Matched, forecast.Count.Reachable, forecast.Count.OptedOut));
        // One held out; of three messages one is within the plan, two cost 0.2 each.
        Assert.Equal((1, 3, 1L, 0L), (forecast.HeldOut, forecast.Messages, forecast.Cost, forecast.LeftAfter));
        Assert.Equal(["會員0您好", "會員1您好", "會員3您好"], forecast.Samples.Select(s => ((Line.Messaging.Messages.TextMessage)s.Messages[0]).Text));
        Assert.Equal(ApprovalNeed.TypedCount, forecast.Approval);
        Assert.Equal(0, await cafe.App.DbAsync(db => db.Deliveries.CountAsync(Ct)));
    }

    [Fact]
    public void Prices_fall_by_steps_and_follow_their_day()
    {
        var plan = new LinePlan("high", "高用量", "High", new(2023, 9, 1), 1200, 6000, LinePlan.ReadAddOns("1: 0.2, 101: 0.1")!);
        Assert.Equal((0, 20, 10, 1, 0), ((int)plan.CostOf(6000, 0)!, (int)plan.CostOf(100, 6000)!, (int)plan.CostOf(100, 6100)!, (int)plan.CostOf(1, 6000)!, (int)plan.CostOf(0, 9000)!));
        Assert.Equal(25, plan.CostOf(150, 6000));
        Assert.Null(LinePlan.Known[0].CostOf(201, 0));
        Assert.Equal(0, LinePlan.Known[0].CostOf(200, 0));
        Assert.Null(LinePlan.ReadAddOns("100: 0.2"));
        Assert.Null(LinePlan.ReadAddOns("1: 0.2, 1: 0.1"));
        Assert.Equal("1: 0.2, 101: 0.1", plan.AddOnText());
        var table = new LinePlanTable("high", [plan, plan with { From = new(2027, 1, 1), Fee = 1500 }]);
        Assert.Equal((1200, 1500, null), (table.On(new(2026, 12, 31))?.Fee, table.On(new(2027, 1, 1))?.Fee, table.On(new(2023, 1, 1))?.Fee));
    }
}
