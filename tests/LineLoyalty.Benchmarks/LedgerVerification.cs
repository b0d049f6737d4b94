using System.Diagnostics;
using System.Globalization;
using LineLoyalty.Data;
using LineLoyalty.Databases;
using LineLoyalty.Rewards.Points;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Benchmarks;

/// <summary>How long <c>verify</c> takes over a generated ledger in a SQLite file: for each line a move, for every second line a lot.</summary>
internal static class LedgerVerification
{
    private const int LinesPerMember = 100;

    public static async Task RunAsync(Table table, int lines)
    {
        var directory = Directory.CreateTempSubdirectory("lineloyalty-verify-");
        try
        {
            var file = Path.Combine(directory.FullName, "ledger.db");
            await using var services = new ServiceCollection().AddLogging(l => l.SetMinimumLevel(LogLevel.None))
                .AddLoyaltyDatabase(new DatabaseOptions { ConnectionString = $"Data Source={file}" }).AddScoped<VerifyLedger>().BuildServiceProvider();
            await using (var scope = services.CreateAsyncScope()) await scope.ServiceProvider.GetRequiredService<SchemaUpgrade>().RunAsync(CancellationToken.None);
            SqliteConnection.ClearAllPools();
            var written = Stopwatch.StartNew();
            Generate(file, lines);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lines:N0} lines written in {written.Elapsed.TotalSeconds:0} s, {new FileInfo(file).Length >> 20} MiB"));

            await using var work = services.CreateAsyncScope();
            var (watch, worked) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
            var report = await work.ServiceProvider.GetRequiredService<VerifyLedger>().ExecuteAsync(CancellationToken.None);
            if (!report.Holds || report.Entries != lines) throw new InvalidOperationException($"The generated ledger does not hold: {string.Join("; ", report.Violations.Take(3))}");
            var processor = Process.GetCurrentProcess().TotalProcessorTime - worked;
            var memory = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"verified in {watch.Elapsed.TotalSeconds:0.0} s ({processor.TotalSeconds:0.0} s of one processor), peak memory {memory} MiB"));
            table.Add(string.Create(CultureInfo.InvariantCulture, $"verify: {lines:N0} ledger lines of {report.Members:N0} members, lines per second"), lines / watch.Elapsed.TotalSeconds, null, null);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            directory.Delete(recursive: true);
        }
    }

    // Odd lines earn 10 into a lot of their own, even lines spend 4 of it: 6 stay. Written by the engine itself, without the product's help.
    private static void Generate(string file, int lines)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=false;Foreign Keys=false");
        connection.Open();
        var members = (lines + LinesPerMember - 1) / LinesPerMember;
        void Run(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.CommandTimeout = 0;
            command.ExecuteNonQuery();
        }
        string Fill(string table, string numbers, Dictionary<string, string> values) => GeneratedRows.Insert(connection, table, $"SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {numbers}", values);
        Run("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN");
        var member = $"((i - 1) / {LinesPerMember} + 1)";
        var lotMember = $"((i - 1) / {LinesPerMember / 2} + 1)";
        const string at = "'2026-03-10 02:00:00'";
        Run(Fill("Members", members.ToString(CultureInfo.InvariantCulture), new()
        {
            ["Id"] = "i", ["Ref"] = "printf('%016x', i)", ["CardNumber"] = "printf('%016d', i)", ["Name"] = "'測試會員'", ["JoinedAt"] = at,
            ["PointsBalance"] = (6 * LinesPerMember / 2).ToString(CultureInfo.InvariantCulture),
        }));
        Run(Fill("PointsLots", (lines / 2).ToString(CultureInfo.InvariantCulture), new()
        {
            ["Id"] = "i", ["MemberId"] = lotMember, ["Kind"] = "'Earned'", ["Amount"] = "10", ["Remaining"] = "6", ["EarnedAt"] = at, ["AvailableAt"] = at, ["ExpiresAt"] = "'2026-06-10 16:00:00'", ["Rule"] = "'base'",
        }));
        Run(Fill("PointsEntries", lines.ToString(CultureInfo.InvariantCulture), new()
        {
            ["Id"] = "i", ["MemberId"] = member, ["Kind"] = "CASE WHEN i % 2 THEN 'Earn' ELSE 'Spend' END", ["Points"] = "CASE WHEN i % 2 THEN 10 ELSE -4 END",
            ["BalanceAfter"] = $"((i - 1) % {LinesPerMember} / 2) * 6 + CASE WHEN i % 2 THEN 10 ELSE 6 END", ["At"] = at, ["RecordedAt"] = at, ["Reason"] = "'purchase'", ["Rule"] = "'base'",
            ["RuleVersion"] = "1", ["Inputs"] = "'{\"name\":\"基本回饋\",\"amount\":120,\"perAmount\":100,\"perPoints\":10}'", ["PurchaseId"] = "i",
        }));
        Run(Fill("PointsMoves", lines.ToString(CultureInfo.InvariantCulture), new()
        {
            ["Id"] = "i", ["EntryId"] = "i", ["LotId"] = "(i + 1) / 2", ["Points"] = "CASE WHEN i % 2 THEN 10 ELSE -4 END",
        }));
        Run("COMMIT");
    }
}
