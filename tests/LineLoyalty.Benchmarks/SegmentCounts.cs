using System.Diagnostics;
using System.Globalization;
using LineLoyalty.Analytics;
using LineLoyalty.Data;
using LineLoyalty.Databases;
using LineLoyalty.Marketing.Segments;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Benchmarks;

/// <summary>
/// A segment of three conditions against the SQL a person would write for it, and a night's scoring against reading the same table
/// and cutting it into fifths by hand: 10,000, 100,000 and 1,000,000 members with ten purchases each, on SQLite.
/// </summary>
internal static class SegmentCounts
{
    private const int PurchasesEach = 10;
    private const int Days = 700;
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 2, 0, 0, TimeSpan.Zero);

    private static readonly SegmentRule Rule = new AllOf(
    [
        new ChoiceCondition("tier", ["gold", "diamond"]),
        new DateCondition("lastPurchase", DateOperator.Before) { Days = 30 },
        new BoughtCondition(BoughtMeasure.Spend, NumberOperator.AtLeast, 1000) { Window = BoughtWindow.Within, WindowDays = 180 },
    ]);

    /// <summary>The fastest we know for the question on these tables: members read through, no index on them, and only those left asked for their sales.</summary>
    private const string ByHand = """
        SELECT COUNT(*) FROM "Members" m
        WHERE m."ErasedAt" IS NULL AND +m."TierLevel" IN (30, 40) AND +m."LastPurchaseAt" < $before AND +m."LastPurchaseAt" >= $since
          AND (SELECT SUM("Paid" - "Refunded") FROM "Purchases" WHERE "MemberId" = m."Id" AND NOT "WhollyReturned" AND "SoldOn" >= $day) >= 1000
        """;

    /// <param name="table">What was measured.</param>
    /// <param name="times">How often; 0 only generates the rows.</param>
    public static async Task RunAsync(Table table, int times)
    {
        // Where generated rows stay for the next run: ten million purchases take longer to write than to ask.
        var kept = Environment.GetEnvironmentVariable("LOYALTY_BENCHMARK_DATA");
        foreach (var members in new[] { 10_000, 100_000, 1_000_000 })
        {
            var directory = kept is null ? Directory.CreateTempSubdirectory("lineloyalty-bench-") : Directory.CreateDirectory(kept);
            try
            {
                await RunAsync(table, times, members, Path.Combine(directory.FullName, $"members-{members}.db"));
            }
            finally
            {
                SqliteConnection.ClearAllPools();
                if (kept is null) directory.Delete(recursive: true);
            }
        }
    }

    private static async Task RunAsync(Table table, int times, int members, string file)
    {
        var clock = new SetClock();
        await using var services = new ServiceCollection().AddLogging(l => l.SetMinimumLevel(LogLevel.None))
            .AddSingleton<TimeProvider>(clock).AddSingleton(Options.Create(new BrandOptions { Name = "測試" })).AddSingleton<BrandTime>()
            .AddScoped<AskSegment>().AddScoped<KeepBuyerStats>().AddScoped<ScoreBuyers>()
            .AddLoyaltyDatabase(new DatabaseOptions { ConnectionString = $"Data Source={file}" }).BuildServiceProvider();
        if (!File.Exists(file))
        {
            await using (var scope = services.CreateAsyncScope()) await scope.ServiceProvider.GetRequiredService<SchemaUpgrade>().RunAsync(CancellationToken.None);
            Fill(file, members);
        }
        if (times == 0) return;
        List<double> hand = [], asked = [], bare = [], nightly = [], again = [];
        for (var i = 0; i <= times; i++)
        {
            var (expected, byHand) = CountByHand(file);
            await using var scope = services.CreateAsyncScope();
            var watch = Stopwatch.StartNew();
            var found = await (await scope.ServiceProvider.GetRequiredService<AskSegment>().MembersAsync(Rule, CancellationToken.None)).CountAsync();
            var segment = watch.Elapsed.TotalMilliseconds;
            if (found != expected || found == 0) throw new InvalidOperationException($"The segment found {found}, the hand-written query {expected}.");
            var cut = Cut(file);
            // Each round is a day later, as the nights are: what left the look-back is taken off, and scores move.
            clock.Now = Now.AddDays(i);
            var night = await ScoreAsync();
            var repeated = await ScoreAsync();
            clock.Now = Now;
            // The first round warms up, and writes the first scores.
            if (i == 0) Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{members:N0} members: {found:N0} in the segment; first scoring {night:0} ms"));
            else (hand, asked, bare, nightly, again) = ([.. hand, byHand], [.. asked, segment], [.. bare, cut], [.. nightly, night], [.. again, repeated]);
        }
        var text = members.ToString("N0", CultureInfo.InvariantCulture);
        Add($"{text} members: the segment's SQL by hand", hand, null);
        Add($"{text} members: the segment (ratio: time of ours to by hand)", asked, hand);
        Add($"{text} members: statistics read and cut by hand", bare, null);
        Add($"{text} members: scored again on the same day (ratio: time of ours to by hand)", again, bare);
        Add($"{text} members: the next night's scoring, with what it changes (ratio: time of ours to by hand)", nightly, bare);

        async Task<double> ScoreAsync()
        {
            await using var scope = services.CreateAsyncScope();
            var watch = Stopwatch.StartNew();
            await scope.ServiceProvider.GetRequiredService<ScoreBuyers>().ExecuteAsync(CancellationToken.None);
            return watch.Elapsed.TotalMilliseconds;
        }

        void Add(string name, List<double> ours, List<double>? theirs) =>
            table.Add(name, 1000 / Median(ours), theirs is null ? null : Median(ours) / Median(theirs), new Latency(Median(ours), ours.Max(), ours.Max()));
    }

    private static (long Count, double Milliseconds) CountByHand(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = ByHand;
        command.Parameters.AddWithValue("$before", "2026-02-08 16:00:00");
        command.Parameters.AddWithValue("$since", "2025-09-11 16:00:00");
        command.Parameters.AddWithValue("$day", "2025-09-12");
        var watch = Stopwatch.StartNew();
        return ((long)command.ExecuteScalar()!, watch.Elapsed.TotalMilliseconds);
    }

    private static double Cut(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        var watch = Stopwatch.StartNew();
        List<long> recency = [], frequency = [], monetary = [];
        using var command = connection.CreateCommand();
        command.CommandText = """SELECT "MemberId", "FirstDay", "LastDay", "SaleDays", "Net" FROM "BuyerStats" """;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            recency.Add(reader.GetInt64(2));
            frequency.Add(reader.GetInt64(3));
            monetary.Add(reader.GetInt64(4));
        }
        foreach (var values in new[] { recency, frequency, monetary })
        {
            var sorted = values.ToArray();
            Array.Sort(sorted);
        }
        return watch.Elapsed.TotalMilliseconds;
    }

    private static void Fill(string file, int members)
    {
        var dice = new Random(1);
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        Run(connection, "PRAGMA synchronous = OFF");
        // Written at the end, in order.
        var indexes = IndexesOf(connection, "Members", "Purchases");
        foreach (var (name, _) in indexes) Run(connection, $"DROP INDEX \"{name}\"");
        using var transaction = connection.BeginTransaction();
        using (var store = Insert(connection, "Stores", "Id", "Code", "Name")) Execute(store, 1L, "S1", "店");
        foreach (var (level, code) in new[] { (10L, "regular"), (20L, "silver"), (30L, "gold"), (40L, "diamond") })
        {
            using var tier = Insert(connection, "Tiers", "Level", "Code", "Name", "NameEn");
            Execute(tier, level, code, code, code);
        }
        using var member = Insert(connection, "Members", "Id", "Ref", "CardNumber", "Name", "JoinedAt", "TierLevel", "LastPurchaseAt", "PurchaseCount", "LifetimeSpend", "Language");
        using var purchase = Insert(connection, "Purchases", "Id", "Ref", "StoreId", "ReceiptNumber", "MemberId", "OccurredAt", "RecordedAt", "SoldOn", "Payment", "Channel", "Total", "Paid");
        var id = 0L;
        for (var m = 1L; m <= members; m++)
        {
            var (last, spend) = (DateTime.MinValue, 0L);
            var sales = Enumerable.Range(0, PurchasesEach).Select(_ => (At: Now.UtcDateTime.AddMinutes(-dice.Next(Days * 1440)), Paid: 50L + dice.Next(900))).ToList();
            foreach (var sale in sales) (last, spend) = (sale.At > last ? sale.At : last, spend + sale.Paid);
            Execute(member, m, m.ToString("x16", CultureInfo.InvariantCulture), m.ToString("D16", CultureInfo.InvariantCulture), "測試會員", "2024-01-01 00:00:00", 10L * (1 + dice.Next(4)), Text(last), (long)PurchasesEach, spend, "zh-TW");
            foreach (var sale in sales)
            {
                var number = (++id).ToString(CultureInfo.InvariantCulture);
                Execute(purchase, id, number, 1L, number, m, Text(sale.At), Text(sale.At), sale.At.AddHours(8).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "cash", "store", sale.Paid, sale.Paid);
            }
        }
        transaction.Commit();
        foreach (var (_, sql) in indexes) Run(connection, sql);
        Run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");

        static string Text(DateTime at) => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>An insert of these columns; those that must not be empty and are not named get their type's nothing.</summary>
    private static SqliteCommand Insert(SqliteConnection connection, string table, params string[] columns)
    {
        List<(string Name, string Value)> all = [.. columns.Select((c, i) => (c, "$p" + i))];
        using (var info = connection.CreateCommand())
        {
            info.CommandText = $"SELECT name, type FROM pragma_table_info('{table}') WHERE \"notnull\" = 1 AND dflt_value IS NULL";
            using var reader = info.ExecuteReader();
            while (reader.Read()) if (!columns.Contains(reader.GetString(0))) all.Add((reader.GetString(0), reader.GetString(1) == "TEXT" ? "''" : "0"));
        }
        var command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO \"{table}\" ({string.Join(", ", all.Select(c => $"\"{c.Name}\""))}) VALUES ({string.Join(", ", all.Select(c => c.Value))})";
        for (var i = 0; i < columns.Length; i++) command.Parameters.Add(new SqliteParameter("$p" + i, null));
        return command;
    }

    private static List<(string Name, string Sql)> IndexesOf(SqliteConnection connection, params string[] tables)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({string.Join(", ", tables.Select(t => $"'{t}'"))})";
        using var reader = command.ExecuteReader();
        List<(string, string)> found = [];
        while (reader.Read()) found.Add((reader.GetString(0), reader.GetString(1)));
        return found;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }

    private static void Execute(SqliteCommand command, params object[] values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = SegmentCounts.Now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
