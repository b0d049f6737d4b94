using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Databases;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Membership;
using LineLoyalty.Rewards;
using LineLoyalty.Scheduling;
using LineLoyalty.Tests.Deliveries;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Scheduling;

/// <summary>
/// RT-16: pushes planned all over ten minutes, repeating ones and the day's own runs, while servers are killed, frozen, and one has a clock that
/// runs ahead. What LINE took says what went out and when. Seed: <c>LOYALTY_TEST_SEED</c>; size: <c>LOYALTY_TEST_SIZE=T2</c>.
/// </summary>
public sealed class PlannedTimesTests
{
    private static readonly bool Large = Environment.GetEnvironmentVariable("LOYALTY_TEST_SIZE") == "T2";
    private static readonly bool Alone = TestDatabase.Provider == DatabaseProvider.Sqlite;
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Deliveries:Poll"] = "00:00:00.05", ["Deliveries:Lease"] = "00:00:15", ["Deliveries:RequestTimeout"] = "00:00:02", ["Deliveries:FirstRetry"] = "00:00:00.05",
        // No hour is quiet.
        ["Programmes:QuietFrom"] = "09:00", ["Programmes:QuietUntil"] = "09:00",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_planned_time_comes_once_none_early_and_what_is_very_late_waits_for_a_person()
    {
        var (pushes, kills, pauses) = Large ? (200, 30, 20) : (24, 4, 1);
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LOYALTY_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        Say($"seed {seed}; {pushes} pushes in ten minutes, {kills} kills, {pauses} pauses");
        var random = new Random(seed);
        // 08:58 in Taipei: most of the day's runs lie in the ten minutes from here.
        await using var rig = await SendingRig.StartAsync(new DateTimeOffset(2026, 5, 20, 0, 58, 0, TimeSpan.Zero), new(Settings));
        await SeedAsync(rig);
        var start = rig.Now;
        var planned = Enumerable.Range(1, pushes).ToDictionary(i => $"第{i}則", _ => start.AddSeconds(random.Next(5, 600)));
        // Nobody is there when these are due: some are a little late afterwards, some very.
        for (var i = 1; i <= 4; i++) planned[$"稍晚{i}"] = start.AddMinutes(45 + i);
        for (var i = 1; i <= 4; i++) planned[$"太晚{i}"] = start.AddMinutes(12 + i);
        await PlanAsync(rig, planned, start);

        await using var servers = new Servers(rig);
        servers.Start();
        if (!Alone) servers.Start();
        await rig.UntilAsync(db => db.Campaigns.AllAsync(c => c.FrozenAt != null || c.State == CampaignState.Repeating, Ct), 120);
        var trouble = new Queue<string>(Enumerable.Repeat("kill", kills).Concat(Enumerable.Repeat("freeze", pauses)).Concat(Alone ? [] : Enumerable.Repeat("clock", Large ? 3 : 1)).OrderBy(_ => random.Next()));
        var each = TimeSpan.FromMinutes(10) / (trouble.Count + 1);
        while (rig.Now < start.AddMinutes(10))
        {
            if (trouble.Count > 0 && rig.Now - start > TimeSpan.FromMinutes(10) - each * trouble.Count)
            {
                switch (trouble.Dequeue())
                {
                    case "kill":
                        servers.Kill(random.Next(2));
                        servers.Start();
                        break;
                    case "freeze":
                        await servers.FreezeAsync(random.Next(2), TimeSpan.FromSeconds(Large ? random.Next(4, 9) : 1));
                        break;
                    default:
                        await servers.RunAheadAsync(random.Next(2), TimeSpan.FromMinutes(5));
                        break;
                }
            }
            rig.Clock.Advance(TimeSpan.FromSeconds(Large ? 1 : 3));
            await NothingIsEarlyAsync(rig);
            await Task.Delay(50, Ct);
        }
        // Begun, if not yet sent: what a server whose clock ran ahead had in its hands when it was killed waits until that clock's time.
        await rig.UntilAsync(async db => !await db.Campaigns.AnyAsync(c => c.StartedAt == null && c.ScheduledAt <= start.AddMinutes(10), Ct), 120);
        await servers.StopAsync();
        rig.Clock.Advance(start.AddMinutes(55) - rig.Now);
        servers.Start();
        await rig.UntilAsync(async db => !await db.Campaigns.AnyAsync(c => c.State != CampaignState.Sent && c.State != CampaignState.Held && c.State != CampaignState.Repeating, Ct), 120);
        await rig.UntilAsync(async db => !await db.ScheduleRuns.AnyAsync(r => r.State == ScheduleRunState.Running, Ct), 120);
        await servers.StopAsync();

        var held = await rig.WithAsync(db => db.Campaigns.Where(c => c.State == CampaignState.Held).Select(c => c.Name).ToListAsync(Ct));
        Assert.Equal(planned.Keys.Where(n => n.StartsWith("太晚", StringComparison.Ordinal)).Order(), held.Order());
        var sent = (await rig.JournalAsync()).Entries.SelectMany(e => e.GetProperty("to").EnumerateArray().Select(to => (
            Text: e.GetProperty("messages")[0].GetProperty("text").GetString()!, To: to.GetString()!, At: e.GetProperty("at").GetDateTime().ToUniversalTime()))).ToList();
        Assert.Equal(sent.Count, sent.Select(s => (s.Text, s.To)).Distinct().Count());
        foreach (var (name, at) in planned.Where(p => !held.Contains(p.Key)))
        {
            var mine = sent.Where(s => s.Text == name).ToList();
            Assert.True(mine.Count == 2, $"{name}, planned for {at:T}, went to {mine.Count} people: {await WhyAsync(rig, name)}");
            Assert.All(mine, s => Assert.True(s.At >= at, $"{name} was planned for {at:T} and went out at {s.At:T}"));
        }
        // The hourly push: at nine, and not again before ten.
        var runs = await rig.WithAsync(db => db.Campaigns.Where(c => c.ParentId != null).Select(c => new { c.PlannedFor, c.State }).ToListAsync(Ct));
        Assert.Equal([(new DateTime(2026, 5, 20, 1, 0, 0, DateTimeKind.Utc), CampaignState.Sent)], runs.Select(r => (r.PlannedFor!.Value, r.State)));
        Assert.Equal(2, sent.Count(s => s.Text == "整點"));
        var days = await rig.WithAsync(db => db.ScheduleRuns.AsNoTracking().Where(r => r.Note == null || !r.Note.StartsWith("not run")).ToListAsync(Ct));
        Assert.True(days.Count >= 6, $"{days.Count} of the day's runs lie in the hour.");
        Assert.All(days, d => Assert.Equal(ScheduleRunState.Done, d.State));
        Say($"{planned.Count - held.Count + runs.Count} pushes and {days.Count} of the day's runs, {held.Count} held");
    }

