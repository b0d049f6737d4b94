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
using Line.Emulator.Scripts;
using Line.Emulator.Memberships;
using Line.Emulator.Insight;
using Line.Emulator.Groups;
using Line.Emulator.Coupons;
using Line.Emulator.Audiences;
using Line.Emulator.Accounts;
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
    private readonly Bots _bots;
    private readonly string? _temporaryFolder;

    private EmulatorHost(WebApplication app, Bots bots, string? temporaryFolder) => (_app, _bots, _temporaryFolder) = (app, bots, temporaryFolder);

    /// <summary>Null unless <see cref="EmulatorOptions.HttpsPort"/> is set.</summary>
    public string? HttpsUrl { get; private init; }

    /// <summary>The SHA-256 of the certificate's public key, as Chromium takes it to trust this one certificate.</summary>
    public string? CertificatePin { get; private init; }

    /// <summary>Without a slash at the end.</summary>
    public string BaseUrl => _bots.First.World.BaseUrl;

    public static async Task<EmulatorHost> StartAsync(EmulatorOptions options, TimeProvider clock, CancellationToken ct)
    {
        var temporary = options.DataDirectory is null ? Directory.CreateTempSubdirectory("line-emulator-").FullName : null;
        var folder = Directory.CreateDirectory(options.DataDirectory ?? temporary!).FullName;
        var keys = new EmulatorKeys(folder);
        var ids = new MessageIds(keys);
        var all = new List<Bot>();
        try
        {
            all.Add(Open(options, clock, folder, ids));
            foreach (var channel in options.MoreChannels)
                all.Add(Open(options.For(channel), clock, Directory.CreateDirectory(Path.Combine(folder, "channels", channel.ChannelId)).FullName, ids));
            var bots = new Bots(all);
            bots.IntroduceAll();
            var certificate = options.HttpsPort is null ? null : LocalCertificate.Create(clock.GetUtcNow());
            var app = Build(options, clock, bots, keys, ids, folder, certificate);
            try
            {
                await app.StartAsync(ct);
            }
            catch (IOException e)
            {
                throw new InvalidOperationException($"The emulator cannot listen on port {options.Port}: {e.Message}", e);
            }

            var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            foreach (var bot in all)
                bot.World.BaseUrl = addresses.First(a => a.StartsWith("http:", StringComparison.Ordinal)).TrimEnd('/');
            var host = new EmulatorHost(app, bots, temporary)
            {
                HttpsUrl = addresses.FirstOrDefault(a => a.StartsWith("https:", StringComparison.Ordinal)),
                CertificatePin = certificate is null ? null : LocalCertificate.Pin(certificate),
            };
            host.Seed(Enumerable.Range(0, options.SeedUsers).Select(SeededPeople.Person));
            foreach (var bot in all)
                bot.Start();
            return host;
        }
        catch
        {
            foreach (var bot in all)
                await bot.DisposeAsync();
            throw;
        }
    }

    private static Bot Open(EmulatorOptions options, TimeProvider clock, string folder, MessageIds ids)
    {
        var journal = new JournalFile(Path.Combine(folder, "journal.jsonl"));
        try
        {
            var world = new World(options, clock, journal);
            world.Load();
            return new Bot(world, journal, new WebhookSender(world, clock), new NarrowcastRunner(world, clock, ids));
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
        var world = _bots.First.World;
        var kept = Task.CompletedTask;
        lock (world.Gate)
        {
            foreach (var user in users.Where(u => world.Users.Find(u.UserId) is null))
            {
                if (!UserEndpoints.UserIdShape().IsMatch(user.UserId))
                    throw new ArgumentException($"'{user.UserId}' is no LINE user id.", nameof(users));
                kept = _bots.Introduce(new UserSaved(
                    user.UserId, user.DisplayName, user.Language, user.PictureUrl, user.StatusMessage, user.Friend, user.Blocked));
            }
        }

        kept.GetAwaiter().GetResult();
    }

    /// <summary>Starts a scenario (see the README) and answers its id.</summary>
    public string Play(System.Text.Json.JsonElement scenario)
    {
        var (read, problem) = ScenarioEndpoints.Read(scenario);
        return read is null
            ? throw new InvalidOperationException($"The scenario cannot be played: {problem}")
            : _app.Services.GetRequiredService<Scenarios>().Start(_bots.First, read).Id;
    }

    /// <summary>Ends when the host is asked to stop (Ctrl+C).</summary>
    public Task WaitForShutdownAsync(CancellationToken ct) => _app.WaitForShutdownAsync(ct);

    private static WebApplication Build(
        EmulatorOptions options, TimeProvider clock, Bots bots, EmulatorKeys keys, MessageIds ids, string folder, X509Certificate2? certificate)
    {
        // Empty on purpose: the server's settings files and environment must not reach the emulator it hosts.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        options.Logging?.Invoke(builder.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
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
        services.AddSingleton(options).AddSingleton(clock).AddSingleton(bots).AddSingleton(keys).AddSingleton(ids).AddSingleton(new BlobStore(folder));
        services.AddSingleton<TokenMint>().AddSingleton<Assertions>().AddSingleton<FaultBox>().AddSingleton<RateLimits>();
        services.AddSingleton<PhoneClock>().AddSingleton<AuthorizationCodes>().AddSingleton<Scenarios>().AddSingleton<SharePicks>();
        // What works on one account's state is made per call, for the account the call is about.
        services.AddScoped<CurrentBot>().AddScoped(of => of.GetRequiredService<CurrentBot>().Bot.World);
        services.AddScoped<Outgoing>().AddScoped<Person>().AddScoped<PhoneActions>().AddScoped<UserMessages>().AddScoped<ContentStore>();
        services.AddScoped<IdTokens>().AddScoped<UserTokens>().AddScoped<LiffLaunch>().AddScoped<Narrowcasting>();
        var app = builder.Build();
        app.UseLineManners();
        app.UseChannelPick();
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
        app.MapNarrowcasts();
        app.MapAudiences();
        app.MapAudienceUploads();
        app.MapCoupons();
        app.MapInsight();
        app.MapRichMenuInsight();
        app.MapGroups();
        app.MapMemberships();
        app.MapAccountLinks();
        app.MapNotifications();
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
        control.MapCouponControl();
        control.MapFaults();
        control.MapClockAndJournal();
        control.MapWebhookControl();
        control.MapGroupControl();
        control.MapMembershipControl();
        control.MapNotificationControl();
        control.MapSharedAudiences();
        control.MapScenarios();
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var bot in _bots.All)
            await bot.StopAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        foreach (var bot in _bots.All)
            await bot.DisposeAsync();
        if (_temporaryFolder is not null)
            Directory.Delete(_temporaryFolder, recursive: true);
    }
}
