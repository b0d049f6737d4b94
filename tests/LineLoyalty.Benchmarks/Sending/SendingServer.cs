using System.Globalization;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using LineLoyalty.Pos;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Benchmarks.Sending;

/// <summary>The whole server on SQLite with as many reachable members as wanted, sending to the stub; its other background work is left out.</summary>
internal sealed class SendingServer : IAsyncDisposable
{
    private const string Now = "strftime('%Y-%m-%d %H:%M:%S', 'now')";
    private const string Key = "upper(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(6)))";
    private readonly DirectoryInfo directory;
    private readonly WebApplication app;

    private SendingServer(DirectoryInfo directory, WebApplication app) => (this.directory, this.app) = (directory, app);

    public IServiceProvider Services => app.Services;
    public string KeysFile => Path.Combine(directory.FullName, "keys.txt");
    public int Port => new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    /// <param name="unlimited">Sends as fast as it can instead of at the ceiling LINE sets.</param>
    public static async Task<SendingServer> StartAsync(int people, int stubPort, int tills, bool unlimited)
    {
        var directory = Directory.CreateTempSubdirectory("lineloyalty-bench-");
        var builder = LoyaltyHost.CreateBuilder([]);
        var stub = $"http://127.0.0.1:{stubPort}";
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Directory"] = directory.FullName,
            ["Line:ChannelId"] = "1656000001", ["Line:ChannelSecret"] = "0123456789abcdef0123456789abcdef",
            ["Line:LoginChannelId"] = "1656000002", ["Line:LoginChannelSecret"] = "0123456789abcdef0123456789abcdef", ["Line:LiffId"] = "1656000002-Aa1Bb2Cc",
            ["Line:ApiBaseUrl"] = stub, ["Line:DataApiBaseUrl"] = stub,
            ["Brand:Name"] = "晨光咖啡",
            ["Deliveries:Rates:Push"] = "2000", ["Deliveries:Rates:Multicast"] = "200",
            // Measured at any hour; at night a campaign would wait for the morning.
            ["Programmes:QuietFrom"] = "00:00", ["Programmes:QuietUntil"] = "00:00",
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        LoyaltyHost.AddServices(builder, TimeProvider.System);
        foreach (var other in builder.Services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationFactory is null
            && s.ImplementationType != typeof(DeliveryWorker) && s.ImplementationType?.Namespace?.StartsWith("LineLoyalty", StringComparison.Ordinal) == true).ToList())
        {
            builder.Services.Remove(other);
        }
        if (unlimited) builder.Services.AddSingleton(Options.Create(new DeliveryOptions { Rates = { Push = 1_000_000, Multicast = 1_000_000 } }));
        var app = builder.Build();
        LoyaltyHost.MapRoutes(app);
        await LoyaltyHost.PrepareAsync(app);
        var server = new SendingServer(directory, app);
        await server.AddPeopleAsync(people, tills);
        await app.StartAsync();
        return server;
    }

    /// <summary>Deliveries as a plan leaves them: one personal message per row, or the same for five hundred.</summary>
    public void Plan(int count, bool multicast, int people, string text)
    {
        using var connection = Open();
        var last = Scalar(connection, """SELECT coalesce(max("Id"), 0) FROM "Deliveries" """);
        var numbers = $"SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}";
        Run(connection, GeneratedRows.Insert(connection, "Deliveries", numbers, new()
        {
            ["Id"] = $"{last} + i", ["RetryKey"] = Key, ["Purpose"] = "'Marketing'", ["Multicast"] = multicast ? "1" : "0", ["Cause"] = "'campaign'", ["State"] = "'Pending'",
            ["Messages"] = multicast ? $$"""'[{"type":"text","text":"{{text}}"}]'""" : $$"""'[{"type":"text","text":"' || i || ' 號您好，{{text}}"}]'""",
            ["CreatedAt"] = Now, ["DueAt"] = Now,
        }));
        var each = multicast ? 500 : 1;
        var lastPerson = Scalar(connection, """SELECT coalesce(max("Id"), 0) FROM "DeliveryRecipients" """);
        Run(connection, GeneratedRows.Insert(connection, "DeliveryRecipients", $"SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count * each - 1}", new()
        {
            ["Id"] = $"{lastPerson} + 1 + i", ["DeliveryId"] = $"{last} + 1 + i / {each}", ["LineAccountId"] = $"1 + i % {people}", ["MemberId"] = $"1 + i % {people}", ["State"] = "'Planned'",
        }));
        app.Services.GetRequiredService<DeliverySignal>().Wake();
    }

    public long Count(string table, string where)
    {
        using var connection = Open();
        return Scalar(connection, $"SELECT count(*) FROM \"{table}\" WHERE {where}");
    }

    public async Task UntilSentAsync()
    {
        while (Count("Deliveries", "State = 'Pending' LIMIT 1") > 0) await Task.Delay(50);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        directory.Delete(recursive: true);
    }

    private async Task AddPeopleAsync(int people, int tills)
    {
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
            db.Stores.Add(new Store { Code = "TPE1", Name = "信義店", NameEn = "Xinyi" });
            db.Products.AddRange(new Product { Sku = "LATTE", Name = "拿鐵", NameEn = "Latte", Category = "咖啡", Price = 120 }, new Product { Sku = "CAKE", Name = "戚風蛋糕", NameEn = "Chiffon cake", Category = "甜點", Price = 90 });
            await db.SaveChangesAsync();
            List<string> keys = [];
            for (var i = 0; i < tills; i++) keys.Add((await scope.ServiceProvider.GetRequiredService<CreatePosKey>().ExecuteAsync($"till {i}", PosScopes.All, [], TimeSpan.FromDays(1), null, CancellationToken.None)).Value!.Text);
            await File.WriteAllLinesAsync(KeysFile, keys);
        }
        using var connection = Open();
        var numbers = $"SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {people}";
        Run(connection, GeneratedRows.Insert(connection, "Members", numbers, new()
        {
            ["Id"] = "i", ["Ref"] = "printf('%016x', i - 1)", ["CardNumber"] = "printf('%016d', i)", ["Name"] = "'測試會員'", ["Language"] = "'zh-TW'", ["JoinedAt"] = Now, ["MarketingOptIn"] = "1", ["TierLevel"] = Member.FirstTierLevel.ToString(CultureInfo.InvariantCulture),
        }));
        Run(connection, GeneratedRows.Insert(connection, "LineAccounts", numbers, new()
        {
            ["Id"] = "i", ["LineUserId"] = "printf('U%032x', i)", ["MemberId"] = "i", ["Friend"] = "1", ["FirstSeenAt"] = Now,
        }));
        Run(connection, GeneratedRows.Insert(connection, "TierPeriods", numbers, new()
        {
            ["Id"] = "i", ["MemberId"] = "i", ["Level"] = Member.FirstTierLevel.ToString(CultureInfo.InvariantCulture), ["FromAt"] = Now, ["Reason"] = $"'{TierReasons.Join}'", ["CountsAfter"] = "date('now')",
        }));
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(directory.FullName, "lineloyalty.db")};Default Timeout=60");
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
