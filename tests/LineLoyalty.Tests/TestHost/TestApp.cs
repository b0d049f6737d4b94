using System.Net;
using System.Net.Sockets;
using Line.Emulator;
using LineLoyalty.Data;
using LineLoyalty.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Tests.TestHost;

/// <summary>
/// The whole product on a real port with its own database, beside a real emulator, under a clock the test sets. Tests come in through
/// HTTP, the chat or the browser, as users do.
/// </summary>
public sealed class TestApp : IAsyncDisposable
{
    /// <summary>A Tuesday, 10:00 in Taipei.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 10, 2, 0, 0, TimeSpan.Zero);

    private readonly WebApplication app;
    private readonly TestDatabase database;
    private readonly string directory;

    private TestApp(WebApplication app, EmulatorHost emulator, FakeClock clock, TestDatabase database, string directory, Uri url)
    {
        (this.app, Emulator, Clock, this.database, this.directory, Url) = (app, emulator, clock, database, directory, url);
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = url };
        Line = new LineWorld(emulator.BaseUrl);
    }

    public Uri Url { get; }
    public FakeClock Clock { get; }
    public EmulatorHost Emulator { get; }
    /// <summary>The people of the emulator: add friend, chat, open the LIFF page.</summary>
    public LineWorld Line { get; }
    /// <summary>No cookies, no redirects.</summary>
    public HttpClient Http { get; }
    public IServiceProvider Services => app.Services;
    public string DataDirectory => directory;
    public string ConnectionString => database.ConnectionString;

    /// <param name="settings">Settings on top of the defaults, e.g. <c>("Points:ExpiryDays", "30")</c>.</param>
    /// <param name="configure">Changes to the container.</param>
    /// <param name="emulate">Changes to the emulator.</param>
    public static async Task<TestApp> StartAsync(
        (string Key, string Value)[]? settings = null, Action<IServiceCollection>? configure = null, Action<EmulatorOptions>? emulate = null,
        DateTimeOffset? now = null, Action<WebApplication>? map = null)
    {
        var directory = Directory.CreateTempSubdirectory("loyalty-test-").FullName;
        var clock = new FakeClock(now ?? Start);
        var database = await TestDatabase.CreateAsync(directory);
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var options = new EmulatorOptions
        {
            Port = 0,
            DataDirectory = Path.Combine(directory, "emulator"),
            WebhookUrl = new Uri(url, "/line/webhook").ToString(),
            LiffEndpointUrl = new Uri(url, "/liff/").ToString(),
            BotName = "晨光咖啡",
            WebhookTimeout = TimeSpan.FromSeconds(30), // a busy test machine is not a slow bot
            RedeliveryDelays = [TimeSpan.FromMilliseconds(200)],
        };
        emulate?.Invoke(options);
        var emulator = await EmulatorHost.StartAsync(options, clock, CancellationToken.None);

        var arguments = new Dictionary<string, string>
        {
            ["urls"] = url.ToString().TrimEnd('/'),
            ["Data:Directory"] = directory,
            ["Database:Provider"] = TestDatabase.Provider.ToString(),
            ["Database:ConnectionString"] = database.ConnectionString,
            ["Brand:Name"] = "晨光咖啡",
            ["Brand:NameEn"] = "Morning Light Coffee",
            ["Brand:Issuer:Name"] = "晨光咖啡股份有限公司",
            ["Brand:Issuer:Address"] = "台北市大安區永康街 1 號",
            ["Brand:Issuer:TaxId"] = "12345675",
            ["Brand:Issuer:Responsible"] = "林晨光",
            ["Brand:Issuer:Phone"] = "0800-000-123",
            ["Brand:PublicUrl"] = url.ToString().TrimEnd('/'),
            ["Line:ChannelId"] = options.ChannelId,
            ["Line:ChannelSecret"] = options.ChannelSecret,
            ["Line:LoginChannelId"] = options.LoginChannelId,
            ["Line:LoginChannelSecret"] = options.LoginChannelSecret,
            ["Line:LiffId"] = options.LiffId,
            ["Line:ApiBaseUrl"] = emulator.BaseUrl,
            ["Line:DataApiBaseUrl"] = emulator.BaseUrl,
            ["Sms:Provider"] = "Emulator",
        };
        foreach (var (key, value) in settings ?? []) arguments[key] = value;
        var builder = LoyaltyHost.CreateBuilder([.. arguments.SelectMany(a => new[] { "--" + a.Key, a.Value })], contentRoot: ServerProject);
        LoyaltyHost.AddServices(builder, clock);
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        LoyaltyHost.MapRoutes(app);
        map?.Invoke(app);
        await LoyaltyHost.PrepareAsync(app);
        await app.StartAsync();
        return new TestApp(app, emulator, clock, database, directory, url);
    }

    /// <summary>Runs <paramref name="work"/> in a scope of its own, as a request would.</summary>
    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    /// <summary>Looks into the database, for what no door shows.</summary>
    public Task<T> DbAsync<T>(Func<LoyaltyDb, Task<T>> read) => InScopeAsync(services => read(services.GetRequiredService<LoyaltyDb>()));

    /// <summary>Tries until <paramref name="probe"/> answers something, at most 20 s of real time.</summary>
    public static async Task<T> EventuallyAsync<T>(Func<Task<T?>> probe, string what) where T : class
    {
        for (var tries = 0; tries < 400; tries++)
        {
            if (await probe() is { } found) return found;
            await Task.Delay(50);
        }
        throw new TimeoutException($"It did not happen: {what}");
    }

    public static string ServerProject { get; } = Path.Combine(RepositoryRoot(), "src", "LineLoyalty.Server");

    public static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LineLoyalty.sln"))) return folder.FullName;
        }
        throw new DirectoryNotFoundException("The tests run inside the repository.");
    }

    /// <summary>Below the range from which the system takes ports for outgoing connections: one of those could take it before we listen.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 32_000);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: try another.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Left to the collector by the host, and each holds one of the few watchers that a user has.
        var webRoot = app.Environment.WebRootFileProvider;
        Http.Dispose();
        Line.Dispose();
        await Emulator.DisposeAsync(); // first: its webhooks need somebody to answer
        await app.StopAsync();
        await app.DisposeAsync();
        (webRoot as IDisposable)?.Dispose();
        await database.DisposeAsync();
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (IOException)
        {
            // A log file may still be closing; the temporary folder goes with the machine.
        }
    }
}