    private static async Task NothingIsEarlyAsync(SendingRig rig)
    {
        var begun = await rig.WithAsync(db => db.ScheduleRuns.MaxAsync(r => (DateTime?)r.PlannedAt, Ct));
        Assert.True(begun is null || begun <= rig.Now, $"A run planned for {begun:T} had begun at {rig.Now:T}");
        var now = rig.Now;
        var early = await rig.WithAsync(db => db.Campaigns.Where(c => c.StartedAt != null && c.ScheduledAt > now).Select(c => c.Name).ToListAsync(Ct));
        Assert.Empty(early);
    }

    private static Task<string> WhyAsync(SendingRig rig, string name) => rig.WithAsync(async db =>
    {
        var push = await db.Campaigns.AsNoTracking().SingleAsync(c => c.Name == name, Ct);
        var people = await db.CampaignRecipients.Where(r => r.CampaignId == push.Id).Select(r => new { r.MemberId, r.Variant, r.Reason }).ToListAsync(Ct);
        var sends = await db.Deliveries.Where(d => d.CampaignId == push.Id).Select(d => new { d.State, d.LineStatus, d.DueAt, d.Messages }).ToListAsync(Ct);
        return $"{push.State}, kept {push.FrozenAt:T}, started {push.StartedAt:T}, finished {push.FinishedAt:T}; {string.Join(", ", people)}; {string.Join(", ", sends)}";
    });

    private static Task<int> SeedAsync(SendingRig rig) => rig.WithAsync(async (_, s) =>
    {
        await s.GetRequiredService<SeedProgramme>().ExecuteAsync(Ct);
        await s.GetRequiredService<SeedJourneys>().ExecuteAsync(Ct);
        return 0;
    });

    /// <summary>Two people for each push, as a day allows everybody one.</summary>
    private static async Task<int> PlanAsync(SendingRig rig, Dictionary<string, DateTime> planned, DateTime now)
    {
        var people = await rig.AddMembersAsync((planned.Count + 1) * 2);
        return await rig.WithAsync(db => PlanAsync(db, people, planned, now));
    }

