using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Membership;
using LineLoyalty.Scheduling;
using LineLoyalty.Tests.Marketing;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace LineLoyalty.Tests.Scheduling;

public sealed class RunDueSchedulesTests
{
    private static readonly DateTime Opening = new(2027, 3, 1, 12, 0, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_installation_starts_with_the_next_planned_time_not_with_the_past()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var runs = await RunsAsync(cafe.App);
        Assert.Equal(Timetable.Daily.Count, runs.Count);
        Assert.All(runs, r => Assert.Equal(ScheduleRunState.Done, r.State));
        Assert.All(runs, r => Assert.StartsWith("not run", r.Note, StringComparison.Ordinal));
        await cafe.RunAsync();
        Assert.Equal(runs.Count, (await RunsAsync(cafe.App)).Count);
    }

    [Fact]
    public async Task After_a_jump_every_day_in_between_is_run_once_and_in_order()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        await cafe.GoToAsync(Opening.AddDays(10));
        var runs = (await RunsAsync(cafe.App)).Where(r => r.Note is null).ToList();
        Assert.Equal(10 * Timetable.Daily.Count, runs.Count);
        Assert.Equal(runs.Count, runs.Select(r => (r.Schedule, r.PlannedAt)).Distinct().Count());
        Assert.Equal(runs.OrderBy(r => r.PlannedAt).ThenBy(r => Order(r.Schedule)).Select(r => r.Id), runs.OrderBy(r => r.Id).Select(r => r.Id));
    }

    [Fact]
    public async Task A_gap_longer_than_the_longest_runs_its_last_days_only()
    {
        await using var cafe = await Cafe.OpenAsync(Opening, ("Scheduling:LongestGapDays", "20"));
        await cafe.GoToAsync(Opening.AddYears(3));
        var runs = (await RunsAsync(cafe.App)).Where(r => r.Note is null).ToList();
        Assert.InRange(runs.Count, 20 * Timetable.Daily.Count, 21 * Timetable.Daily.Count);
        Assert.True(runs.Min(r => r.PlannedAt) > cafe.App.Clock.Now.AddDays(-21));
    }

    [Fact]
    public async Task Two_servers_share_the_runs_and_take_none_twice()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var members = new List<Member>();
        for (var i = 0; i < 12; i++) members.Add(await cafe.JoinAsync($"會員{i}", $"3-{2 + i}"));
        cafe.App.Clock.Advance(TimeSpan.FromDays(6));
        var servers = Enumerable.Range(0, 3).Select(_ => Another(cafe.App)).ToList();
        await Task.WhenAll(servers.Select(s => s.ExecuteAsync(Ct)));
        // Whoever met another server's run left the rest to the next tick.
        foreach (var server in servers) await server.ExecuteAsync(Ct);
        await cafe.SentAsync();

        var all = await RunsAsync(cafe.App);
        Assert.All(all, r => Assert.True(r.State == ScheduleRunState.Done && (r.Note is null || r.Note.StartsWith("not run", StringComparison.Ordinal)), $"{r.Schedule} of {r.PlannedAt:s}: {r.State}, {r.Note}"));
        Assert.Equal(6 * Timetable.Daily.Count, all.Count(r => r.Note is null));
        // Birthdays from the 4th on: those before are more than three days over.
        foreach (var member in members.Skip(2)) Assert.Single(await cafe.CouponsAsync(member, "birthday"));
        Assert.Equal(2, (await cafe.HeardAsync(members[4])).Count);
    }

    [Fact]
    public async Task A_run_whose_server_died_is_taken_over_after_its_lease_and_holds_back_the_days_after_it()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var day = DateOnly.FromDateTime(Opening).AddDays(1);
        var at = cafe.Time.At(day, new TimeOnly(9, 0));
        cafe.App.Clock.Set(new DateTimeOffset(at, TimeSpan.Zero));
        var dead = cafe.App.Services.GetRequiredService<ScheduleClaims>();
        Assert.NotNull(await dead.ClaimAsync("birthday-greeting", at, null, Ct));
        await cafe.RunAsync();
        Assert.Equal(ScheduleRunState.Running, await StateAsync(cafe.App, at));

        cafe.App.Clock.Advance(TimeSpan.FromMinutes(3));
        await cafe.RunAsync();
        Assert.Equal(ScheduleRunState.Done, await StateAsync(cafe.App, at));
        await cafe.GoToAsync(Opening.AddDays(2));
        Assert.Equal(ScheduleRunState.Done, await StateAsync(cafe.App, cafe.Time.At(day.AddDays(1), new TimeOnly(9, 0))));
    }

    [Fact]
    public async Task Only_the_holder_of_the_token_can_finish_a_run()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var claims = cafe.App.Services.GetRequiredService<ScheduleClaims>();
        var at = cafe.App.Clock.Now;
        var first = (await claims.ClaimAsync("birthday-greeting", at, null, Ct))!;
        Assert.Null(await claims.ClaimAsync("birthday-greeting", at, null, Ct));
        cafe.App.Clock.Advance(TimeSpan.FromMinutes(3));
        var open = (await claims.ReadAsync(Ct)).Open.Single();
        var second = (await claims.ClaimAsync("birthday-greeting", at, open, Ct))!;
        Assert.Null(await claims.ClaimAsync("birthday-greeting", at, open, Ct));
        Assert.False(await claims.FinishAsync("birthday-greeting", at, first, Ct));
        Assert.True(await claims.FinishAsync("birthday-greeting", at, second, Ct));
    }

    [Fact]
    public async Task The_ticks_of_a_running_server_do_it_all_by_themselves()
    {
        await using var app = await TestApp.StartAsync([("Scheduling:Tick", "00:00:00.5")]);
        await TestApp.EventuallyAsync(async () => (await RunsAsync(app)).Count == Timetable.Daily.Count ? "" : null, "the timetable is known");
        app.Clock.Advance(TimeSpan.FromDays(1));
        try
        {
            await TestApp.EventuallyAsync(async () => (await RunsAsync(app)).Count(r => r.State == ScheduleRunState.Done) == 2 * Timetable.Daily.Count ? "" : null, "a day later all have run");
        }
        catch (TimeoutException)
        {
            Assert.Fail(string.Join("\n", (await RunsAsync(app)).Select(r => $"{r.Schedule} {r.PlannedAt:s} {r.State} {r.LeaseUntil:s} {r.Note}")) + app.Clock.Now);
        }
    }

    private static RunDueSchedules Another(TestApp app) => new(
        app.Services.GetRequiredService<IServiceScopeFactory>(),
        new ScheduleClaims(app.Services.GetRequiredService<IDbContextFactory<LoyaltyDb>>(), app.Clock),
        app.Services.GetRequiredService<RunCampaigns>(),
        app.Services.GetRequiredService<RunJourneys>(),
        app.Services.GetRequiredService<RunMissions>(),
        app.Services.GetRequiredService<BrandTime>(),
        app.Services.GetRequiredService<IOptions<SchedulingOptions>>(),
        NullLogger<RunDueSchedules>.Instance);

    private static int Order(string schedule) => Timetable.Daily.Index().Single(s => s.Item.Name == schedule).Index;

    private static Task<List<ScheduleRun>> RunsAsync(TestApp app) => app.DbAsync(db => db.ScheduleRuns.AsNoTracking().OrderBy(r => r.Id).ToListAsync(Ct));

    private static Task<ScheduleRunState> StateAsync(TestApp app, DateTime at) =>
        app.DbAsync(db => db.ScheduleRuns.Where(r => r.Schedule == "birthday-greeting" && r.PlannedAt == at).Select(r => r.State).SingleAsync(Ct));
}
