using System.Diagnostics;
using System.Globalization;
using LineLoyalty.Data;
using LineLoyalty.Databases;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Segments;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Benchmarks;

/// <summary>
/// Keeping a push's audience, a row a person with version and hold-out, against one INSERT … SELECT written by hand: 100,000 and 1,000,000
/// members on SQLite. Says how much the heap grew.
/// </summary>
internal static class AudienceFreezes
{
    private const string ByHand = """
        INSERT INTO "CampaignRecipients" ("CampaignId", "MemberId", "LineAccountId", "Variant", "Reason")
        SELECT 2, m."Id", a."Id", CASE WHEN m."MarketingOptIn" AND a."Friend" THEN 0 END, CASE WHEN NOT m."MarketingOptIn" THEN 'opted_out' WHEN NOT a."Friend" THEN 'blocked' END
        FROM "Members" m LEFT JOIN "LineAccounts" a ON a."MemberId" = m."Id" WHERE m."ErasedAt" IS NULL ORDER BY m."Id"
        """;

    public static async Task RunAsync(Table table)
    {
        foreach (var members in new[] { 100_000, 1_000_000 })
        {
            var directory = Directory.CreateTempSubdirectory("lineloyalty-bench-");
            try
            {
                await RunAsync(table, members, Path.Combine(directory.FullName, "members.db"));
            }
            finally
            {
                SqliteConnection.ClearAllPools();
                directory.Delete(recursive: true);
            }
        }
    }

    private static async Task RunAsync(Table table, int members, string file)
    {
        await using var services = new ServiceCollection().AddLogging(l => l.SetMinimumLevel(LogLevel.None))
            .AddSingleton(TimeProvider.System).AddSingleton(Options.Create(new BrandOptions { Name = "測試" })).AddSingleton<BrandTime>()
            .AddScoped<AskSegment>().AddScoped<ReadAudience>().AddScoped<FreezeAudience>()
            .AddLoyaltyDatabase(new DatabaseOptions { ConnectionString = $"Data Source={file}" }).BuildServiceProvider();
        await using (var scope = services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<SchemaUpgrade>().RunAsync(CancellationToken.None);
            var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
            for (var i = 1; i <= 2; i++)
            {
                db.Campaigns.Add(new Campaign
                {
                    Name = "測試", Content = new CampaignContent([new CampaignText("您好")]).ToJson(), Audience = new CampaignAudience().ToJson(), Experiment = new CampaignExperiment { HoldOutPercent = 10 }.ToJson(),
                    State = i == 1 ? CampaignState.Scheduled : CampaignState.Stopped, CreatedBy = 1, CreatedAt = TimeProvider.System.GetUtcNow().UtcDateTime,
                });
            }
            await db.SaveChangesAsync();
        }
        Fill(file, members);
        var watch = Stopwatch.StartNew();
        Execute(file, ByHand);
        var byHand = watch.Elapsed.TotalMilliseconds;

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = before;
        watch.Restart();
        var more = true;
        while (more)
        {
            await using (var scope = services.CreateAsyncScope()) more = await scope.ServiceProvider.GetRequiredService<FreezeAudience>().ExecuteAsync(1, CancellationToken.None);
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
        }
        var ours = watch.Elapsed.TotalMilliseconds;
        await using (var scope = services.CreateAsyncScope())
        {
            var kept = await scope.ServiceProvider.GetRequiredService<LoyaltyDb>().CampaignRecipients.CountAsync(r => r.CampaignId == 1);
            if (kept != members) throw new InvalidOperationException($"{kept} kept.");
        }
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{members:N0} members: heap {(most - before) / 1024.0 / 1024:0.0} MiB more than before"));
        var text = members.ToString("N0", CultureInfo.InvariantCulture);
        table.Add($"{text} members: an audience kept (people a second; ratio: time of ours to one statement by hand)", members / ours * 1000, ours / byHand);
    }

    private static void Fill(string file, int members)
    {
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        var numbers = string.Create(CultureInfo.InvariantCulture, $"SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {members}");
        foreach (var sql in new[]
        {
            GeneratedRows.Insert(connection, "Members", numbers, new()
            {
                ["Id"] = "i", ["Ref"] = "printf('%016x', i)", ["CardNumber"] = "printf('%016d', i)", ["Name"] = "'會員'", ["JoinedAt"] = "'2024-01-01 00:00:00'", ["MarketingOptIn"] = "i % 10 <> 0", ["Language"] = "'zh-TW'", ["TierLevel"] = "10",
            }),
            GeneratedRows.Insert(connection, "LineAccounts", numbers, new() { ["Id"] = "i", ["LineUserId"] = "printf('U%032x', i)", ["MemberId"] = "i", ["Friend"] = "i % 20 <> 0", ["FirstSeenAt"] = "'2024-01-01 00:00:00'" }),
        })
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    private static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 300;
        command.ExecuteNonQuery();
    }
}
