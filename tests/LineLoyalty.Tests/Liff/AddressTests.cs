using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Liff;

public sealed class AddressTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")] // the proxy on this machine says so
    [InlineData("198.51.100.1, 203.0.113.7", "203.0.113.7")] // what a client wrote before it does not count
    [InlineData("198.51.100.1, 10.1.2.3", "198.51.100.1")] // a proxy the settings name is passed through
    [InlineData("rubbish", "127.0.0.1")]
    public async Task A_client_s_address_is_what_a_trusted_proxy_says(string forwarded, string expected)
    {
        await using var app = await TestApp.StartAsync([("Sms:Provider", "None"), ("Proxy:Trusted:0", "10.0.0.0/8")]);
        await app.InScopeAsync(s => s.GetRequiredService<RegisterMember>().ExecuteAsync(new NewMember("王大明", "+886912345678"), default));
        using var page = await LiffPage.OpenAsync(app);
        page.Http.DefaultRequestHeaders.Add("X-Forwarded-For", forwarded);

        using var answer = await page.JoinAsync("0912345678");

        Assert.Equal((HttpStatusCode.Conflict, "join.ask_staff"), await answer.RefusalAsync());
        var counted = await app.InScopeAsync(s => Task.FromResult(s.GetRequiredService<AttemptLimits>().Subject(IPAddress.Parse(expected))));
        Assert.True(await app.DbAsync(db => db.AttemptCounters.AnyAsync(c => c.Key == "otp-address:" + counted)));
    }
}
