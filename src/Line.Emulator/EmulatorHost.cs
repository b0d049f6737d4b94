using System.Net;
using System.Security.Cryptography.X509Certificates;
using Line.Emulator.Channels;
using Line.Emulator.Chats;
using Line.Emulator.Content;
using Line.Emulator.Control;
using Line.Emulator.Faults;
using Line.Emulator.Hosting;
using Line.Emulator.Http;
using Line.Emulator.Journal;
using Line.Emulator.Liff;
using Line.Emulator.Login;
using Line.Emulator.Messages;
using Line.Emulator.RichMenus;
using Line.Emulator.Sending;
using Line.Emulator.Users;
using Line.Emulator.Webhooks;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Line.Emulator;

/// <summary>A running emulator.</summary>
public sealed class EmulatorHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly World _world;
    private readonly JournalFile _journal;
    private readonly string? _temporaryFolder;

    private EmulatorHost(WebApplication app, World world, JournalFile journal, string? temporaryFolder) =>
        (_app, _world, _journal, _temporaryFolder) = (app, world, journal, temporaryFolder);

    /// <summary>Null unless <see cref="EmulatorOptions.HttpsPort"/> is set.</summary>
    public string? HttpsUrl { get; private init; }

    /// <summary>The SHA-256 of the certificate's public key, as Chromium takes it to trust this one certificate.</summary>
    public string? CertificatePin { get; private init; }

    /// <summary>Without a slash at the end.</summary>
    public string BaseUrl => _world.BaseUrl;

    public static async Task<EmulatorHost> StartAsync(EmulatorOptions options, TimeProvider clock, CancellationToken ct)
    {
        var temporary = options.DataDirectory is null ? Directory.CreateTempSubdirectory("line-emulator-").FullName : null;
        var folder = Directory.CreateDirectory(options.DataDirectory ?? temporary!).FullName;
        var journal = new JournalFile(Path.Combine(folder, "journal.jsonl"));
        try
        {
            var world = new World(options, clock, journal);
            world.Load();
            var certificate = options.HttpsPort is null ? null : LocalCertificate.Create(clock.GetUtcNow());
            var app = Build(options, clock, world, folder, certificate);
            try
            {
                await app.StartAsync(ct);
            }
            catch (IOException e)
            {
                throw new InvalidOperationException($"The emulator cannot listen on port {options.Port}: {e.Message}", e);
            }

            var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            world.BaseUrl = addresses.First(a => a.StartsWith("http:", StringComparison.Ordinal)).TrimEnd('/');
            var host = new EmulatorHost(app, world, journal, temporary)
            {
                HttpsUrl = addresses.FirstOrDefault(a => a.StartsWith("https:", StringComparison.Ordinal)),
                CertificatePin = certificate is null ? null : LocalCertificate.Pin(certificate),
            };
            host.Seed(Enumerable.Range(0, options.SeedUsers).Select(SeededPeople.Person));
            app.Services.GetRequiredService<WebhookSender>().Start();
            return host;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Adds people; those the emulator knows already are left as they are.</summary>
    public void Seed(IEnumerable<EmulatorUser> users)
    {
        lock (_world.Gate)
        {
            foreach (var user in users.Where(u => _world.Users.Find(u.UserId) is null))
            {
                if (!UserEndpoints.UserIdShape().IsMatch(user.UserId))
                    throw new ArgumentException($"'{user.UserId}' is no LINE user id.", nameof(users));
                _ = _world.Record(new UserSaved(
                    user.UserId, user.DisplayName, user.Language, user.PictureUrl, user.StatusMessage, user.Friend, user.Blocked));
            }
        }

        _world.WhenDurable().GetAwaiter().GetResult();
    }

    /// <summary>Ends when the host is asked to stop (Ctrl+C).</summary>
    public Task WaitForShutdownAsync(CancellationToken ct) => _app.WaitForShutdownAsync(ct);

    private static WebApplication Build(EmulatorOptions options, TimeProvider clock, World world, string folder, X509Certificate2? certificate)
    {
        // Empty on purpose: the server's settings files and environment must not reach the emulator it hosts.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        options.Logging?.Invoke(builder.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 32 * 1024 * 1024;
            if (options.Port == 0)
                kestrel.Listen(IPAddress.Loopback, 0);
            else
                kestrel.ListenLocalhost(options.Port);
            if (options.HttpsPort is { } https)
                kestrel.Listen(IPAddress.Loopback, https, listen => listen.UseHttps(certificate!));
        });
        var services = builder.Services;
        services.AddRouting();
        services.AddCors();
        services.AddProblemDetails();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Encoder = ControlJson.Options.Encoder);
        // A call that a fault keeps hanging must not keep the host from ending.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        services.AddSingleton<IHostLifetime, HostedLifetime>();
        services.AddSingleton(options).AddSingleton(clock).AddSingleton(world);
        services.AddSingleton(new EmulatorKeys(folder)).AddSingleton(new BlobStore(folder));
        services.AddSingleton<TokenMint>().AddSingleton<Assertions>().AddSingleton<MessageIds>().AddSingleton<FaultBox>().AddSingleton<RateLimits>();
        services.AddSingleton<Outgoing>().AddSingleton<Person>().AddSingleton<PhoneActions>().AddSingleton<UserMessages>();
        services.AddSingleton<ContentStore>().AddSingleton<PhoneClock>().AddSingleton<WebhookSender>();
        services.AddSingleton<IdTokens>().AddSingleton<UserTokens>().AddSingleton<AuthorizationCodes>().AddSingleton<LiffLaunch>().AddSingleton<SharePicks>();
        var app = builder.Build();
        app.UseLineManners();
        app.UseWireLog();
        app.UseRouting();
        app.UseCors(cors => cors.SetIsOriginAllowed(_ => true).AllowAnyHeader().AllowAnyMethod().AllowCredentials());
        app.MapSending();
        app.MapQuota();
        app.MapProfiles();
        app.MapContent();
        app.MapReading();
        app.MapRichMenus();
        app.MapRichMenuLinks();
        app.MapRichMenuAliases();
        app.MapChannelTokens();
        app.MapLogin();
        app.MapAuthorize();
        app.MapLiffApps();
        app.MapLiffInBrowser();
        app.MapLiffSdk();
        app.MapSharePicker();
        app.MapWebhookSettings();
        app.MapPhone();
        var control = app.MapGroup("/emulator");
        control.MapUsers();
        control.MapChats();
        control.MapStreams();
        control.MapWire();
        control.MapSharing();
        control.MapLiffLaunch();
        control.MapLoginControl();
        control.MapContentControl();
        control.MapRichMenuControl();
        control.MapQuotaControl();
        control.MapFaults();
        control.MapClockAndJournal();
        control.MapWebhookControl();
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.Services.GetRequiredService<WebhookSender>().StopAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _journal.Dispose();
        if (_temporaryFolder is not null)
            Directory.Delete(_temporaryFolder, recursive: true);
    }
}
