using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LineLoyalty.Benchmarks.Sending;

/// <summary>
/// As little LINE as sending needs, on bare sockets in a process of its own: answers 200 and remembers when which retry key came. What it
/// costs is the same for everything that sends to it.
/// </summary>
internal sealed class LineStub : IDisposable
{
    private readonly Process process;

    private LineStub(Process process, int port) => (this.process, Port) = (process, port);

    public int Port { get; }

    public static async Task<LineStub> StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(LineStub).Assembly.Location);
        start.ArgumentList.Add("line-stub");
        var process = Process.Start(start)!;
        return new LineStub(process, int.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture));
    }

    /// <summary>What came since the last time this was asked.</summary>
    public async Task<Seen> TakeAsync()
    {
        await process.StandardInput.WriteLineAsync("take");
        await process.StandardInput.FlushAsync();
        var n = (await process.StandardOutput.ReadLineAsync())!.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
        return new Seen((long)n[0], (long)n[1], n[2], (long)n[3]);
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }

    /// <param name="Requests">That send messages.</param>
    /// <param name="Repeated">With a retry key that had come before.</param>
    /// <param name="Seconds">From the first to the last.</param>
    /// <param name="Busiest">Most requests in any sliding second.</param>
    internal sealed record Seen(long Requests, long Repeated, double Seconds, long Busiest)
    {
        public double PerSecond => Seconds <= 0 ? 0 : (Requests - 1) / Seconds;
    }

    /// <summary>The stub's process: serves until its input ends.</summary>
    public static async Task<int> ServeAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(512);
        var times = new ConcurrentQueue<long>();
        var keys = new ConcurrentDictionary<Guid, byte>();
        var repeated = 0L;
        _ = Task.Run(async () =>
        {
            while (true)
            {
                var socket = await listener.AcceptAsync();
                _ = Task.Run(() => AnswerAsync(socket, times, key =>
                {
                    if (!keys.TryAdd(key, 0)) Interlocked.Increment(ref repeated);
                }));
            }
        });
        Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);
        while (await Console.In.ReadLineAsync() is not null)
        {
            List<long> taken = [];
            while (times.TryDequeue(out var at)) taken.Add(at);
            taken.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{taken.Count} {Interlocked.Exchange(ref repeated, 0)} {(taken.Count == 0 ? 0 : (taken[^1] - taken[0]) / (double)Stopwatch.Frequency)} {Busiest(taken)}"));
        }
        return 0;
    }

    private static long Busiest(List<long> sorted)
    {
        var most = 0;
        for (var (i, j) = (0, 0); j < sorted.Count; j++)
        {
            while (sorted[j] - sorted[i] >= Stopwatch.Frequency) i++;
            most = Math.Max(most, j - i + 1);
        }
        return most;
    }

    private static async Task AnswerAsync(Socket socket, ConcurrentQueue<long> times, Action<Guid> came)
    {
        using var _ = socket;
        socket.NoDelay = true;
        var (buffer, filled) = (new byte[256 * 1024], 0);
        var sent = Answer("{\"sentMessages\":[{\"id\":\"461230966842064897\",\"quoteToken\":\"q3Plxr4AgKd1mXb2YzNn0aV8uT5c\"}]}");
        var token = Answer("{\"token_type\":\"Bearer\",\"access_token\":\"stub\",\"expires_in\":900}");
        try
        {
            while (true)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
                if (read == 0) return;
                filled += read;
                while (Length(buffer.AsSpan(0, filled)) is var length && length > 0 && length <= filled)
                {
                    var isMessage = buffer.AsSpan(0, 32).IndexOf("/v2/bot/message/"u8) > 0;
                    if (isMessage)
                    {
                        times.Enqueue(Stopwatch.GetTimestamp());
                        if (RetryKey(buffer.AsSpan(0, length)) is { } key) came(key);
                    }
                    await socket.SendAsync(isMessage ? sent : token);
                    buffer.AsSpan(length, filled - length).CopyTo(buffer);
                    filled -= length;
                }
            }
        }
        catch (SocketException)
        {
            // The other side is gone.
        }
    }

    private static byte[] Answer(string body) =>
        System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-line-request-id: 1b59a2e5-6b4e-4bcd-a20b-f3d3bcd2c5a1\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    private static int Length(ReadOnlySpan<byte> request)
    {
        var head = request.IndexOf("\r\n\r\n"u8);
        if (head < 0) return 0;
        var at = request[..head].IndexOf("Content-Length: "u8);
        return at < 0 ? head + 4 : Utf8Parser.TryParse(request[(at + 16)..], out int body, out _) ? head + 4 + body : 0;
    }

    private static Guid? RetryKey(ReadOnlySpan<byte> request)
    {
        var at = request.IndexOf("X-Line-Retry-Key: "u8);
        return at >= 0 && Utf8Parser.TryParse(request[(at + 18)..], out Guid key, out _) ? key : null;
    }
}
