using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Line.Emulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Benchmarks;

/// <summary>
/// How many pushes a second the emulator takes in (token, limits, rules, journal synced to disk before the answer) beside the process that
/// sends them, and how that compares with a Kestrel that reads the body and forgets it.
/// </summary>
internal static class EmulatorPushes
{
    private const int Connections = 64;
    private const double Seconds = 10;
    private const int People = 500;
    private const string Token = "benchmark";

    public static async Task RunAsync(Table table, int times)
    {
        List<LoadGenerator.Report> bare = [], emulator = [];
        for (var i = 0; i < times; i++)
        {
            bare.Add(await WithBareKestrelAsync());
            emulator.Add(await WithEmulatorAsync());
        }

        var (plain, pushes) = (Median(bare), Median(emulator));
        if (emulator.Exists(r => r.Refusals > 0)) throw new InvalidOperationException("The emulator refused pushes, so the figures mean nothing.");
        table.Add("bare Kestrel: read a push, answer 200", plain.PerSecond, null, plain.Latency);
        table.Add("emulator: push taken in durably (ratio to bare)", pushes.PerSecond, pushes.PerSecond / plain.PerSecond, pushes.Latency);
    }

    private static LoadGenerator.Report Median(List<LoadGenerator.Report> reports) => reports.OrderBy(r => r.PerSecond).ElementAt(reports.Count / 2);

    private static async Task<LoadGenerator.Report> WithEmulatorAsync()
    {
        await using var host = await EmulatorHost.StartAsync(
            new EmulatorOptions { Port = 0, LongLivedToken = Token, EnforceRateLimits = false }, TimeProvider.System, CancellationToken.None);
        host.Seed(Enumerable.Range(0, People).Select(i => new EmulatorUser($"U{i:x32}", $"人 {i}") { Friend = true }));
        return await MeasureAsync("emulator", new Uri(host.BaseUrl).Port);
    }

    private static async Task<LoadGenerator.Report> WithBareKestrelAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        var answer = "{\"sentMessages\":[{\"id\":\"461230966842064897\",\"quoteToken\":\"461230966842064897_0123456789abcdef01234567\"}]}"u8.ToArray();
        app.Run(async http =>
        {
            while (await http.Request.BodyReader.ReadAsync() is var read)
            {
                http.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) break;
            }

            http.Response.ContentType = "application/json";
            http.Response.ContentLength = answer.Length;
            await http.Response.Body.WriteAsync(answer);
        });
        await app.StartAsync();
        return await MeasureAsync("bare", new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port);
    }

    private static async Task<LoadGenerator.Report> MeasureAsync(string what, int port)
    {
        await SendAsync(port, 2);
        var report = await SendAsync(port, Seconds);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} {report.PerSecond:0}/s p99 {report.Latency.P99:0.0} ms, {report.Refusals} refused"));
        return report;
    }

    /// <summary>The sender is a process of its own.</summary>
    private static async Task<LoadGenerator.Report> SendAsync(int port, double seconds)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(EmulatorPushes).Assembly.Location);
        foreach (var argument in new[] { "push-load", $"{port}", seconds.ToString(CultureInfo.InvariantCulture) }) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var n = line.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
        return new LoadGenerator.Report(n[0], (long)n[1], (long)n[2], new Latency(n[3], n[4], n[5]), 0);
    }

    public static async Task<int> LoadAsync(string[] args)
    {
        var (port, seconds) = (int.Parse(args[0], CultureInfo.InvariantCulture), double.Parse(args[1], CultureInfo.InvariantCulture));
        var watch = Stopwatch.StartNew();
        var all = await Task.WhenAll(Enumerable.Range(0, Connections).Select(i => Task.Run(() => SendAllAsync(i, port, seconds, watch))));
        var elapsed = watch.Elapsed.TotalSeconds;
        var times = all.SelectMany(c => c.Ticks).Order().ToArray();
        double At(double share) => times[Math.Min(times.Length - 1, (int)(times.Length * share))] * 1000.0 / Stopwatch.Frequency;
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{times.Length / elapsed} {times.Length} {all.Sum(c => c.Refusals)} {At(0.5)} {At(0.99)} {At(1)}"));
        return 0;
    }

    private static async Task<(List<long> Ticks, long Refusals)> SendAllAsync(int number, int port, double seconds, Stopwatch watch)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"to":"U{{number % People:x32}}","messages":[{"type":"text","text":"您的點數即將到期，本月底前可兌換飲品一杯。"}]}""");
        var head = $"POST /v2/bot/message/push HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Token}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nX-Line-Retry-Key: ";
        byte[] request = [.. Encoding.ASCII.GetBytes(head), .. new byte[36], .. "\r\n\r\n"u8, .. body];
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var (ticks, refusals, answer) = (new List<long>(100_000), 0L, new byte[8192]);
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            Guid.NewGuid().TryFormat(request.AsSpan(head.Length, 36), out _, "D");
            var started = Stopwatch.GetTimestamp();
            await socket.SendAsync(request);
            var length = 0;
            do
            {
                var read = await socket.ReceiveAsync(answer.AsMemory(length));
                if (read == 0) throw new IOException("The server closed the connection.");
                length += read;
            }
            while (!IsWhole(answer.AsSpan(0, length)));
            ticks.Add(Stopwatch.GetTimestamp() - started);
            if (!answer.AsSpan(9, 3).SequenceEqual("200"u8)) refusals++;
        }

        return (ticks, refusals);
    }

    /// <summary>Both servers send a length with every answer.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        var at = answer.IndexOf("Content-Length: "u8) + "Content-Length: ".Length;
        return System.Buffers.Text.Utf8Parser.TryParse(answer[at..], out int bodyLength, out _) && answer.Length >= end + 4 + bodyLength;
    }
}
