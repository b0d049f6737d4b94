using System.Net.Http.Json;
using Line.Emulator;
using LineLoyalty.Conversation;
using LineLoyalty.Conversation.Bot;
using LineLoyalty.Databases;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Conversation;

/// <summary>
/// The real server as a process of its own, killed again and again while people chat. The emulator lives on beside it and is the judge:
/// what the server told it yes for is answered, and answered once. <c>LOYALTY_TEST_SIZE=T2</c>: twenty kills.
/// </summary>
public sealed class IntakeCrashTests
{
    private static readonly int Kills = Environment.GetEnvironmentVariable("LOYALTY_TEST_SIZE") == "T2" ? 20 : 4;
    private const int People = 12;
    private const int MostPerLife = 20;
    private const string Greeting = "加入會員就能享有";
    // Each question has an answer of its own, so that one lost and another doubled do not make up for each other.
    private static readonly (string Question, string Answer)[] Questions = [("說明", "我可以幫您"), ("點數", "您還不是"), ("早安", "我還看不懂")];

    [Fact]
    public async Task Killed_at_any_moment_no_acknowledged_event_is_lost_and_none_is_answered_twice()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LOYALTY_TEST_SEED"), out var given) ? given : Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var ct = TestContext.Current.CancellationToken;
        var directory = Directory.CreateTempSubdirectory("loyalty-crash-").FullName;
        var url = $"http://127.0.0.1:{TestApp.FreePort()}";
        var options = new EmulatorOptions
        {
            Port = 0, DataDirectory = Path.Combine(directory, "emulator"), WebhookUrl = url + "/line/webhook", LiffEndpointUrl = url + "/liff/",
            RedeliveryDelays = [TimeSpan.FromMilliseconds(300)], RedeliveryAttempts = 100_000,
        };
        await using var emulator = await EmulatorHost.StartAsync(options, TimeProvider.System, ct);
        await using var database = await TestDatabase.CreateAsync(directory);
        await using var services = new ServiceCollection().AddLogging()
            .AddLoyaltyDatabase(new DatabaseOptions { Provider = TestDatabase.Provider, ConnectionString = database.ConnectionString }).BuildServiceProvider();
        using var line = new LineWorld(emulator.BaseUrl);
        var people = new List<string>();
        for (var i = 0; i < People; i++) people.Add(await line.NewPersonAsync());
        var said = new Dictionary<string, List<string>>();

        for (var kill = 0; kill < Kills; kill++)
        {
            await using var server = await ServerProcess.StartAtAsync(url, directory, database, options, emulator.BaseUrl);
            await TalkAsync(line, services, people, said, random);
            await server.KillAsync();
            // Nobody listens now; LINE will send these again.
            for (var i = 0; i < 3; i++) await SayAsync(line, people, said, random);
        }

