using LineLoyalty.Tests.TestHost;
using Microsoft.Playwright;
using Xunit;

namespace LineLoyalty.BrowserTests;

/// <summary>The newcomer's story on the phone: add friend, join, card, answers.</summary>
public sealed class PhoneTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_follower_becomes_a_member_and_the_bot_answers()
    {
        await using var app = await TestApp.StartAsync();
        await using var visit = await Visit.OpenAsync(chromium);
        var page = visit.Page;

        await page.GotoAsync(app.Emulator.BaseUrl + "/phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "加入好友" }).First.ClickAsync();
        await page.GetByText("加入會員就能享有").WaitForAsync();
        await page.GetByText("免下載 App").WaitForAsync();
        await visit.ShootAsync("phone-greeting");
        await visit.AssertAccessibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "加入會員" }).First.ClickAsync();
        var liff = page.FrameLocator("iframe");
        await liff.GetByLabel("手機號碼").FillAsync("+886 912-345-678");
        await liff.GetByLabel("姓名").FillAsync("王小明");
        await liff.Locator("select").Nth(0).SelectOptionAsync("1990");
        await liff.Locator("select").Nth(1).SelectOptionAsync("3");
        await liff.Locator("select").Nth(2).SelectOptionAsync("14");
        await visit.ShootAsync("phone-join");
        foreach (var box in await liff.Locator("input[type=checkbox]").AllAsync()) await box.CheckAsync(new() { Force = true });
        await liff.GetByRole(AriaRole.Button, new() { Name = "加入會員" }).Last.ClickAsync();
        await liff.GetByText("歡迎加入，王小明").First.WaitForAsync();
        await visit.ShootAsync("phone-card");

        await page.GetByRole(AriaRole.Button, new() { Name = "關閉" }).First.ClickAsync();
        await page.GetByText("新朋友見面禮 NT$50").First.WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "切換為鍵盤輸入" }).ClickAsync(); // the rich menu covers the keyboard, as in LINE
        await page.GetByPlaceholder("輸入訊息").FillAsync("點數");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("可用點數").First.WaitForAsync();
        await visit.ShootAsync("phone");
        visit.AssertNoFaults();
    }

    [Fact]
    public async Task A_number_of_the_old_till_asks_for_the_code_that_arrives_in_the_chat()
    {
        await using var app = await TestApp.StartAsync();
        await Imported.MemberAsync(app, "陳怡君", "0922333444");
        var person = await app.Line.NewPersonAsync("怡君");
        await app.Line.FollowAsync(person);
        await using var visit = await Visit.OpenAsync(chromium);
        var page = visit.Page;

        await page.GotoAsync($"{app.Emulator.BaseUrl}/phone?user={person}");
        await page.GetByRole(AriaRole.Button, new() { Name = "加入會員" }).First.ClickAsync();
        var liff = page.FrameLocator("iframe");
        await liff.GetByLabel("手機號碼").FillAsync("0922 333 444");
        await liff.GetByLabel("姓名").FillAsync("怡君");
        foreach (var box in await liff.Locator("input[type=checkbox]").AllAsync()) await box.CheckAsync(new() { Force = true });
        await liff.GetByRole(AriaRole.Button, new() { Name = "加入會員" }).Last.ClickAsync();
        await liff.GetByLabel("驗證碼").WaitForAsync();
        await visit.ShootAsync("phone-one-time-code");

        var message = await app.Line.HearsAsync(person, "驗證碼");
        var code = System.Text.RegularExpressions.Regex.Match(message, @"(?<!\d)\d{6}(?!\d)").Value;
        await liff.GetByLabel("驗證碼").FillAsync(code);
        // Six digits are the whole answer: the page sends them by itself.
        await liff.GetByText("陳怡君").First.WaitForAsync(); // the imported member's name, not the one typed
        visit.AssertNoFaults();
    }
}
