using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Line.Emulator;

namespace LineLoyalty.Tests.TestHost;

/// <summary>The real server as a process of its own, which a test may kill at any moment.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> words = new();

    private ServerProcess(Process process, string url) => (this.process, Url) = (process, new Uri(url));

    public Uri Url { get; }

    private const int PortTaken = 4;

    /// <summary>Answers when the server says it is ready; on a port of its own, since the last one's may have gone to somebody else.</summary>
    public static Task<ServerProcess> StartAsync(string directory, TestDatabase database, EmulatorOptions options, string emulatorUrl, params (string Key, string Value)[] settings) =>
        StartAsync(() => $"http://127.0.0.1:{TestApp.FreePort()}", directory, database, options, emulatorUrl, settings);

    /// <summary>The same where LINE calls it, at each start.</summary>
    public static Task<ServerProcess> StartAtAsync(string url, string directory, TestDatabase database, EmulatorOptions options, string emulatorUrl) =>
        StartAsync(() => url, directory, database, options, emulatorUrl, []);

    private static async Task<ServerProcess> StartAsync(
        Func<string> url, string directory, TestDatabase database, EmulatorOptions options, string emulatorUrl, (string Key, string Value)[] settings)
    {
        for (var tries = 0; ; tries++)
        {
            var server = await TryStartAsync(directory, database, options, emulatorUrl, url(), settings);
            if (server is not null) return server;
            if (tries == 5) throw new InvalidOperationException("No free port was found.");
        }
    }

    private static async Task<ServerProcess?> TryStartAsync(
        string directory, TestDatabase database, EmulatorOptions options, string emulatorUrl, string url, (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            ["urls"] = url,
            ["Data:Directory"] = Path.Combine(directory, "server"),
            ["Database:Provider"] = TestDatabase.Provider.ToString(),
            ["Database:ConnectionString"] = database.ConnectionString,
            ["Brand:Name"] = "晨光咖啡",
            ["Line:ChannelId"] = options.ChannelId,
            ["Line:ChannelSecret"] = options.ChannelSecret,
            ["Line:LoginChannelId"] = options.LoginChannelId,
            ["Line:LoginChannelSecret"] = options.LoginChannelSecret,
            ["Line:LiffId"] = options.LiffId,
            ["Line:ApiBaseUrl"] = emulatorUrl,
            ["Line:DataApiBaseUrl"] = emulatorUrl,
        };
        foreach (var (key, value) in settings) all[key] = value;
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = AppContext.BaseDirectory, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "LineLoyalty.Server.dll"));
        foreach (var (key, value) in all)
        {
            start.ArgumentList.Add("--" + key);
            start.ArgumentList.Add(value);
        }
        var server = new ServerProcess(Process.Start(start)!, url);
        // Read, so that a full pipe never stops the server.
        server.process.OutputDataReceived += (_, e) => server.words.Enqueue(e.Data ?? "");
        server.process.ErrorDataReceived += (_, e) => server.words.Enqueue(e.Data ?? "");
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        return await server.UntilReadyAsync(new Uri(url + "/health/ready")) ? server : null;
    }

    /// <summary><c>kill -9</c></summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
    }

    private async Task<bool> UntilReadyAsync(Uri health)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        // Patient: a server that cannot start ends by itself, and a machine under load starts one slowly.
        for (var until = Environment.TickCount64 + 180_000; Environment.TickCount64 < until;)
        {
            if (process is { HasExited: true, ExitCode: PortTaken }) return false;
            if (process.HasExited) throw new InvalidOperationException($"The server ended with {process.ExitCode}: {string.Join('\n', words)}");
            try
            {
                using var answer = await http.GetAsync(health);
                if (answer.StatusCode == HttpStatusCode.OK) return true;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet, or too busy starting to answer.
            }
            await Task.Delay(50);
        }
        await KillAsync();
        throw new TimeoutException($"The server did not become ready: {string.Join('\n', words)}");
    }
}
