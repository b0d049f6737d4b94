using System.Globalization;
using Line.Emulator;
using LineLoyalty.Data;
using LineLoyalty.Databases;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Membership;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Marketing;

/// <summary>
/// The real server, killed again and again in the middle of a push. The emulator lives on beside it, and its journal is the judge.
/// <c>LOYALTY_TEST_SIZE=T2</c>: five times as many kills.
/// </summary>
public sealed class PushCrashTests
{
    private const int Members = 300;
    private static readonly int Times = Environment.GetEnvironmentVariable("LOYALTY_TEST_SIZE") == "T2" ? 5 : 1;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>One push of three hundred requests, and several of one request each.</summary>
    [Theory]
    [InlineData("{name}，您有 {points} 點", 1, 3)]
    [InlineData("新品上市，歡迎來喝", 3, 3)]
    public async Task Killed_at_any_moment_every_member_gets_exactly_one_message(string text, int pushes, int kills)
    {
        (pushes, kills) = (pushes == 1 ? 1 : pushes * Times, kills * Times);
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LOYALTY_TEST_SEED"), out var given) ? given : Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var directory = Directory.CreateTempSubdirectory("loyalty-push-").FullName;
        var options = new EmulatorOptions { Port = 0, DataDirectory = Path.Combine(directory, "emulator") };
        await using var emulator = await EmulatorHost.StartAsync(options, TimeProvider.System, Ct);
        await using var database = await TestDatabase.CreateAsync(directory);
        emulator.Seed(Enumerable.Range(1, Members).Select(i => new EmulatorUser(UserId(i), $"會員{i}") { Friend = true }));
        await using var services = new ServiceCollection().AddLogging()
            .AddLoyaltyDatabase(new DatabaseOptions { Provider = TestDatabase.Provider, ConnectionString = database.ConnectionString }).BuildServiceProvider();
        await PrepareAsync(services, [.. Enumerable.Range(1, pushes).Select(i => pushes == 1 ? text : $"{text} {i}")]);

        // Slow enough that the push outlives many servers; one fault in ten makes outcomes unknown as well.
        (string, string)[] settings =
        [
            ("Deliveries:Rates:Push", "60"), ("Deliveries:Rates:Multicast", "0.5"), ("Deliveries:GroupSize", "8"), ("Deliveries:PersonalParallel", "4"),
            ("Deliveries:FirstRetry", "00:00:00.1"), ("Deliveries:LongestRetry", "00:00:01"), ("Deliveries:Lease", "00:00:15"), ("Deliveries:RequestTimeout", "00:00:02"), ("Scheduling:Tick", "00:00:00.5"),
            // The hour at which the test happens to run.
            ("Programmes:QuietFrom", "09:00"), ("Programmes:QuietUntil", "09:00"),
        ];
        using var line = new LineWorld(emulator.BaseUrl);
        await line.FaultAsync(new { endpoint = "*", kind = "error500After", probability = 0.1, seed });
        var requests = pushes == 1 ? Members : pushes;
        for (var kill = 0; kill < kills; kill++)
        {
            await using var server = await ServerProcess.StartAsync(directory, database, options, emulator.BaseUrl, settings);
            // Each server dies at work: the first as it plans, the others when LINE has taken so many.
            var enough = requests * kill / (kills + (pushes == 1 ? 1 : 0));
            await UntilAsync(async () => await ReadAsync(services, db => db.Campaigns.AnyAsync(c => c.State != CampaignState.Scheduled, Ct)) && await line.AcceptedAsync() >= enough, "the push gets on");
            await Task.Delay(random.Next(0, pushes == 1 ? 250 : 60), Ct);
            await server.KillAsync();
            TestContext.Current.TestOutputHelper?.WriteLine($"killed when LINE had taken {await line.AcceptedAsync()} of {requests}");
        }

        await using (await ServerProcess.StartAsync(directory, database, options, emulator.BaseUrl, settings))
        {
            await UntilAsync(async () => !await ReadAsync(services, db => db.Campaigns.AnyAsync(c => c.State != CampaignState.Sent, Ct)), "the push ends");
        }

        var sends = (await line.JournalAsync()).SelectMany(e => e.GetProperty("to").EnumerateArray().Select(t => (To: t.GetString()!, Text: e.GetProperty("messages")[0].GetProperty("text").GetString()!))).ToList();
        Assert.Equal(Enumerable.Range(1, Members).Select(UserId).Order(), sends.Select(s => s.To).Order());
        if (pushes > 1) Assert.All(sends.GroupBy(s => s.Text), g => Assert.Equal(Members / pushes, g.Count()));
        var states = await ReadAsync(services, db => db.DeliveryRecipients.GroupBy(r => r.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(Ct));
        Assert.Equal((RecipientState.Accepted, sends.Count), (Assert.Single(states).Key, states[0].Count));
        Assert.Equal(sends.Count, await ReadAsync(services, db => db.MemberEvents.CountAsync(e => e.Kind == MemberEvents.MessageSent, Ct)));
        Assert.All(await ReadAsync(services, db => db.Campaigns.Select(c => c.Planned).ToListAsync(Ct)), planned => Assert.Equal(Members / pushes, planned));
    }

    private static async Task UntilAsync(Func<Task<bool>> reached, string what)
    {
        for (var until = Environment.TickCount64 + 180_000; !await reached();)
        {
            Assert.True(Environment.TickCount64 < until, $"It did not happen: {what}");
            await Task.Delay(5, Ct);
        }
    }

    private static async Task PrepareAsync(IServiceProvider services, List<string> texts)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(Ct);
        // Everybody is in one of them, since a day allows one message.
        db.Campaigns.AddRange(texts.Select((text, i) => new Campaign
        {
            Name = "開幕", Content = new CampaignContent([new CampaignText(text)]).ToJson(), Audience = CampaignAudience.OfTag($"{i}").ToJson(),
            CreatedBy = 1, CreatedAt = now, State = CampaignState.Scheduled, ScheduledAt = now,
        }));
        var people = Enumerable.Range(1, Members).Select(i => new LineAccount
        {
            LineUserId = UserId(i), Friend = true, FirstSeenAt = now, BoundAt = now,
            Member = new Member { Ref = i.ToString("x16", CultureInfo.InvariantCulture), CardNumber = i.ToString("d16", CultureInfo.InvariantCulture), Name = $"王小{i}", JoinedAt = now, MarketingOptIn = true },
        }).ToList();
        db.LineAccounts.AddRange(people);
        await db.SaveChangesAsync(Ct);
        db.MemberTags.AddRange(people.Select((p, i) => new MemberTag { MemberId = p.Member!.Id, Name = $"{i % texts.Count}", AddedAt = now, Source = "test" }));
        await unit.CommitAsync(Ct);
    }

    private static async Task<T> ReadAsync<T>(IServiceProvider services, Func<LoyaltyDb, Task<T>> read)
    {
        await using var scope = services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<LoyaltyDb>());
    }

    private static string UserId(int i) => "U" + i.ToString("x32", CultureInfo.InvariantCulture);
}
