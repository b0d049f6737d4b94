using LineLoyalty.Staff;
using LineLoyalty.Tests.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace LineLoyalty.BrowserTests;

/// <summary>The marketer's story: in by a one-time link, find a member, write a push, see what became of it.</summary>
public sealed class AdminTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_marketer_finds_a_member_and_sends_a_push_that_adds_up()
    {
        await using var app = await TestApp.StartAsync([("Campaigns:UndoWindow", "00:00:00")]);
        var people = new List<string>();
        foreach (var (name, phone) in new[] { ("王小明", "0911111111"), ("陳怡君", "0922222222"), ("林家豪", "0933333333") })
        {
            people.Add(await Imported.FriendAsync(app, name, phone));
        }
        await app.Line.BlockAsync(people[2]);
        await using var visit = await Visit.OpenAsync(chromium);
        var page = visit.Page;

        var link = await app.InScopeAsync(services => services.GetRequiredService<InviteStaff>().ExecuteAsync(StaffRole.Marketer, CancellationToken.None));
        await page.GotoAsync(new Uri(app.Url, "/admin/welcome?token=" + link).ToString());
        await page.GetByLabel("您的名字").FillAsync("行銷小林");
        await page.GetByLabel("帳號").FillAsync("marketer");
        await page.GetByLabel("密碼").FillAsync("morning light coffee 2026");
        await visit.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "建立帳號並登入" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "總覽" }).WaitForAsync();
        await visit.AssertAccessibleAsync();

        await page.GotoAsync(new Uri(app.Url, "/admin/members").ToString());
        await page.GetByPlaceholder("姓名、手機或會員卡號").FillAsync("0922-222-222");
        await page.GetByText("共 1 位會員").WaitForAsync();
        await visit.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "陳怡君" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "陳怡君" }).First.WaitForAsync();
        await visit.ShootAsync("member");
        await visit.AssertAccessibleAsync();

        await page.GotoAsync(new Uri(app.Url, "/admin/pushes/edit").ToString());
        await page.GetByLabel("推播名稱").FillAsync("週末買一送一");
        await page.GetByRole(AriaRole.Button, new() { Name = "文字", Exact = true }).ClickAsync();
        await page.GetByLabel("訊息文字").FillAsync("{name} 您好，這個週末拿鐵買一送一！您目前有 {points} 點。");
        await page.GetByText("王小明 您好，這個週末拿鐵買一送一").First.WaitForAsync(); // the preview, with a sample's name
        await visit.ShootAsync("push");
        await visit.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "下一步：確認" }).ClickAsync();
        await page.GetByText("位會員會收到").WaitForAsync();
        await visit.AssertAccessibleAsync();
        // Nobody else is there to approve it: the number is written out.
        await page.GetByLabel("收件人數較多").FillAsync((await page.Locator("[data-reachable]").InnerTextAsync()).Trim());
        await page.GetByLabel("我已看過訊息內容").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "確認發送" }).ClickAsync();

        foreach (var (person, name) in people.Take(2).Zip(["王小明", "陳怡君"])) await app.Line.HearsAsync(person, $"{name} 您好，這個週末拿鐵買一送一！您目前有 0 點。");
        await page.GetByText("已接受 2").First.WaitForAsync(new() { Timeout = 60_000 });
        await visit.ShootAsync("push-result");
        await visit.AssertAccessibleAsync();
        visit.AssertNoFaults();
    }

    [Fact]
    public async Task Rules_that_were_tried_first_are_saved_when_told_to()
    {
        await using var app = await TestApp.StartAsync();
        await Imported.FriendAsync(app, "王小明", "0911111111");
        await using var visit = await Visit.OpenAsync(chromium);
        var page = visit.Page;
        var link = await app.InScopeAsync(services => services.GetRequiredService<InviteStaff>().ExecuteAsync(StaffRole.Marketer, CancellationToken.None));
        await page.GotoAsync(new Uri(app.Url, "/admin/welcome?token=" + link).ToString());
        await page.GetByLabel("您的名字").FillAsync("行銷小林");
        await page.GetByLabel("帳號").FillAsync("marketer");
        await page.GetByLabel("密碼").FillAsync("morning light coffee 2026");
        await page.GetByRole(AriaRole.Button, new() { Name = "建立帳號並登入" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "總覽" }).WaitForAsync();

        await page.GotoAsync(new Uri(app.Url, "/admin/tags/rule").ToString());
        await page.GetByLabel("標籤", new() { Exact = true }).FillAsync("大戶");
        await page.GetByLabel("貼給怎樣的會員").SelectOptionAsync("spent");
        await page.GetByLabel("累積消費 NT$").FillAsync("8000");
        await page.GetByRole(AriaRole.Button, new() { Name = "試算人數" }).ClickAsync();
        await page.GetByText("60 天內消費滿 NT$8,000：目前符合 0 位會員。").WaitForAsync();
        await visit.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "儲存並套用" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "編輯規則" }).WaitForAsync();
        await visit.ShootAsync("tags");
        await visit.AssertAccessibleAsync();

        await page.GotoAsync(new Uri(app.Url, "/admin/tiers/edit/gold").ToString());
        await page.GetByLabel("每筆消費折扣 %").FillAsync("5");
        await page.GetByLabel("其他權益（一行一項）").FillAsync("生日當天免費升級大杯");
        await page.GetByRole(AriaRole.Button, new() { Name = "試算人數" }).ClickAsync();
        await page.GetByText("依消費", new() { Exact = true }).WaitForAsync();
        await visit.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "儲存" }).ClickAsync();
        await page.GetByText("消費享 95 折").WaitForAsync();
        await visit.ShootAsync("tiers");
        await visit.AssertAccessibleAsync();
        visit.AssertNoFaults();
    }
}