        await using (await ServerProcess.StartAtAsync(url, directory, database, options, emulator.BaseUrl))
        {
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<Data.LoyaltyDb>();
            var all = said.Values.Sum(s => s.Count);
            try
            {
                await Chat.PatientlyAsync(async () => await db.InboxEvents.CountAsync(e => e.State == InboxState.Done && e.ReplyBody == null, ct) >= all
                    && !await db.Deliveries.AnyAsync(d => d.State == LineLoyalty.Deliveries.DeliveryState.Pending, ct), $"{all} events are stored, answered and settled");
            }
            catch (TimeoutException e)
            {
                var states = await db.InboxEvents.GroupBy(i => new { i.State, Owed = i.ReplyBody != null, i.Error }).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
                var deliveries = await db.Deliveries.GroupBy(d => d.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
                var calls = string.Join("; ", (await CallsAsync(emulator)).GroupBy(c => (c.Status, c.Error)).Select(g => $"{g.Key}: {g.Count()} calls, {g.SelectMany(c => c.Ids).Distinct().Count()} events"));
                throw new TimeoutException($"{e.Message}. Inbox: {string.Join("; ", states)}. Deliveries: {string.Join("; ", deliveries)}. Webhooks: {calls}.");
            }
            var stored = (await db.InboxEvents.Select(e => e.WebhookEventId).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
            Assert.All((await CallsAsync(emulator)).Where(c => c.Status == 200).SelectMany(c => c.Ids), id => Assert.Contains(id, stored));

            Assert.Equal(all, await db.InboxEvents.CountAsync(ct));
            Assert.InRange(all, Kills * 4, int.MaxValue);
            var unsure = await db.InboxEvents.Where(e => e.Error == SendReply.InDoubt).GroupBy(e => e.LineUserId!).ToDictionaryAsync(g => g.Key, g => g.Count(), ct);
            TestContext.Current.TestOutputHelper?.WriteLine($"{all} events, {unsure.Values.Sum()} replies in doubt");
            foreach (var (person, expected) in said)
            {
                var missing = expected.ToList();
                foreach (var answer in (await line.FromBotAsync(person)).Select(Kind)) Assert.True(missing.Remove(answer), $"{person} was told '{answer}' once too often");
                // A kill between "about to send" and LINE's answer leaves a doubt; it must be on record, and is never resolved by sending twice.
                Assert.InRange(missing.Count, 0, unsure.GetValueOrDefault(person));
            }
        }
    }

    private sealed record Call(int? Status, string? Error, List<string> Ids);

    /// <summary>What LINE has called, and what it was told.</summary>
    private static async Task<List<Call>> CallsAsync(EmulatorHost emulator)
    {
        using var http = new HttpClient();
        var log = await http.GetFromJsonAsync<System.Text.Json.JsonElement>(new Uri(emulator.BaseUrl + "/emulator/webhook/log"));
        return [.. log.EnumerateArray().Select(c => new Call(
            c.TryGetProperty("status", out var status) && status.ValueKind == System.Text.Json.JsonValueKind.Number ? status.GetInt32() : null,
            c.TryGetProperty("error", out var error) ? error.GetString() : null, [.. c.GetProperty("eventIds").EnumerateArray().Select(i => i.GetString()!)]))];
    }

    private static string Kind(System.Text.Json.JsonElement item)
    {
        var text = System.Text.RegularExpressions.Regex.Unescape(item.GetRawText());
        return Questions.Select(q => q.Answer).Append(Greeting).First(a => text.Contains(a, StringComparison.Ordinal));
    }

    /// <summary>Everybody talks at once until the server has stored so many that it is in the midst of answering; it dies then.</summary>
    private static async Task TalkAsync(LineWorld line, IServiceProvider services, List<string> people, Dictionary<string, List<string>> said, Random random)
    {
        var before = await TakenAsync(services);
        var enough = random.Next(1, MostPerLife);
        for (var i = 0; i < MostPerLife; i++)
        {
            await SayAsync(line, people, said, random);
            if (await TakenAsync(services) - before >= enough) break;
        }
        for (var until = Environment.TickCount64 + 60_000; await TakenAsync(services) - before < enough;)
        {
            Assert.True(Environment.TickCount64 < until, "The server does not take events.");
            await Task.Delay(5, CancellationToken.None);
        }
        await Task.Delay(random.Next(0, 200), CancellationToken.None);
    }

    private static async Task<int> TakenAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Data.LoyaltyDb>().InboxEvents.CountAsync();
    }

    /// <summary>Somebody's first word is to add the account; then come questions.</summary>
    private static async Task SayAsync(LineWorld line, List<string> people, Dictionary<string, List<string>> said, Random random)
    {
        var person = people[random.Next(people.Count)];
        if (!said.TryGetValue(person, out var expected))
        {
            await line.FollowAsync(person);
            said[person] = [Greeting];
            return;
        }
        var (question, answer) = Questions[random.Next(Questions.Length)];
        await line.SayAsync(person, question);
        expected.Add(answer);
    }
}
