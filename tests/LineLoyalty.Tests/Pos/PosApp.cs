using LineLoyalty.Rewards.Points;
using LineLoyalty.Tests.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Pos;

/// <summary>One server for a class whose tests leave the clock alone; each test has its own members.</summary>
public sealed class PosApp : IAsyncLifetime
{
    public TestApp App { get; private set; } = null!;

    /// <summary>A server on which nothing happens by itself: a test that moves the clock runs the nightly jobs when it wants them.</summary>
    public static Task<TestApp> QuietAsync(params (string Key, string Value)[] settings) =>
        TestApp.StartAsync([("Scheduling:Enabled", "false"), .. settings]);

    public async ValueTask InitializeAsync() => App = await QuietAsync();

    /// <summary>Whatever a class did, the ledger must hold at its end.</summary>
    public async ValueTask DisposeAsync()
    {
        await AssertLedgerHoldsAsync(App);
        await App.DisposeAsync();
    }

    public static async Task<LedgerReport> AssertLedgerHoldsAsync(TestApp app)
    {
        var report = await app.InScopeAsync(s => s.GetRequiredService<VerifyLedger>().ExecuteAsync(default));
        Assert.True(report.Holds, string.Join(Environment.NewLine, report.Violations));
        return report;
    }
}
