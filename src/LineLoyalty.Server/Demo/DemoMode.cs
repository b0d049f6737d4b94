using Line.Emulator;
using LineLoyalty.Analytics;
using LineLoyalty.Data;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Demo;

/// <summary>
/// What runs when no LINE channel is configured: a LINE platform on this machine, a made-up brand, and a clock that the phone page can
/// move. Everything else is the product as it is.
/// </summary>
internal sealed class DemoMode : IAsyncDisposable
{
    private const int EmulatorPort = 5090;
    private readonly EmulatorOptions options;
    private EmulatorHost? emulator;
    private IServiceProvider? services;

    private DemoMode(DemoClock clock, EmulatorOptions options) => (Clock, this.options) = (clock, options);

    public DemoClock Clock { get; }

    /// <summary>Fills in the settings of the emulated channel; null when the settings name a real one.</summary>
    public static DemoMode? For(WebApplicationBuilder builder, bool reset)
    {
        var line = builder.Configuration.GetSection("Line").Get<LineOptions>() ?? new LineOptions();
        if (!line.IsEmpty) return null;
        var directory = Path.Combine(Path.GetFullPath(builder.Configuration["Data:Directory"] ?? "data", builder.Environment.ContentRootPath), "demo");
        if (reset && Directory.Exists(directory)) Directory.Delete(directory, recursive: true);

        var server = (builder.Configuration["urls"] ?? "http://localhost:5080").Split(';')[0];
        var clock = new DemoClock(directory);
        var options = new EmulatorOptions
        {
            Port = builder.Configuration.GetValue("Demo:EmulatorPort", EmulatorPort),
            DataDirectory = Path.Combine(directory, "emulator"),
            WebhookUrl = server + "/line/webhook",
            LiffEndpointUrl = server + "/liff/",
            BotName = DemoBrand.Name,
            MonthlyQuota = 6_000,
        };
        var demo = new DemoMode(clock, options);
        options.MoveClock = demo.MoveClockAsync;
        var url = $"http://localhost:{options.Port}";
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Directory"] = directory,
            ["Line:ChannelId"] = options.ChannelId,
            ["Line:ChannelSecret"] = options.ChannelSecret,
            ["Line:LoginChannelId"] = options.LoginChannelId,
            ["Line:LoginChannelSecret"] = options.LoginChannelSecret,
            ["Line:LiffId"] = options.LiffId,
            ["Line:ApiBaseUrl"] = url,
            ["Line:DataApiBaseUrl"] = url,
            ["Sms:Provider"] = "Emulator",
            ["Brand:Name"] = DemoBrand.Name,
            ["Brand:NameEn"] = DemoBrand.NameEn,
            ["Brand:Color"] = DemoBrand.Color,
            ["Brand:Issuer:Name"] = DemoBrand.Name + "股份有限公司",
            ["Brand:Issuer:Address"] = "台北市大安區永康街 1 號",
            ["Brand:Issuer:TaxId"] = "12345675",
            ["Brand:Issuer:Responsible"] = "林晨光",
            ["Brand:Issuer:Phone"] = "0800-000-123",
            ["Brand:PublicUrl"] = server,
        });
        return demo;
    }

    /// <summary>Starts the emulator with the demo's people. The server's own port need not be open yet: webhooks are tried again.</summary>
    /// <exception cref="InvalidOperationException">The emulator's port is taken.</exception>
    public async Task StartEmulatorAsync(BrandTime time, CancellationToken ct)
    {
        emulator = await EmulatorHost.StartAsync(options, Clock, ct);
        emulator.Seed(DemoBrand.People(time.Today).Where(p => p.OnLine)
            .Select(p => new EmulatorUser(p.LineUserId, p.DisplayName) { Language = p.Language, Friend = true }));
    }

    public async Task LoadAsync(IServiceProvider app, CancellationToken ct)
    {
        services = app;
        await using var scope = app.CreateAsyncScope();
        if (!await ActivatorUtilities.CreateInstance<LoadDemoBrand>(scope.ServiceProvider).ExecuteAsync(ct)) return;
        await scope.ServiceProvider.GetRequiredService<ScoreBuyers>().ExecuteAsync(ct);
    }

    /// <summary>The four addresses and the ways in, for the console.</summary>
    public async Task<string> WelcomeAsync(string server, CancellationToken ct)
    {
        await using var scope = services!.CreateAsyncScope();
        var invite = scope.ServiceProvider.GetRequiredService<InviteStaff>();
        var admin = await invite.IsNeededAsync(ct)
            ? $"{server}/admin/welcome?token={await invite.ExecuteAsync(StaffRole.Admin, ct)}\n               一次性連結：設定您的管理員帳號與密碼 (one-time link)"
            : $"{server}/admin";
        var oldTill = DemoBrand.OldTillPhones(scope.ServiceProvider.GetRequiredService<BrandTime>().Today).Take(3);
        return $"""

              {DemoBrand.Name} {DemoBrand.NameEn} · 示範模式 (demo mode)

              手機 Phone   {emulator!.BaseUrl.Replace("127.0.0.1", "localhost")}/phone
                           加入好友、聊天、調整示範時間
              會員卡 Card  {server}/liff/
              後台 Admin   {admin}
              收銀 Till    {server}/till · API {server}/openapi/pos.json

              舊會員電話 (try the one-time code with): {string.Join("、", oldTill)}
              重新開始 (start over): --reset-demo          停止 (stop): Ctrl+C

            """;
    }

    // Whoever is signed in stays signed in: moving the demo's time is not being away for a day.
    private async Task MoveClockAsync(TimeSpan by)
    {
        Clock.Advance(by);
        await using var scope = services!.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
        await using var unit = await db.BeginWriteAsync(CancellationToken.None);
        foreach (var session in await db.StaffSessions.Where(s => s.RevokedAt == null).ToListAsync())
        {
            session.LastSeenAt += by;
            db.Entry(session).Property(s => s.ExpiresAt).CurrentValue += by;
        }
        foreach (var session in await db.MemberSessions.Where(s => s.RevokedAt == null).ToListAsync())
        {
            session.LastSeenAt += by;
            session.ExpiresAt += by;
        }
        await unit.CommitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (emulator is not null) await emulator.DisposeAsync();
    }
}