    private static async Task<int> PlanAsync(LoyaltyDb db, IReadOnlyList<LineAccount> people, Dictionary<string, DateTime> planned, DateTime now)
    {
        await using var unit = await db.BeginWriteAsync(Ct);
        db.MemberTags.AddRange(people.Select((p, i) => new MemberTag { MemberId = p.MemberId!.Value, Name = $"{i / 2}", AddedAt = now, Source = "test" }));
        db.Campaigns.AddRange(planned.Select((p, i) => Push(p.Key, now, CampaignState.Scheduled, p.Value, i)));
        var hourly = Push("整點", now, CampaignState.Repeating, null, planned.Count);
        hourly.Timing = new SendRepeatedly(RepeatEvery.Cron, "Asia/Taipei") { Cron = "0 0 * * * ?" }.ToJson();
        hourly.RepeatedUpTo = now;
        db.Campaigns.Add(hourly);
        await unit.CommitAsync(Ct);
        return 0;
    }

    private static Campaign Push(string text, DateTime now, CampaignState state, DateTime? at, int people) => new()
    {
        Name = text, Content = new CampaignContent([new CampaignText(text)]).ToJson(), Audience = CampaignAudience.OfTag($"{people}").ToJson(), CreatedBy = 1, CreatedAt = now, State = state, ScheduledAt = at,
    };

    private static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);

    /// <summary>The brand's clock and the machine's as one server sees them.</summary>
    private sealed class OwnClock(TimeProvider right) : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => right.GetUtcNow() + Ahead;
    }

    private sealed record Server(ServiceProvider Services, HostLife Life, OwnClock Brand, OwnClock Machine, CancellationTokenSource Stop, Task Ticks);

    private sealed class Servers(SendingRig rig) : IAsyncDisposable
    {
        private readonly List<Server> alive = [];
        private readonly List<Task> ending = [];

        public void Start()
        {
            var (life, brand, machine) = (new HostLife(), new OwnClock(rig.Clock), new OwnClock(TimeProvider.System));
            var services = rig.Build(life, brand, machine);
            var stop = new CancellationTokenSource();
            alive.Add(new Server(services, life, brand, machine, stop, Task.Run(() => TickAsync(services, stop.Token), Ct)));
        }

        public void Kill(int which)
        {
            var server = alive[which % alive.Count];
            alive.Remove(server);
            server.Life.Kill();
            ending.Add(Task.Run(() => EndAsync(server)));
            // What it held is free when its leases end.
            rig.Clock.Advance(TimeSpan.FromSeconds(8));
        }

        public async Task FreezeAsync(int which, TimeSpan duration)
        {
            var life = alive[which % alive.Count].Life;
            life.Freeze();
            // Longer than its leases for all others.
            rig.Clock.Advance(TimeSpan.FromSeconds(40));
            await Task.Delay(duration, Ct);
            life.Thaw();
        }

        /// <summary>Every clock of one machine is wrong while three minutes go by for all others.</summary>
        public async Task RunAheadAsync(int which, TimeSpan by)
        {
            var server = alive[which % alive.Count];
            server.Machine.Ahead = by;
            server.Brand.Ahead = by;
            for (var i = 0; i < 12; i++)
            {
                rig.Clock.Advance(TimeSpan.FromSeconds(5));
                await Task.Delay(100, Ct);
                await NothingIsEarlyAsync(rig);
            }
            server.Brand.Ahead = TimeSpan.Zero;
            server.Machine.Ahead = TimeSpan.Zero;
        }

        public async Task StopAsync()
        {
            foreach (var server in alive) await EndAsync(server);
            alive.Clear();
            await Task.WhenAll(ending);
        }

        public async ValueTask DisposeAsync() => await StopAsync();

        private static async Task TickAsync(ServiceProvider services, CancellationToken stop)
        {
            await SendingRig.WorkerOf(services).StartAsync(stop);
            var (tick, due) = (services.GetRequiredService<Tick>(), services.GetRequiredService<RunDueSchedules>());
            while (!stop.IsCancellationRequested)
            {
                await tick.RunAsync(due.ExecuteAsync, stop, CancellationToken.None);
                await Task.WhenAny(Task.Delay(50, stop));
            }
        }

        private static async Task EndAsync(Server server)
        {
            await server.Stop.CancelAsync();
            await server.Ticks;
            await SendingRig.WorkerOf(server.Services).StopAsync(CancellationToken.None);
            await server.Services.DisposeAsync();
            server.Stop.Dispose();
        }
    }
}
