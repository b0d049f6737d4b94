using LineLoyalty.Tests.TestHost;
using Microsoft.Playwright;
using Xunit;

namespace LineLoyalty.BrowserTests;

/// <summary>The member at the counter with a queue behind them.</summary>
public sealed class CardTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task The_card_opens_and_stays_when_the_network_goes()
    {
        await using var app = await TestApp.StartAsync();
        var person = await Imported.FriendAsync(app, "王小明", "0911111111");
        // While the network is gone, requests fail: that is the story, not a fault.
        await using var visit = await Visit.OpenAsync(chromium, 390, 844, text => text.Contains("ERR_FAILED", StringComparison.Ordinal) || text.Contains("Failed to fetch", StringComparison.Ordinal));
        var page = visit.Page;
        var opened = await app.Line.PostAsync($"users/{person}/liff", new { url = "https://liff.line.me/1656000002-Aa1Bb2Cc" });

        await page.GotoAsync(opened.GetProperty("url").GetString()!);
        await page.GetByText("王小明").First.WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "條碼" }).WaitForAsync();
        await visit.ShootAsync("card");
        await visit.AssertAccessibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "優惠券" }).Or(page.GetByRole(AriaRole.Button, new() { Name = "優惠券" })).Last.ClickAsync();
        await page.GetByText("可使用").First.WaitForAsync();
        await visit.AssertAccessibleAsync();

        await page.RouteAsync("**/api/**", route => route.AbortAsync());
        await page.GotoAsync(new Uri(app.Url, "/liff/").ToString());
        await page.GetByText("目前離線").First.WaitForAsync();
        await page.GetByText("王小明").First.WaitForAsync();
        await visit.ShootAsync("card-offline");
        await visit.AssertAccessibleAsync();
        visit.AssertNoFaults();
    }
}
