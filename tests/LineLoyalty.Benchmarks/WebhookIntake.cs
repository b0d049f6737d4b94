using System.Globalization;
using System.Net;
using LineLoyalty.Conversation.Bot;
using LineLoyalty.Conversation.Intake;
using LineLoyalty.Databases;
using LineLoyalty.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LineLoyalty.Benchmarks;

/// <summary>The product's webhook against the same endpoint that checks, parses and forgets, and against a Kestrel that only reads the body.</summary>
internal static class WebhookIntake
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private const int Connections = 128;
    private const double Seconds = 4;

    public static async Task RunAsync(Table table, int times)
    {
        var runs = new Dictionary<string, List<LoadGenerator.Report>> { ["bare"] = [], ["forget"] = [], ["store"] = [], ["bot"] = [] };
        // Interleaved, so that a slow minute of the machine falls on all of them.
        for (var i = 0; i < times; i++)
        {
            runs["bare"].Add(await WithBareKestrelAsync());
            runs["forget"].Add(await WithServerAsync("/forget", withBot: false));
            runs["store"].Add(await WithServerAsync("/line/webhook", withBot: false));
            runs["bot"].Add(await WithServerAsync("/line/webhook", withBot: true));
        }
        var (bare, forget, store, bot) = (Median(runs["bare"]), Median(runs["forget"]), Median(runs["store"]), Median(runs["bot"]));
        table.Add("bare Kestrel: read the body, 200", bare.PerSecond, null, bare.Latency);
        table.Add("webhook checked and parsed, then forgotten (ratio to bare)", forget.PerSecond, forget.PerSecond / bare.PerSecond, forget.Latency);
        table.Add("webhook stored durably before 200 (ratio to forgotten)", store.PerSecond, store.PerSecond / forget.PerSecond, store.Latency);
        table.Add("the same (ratio to bare)", store.PerSecond, store.PerSecond / bare.PerSecond, store.Latency);
        table.Add("stored while the bot answers as fast as it can (ratio to forgotten)", bot.PerSecond, bot.PerSecond / forget.PerSecond, bot.Latency);
    }

    private static LoadGenerator.Report Median(List<LoadGenerator.Report> reports) => reports.OrderBy(r => r.PerSecond).ElementAt(reports.Count / 2);

    private static async Task<LoadGenerator.Report> WithBareKestrelAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.Run(async http =>
        {
            if (await ReceiveWebhook.ReadAsync(http.Request.BodyReader) is { } read) http.Request.BodyReader.AdvanceTo(read.Buffer.End);
            http.Response.ContentLength = 0;
        });
        return await MeasureAsync(app, "/");
    }

    private static async Task<LoadGenerator.Report> WithServerAsync(string path, bool withBot)
    {
        var directory = Directory.CreateTempSubdirectory("lineloyalty-bench-");
        try
        {
            var builder = LoyaltyHost.CreateBuilder([]);
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Data:Directory"] = directory.FullName,
                ["Line:ChannelId"] = "1656000001",
                ["Line:ChannelSecret"] = Secret,
                ["Line:LoginChannelId"] = "1656000002",
                ["Line:LoginChannelSecret"] = Secret,
                ["Line:LiffId"] = "1656000002-Aa1Bb2Cc",
                ["Line:ApiBaseUrl"] = "http://127.0.0.1:1",
                ["Line:DataApiBaseUrl"] = "http://127.0.0.1:1",
                ["Brand:Name"] = "晨光咖啡",
            });
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            LoyaltyHost.AddServices(builder, TimeProvider.System);
            // The rest of the server would send, schedule and publish to a LINE that is not there.
            foreach (var other in builder.Services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationFactory is null && s.ImplementationType?.Namespace?.StartsWith("LineLoyalty", StringComparison.Ordinal) == true
                && !(withBot && s.ImplementationType == typeof(BotWorker))).ToList())
            {
                builder.Services.Remove(other);
            }
            await using var app = builder.Build();
            LoyaltyHost.MapRoutes(app);
            app.MapPost("/forget", (RequestDelegate)ForgetAsync).ShortCircuit().DisableHttpMetrics();
            await using (var scope = app.Services.CreateAsyncScope())
            {
                await scope.ServiceProvider.GetRequiredService<SchemaUpgrade>().RunAsync(CancellationToken.None);
            }
            return await MeasureAsync(app, path);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task ForgetAsync(HttpContext http)
    {
        if (await ReceiveWebhook.ReadAsync(http.Request.BodyReader) is not { } read) return;
        if (ReceiveWebhook.Check(http.Request, read.Buffer, Secret, out _) is { } refusal) http.Response.StatusCode = refusal.Status;
        http.Request.BodyReader.AdvanceTo(read.Buffer.End);
        http.Response.ContentLength = 0;
    }

    private static async Task<LoadGenerator.Report> MeasureAsync(WebApplication app, string path)
    {
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var port = new Uri(address).Port;
        await LoadGenerator.StartAsync(port, path, Connections, 2, Secret);
        var report = await LoadGenerator.StartAsync(port, path, Connections, Seconds, Secret);
        await app.StopAsync();
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path} {report.PerSecond:0}/s p99 {report.Latency.P99:0.0} ms, {report.Refusals} refused"));
        return report;
    }
}
