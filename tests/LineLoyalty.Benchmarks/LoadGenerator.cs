using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Line.Messaging.Webhooks;

namespace LineLoyalty.Benchmarks;

/// <summary>
/// Posts signed webhooks over kept-alive connections, one request at a time on each, as fast as answers come. A process of its own, and
/// plain sockets: what it costs is the same for everything it measures.
/// </summary>
internal static class LoadGenerator
{
    /// <param name="Worked">Processor milliseconds of the generator itself per answer; zero when it does not say.</param>
    internal sealed record Report(double PerSecond, long Answers, long Refusals, Latency Latency, double Worked);

    /// <summary>Runs the generator as a child process and reads its report.</summary>
    public static Task<Report> StartAsync(int port, string path, int connections, double seconds, string secret) => StartAsync("load", port, path, connections, seconds, secret);

    /// <param name="kind">Which generator, as <c>Program</c> knows it.</param>
    public static async Task<Report> StartAsync(string kind, int port, string path, int connections, double seconds, string secret)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(LoadGenerator).Assembly.Location);
        foreach (var argument in new[] { kind, $"{port}", path, $"{connections}", seconds.ToString(CultureInfo.InvariantCulture), secret }) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var n = line.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
        return new Report(n[0], (long)n[1], (long)n[2], new Latency(n[3], n[4], n[5]), n.Length > 6 ? n[6] : 0);
    }

    public static async Task<int> RunAsync(string[] args)
    {
        var (port, path, connections, seconds, secret) =
            (int.Parse(args[0], CultureInfo.InvariantCulture), args[1], int.Parse(args[2], CultureInfo.InvariantCulture), double.Parse(args[3], CultureInfo.InvariantCulture), args[4]);
        var watch = Stopwatch.StartNew();
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(i => Task.Run(() => new Connection(i, path, secret).RunAsync(port, seconds, watch))));
        var elapsed = watch.Elapsed.TotalSeconds;
        var times = all.SelectMany(c => c.Ticks).Order().ToArray();
        double At(double share) => times[Math.Min(times.Length - 1, (int)(times.Length * share))] * 1000.0 / Stopwatch.Frequency;
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{times.Length / elapsed} {times.Length} {all.Sum(c => c.Refusals)} {At(0.5)} {At(0.99)} {At(1)}"));
        return 0;
    }

    private sealed class Connection
    {
        private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        private readonly byte[] request;
        private readonly int signature;
        private readonly int body;
        private readonly int eventId;
        private readonly string secret;
        private readonly Random random;

        public Connection(int number, string path, string secret)
        {
            this.secret = secret;
            random = new Random(HashCode.Combine(number, Environment.ProcessId));
            // The order and length of what LINE sends for a text message.
            var json = $$"""{"destination":"U00000000000000000000000000000001","events":[{"type":"message","message":{"type":"text","id":"14353798921116","quoteToken":"q3Plxr4AgKd1mXb2YzNn0aV8uT5cWeRtYuIoPasdfghJklZxcvbnM","text":"點數"},"webhookEventId":"01FZ74A0TDDPYRVKNK77XKC3ZR","deliveryContext":{"isRedelivery":false},"timestamp":{{DateTimeOffset.UnixEpoch.AddYears(56).ToUnixTimeMilliseconds()}},"source":{"type":"user","userId":"U{{number % 500:x32}}"},"replyToken":"0f3779fba3b349968c5d07db31eab56f","mode":"active"}]}""";
            var bytes = Encoding.UTF8.GetBytes(json);
            var head = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json; charset=utf-8\r\nUser-Agent: LineBotWebhook/2.0\r\nContent-Length: {bytes.Length}\r\nx-line-signature: ";
            signature = head.Length;
            body = signature + 44 + 4;
            request = [.. Encoding.ASCII.GetBytes(head), .. new byte[44], .. "\r\n\r\n"u8, .. bytes];
            eventId = request.AsSpan().IndexOf("01FZ74A0TDDPYRVKNK77XKC3ZR"u8);
        }

        public List<long> Ticks { get; } = new(200_000);
        public long Refusals { get; private set; }

        public async Task<Connection> RunAsync(int port, double seconds, Stopwatch watch)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port);
            var answer = new byte[4096];
            while (watch.Elapsed.TotalSeconds < seconds)
            {
                Next();
                var started = Stopwatch.GetTimestamp();
                await socket.SendAsync(request);
                var length = 0;
                do
                {
                    var read = await socket.ReceiveAsync(answer.AsMemory(length));
                    if (read == 0) throw new IOException("The server closed the connection.");
                    length += read;
                }
                while (!answer.AsSpan(0, length).EndsWith("\r\n\r\n"u8));
                Ticks.Add(Stopwatch.GetTimestamp() - started);
                if (!answer.AsSpan(9, 3).SequenceEqual("200"u8)) Refusals++;
            }
            return this;
        }

        // A ULID as LINE makes them (48 bits of time, then chance; Crockford's alphabet), and the signature of the body that holds it.
        private void Next()
        {
            Write(request.AsSpan(eventId, 10), (ulong)Environment.TickCount64 + 1_800_000_000_000);
            Write(request.AsSpan(eventId + 10, 8), (ulong)random.NextInt64());
            Write(request.AsSpan(eventId + 18, 8), (ulong)random.NextInt64());
            Encoding.ASCII.GetBytes(WebhookSignature.Sign(request.AsSpan(body), secret), request.AsSpan(signature, 44));
        }

        private static void Write(Span<byte> place, ulong value)
        {
            for (var i = place.Length - 1; i >= 0; i--, value >>= 5) place[i] = (byte)Alphabet[(int)(value & 31)];
        }
    }
}
