using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using LineLoyalty.Tests.TestHost;
using Microsoft.Playwright;
using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace LineLoyalty.BrowserTests;

/// <summary>One Chromium for all browser tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--lang=zh-TW", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright?.Dispose();
    }
}

/// <summary>A person's browser. Fails the test on console errors, broken requests and requests to anybody but us.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> faults = new();

    private Visit(IBrowserContext context, IPage page) => (this.context, Page) = (context, page);

    public IPage Page { get; }

    public static async Task<Visit> OpenAsync(Chromium chromium, int width = 1440, int height = 900, Func<string, bool>? expected = null)
    {
        var context = await chromium.Browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            Locale = "zh-TW",
            TimezoneId = "Asia/Taipei",
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(20_000);
        var visit = new Visit(context, await context.NewPageAsync());
        void Fault(string text)
        {
            if (expected?.Invoke(text) != true) visit.faults.Enqueue(text);
        }
        context.Console += (_, message) =>
        {
            // The browser's own note about a failed request; the response says it better below.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) Fault("console: " + message.Text);
        };
        visit.Page.PageError += (_, error) => Fault("page: " + error);
        context.Response += (_, response) =>
        {
            if (response.Status >= 400) Fault($"{response.Status} {response.Request.Method} {new Uri(response.Url).AbsolutePath}");
        };
        context.Request += (_, request) =>
        {
            var url = new Uri(request.Url);
            if (url.Scheme is "http" or "https" && !url.IsLoopback) Fault("foreign: " + url.Host);
        };
        return visit;
    }

    /// <summary>Kept in <c>artifacts/screenshots</c>; the README's pictures come from here.</summary>
    public Task ShootAsync(string name) =>
        Page.ScreenshotAsync(new() { Path = Path.Combine(TestApp.RepositoryRoot(), "artifacts", "screenshots", name + ".png"), Animations = ScreenshotAnimations.Disabled });

    /// <summary>No serious or critical violation of WCAG by axe.</summary>
    public async Task AssertAccessibleAsync()
    {
        var result = await Page.RunAxe();
        var grave = result.Violations.Where(v => v.Impact is "serious" or "critical")
            .Select(v => $"{v.Id}: {v.Help} ({string.Join("; ", v.Nodes.Take(3).Select(n => n.Html.Length > 160 ? n.Html[..160] : n.Html))})").ToList();
        Assert.True(grave.Count == 0, $"{Page.Url}: {string.Join(Environment.NewLine, grave)}");
    }

    public void AssertNoFaults() => Assert.Empty(faults);

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
