using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Line.Emulator;
using Line.Messaging.Messages;
using LineLoyalty.Data;
using LineLoyalty.Databases;
using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace LineLoyalty.Tests.Deliveries;

/// <summary>Time that flows like the machine's, from a moment the test chooses, and can be moved forward.</summary>
internal sealed class ShiftedClock(DateTimeOffset start) : TimeProvider
{
    private readonly DateTimeOffset begun = System.GetUtcNow();
    private long added;

    public override DateTimeOffset GetUtcNow() => start + (System.GetUtcNow() - begun) + new TimeSpan(Interlocked.Read(ref added));
    public void Advance(TimeSpan by) => Interlocked.Add(ref added, by.Ticks);
}

/// <summary>The product without its web host: database, worker and emulator, each real; nothing between the worker and the emulator but HTTP.</summary>
internal sealed class SendingRig : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly TestDatabase database;
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, long> answers = new();
    private ServiceProvider? services;

    private SendingRig(DirectoryInfo folder, TestDatabase database, EmulatorHost emulator, ShiftedClock clock, Dictionary<string, string?> settings, string? lineUrl) =>
        (this.folder, this.database, Emulator, Clock, Settings, LineUrl, Control) = (folder, database, emulator, clock, settings, lineUrl ?? emulator.BaseUrl, new HttpClient { BaseAddress = new(emulator.BaseUrl) });

    public EmulatorHost Emulator { get; }
    public ShiftedClock Clock { get; }
    public HttpClient Control { get; }
    public Dictionary<string, string?> Settings { get; }
    public string LineUrl { get; }
    public IServiceProvider Services => services!;
    public DateTime Now => Clock.GetUtcNow().UtcDateTime;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<SendingRig> StartAsync(DateTimeOffset? start = null, Dictionary<string, string?>? settings = null, long? monthlyQuota = null, string? lineUrl = null)
    {
        var folder = Directory.CreateTempSubdirectory("lineloyalty-sending-");
        var clock = new ShiftedClock(start ?? new DateTimeOffset(2026, 5, 20, 3, 0, 0, TimeSpan.Zero));
        var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { Port = 0, MonthlyQuota = monthlyQuota, DataDirectory = Path.Combine(folder.FullName, "emulator") }, clock, Ct);
        var rig = new SendingRig(folder, await TestDatabase.CreateAsync(folder.FullName), emulator, clock, settings ?? [], lineUrl);
        rig.services = rig.Build();
        rig.CountAnswers(rig.services.GetRequiredService<IMeterFactory>());
        return rig;
    }

    /// <summary>How many requests LINE answered with this (<c>AnswerKind</c>), by the product's own meter.</summary>
    public long Answers(string kind) => answers.GetValueOrDefault(kind);

    private void CountAnswers(IMeterFactory factory)
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Scope == factory && instrument.Name == "lineloyalty.line.requests") l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "answer") answers.AddOrUpdate((string)tag.Value!, value, (_, old) => old + value);
            }
        });
        listener.Start();
    }

    /// <summary>A second server on the same database.</summary>
    /// <param name="life">By which it can be killed and frozen.</param>
    /// <param name="clock">Its own idea of the brand's time.</param>
    /// <param name="machine">Its own idea of the machine's.</param>
    public ServiceProvider Build(HostLife? life = null, TimeProvider? clock = null, TimeProvider? machine = null)
    {
        var emulator = new EmulatorOptions();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings)
            .AddInMemoryCollection([new("Brand:Name", "山丘咖啡"), new("Scheduling:Enabled", "false")]).Build();
        var builder = new ServiceCollection();
        builder.AddSingleton<IConfiguration>(configuration);
        // A killed server has much to complain about.
        builder.AddLogging(l => l.AddProvider(new TestOutput()).SetMinimumLevel(life is null ? LogLevel.Warning : LogLevel.None));
        builder.AddMetrics();
        builder.AddSingleton(clock ?? Clock);
        builder.AddSingleton(new Vault(new byte[32]));
        builder.AddSingleton(Options.Create(new LineOptions
        {
            ChannelId = emulator.ChannelId,
            ChannelSecret = emulator.ChannelSecret,
            LoginChannelId = emulator.LoginChannelId,
            LiffId = emulator.LiffId,
            ApiBaseUrl = LineUrl,
            DataApiBaseUrl = LineUrl,
        }));
        builder.AddLoyaltyDatabase(new DatabaseOptions { Provider = TestDatabase.Provider, ConnectionString = database.ConnectionString });
        life?.Rule(builder);
        builder.AddLoyalty(configuration);
        if (machine is not null) builder.AddSingleton(new MachineClock(machine));
        return builder.BuildServiceProvider();
    }

    public static IHostedService WorkerOf(IServiceProvider services) => services.GetServices<IHostedService>().Single(s => s is DeliveryWorker);

    public Task StartWorkerAsync() => WorkerOf(Services).StartAsync(Ct);

    public async Task<T> WithAsync<T>(Func<LoyaltyDb, IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<LoyaltyDb>(), scope.ServiceProvider);
    }

    public Task<T> WithAsync<T>(Func<LoyaltyDb, Task<T>> work) => WithAsync((db, _) => work(db));

    /// <summary>Members whose LINE accounts are friends and who agreed to marketing, known to the emulator too.</summary>
    public async Task<IReadOnlyList<LineAccount>> AddMembersAsync(int count, int from = 1)
    {
        var accounts = Enumerable.Range(from, count).Select(i => new LineAccount
        {
            LineUserId = UserId(i),
            DisplayName = $"會員{i}",
            Friend = true,
            FirstSeenAt = Now,
            Member = new Member
            {
                Ref = i.ToString("x16", CultureInfo.InvariantCulture),
                CardNumber = i.ToString("d16", CultureInfo.InvariantCulture),
                Name = $"王小{i}",
                JoinedAt = Now,
                MarketingOptIn = true,
            },
        }).ToList();
        if (LineUrl == Emulator.BaseUrl) Emulator.Seed(accounts.Select(a => new EmulatorUser(a.LineUserId, a.DisplayName!) { Friend = true }));
        return await WithAsync(async db =>
        {
            await using var unit = await db.BeginWriteAsync(Ct);
            db.LineAccounts.AddRange(accounts);
            await unit.CommitAsync(Ct);
            return accounts;
        });
    }

    public static string UserId(int i) => "U" + i.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>One personal push per account, all in one transaction.</summary>
    public Task<List<long>> PushAsync(IEnumerable<LineAccount> accounts, DeliveryPurpose purpose = DeliveryPurpose.Marketing, DateTime? dueAt = null) =>
        WithAsync(async (db, s) =>
        {
            await using var unit = await db.BeginWriteAsync(Ct);
            var outbox = s.GetRequiredService<Outbox>();
            var rows = accounts.Select(a => outbox.Push(a.Id, a.MemberId, purpose, "test", null, [new TextMessage($"您好 {a.Id}")], dueAt)).ToList();
            await unit.CommitAsync(Ct);
            return rows.ConvertAll(r => r.Id);
        });

    public Task<long> MulticastAsync(IEnumerable<LineAccount> accounts) =>
        WithAsync(async (db, s) =>
        {
            await using var unit = await db.BeginWriteAsync(Ct);
            var row = s.GetRequiredService<Outbox>().Multicast([.. accounts.Select(a => (a.Id, a.MemberId))], DeliveryPurpose.Marketing, "test", null, [new TextMessage("大家好")]);
            await unit.CommitAsync(Ct);
            return row.Id;
        });

    public async Task FaultAsync(string kind, string endpoint = "*", int? count = null, double probability = 1, int seed = 1, int delayMs = 30000)
    {
        using var answer = await Control.PostAsJsonAsync("/emulator/faults", new { endpoint, kind, probability, count, seed, delayMs }, Ct);
        answer.EnsureSuccessStatusCode();
    }

    public Task ClearFaultsAsync() => Control.DeleteAsync("/emulator/faults", Ct);

    /// <summary>What the emulator accepted, by LINE user: the judge of who got what.</summary>
    public async Task<Journal> JournalAsync()
    {
        var summary = await Control.GetFromJsonAsync<JsonElement>("/emulator/journal/summary", Ct);
        var entries = await Control.GetFromJsonAsync<JsonElement>("/emulator/journal?limit=10000", Ct);
        return new Journal(
            summary.GetProperty("accepted").GetInt32(),
            summary.GetProperty("recipients").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32()),
            [.. entries.GetProperty("entries").EnumerateArray()]);
    }

    public Task<List<DeliveryRecipient>> RecipientsAsync() => WithAsync(db => db.DeliveryRecipients.AsNoTracking().OrderBy(r => r.Id).ToListAsync(Ct));
    public Task<List<Delivery>> DeliveriesAsync() => WithAsync(db => db.Deliveries.AsNoTracking().OrderBy(r => r.Id).ToListAsync(Ct));

    /// <summary>Waits until nothing is pending any more.</summary>
    public Task UntilDoneAsync(int seconds = 30) => UntilAsync(db => db.Deliveries.AllAsync(d => d.State != DeliveryState.Pending, Ct), seconds);

    public async Task UntilAsync(Func<LoyaltyDb, Task<bool>> condition, int seconds = 30)
    {
        var until = Environment.TickCount64 + seconds * 1000;
        while (!await WithAsync(condition))
        {
            if (Environment.TickCount64 >= until) Assert.Fail($"Not reached within {seconds} s, at {Now:T}: {Told(await DeliveriesAsync())}");
            await Task.Delay(25, Ct);
        }
    }

    private static string Told(List<Delivery> rows) => string.Join(", ", rows.GroupBy(d => (d.State, d.LineStatus, d.LineMessage)).Select(g => $"{g.Key}={g.Count()}").Take(6)
        .Concat(rows.Where(d => d.State == DeliveryState.Pending).Take(5).Select(d => $"{d.Id} due {d.DueAt:T}, first tried {d.FirstTriedAt:T}, held until {d.LeaseUntil:T}")));

    public async ValueTask DisposeAsync()
    {
        if (services is not null)
        {
            await WorkerOf(services).StopAsync(CancellationToken.None);
            await services.DisposeAsync();
        }
        listener.Dispose();
        await Emulator.DisposeAsync();
        Control.Dispose();
        await database.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private sealed class TestOutput : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            TestContext.Current.TestOutputHelper?.WriteLine($"{logLevel}: {formatter(state, exception)} {exception}");
        public void Dispose()
        {
        }
    }
}

internal sealed record Journal(int Accepted, IReadOnlyDictionary<string, int> PerUser, IReadOnlyList<JsonElement> Entries);
