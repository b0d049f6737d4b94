using System.Diagnostics;
using System.Globalization;
using LineLoyalty.Data;
using LineLoyalty.Databases;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Benchmarks;

/// <summary>
/// Points earned, each in its own transaction with member, lot, entry and move, against a bare writer that inserts one row per
/// transaction into one table with the same durability (SQLite, WAL, synchronous=FULL).
/// </summary>
internal static class LedgerCommits
{
    private const int Members = 5000;
    private const int Workers = 8;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(4);

    public static async Task RunAsync(Table table, int times)
    {
        var directory = Directory.CreateTempSubdirectory("lineloyalty-bench-");
        try
        {
            await using var services = new ServiceCollection().AddLogging(l => l.SetMinimumLevel(LogLevel.None))
                .AddLoyaltyDatabase(new DatabaseOptions { ConnectionString = $"Data Source={Path.Combine(directory.FullName, "ledger.db")}" }).BuildServiceProvider();
            await PrepareAsync(services);
            List<(double PerSecond, Latency Latency)> bare = [], ledger = [];
            for (var i = 0; i < times; i++)
            {
                bare.Add(Bare(Path.Combine(directory.FullName, $"bare{i}.db")));
                ledger.Add(await LedgerAsync(services));
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bare {bare[^1].PerSecond:0}/s, ledger {ledger[^1].PerSecond:0}/s p99 {ledger[^1].Latency.P99:0.0} ms"));
            }
            var (one, other) = (Median(bare), Median(ledger));
            table.Add("bare SQLite writer: one row in one table per commit", one.PerSecond, null, one.Latency);
            table.Add($"ledger: points earned per commit, {Workers} at once (ratio to bare)", other.PerSecond, other.PerSecond / one.PerSecond, other.Latency);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            directory.Delete(recursive: true);
        }
    }

    private static async Task PrepareAsync(ServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SchemaUpgrade>().RunAsync(CancellationToken.None);
        var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
        for (var i = 0; i < Members; i++)
        {
            db.Members.Add(new Member { Ref = i.ToString("x16", CultureInfo.InvariantCulture), CardNumber = i.ToString("D16", CultureInfo.InvariantCulture), Name = "測試會員", JoinedAt = DateTime.UnixEpoch });
        }
        await db.SaveChangesAsync();
    }

    private static (double, Latency) Bare(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE entries (id INTEGER PRIMARY KEY, member INTEGER NOT NULL, points INTEGER NOT NULL, at TEXT NOT NULL)");
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO entries (member, points, at) VALUES ($member, 10, '2026-03-10 02:00:00')";
        var member = insert.Parameters.Add("$member", SqliteType.Integer);
        insert.Prepare();
        return Measure(i =>
        {
            member.Value = i % Members;
            insert.ExecuteNonQuery();
        });
    }

    private static (double, Latency) Measure(Action<int> commit)
    {
        var times = new List<long>();
        var watch = Stopwatch.StartNew();
        for (var i = 0; watch.Elapsed < Length; i++)
        {
            var started = Stopwatch.GetTimestamp();
            commit(i);
            times.Add(Stopwatch.GetTimestamp() - started);
        }
        return Result(times, watch.Elapsed);
    }

    private static async Task<(double, Latency)> LedgerAsync(ServiceProvider services)
    {
        var watch = Stopwatch.StartNew();
        var times = await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            var mine = new List<long>();
            for (var i = worker; watch.Elapsed < Length; i += Workers)
            {
                var started = Stopwatch.GetTimestamp();
                await EarnAsync(services, 1 + (i % Members));
                mine.Add(Stopwatch.GetTimestamp() - started);
            }
            return mine;
        })));
        return Result([.. times.SelectMany(t => t)], watch.Elapsed);
    }

    // What a sale does to the points, in a scope of its own as in a request.
    private static async Task EarnAsync(ServiceProvider services, long memberId)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
        // Nothing lapses here, so no coupon is ever issued.
        var ledger = new PointsLedger(db, new ReadPointsProgramme(db, new ParsedRules(), new BrandRules(db, new KeptRules())), issueCoupon: null!);
        var now = new DateTime(2026, 3, 10, 2, 0, 0, DateTimeKind.Utc);
        await using var unit = await db.BeginWriteAsync(CancellationToken.None);
        await db.LockMemberAsync(memberId, CancellationToken.None);
        var member = await db.Members.FirstAsync(m => m.Id == memberId);
        var account = await ledger.OpenAsync(member, null, CancellationToken.None);
        account.Earn(10, now, now, now.AddDays(90), "base", new PointsCause(now, now, PointsReasons.Purchase));
        await ledger.BookAsync(account, member, CancellationToken.None);
        await unit.CommitAsync(CancellationToken.None);
    }

    private static (double PerSecond, Latency Latency) Median(List<(double PerSecond, Latency Latency)> runs) => runs.OrderBy(r => r.PerSecond).ElementAt(runs.Count / 2);

    private static (double, Latency) Result(List<long> times, TimeSpan elapsed)
    {
        times.Sort();
        double At(double share) => times[Math.Min(times.Count - 1, (int)(times.Count * share))] * 1000.0 / Stopwatch.Frequency;
        return (times.Count / elapsed.TotalSeconds, new Latency(At(0.5), At(0.99), At(1)));
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
