using System.Diagnostics;
using System.Globalization;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Purchases.History;
using LineLoyalty.Rewards.Card;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Benchmarks;

/// <summary>What a member with ten ledger lines waits for, and one with a hundred thousand: card, points, first page of the history, and the till's look-up.</summary>
internal static class BalanceReads
{
    private static readonly int[] Lines = [10, 1000, 100_000];
    private const int LinesPerDay = 30;

    public static async Task RunAsync(Table table, int times)
    {
        var directory = Directory.CreateTempSubdirectory("lineloyalty-bench-");
        try
        {
            var builder = LoyaltyHost.CreateBuilder([]);
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Data:Directory"] = directory.FullName, ["Brand:Name"] = "晨光咖啡",
                ["Line:ChannelId"] = "1656000001", ["Line:ChannelSecret"] = "0123456789abcdef0123456789abcdef",
                ["Line:LoginChannelId"] = "1656000002", ["Line:LoginChannelSecret"] = "0123456789abcdef0123456789abcdef", ["Line:LiffId"] = "1656000002-Aa1Bb2Cc",
                ["Line:ApiBaseUrl"] = "http://127.0.0.1:1", ["Line:DataApiBaseUrl"] = "http://127.0.0.1:1",
            });
            LoyaltyHost.AddServices(builder, TimeProvider.System);
            await using var app = builder.Build();
            await LoyaltyHost.PrepareAsync(app);
            var members = await GenerateAsync(app.Services, Path.Combine(directory.FullName, "lineloyalty.db"));
            (string What, Func<IServiceProvider, Member, Task> Read)[] reads =
            [
                ("card of the LIFF page", (s, m) => s.GetRequiredService<ReadCard>().ExecuteAsync(m.Id, default)),
                ("points, lot by lot", (s, m) => s.GetRequiredService<ReadPoints>().ExecuteAsync(m.Id, default)),
                ("newest page of the history", (s, m) => s.GetRequiredService<ReadHistory>().ExecuteAsync(m.Id, null, 20, default)),
                ("the till's look-up", (s, m) => s.GetRequiredService<IdentifyMember>().ExecuteAsync(m.CardNumber, 1, default)),
            ];
            foreach (var (what, read) in reads)
            {
                var best = members.Select(_ => double.MaxValue).ToArray();
                // In turn, and the best slice of each: what else the machine does falls on all of them.
                for (var round = 0; round < times * 10; round++)
                {
                    for (var i = 0; i < members.Count; i++) best[i] = Math.Min(best[i], await SliceAsync(app.Services, members[i], read));
                }
                for (var i = 0; i < members.Count; i++)
                {
                    table.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: member with {Lines[i]:N0} ledger lines{(i == 0 ? "" : " (ratio to 10 lines)")}"), 1 / best[i], i == 0 ? null : best[0] / best[i]);
                }
            }
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            directory.Delete(recursive: true);
        }
    }

    private static async Task<double> SliceAsync(IServiceProvider services, Member member, Func<IServiceProvider, Member, Task> read)
    {
        const int Reads = 20;
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Reads; i++)
        {
            await using var scope = services.CreateAsyncScope();
            await read(scope.ServiceProvider, member);
        }
        return Stopwatch.GetElapsedTime(started).TotalSeconds / Reads;
    }

    // Every odd line earns 10 into a lot of its own, every even one spends them; the last eight lots are still full. The newest sales are of today.
    private static async Task<List<Member>> GenerateAsync(IServiceProvider services, string file)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
        var today = TimeProvider.System.GetUtcNow().UtcDateTime.Date;
        db.Stores.Add(new Store { Code = "TPE1", Name = "信義店" });
        List<Member> members = [.. Lines.Select((n, i) => new Member { Ref = $"{i:x16}", CardNumber = CardNumbers.New(), Name = "測試會員", JoinedAt = today.AddYears(-20) })];
        db.Members.AddRange(members);
        await db.SaveChangesAsync();
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=false;Foreign Keys=false");
        connection.Open();
        var from = 1L;
        foreach (var (member, lines) in members.Zip(Lines))
        {
            var (first, last) = (from, from + lines - 1);
            from += lines;
            var numbers = $"SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last}";
            var sales = $"SELECT {first} UNION ALL SELECT i + 2 FROM n WHERE i < {last - 1}";
            var at = string.Create(CultureInfo.InvariantCulture, $"strftime('%Y-%m-%d %H:%M:%S', '{today:yyyy-MM-dd} 03:00:00', '-' || (({last} - i) / {LinesPerDay}) || ' days')");
            var day = string.Create(CultureInfo.InvariantCulture, $"date('{today:yyyy-MM-dd}', '-' || (({last} - i) / {LinesPerDay}) || ' days')");
            var kept = $"CASE WHEN i > {last - 16} THEN 10 ELSE 0 END";
            foreach (var sql in new[]
            {
                GeneratedRows.Insert(connection, "Purchases", sales, new()
                {
                    ["Id"] = "i", ["Ref"] = "printf('%022d', i)", ["StoreId"] = "1", ["ReceiptNumber"] = "i", ["MemberId"] = $"{member.Id}", ["OccurredAt"] = at, ["RecordedAt"] = at, ["SoldOn"] = day,
                    ["Payment"] = "'cash'", ["Channel"] = "'store'", ["Total"] = "100", ["Paid"] = "100", ["PointsEarned"] = "10",
                }),
                GeneratedRows.Insert(connection, "PointsLots", sales, new()
                {
                    ["Id"] = "i", ["MemberId"] = $"{member.Id}", ["Kind"] = "'Earned'", ["Amount"] = "10", ["Remaining"] = kept, ["EarnedAt"] = at, ["AvailableAt"] = at, ["ExpiresAt"] = "'2099-06-10 16:00:00'", ["Rule"] = "'base'", ["PurchaseId"] = "i",
                }),
                GeneratedRows.Insert(connection, "PointsEntries", numbers, new()
                {
                    ["Id"] = "i", ["MemberId"] = $"{member.Id}", ["Kind"] = "CASE WHEN i % 2 = 1 THEN 'Earn' ELSE 'Spend' END", ["Points"] = "CASE WHEN i % 2 = 1 THEN 10 ELSE -10 END",
                    ["At"] = at, ["RecordedAt"] = at, ["Reason"] = "'purchase'", ["Rule"] = "'base'", ["RuleVersion"] = "1", ["PurchaseId"] = "i - (i + 1) % 2",
                }),
                GeneratedRows.Insert(connection, "MemberEvents", sales, new() { ["Id"] = "i", ["MemberId"] = $"{member.Id}", ["Kind"] = "'purchase.recorded'", ["At"] = at, ["Data"] = "'{\"purchase\":' || i || '}'" }),
                $"UPDATE Members SET PointsBalance = 80, PurchaseCount = {lines / 2} WHERE Id = {member.Id}",
            })
            {
                await using var command = connection.CreateCommand();
                command.CommandText = sql;
                await command.ExecuteNonQueryAsync();
            }
        }
        return members;
    }
}
