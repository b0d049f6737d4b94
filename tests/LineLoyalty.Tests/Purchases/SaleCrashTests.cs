using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Line.Emulator;
using LineLoyalty.Data;
using LineLoyalty.Databases;
using LineLoyalty.Membership;
using LineLoyalty.Pos;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Purchases;

/// <summary>The real server under 64 tills, killed again and again. What a till was told is sold stays sold, once, with its points.</summary>
public sealed class SaleCrashTests
{
    private const int Tills = 64;
    private const int Kills = 3;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_any_moment_every_sale_a_till_was_told_of_is_there_once_with_its_points()
    {
        var random = new Random(Environment.TickCount);
        var directory = Directory.CreateTempSubdirectory("loyalty-sales-").FullName;
        var options = new EmulatorOptions { Port = 0, DataDirectory = Path.Combine(directory, "emulator") };
        await using var emulator = await EmulatorHost.StartAsync(options, TimeProvider.System, Ct);
        await using var database = await TestDatabase.CreateAsync(directory);
        var key = new byte[32];
        (string, string)[] settings = [("Data:Key", Convert.ToBase64String(key)), ("Scheduling:Enabled", "false")];
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(new Vault(key))
            .AddScoped<PosKeys>().AddScoped<CreatePosKey>().AddScoped<VerifyLedger>()
            .AddLoyaltyDatabase(new DatabaseOptions { Provider = TestDatabase.Provider, ConnectionString = database.ConnectionString }).BuildServiceProvider();
        var tills = await PrepareAsync(services);
        await services.DisposeAsync();

        var told = new ConcurrentDictionary<string, long>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var server = await ServerProcess.StartAsync(directory, database, options, emulator.BaseUrl, settings);
            var enough = told.Count + random.Next(100, 400);
            var selling = tills.Select((t, i) => SellAsync(server.Url, t, $"k{kill}t{i}", told)).ToList();
            while (told.Count < enough) await Task.Delay(5, Ct);
            await server.KillAsync();
            await Task.WhenAll(selling);
        }

        await using (await ServerProcess.StartAsync(directory, database, options, emulator.BaseUrl, settings))
        {
            // Started again on what the last kill left.
        }
        await using var after = new ServiceCollection().AddLogging().AddScoped<VerifyLedger>()
            .AddLoyaltyDatabase(new DatabaseOptions { Provider = TestDatabase.Provider, ConnectionString = database.ConnectionString }).BuildServiceProvider();
        await using var scope = after.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
        var sold = await db.Purchases.AsNoTracking().Select(p => new { p.ReceiptNumber, p.PointsEarned, Booked = db.PointsEntries.Where(e => e.PurchaseId == p.Id).Sum(e => e.Points) }).ToListAsync(Ct);
        var byReceipt = sold.ToDictionary(s => s.ReceiptNumber); // throws when one is there twice
        Assert.All(told, t => Assert.Equal((t.Value, t.Value), (byReceipt[t.Key].PointsEarned, byReceipt[t.Key].Booked)));
        Assert.All(sold, s => Assert.Equal(s.PointsEarned, s.Booked));
        var report = await scope.ServiceProvider.GetRequiredService<VerifyLedger>().ExecuteAsync(Ct);
        Assert.True(report.Holds, string.Join(Environment.NewLine, report.Violations));
    }

    private static async Task SellAsync(Uri url, string key, string name, ConcurrentDictionary<string, long> told)
    {
        using var http = new HttpClient { BaseAddress = url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        for (var i = 0; ; i++)
        {
            var receipt = $"{name}-{i}";
            var body = JsonSerializer.Serialize(new
            {
                store = "TPE1", receiptNumber = receipt, occurredAt = TimeProvider.System.GetUtcNow(), payment = "cash", member = Ref(i % 20 + 1), lines = new[] { new { name = "外帶", quantity = 1, amount = 250 } },
            });
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/pos/v1/purchases") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Add("Idempotency-Key", receipt);
            try
            {
                using var answer = await http.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                if (answer.StatusCode == HttpStatusCode.TooManyRequests) continue;
                Assert.True(answer.StatusCode == HttpStatusCode.Created, text);
                told[receipt] = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("purchase").GetProperty("pointsEarned").GetInt64();
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
            {
                return; // the server is gone
            }
        }
    }

    private static async Task<List<string>> PrepareAsync(ServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
        db.Stores.Add(new Store { Code = "TPE1", Name = "信義店" });
        for (var i = 1; i <= 20; i++) db.Members.Add(new Member { Ref = Ref(i), CardNumber = i.ToString("d16", CultureInfo.InvariantCulture), Name = $"王小{i}", JoinedAt = DateTime.UnixEpoch });
        await db.SaveChangesAsync(Ct);
        List<string> keys = [];
        for (var i = 0; i < Tills; i++)
        {
            keys.Add((await scope.ServiceProvider.GetRequiredService<CreatePosKey>().ExecuteAsync($"收銀機 {i}", ["purchases"], [], TimeSpan.FromDays(1), null, Ct)).Value!.Text);
        }
        return keys;
    }

    private static string Ref(int i) => i.ToString("x16", CultureInfo.InvariantCulture);
}
