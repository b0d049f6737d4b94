using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Staff;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace LineLoyalty.BrowserTests;

/// <summary>A marketer draws a journey, switches it on, and sees who walks it and what it brings.</summary>
public sealed class JourneyTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_journey_drawn_by_hand_is_walked_and_its_numbers_are_on_the_drawing()
    {
        await using var app = await TestApp.StartAsync();
        var friend = await Imported.FriendAsync(app, "王小明", "0911111111");
        await using var visit = await SignedInAsync(app);
        var page = visit.Page;

        await page.GotoAsync(new Uri(app.Url, "/admin/journeys").ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = "新增旅程" }).ClickAsync();
        await page.GetByLabel("旅程名稱").FillAsync("貴賓問候");
        await page.GetByLabel("發生什麼事").SelectOptionAsync("tag");
        await page.GetByLabel("標籤", new() { Exact = true }).FillAsync("貴賓");
        await AddAsync(page, "觸發條件", "傳送訊息");
        await page.GetByLabel("訊息文字").FillAsync("{name}，歡迎成為貴賓");
        await AddAsync(page, "{name}，歡迎成為貴賓", "等待一段時間");
        await AddAsync(page, "等 1 天", "依條件分流");
        await AddAsync(page, "是」", "發優惠券");
        await visit.ShootAsync("journey-canvas");
        await visit.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "發布", Exact = true }).ClickAsync();
        await page.GetByText("已發布第 1 版。").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "用過去 90 天試算" }).ClickAsync();
        await page.Locator("[data-tried] [data-cost]").WaitForAsync();
        await visit.ShootAsync("journey-tried");

        await page.GotoAsync(new Uri(app.Url, "/admin/journeys").ToString());
        await page.Locator("tr", new() { HasText = "貴賓問候" }).GetByRole(AriaRole.Link, new() { Name = "試算與開啟" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "開啟旅程" }).ClickAsync();
        await page.GetByText("旅程已開啟。").WaitForAsync();
        await app.InScopeAsync(async s =>
        {
            var db = s.GetRequiredService<LoyaltyDb>();
            await using var unit = await db.BeginWriteAsync(Ct);
            await s.GetRequiredService<WearTag>().ExecuteAsync(await db.Members.Where(m => m.Name == "王小明").Select(m => m.Id).SingleAsync(Ct), "貴賓", "staff:1", null, Ct);
            await unit.CommitAsync(Ct);
            return 0;
        });
        await app.Line.HearsAsync(friend, "王小明，歡迎成為貴賓");

        await page.GetByRole(AriaRole.Link, new() { Name = "貴賓問候" }).ClickAsync();
        await page.Locator("[data-node='m1']", new() { HasText = "進入 1・停留 0・離開 1" }).WaitForAsync();
        await page.Locator("[data-node='w1']", new() { HasText = "進入 1・停留 1・離開 0" }).WaitForAsync();
        await page.Locator("[data-brought] [data-figure='reached'] strong", new() { HasText = "1" }).WaitForAsync();
        await page.Locator("[data-brought] [data-next]").WaitForAsync();
        await visit.ShootAsync("journey-numbers");
        await visit.AssertAccessibleAsync();
        visit.AssertNoFaults();
    }

    private static async Task AddAsync(IPage page, string after, string kind)
    {
        await page.GetByRole(AriaRole.Region, new() { Name = "旅程圖" }).GetByRole(AriaRole.Button, new() { NameRegex = new System.Text.RegularExpressions.Regex(System.Text.RegularExpressions.Regex.Escape(after) + ".*之後加入步驟") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = kind, Exact = true }).ClickAsync();
    }

    private async Task<Visit> SignedInAsync(TestApp app)
    {
        var visit = await Visit.OpenAsync(chromium);
        var link = await app.InScopeAsync(services => services.GetRequiredService<InviteStaff>().ExecuteAsync(StaffRole.Marketer, Ct));
        await visit.Page.GotoAsync(new Uri(app.Url, "/admin/welcome?token=" + link).ToString());
        await visit.Page.GetByLabel("您的名字").FillAsync("行銷小林");
        await visit.Page.GetByLabel("帳號").FillAsync("marketer");
        await visit.Page.GetByLabel("密碼").FillAsync("morning light coffee 2026");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "建立帳號並登入" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Heading, new() { Name = "總覽" }).WaitForAsync();
        return visit;
    }
}
