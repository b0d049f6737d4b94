using System.Globalization;
using Line.Emulator;
using LineLoyalty.Data;
using LineLoyalty.Databases;
using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Deliveries;

/// <summary>Two real servers on one PostgreSQL share a send and the clockwork; one is killed on the way, and the emulator's journal is the judge.</summary>
public sealed class TwoServersTests
{
    private const int Members = 300;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_send_and_when_one_is_killed_nothing_is_lost_or_doubled()
    {
        Assert.SkipWhen(TestDatabase.Provider == DatabaseProvider.Sqlite, "SQLite has one server.");
        var directory = Directory.CreateTempSubdirectory("loyalty-two-").FullName;
        var options = new EmulatorOptions { Port = 0, DataDirectory = Path.Combine(directory, "emulator") };
        await using var emulator = await EmulatorHost.StartAsync(options, TimeProvider.System, Ct);
        await using var database = await TestDatabase.CreateAsync(directory);
        emulator.Seed(Enumerable.Range(1, Members).Select(i => new EmulatorUser(UserId(i), $"會員{i}") { Friend = true }));
        await using var services = new ServiceCollection().AddLogging()
            .AddLoyaltyDatabase(new DatabaseOptions { Provider = TestDatabase.Provider, ConnectionString = database.ConnectionString }).BuildServiceProvider();
        (string, string)[] settings =
        [
            ("Deliveries:Rates:Push", "60"), ("Deliveries:GroupSize", "10"), ("Deliveries:Lease", "00:00:15"), ("Deliveries:RequestTimeout", "00:00:02"), ("Scheduling:Tick", "00:00:00.5"),
        ];
        var starting = Enumerable.Range(1, 2).Select(i => ServerProcess.StartAsync(Path.Combine(directory, $"{i}"), database, options, emulator.BaseUrl, settings)).ToList();
        await using var dying = await starting[0];
        await using var staying = await starting[1];
        await UntilAsync(services, db => db.RateShares.CountAsync(s => s.Endpoint == "push" && s.Server != RateShare.Table && s.PerSecond > 0, Ct), 2);
        await UntilAsync(services, db => CountAsync(db, "SELECT count(*) AS \"Value\" FROM qrtz_scheduler_state"), 2);

        await PlanAsync(services);
        // Both hold rows at the same time.
        await UntilAsync(services, async db => (await db.Deliveries.Where(d => d.LeaseOwner != null).Select(d => d.LeaseOwner!).ToListAsync(Ct)).Select(o => o.Split(':')[1]).Distinct().Count(), 2);
        await dying.KillAsync();
        await UntilAsync(services, db => db.Deliveries.CountAsync(d => d.State == DeliveryState.Sent, Ct), Members);

        using var line = new LineWorld(emulator.BaseUrl);
        var sends = (await line.JournalAsync()).SelectMany(e => e.GetProperty("to").EnumerateArray()).Select(t => t.GetString()!).ToList();
        Assert.Equal(Enumerable.Range(1, Members).Select(UserId).Order(), sends.Order());
        Assert.Equal(Members, await ReadAsync(services, db => db.MemberEvents.CountAsync(e => e.Kind == MemberEvents.MessageSent, Ct)));
        // The survivor has the whole ceiling, and the clockwork has forgotten the dead.
        await UntilAsync(services, async db => (int)await db.RateShares.Where(s => s.Endpoint == "push").SumAsync(s => s.PerSecond, Ct), 60);
        await UntilAsync(services, db => CountAsync(db, "SELECT count(*) AS \"Value\" FROM qrtz_scheduler_state"), 1);
        // Each schedule's planned time has one row, and no knock belongs to two triggers.
        var runs = await ReadAsync(services, db => db.ScheduleRuns.Select(r => new { r.Schedule, r.PlannedAt }).ToListAsync(Ct));
        Assert.Equal(runs.Count, runs.Distinct().Count());
        Assert.Equal(await ReadAsync(services, db => CountAsync(db, "SELECT count(*) AS \"Value\" FROM qrtz_job_details")), await ReadAsync(services, db => CountAsync(db, "SELECT count(*) AS \"Value\" FROM qrtz_triggers")));
    }

    private static async Task PlanAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(Ct);
        var accounts = Enumerable.Range(1, Members).Select(i => new LineAccount
        {
            LineUserId = UserId(i), Friend = true, FirstSeenAt = now, BoundAt = now,
            Member = new Member { Ref = i.ToString("x16", CultureInfo.InvariantCulture), CardNumber = i.ToString("d16", CultureInfo.InvariantCulture), Name = $"王小{i}", JoinedAt = now, MarketingOptIn = true },
        }).ToList();
        db.LineAccounts.AddRange(accounts);
        await db.SaveChangesAsync(Ct);
        var outbox = new Outbox(db, TimeProvider.System, new DeliverySignal());
        foreach (var a in accounts) outbox.Push(a.Id, a.MemberId, DeliveryPurpose.Marketing, "test", null, [new Line.Messaging.Messages.TextMessage($"您好 {a.Id}")]);
        await unit.CommitAsync(Ct);
    }

    private static Task<int> CountAsync(LoyaltyDb db, string sql) => db.Database.SqlQueryRaw<int>(sql.Replace("count(*)", "count(*)::int", StringComparison.Ordinal)).SingleAsync(Ct);

    private static async Task UntilAsync(IServiceProvider services, Func<LoyaltyDb, Task<int>> read, int wanted)
    {
        var until = Environment.TickCount64 + 90_000;
        int seen;
        while ((seen = await ReadAsync(services, read)) != wanted)
        {
            Assert.True(Environment.TickCount64 < until, $"{seen} instead of {wanted}.");
            await Task.Delay(50, Ct);
        }
    }

    private static async Task<T> ReadAsync<T>(IServiceProvider services, Func<LoyaltyDb, Task<T>> read)
    {
        await using var scope = services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<LoyaltyDb>());
    }

    private static string UserId(int i) => "U" + i.ToString("x32", CultureInfo.InvariantCulture);
}
