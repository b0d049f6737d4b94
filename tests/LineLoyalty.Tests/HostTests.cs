using System.Net;
using LineLoyalty.Tests.TestHost;
using Xunit;

namespace LineLoyalty.Tests;

public sealed class HostTests
{
    [Fact]
    public async Task The_server_is_alive_ready_and_measured()
    {
        await using var app = await TestApp.StartAsync();
        var ct = TestContext.Current.CancellationToken;

        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync("/health/live", ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync("/health/ready", ct)).StatusCode);
        Assert.Contains("kestrel_active_connections", await app.Http.GetStringAsync("/metrics", ct), StringComparison.Ordinal);
    }
}
