using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LineLoyalty.Benchmarks.Sending;

/// <summary>
/// Rows in the database to answers recorded in the database, against a client that only sends the same bodies: what the promises cost. And what
/// tills notice of it.
/// </summary>
internal static class DeliveryRuns
{
    private const int People = 50_000;
    private const int Pushes = 30_000;
    private const int Multicasts = 600;
    private const int Connections = 64;
    private const int Tills = 8;
    private const double TillSeconds = 15;
    private const string Text = "本月底前可兌換飲品一杯，歡迎到門市使用。";

    public static async Task RunAsync(Table table, int times)
    {
        List<Round> pushes = [], multicasts = [];
        for (var i = 0; i < times; i++)
        {
            pushes.Add(await RoundAsync(multicast: false, Pushes));
            multicasts.Add(await RoundAsync(multicast: true, Multicasts));
        }
        Report(table, "pushes", pushes);
        Report(table, "multicasts of 500", multicasts);
        await BesideTillsAsync(table);
    }

    private static void Report(Table table, string what, List<Round> rounds)
    {
        var one = rounds.OrderBy(r => r.PerSecond).ElementAt(rounds.Count / 2);
        table.Add($"bare client: {what}, {Connections} connections", one.Bare);
        table.Add(string.Create(CultureInfo.InvariantCulture, $"product: {what}, from row to recorded answer, unlimited; {one.Cpu:0.00} ms of processor each (ratio to bare)"), one.PerSecond, one.PerSecond / one.Bare);
        if (one.Booked < one.PerSecond * 0.95) table.Add($"the same until every person of them is marked", one.Booked, one.Booked / one.Bare);
    }

    private static async Task<Round> RoundAsync(bool multicast, int count)
    {
        using var stub = await LineStub.StartAsync();
        await BareAsync(stub.Port, multicast, count / 5);
        await stub.TakeAsync();
        await BareAsync(stub.Port, multicast, count);
        var bare = await stub.TakeAsync();

        await using var server = await SendingServer.StartAsync(People, stub.Port, 1, unlimited: true);
        server.Plan(count / 5, multicast, People, Text);
        await server.UntilSentAsync();
        await stub.TakeAsync();
        server.Plan(count, multicast, People, Text);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await server.UntilSentAsync();
        var seconds = watch.Elapsed.TotalSeconds;
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        var seen = await stub.TakeAsync();
        while (server.Count("UnbookedDeliveries", "1") > 0) await Task.Delay(50);
        var booked = watch.Elapsed.TotalSeconds;
        Check(server, seen, count, multicast);
        var round = new Round(bare.PerSecond, count / seconds, cpu.TotalMilliseconds / count, count / booked);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(multicast ? "multicast" : "push")}: bare {round.Bare:0}/s, product {round.PerSecond:0}/s ({round.PerSecond / round.Bare:0.000}), {round.Cpu:0.000} ms of processor each; {round.Booked:0}/s until every person is marked"));
        return round;
    }

    private static void Check(SendingServer server, LineStub.Seen seen, int count, bool multicast)
    {
        var open = server.Count("DeliveryRecipients", "State <> 'Accepted'");
        if (seen.Requests != count || seen.Repeated > 0 || open > 0) throw new InvalidOperationException($"{seen.Requests} of {count} came, {seen.Repeated} twice, {open} people are not recorded (multicast: {multicast}).");
    }

    /// <summary>The tills' waiting time without and with a send at LINE's ceiling beside it.</summary>
    private static async Task BesideTillsAsync(Table table)
    {
        using var stub = await LineStub.StartAsync();
        await using var server = await SendingServer.StartAsync(People, stub.Port, Tills, unlimited: false);
        await SellAsync(server, "warm", 10);
        server.Plan(4000, multicast: false, People, Text);
        await server.UntilSentAsync();
        var idle = await SellAsync(server, "idle", TillSeconds);
        foreach (var (multicast, count) in new[] { (false, 40_000), (true, 4_000) })
        {
            await stub.TakeAsync();
            server.Plan(count, multicast, People, Text);
            await Task.Delay(1000);
            var busy = await SellAsync(server, multicast ? "many" : "one", TillSeconds);
            var open = server.Count("Deliveries", "State = 'Pending' LIMIT 1");
            await server.UntilSentAsync();
            while (server.Count("UnbookedDeliveries", "1") > 0) await Task.Delay(50);
            var seen = await stub.TakeAsync();
            var what = multicast ? "multicasts of 500" : "pushes";
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"at LINE's ceiling: {seen.PerSecond:0} {what}/s, busiest second {seen.Busiest}; sale p99 {busy.Latency.P99:0.0} ms, idle {idle.Latency.P99:0.0}; still sending at the end: {open > 0}"));
            if (!multicast) table.Add($"sales at {Tills} tills, 40 a second, nothing sent", idle.PerSecond, null, idle.Latency);
            table.Add($"the same while {what} go out (ratio of the p99)", busy.PerSecond, busy.Latency.P99 / idle.Latency.P99, busy.Latency);
            table.Add($"{what} sent meanwhile at LINE's ceiling (busiest second: {seen.Busiest})", seen.PerSecond);
        }
    }

    private static Task<LoadGenerator.Report> SellAsync(SendingServer server, string name, double seconds) =>
        LoadGenerator.StartAsync("paced-sales", server.Port, server.KeysFile, Tills, seconds, name);

    /// <summary>The same bodies over kept connections, each waiting for its answer, and nothing else.</summary>
    private static async Task BareAsync(int port, bool multicast, int count)
    {
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port);
            var answer = new byte[4096];
            while (Interlocked.Increment(ref next) is var i && i <= count)
            {
                var body = multicast
                    ? $$"""{"to":[{{string.Join(',', Enumerable.Range(i * 500, 500).Select(n => $"\"U{n:x32}\""))}}],"messages":[{"type":"text","text":"{{Text}}"}]}"""
                    : $$"""{"to":"U{{i:x32}}","messages":[{"type":"text","text":"{{i}} 號您好，{{Text}}"}]}""";
                var request = Encoding.UTF8.GetBytes($"POST /v2/bot/message/{(multicast ? "multicast" : "push")} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer stub\r\nX-Line-Retry-Key: {Guid.NewGuid():D}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
                await socket.SendAsync(request);
                for (var length = 0; !answer.AsSpan(0, length).EndsWith("}"u8);)
                {
                    var read = await socket.ReceiveAsync(answer.AsMemory(length));
                    if (read == 0) throw new IOException("The stub closed the connection.");
                    length += read;
                }
            }
        })));
    }

    private sealed record Round(double Bare, double PerSecond, double Cpu, double Booked);
}
