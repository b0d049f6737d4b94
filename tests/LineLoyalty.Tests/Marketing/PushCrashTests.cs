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

/// <summary>The real server, killed again and again in the middle of a push. The emulator lives on beside it, and its journal is the judge.</summary>
public sealed class PushCrashTests
{
    private const int Members = 300;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{name}，您有 {points} 點", 13)]
    [InlineData("新品上市，歡迎來喝", 4)]
    public async Task Killed_at_any_moment_every_member_gets_exactly_one_message(string text, int kills)
    {
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
        var campaign = await PrepareAsync(services, text);

        // Slow enough that the push outlives many servers; one fault in ten makes outcomes unknown as well.
        (string, string)[] settings =
        [
            ("Deliveries:Rates:Push", "40"), ("Deliveries:Rates:Multicast", "0.5"), ("Deliveries:GroupSize", "8"), ("Deliveries:PersonalParallel", "4"),
            ("Deliveries:FirstRetry", "00:00:00.1"), ("Deliveries:LongestRetry", "00:00:01"), ("Deliveries:Lease", "00:00:15"), ("Deliveries:RequestTimeout", "00:00:05"), ("Scheduling:Tick", "00:00:00.5"),
            // The hour at which the test happens to run.
            ("Programmes:QuietFrom", "09:00"), ("Programmes:QuietUntil", "09:00"),
        ];
        using var line = new LineWorld(emulator.BaseUrl);
        await line.FaultAsync(new { endpoint = "*", kind = "error500After", probability = 0.1, seed });
        for (var kill = 0; kill < kills; kill++)
        {
            await using var server = await ServerProcess.StartAsync(directory, database, options, emulator.BaseUrl, settings);
            await Task.Delay(random.Next(20, 1200), Ct);
            await server.KillAsync();
        }
        var done = await ReadAsync(services, db => db.DeliveryRecipients.CountAsync(r => r.State == RecipientState.Accepted, Ct));
        TestContext.Current.TestOutputHelper?.WriteLine($"{done} of {Members} recorded when the last kill came");

        await using (await ServerProcess.StartAsync(directory, database, options, emulator.BaseUrl, settings))
        {
            var until = Environment.TickCount64 + 120_000;
            while (await ReadAsync(services, db => db.Campaigns.AnyAsync(c => c.Id == campaign && c.State != CampaignState.Sent, Ct)))
            {
                Assert.True(Environment.TickCount64 < until, "The campaign did not end.");
                await Task.Delay(100, Ct);
            }
        }

        var sends = (await line.JournalAsync()).SelectMany(e => e.GetProperty("to").EnumerateArray()).Select(t => t.GetString()!).ToList();
        Assert.Equal(Enumerable.Range(1, Members).Select(UserId).Order(), sends.Order());
        var states = await ReadAsync(services, db => db.DeliveryRecipients.GroupBy(r => r.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(Ct));
        Assert.Equal((RecipientState.Accepted, Members), (Assert.Single(states).Key, states[0].Count));
        Assert.Equal(Members, await ReadAsync(services, db => db.MemberEvents.CountAsync(e => e.Kind == MemberEvents.MessageSent, Ct)));
        Assert.Equal(Members, await ReadAsync(services, db => db.Campaigns.Where(c => c.Id == campaign).Select(c => c.Planned).SingleAsync(Ct)));
    }

    private static async Task<long> PrepareAsync(IServiceProvider services, string text)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var campaign = new Campaign
        {
            Name = "開幕", Content = new CampaignContent([new CampaignText(text)]).ToJson(), Audience = new CampaignAudience().ToJson(),
            CreatedBy = 1, CreatedAt = now, State = CampaignState.Scheduled, ScheduledAt = now,
        };
        await using var unit = await db.BeginWriteAsync(Ct);
        db.Campaigns.Add(campaign);
        db.LineAccounts.AddRange(Enumerable.Range(1, Members).Select(i => new LineAccount
        {
            LineUserId = UserId(i), Friend = true, FirstSeenAt = now, BoundAt = now,
            Member = new Member { Ref = i.ToString("x16", CultureInfo.InvariantCulture), CardNumber = i.ToString("d16", CultureInfo.InvariantCulture), Name = $"王小{i}", JoinedAt = now, MarketingOptIn = true },
        }));
        await unit.CommitAsync(Ct);
        return campaign.Id;
    }

    private static async Task<T> ReadAsync<T>(IServiceProvider services, Func<LoyaltyDb, Task<T>> read)
    {
        await using var scope = services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<LoyaltyDb>());
    }

    private static string UserId(int i) => "U" + i.ToString("x32", CultureInfo.InvariantCulture);
}
