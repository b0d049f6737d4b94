using System.Net.Sockets;
using LineLoyalty.Databases;
using LineLoyalty.Server.Demo;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;

namespace LineLoyalty.Server.CommandLine;

internal static class Serve
{
    private const string ResetDemo = "--reset-demo";

    public static async Task<int> RunAsync(string[] options)
    {
        var reset = options.Contains(ResetDemo);
        var builder = LoyaltyHost.CreateBuilder([.. options.Where(o => o != ResetDemo)]);
        await using var demo = DemoMode.For(builder, reset);
        if (reset && demo is null) return Verbs.Wrong("--reset-demo works only without a LINE channel in the settings.");
        var url = (builder.Configuration["urls"] ?? LoyaltyHost.DefaultUrl).Split(';')[0];

        LoyaltyHost.AddServices(builder, demo?.Clock ?? TimeProvider.System);
        await using var app = builder.Build();
        using var only = OnlyServerOn(app.Services.GetRequiredService<DatabaseOptions>());
        if (only is { IsTaken: true })
        {
            Console.Error.WriteLine("Another server already runs on this database file. SQLite is for one server; use PostgreSQL or SQL Server for more.");
            return Verbs.AlreadyRunning;
        }
        LoyaltyHost.MapRoutes(app);
        await LoyaltyHost.PrepareAsync(app);
        try
        {
            if (demo is not null)
            {
                await demo.LoadAsync(app.Services, CancellationToken.None);
                await demo.StartEmulatorAsync(app.Services.GetRequiredService<BrandTime>(), CancellationToken.None);
            }
            await app.StartAsync();
        }
        catch (Exception e) when (IsPortTaken(e))
        {
            Console.Error.WriteLine($"A port is taken: {e.Message} Choose others with --urls http://localhost:PORT and --Demo:EmulatorPort PORT.");
            return Verbs.PortTaken;
        }
        Console.WriteLine(demo is null ? await WelcomeAsync(app, url) : await demo.WelcomeAsync(url, CancellationToken.None));
        await app.WaitForShutdownAsync();
        return Verbs.Ok;
    }

    private static async Task<string> WelcomeAsync(WebApplication app, string url)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var invite = scope.ServiceProvider.GetRequiredService<InviteStaff>();
        return await invite.IsNeededAsync(CancellationToken.None)
            ? $"LineLoyalty listens on {url}. Make the first administrator with this one-time link (24 h): {url}/admin/welcome?token={await invite.ExecuteAsync(StaffRole.Admin, CancellationToken.None)}"
            : $"LineLoyalty listens on {url}.";
    }

    private static bool IsPortTaken(Exception e) =>
        e is AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
        || (e.InnerException is { } inner && IsPortTaken(inner));

    private static Only? OnlyServerOn(DatabaseOptions options) =>
        options.Provider == DatabaseProvider.Sqlite ? new Only(new SqliteConnectionStringBuilder(options.ConnectionString).DataSource) : null;

    /// <summary>Two servers on one SQLite file would each believe they are the only writer.</summary>
    private sealed class Only(string databaseFile) : IDisposable
    {
        private readonly FileLock? held = FileLock.TryAcquire(databaseFile + ".server.lock");

        public bool IsTaken => held is null;

        public void Dispose() => held?.Dispose();
    }
}
