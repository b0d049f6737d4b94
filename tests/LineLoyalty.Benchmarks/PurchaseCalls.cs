using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using LineLoyalty.Data;
using LineLoyalty.Databases;
using LineLoyalty.Membership;
using LineLoyalty.Pos;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LineLoyalty.Benchmarks;

/// <summary>
/// Whole sales through the till's door – key, idempotency, rules, lots, tier, timeline – from 64 clients, against a bare writer that reads a
/// balance, inserts a line and updates the balance, as many in one transaction as clients would wait. Same durability, same run.
/// </summary>
internal static class PurchaseCalls
{
    private const int Clients = 64;
    private const int Members = 5000;
    private const double Seconds = 5;
    private const int LongestWarmUp = 12;
    private const int WarmSales = 15_000;

    public static async Task RunAsync(Table table, int times)
    {
        List<(double PerSecond, Latency Latency)> bare = [], forClients = [];
        List<Measured> sales = [];
        for (var i = 0; i < times; i++)
        {
            bare.Add(Bare());
            forClients.Add(BareForClients());
            sales.Add(await SalesAsync());
            var (run, worked, rows) = sales[^1];
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"bare {bare[^1].PerSecond:0}/s, for waiting clients {forClients[^1].PerSecond:0}/s, rows of sales alone {rows:0}/s ({rows / bare[^1].PerSecond:0.000}), sales {run.PerSecond:0}/s ({run.PerSecond / bare[^1].PerSecond:0.000}) p50 {run.Latency.P50:0.0} p99 {run.Latency.P99:0.0} ms, {run.Refusals} refused; processor per sale: server {worked:0.00} ms, client {run.Worked:0.00} ms"));
        }
        var one = bare.OrderBy(r => r.PerSecond).ElementAt(times / 2);
        var handed = forClients.OrderBy(r => r.PerSecond).ElementAt(times / 2);
        var (other, _, _) = sales.OrderBy(r => r.Sales.PerSecond).ElementAt(times / 2);
        var alone = sales.Select(r => r.RowsPerSecond).Order().ElementAt(times / 2);
        table.Add($"bare ledger: balance read, line inserted, balance updated; {Clients} per commit", one.PerSecond, null, one.Latency);
        table.Add($"the same writer, {Clients} clients that hand a line over and wait for its commit (ratio to bare ledger)", handed.PerSecond, handed.PerSecond / one.PerSecond, handed.Latency);
        table.Add("the rows of a sale by prepared statements, nothing asked or decided (ratio to bare ledger)", alone, alone / one.PerSecond, null);
        table.Add($"a whole sale through HTTP, {Clients} clients (ratio to bare ledger)", other.PerSecond, other.PerSecond / one.PerSecond, other.Latency);
    }

    /// <param name="Worked">Processor milliseconds of the server per sale.</param>
    private sealed record Measured(LoadGenerator.Report Sales, double Worked, double RowsPerSecond);

    /// <summary>One writer that takes what waits, as many as there are clients, into one commit.</summary>
    private static (double, Latency) Bare() => WithBareLedger(book =>
    {
        var members = new int[Clients];
        var times = new List<long>();
        var watch = Stopwatch.StartNew();
        for (var done = 0; watch.Elapsed.TotalSeconds < Seconds;)
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Clients; i++) members[i] = done++ * 31 % Members;
            book(members);
            times.AddRange(Enumerable.Repeat(Stopwatch.GetTimestamp() - started, Clients));
        }
        return (times, watch.Elapsed);
    });

    /// <summary>The same writer, and clients that each hand one line over and wait until it is on disk.</summary>
    private static (double, Latency) BareForClients() => WithBareLedger(book =>
    {
        var waiting = Channel.CreateUnbounded<(int Member, TaskCompletionSource Done)>(new UnboundedChannelOptions { SingleReader = true });
        var watch = Stopwatch.StartNew();
        var clients = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            var (random, ticks) = (new Random(client), new List<long>());
            while (watch.Elapsed.TotalSeconds < Seconds)
            {
                var started = Stopwatch.GetTimestamp();
                var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting.Writer.TryWrite((random.Next(Members), done));
                await done.Task;
                ticks.Add(Stopwatch.GetTimestamp() - started);
            }
            return ticks;
        })));
        var writer = new Thread(() =>
        {
            List<(int Member, TaskCompletionSource Done)> group = [];
            while (waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (group.Count < Clients && waiting.Reader.TryRead(out var one)) group.Add(one);
                book(group.ConvertAll(g => g.Member));
                foreach (var one in group) one.Done.SetResult();
                group.Clear();
            }
        });
        writer.Start();
        var all = clients.GetAwaiter().GetResult();
        var elapsed = watch.Elapsed;
        waiting.Writer.Complete();
        writer.Join();
        return ([.. all.SelectMany(t => t)], elapsed);
    });

    /// <param name="run">Is given what books a line for each member in one commit.</param>
    private static (double, Latency) WithBareLedger(Func<Action<IReadOnlyList<int>>, (List<long> Ticks, TimeSpan Elapsed)> run)
    {
        var directory = Directory.CreateTempSubdirectory("lineloyalty-bench-");
        try
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(directory.FullName, "bare.db")};Pooling=false");
            connection.Open();
            Run(connection, $"""
                PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
                CREATE TABLE balances (member INTEGER PRIMARY KEY, points INTEGER NOT NULL);
                CREATE TABLE entries (id INTEGER PRIMARY KEY, member INTEGER NOT NULL, points INTEGER NOT NULL, after INTEGER NOT NULL, at TEXT NOT NULL);
                CREATE INDEX entries_member ON entries (member, at);
                WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {Members}) INSERT INTO balances SELECT i, 0 FROM n;
                """);
            using var read = Prepare(connection, "SELECT points FROM balances WHERE member = $member");
            using var insert = Prepare(connection, "INSERT INTO entries (member, points, after, at) VALUES ($member, 10, $after, '2026-03-10 02:00:00')");
            using var update = Prepare(connection, "UPDATE balances SET points = $after WHERE member = $member");
            var (ticks, elapsed) = run(members =>
            {
                using var transaction = connection.BeginTransaction();
                read.Transaction = insert.Transaction = update.Transaction = transaction;
                foreach (var member in members)
                {
                    read.Parameters["$member"].Value = insert.Parameters["$member"].Value = update.Parameters["$member"].Value = member;
                    insert.Parameters["$after"].Value = update.Parameters["$after"].Value = (long)read.ExecuteScalar()! + 10;
                    insert.ExecuteNonQuery();
                    update.ExecuteNonQuery();
                }
                transaction.Commit();
            });
            ticks.Sort();
            double At(double share) => ticks[Math.Min(ticks.Count - 1, (int)(ticks.Count * share))] * 1000.0 / Stopwatch.Frequency;
            return (ticks.Count / elapsed.TotalSeconds, new Latency(At(0.5), At(0.99), At(1)));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.Add("$member", SqliteType.Integer);
        if (sql.Contains("$after", StringComparison.Ordinal)) command.Parameters.Add("$after", SqliteType.Integer);
        return command;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static async Task<Measured> SalesAsync()
    {
        var directory = Directory.CreateTempSubdirectory("lineloyalty-bench-");
        try
        {
            var builder = LoyaltyHost.CreateBuilder([]);
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Data:Directory"] = directory.FullName,
                ["Line:ChannelId"] = "1656000001", ["Line:ChannelSecret"] = "0123456789abcdef0123456789abcdef",
                ["Line:LoginChannelId"] = "1656000002", ["Line:LoginChannelSecret"] = "0123456789abcdef0123456789abcdef", ["Line:LiffId"] = "1656000002-Aa1Bb2Cc",
                ["Line:ApiBaseUrl"] = "http://127.0.0.1:1", ["Line:DataApiBaseUrl"] = "http://127.0.0.1:1",
                ["Brand:Name"] = "晨光咖啡",
            });
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            LoyaltyHost.AddServices(builder, TimeProvider.System);
            // The rest of the server would send and publish to a LINE that is not there.
            foreach (var other in builder.Services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationFactory is null
                && s.ImplementationType?.Namespace?.StartsWith("LineLoyalty", StringComparison.Ordinal) == true).ToList())
            {
                builder.Services.Remove(other);
            }
            await using var app = builder.Build();
            LoyaltyHost.MapRoutes(app);
            await LoyaltyHost.PrepareAsync(app);
            await File.WriteAllLinesAsync(Path.Combine(directory.FullName, "keys.txt"), await PeopleAndKeysAsync(app.Services));
            await app.StartAsync();
            var port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
            // Until the compiler has nothing left to make faster, as in a server that has run for an hour.
            var (sold, last, rate) = (0L, 0d, 1d);
            for (var round = 0; round < LongestWarmUp && (sold < WarmSales || rate > last * 1.05); round++)
            {
                var warm = await LoadGenerator.StartAsync("sale-load", port, Path.Combine(directory.FullName, "keys.txt"), Clients, 10, $"warm{round}-");
                (last, rate, sold) = (rate, warm.PerSecond, sold + warm.Answers);
            }
            var worked = Process.GetCurrentProcess().TotalProcessorTime;
            var report = await LoadGenerator.StartAsync("sale-load", port, Path.Combine(directory.FullName, "keys.txt"), Clients, Seconds, "run");
            worked = Process.GetCurrentProcess().TotalProcessorTime - worked;
            await using (var scope = app.Services.CreateAsyncScope())
            {
                var ledger = await scope.ServiceProvider.GetRequiredService<VerifyLedger>().ExecuteAsync(CancellationToken.None);
                var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
                sold = await db.Purchases.CountAsync();
                if (!ledger.Holds || sold < report.Answers - report.Refusals || await db.Deliveries.CountAsync(d => d.CauseKey!.StartsWith("announce:sale:")) != sold) throw new InvalidOperationException($"The ledger does not hold after the load, or a sale or its announcement is missing: {sold} sales. {string.Join("; ", ledger.Violations.Take(3))}");
            }
            await app.StopAsync();
            await app.DisposeAsync();
            SqliteConnection.ClearAllPools();
            return new Measured(report, worked.TotalMilliseconds / report.Answers, SaleRows.Measure(Path.Combine(directory.FullName, "lineloyalty.db"), Clients));
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            directory.Delete(recursive: true);
        }
    }

    private static async Task<List<string>> PeopleAndKeysAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        db.Stores.Add(new Store { Code = "TPE1", Name = "信義店", NameEn = "Xinyi" });
        db.Products.AddRange(new Product { Sku = "LATTE", Name = "拿鐵", NameEn = "Latte", Category = "咖啡", Price = 120 }, new Product { Sku = "CAKE", Name = "戚風蛋糕", NameEn = "Chiffon cake", Category = "甜點", Price = 90 });
        for (var i = 0; i < Members; i++)
        {
            db.Members.Add(new Member { Ref = i.ToString("x16", CultureInfo.InvariantCulture), CardNumber = i.ToString("D16", CultureInfo.InvariantCulture), Name = "測試會員", JoinedAt = now.AddDays(-100), Announce = AnnounceLevel.Every });
        }
        await db.SaveChangesAsync();
        db.TierPeriods.AddRange(await db.Members.Select(m => new TierPeriod { MemberId = m.Id, Level = Member.FirstTierLevel, FromAt = m.JoinedAt, Reason = TierReasons.Join, CountsAfter = DateOnly.FromDateTime(m.JoinedAt) }).ToListAsync());
        // Each hears of every sale in the chat: a delivery row per sale.
        db.LineAccounts.AddRange(await db.Members.Select(m => new LineAccount { LineUserId = "U" + m.Ref + m.Ref, MemberId = m.Id, BoundAt = now, Friend = true, FriendChangedAt = now, FirstSeenAt = now }).ToListAsync());
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        List<string> keys = [];
        for (var i = 0; i < Clients; i++)
        {
            // A till is let through a hundred times a second: each client has a key of its own.
            keys.Add((await scope.ServiceProvider.GetRequiredService<CreatePosKey>().ExecuteAsync($"till {i}", PosScopes.All, [], TimeSpan.FromDays(1), null, CancellationToken.None)).Value!.Text);
        }
        return keys;
    }

    /// <summary>The load generator's process: one sale after the other on each connection.</summary>
    /// <param name="perSecond">How many each client sells; null for as many as it can.</param>
    public static async Task<int> LoadAsync(string[] args, double? perSecond = null)
    {
        var (port, keys, seconds, name) = (int.Parse(args[0], CultureInfo.InvariantCulture), await File.ReadAllLinesAsync(args[1]), double.Parse(args[3], CultureInfo.InvariantCulture), args[4]);
        var watch = Stopwatch.StartNew();
        var all = await Task.WhenAll(keys.Select((key, i) => Task.Run(() => SellAsync(port, key, $"{name}{i}", i, seconds, watch, perSecond))));
        var elapsed = watch.Elapsed.TotalSeconds;
        var times = all.SelectMany(c => c.Ticks).Order().ToArray();
        double At(double share) => times[Math.Min(times.Length - 1, (int)(times.Length * share))] * 1000.0 / Stopwatch.Frequency;
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{times.Length / elapsed} {times.Length} {all.Sum(c => c.Refused)} {At(0.5)} {At(0.99)} {At(1)} {Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds / times.Length}"));
        return 0;
    }

    private static async Task<(List<long> Ticks, long Refused)> SellAsync(int port, string key, string name, int number, double seconds, Stopwatch watch, double? perSecond)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        List<long> ticks = [];
        var (answer, refused, random) = (new byte[16 * 1024], 0L, new Random(number));
        for (var i = 0; watch.Elapsed.TotalSeconds < seconds; i++)
        {
            var member = random.Next(Members).ToString("x16", CultureInfo.InvariantCulture);
            var body = $$"""{"store":"TPE1","receiptNumber":"{{name}}-{{i}}","occurredAt":"{{TimeProvider.System.GetUtcNow().UtcDateTime:O}}","payment":"cash","member":"{{member}}","lines":[{"sku":"LATTE","quantity":1,"amount":120},{"sku":"CAKE","quantity":2,"amount":{{random.Next(90, 181)}}}]}""";
            var request = Encoding.UTF8.GetBytes($"POST /api/pos/v1/purchases HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nIdempotency-Key: {name}-{i}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
            // Clients that sell at a pace take turns, as tills do.
            if (perSecond is { } pace && TimeSpan.FromSeconds((i + number / 8.0) / pace) - watch.Elapsed is { Ticks: > 0 } early) await Task.Delay(early);
            var started = Stopwatch.GetTimestamp();
            await socket.SendAsync(request);
            var length = 0;
            while (!IsWhole(answer.AsSpan(0, length)))
            {
                var read = await socket.ReceiveAsync(answer.AsMemory(length));
                if (read == 0) throw new IOException("The server closed the connection.");
                length += read;
            }
            ticks.Add(Stopwatch.GetTimestamp() - started);
            if (!answer.AsSpan(9, 3).SequenceEqual("201"u8)) refused++;
        }
        return (ticks, refused);
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0) return false;
        var at = answer[..head].IndexOf("Content-Length: "u8);
        if (at < 0) return answer.EndsWith("\r\n0\r\n\r\n"u8);
        var digits = answer[(at + 16)..];
        return int.TryParse(digits[..digits.IndexOf((byte)'\r')], CultureInfo.InvariantCulture, out var length) && answer.Length >= head + 4 + length;
    }
}
