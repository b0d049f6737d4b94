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

    [Fact]
    public async Task A_member_invites_a_friend_whose_phone_lies_beside_and_the_friend_joins()
    {
        await using var app = await TestApp.StartAsync();
        var (member, friend) = (await app.Line.NewPersonAsync("怡君"), await app.Line.NewPersonAsync("志豪"));
        await app.Line.FollowAsync(member);
        await app.Line.FollowAsync(friend);
        await using var visit = await Visit.OpenAsync(chromium);
        var page = visit.Page;
        await page.GotoAsync($"{app.Emulator.BaseUrl}/phone?user={member}&user={friend}");
        var (left, right) = (PhoneOf(page, "怡君"), PhoneOf(page, "志豪"));
        await right.GetByText("加入會員就能享有").WaitForAsync();

        await JoinAsync(left, "0911 000 111", "陳怡君");
        var card = left.FrameLocator("iframe");
        await card.GetByRole(AriaRole.Link, new() { Name = "我的" }).ClickAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "推薦給朋友" }).ClickAsync();
        var picker = left.GetByRole(AriaRole.Dialog, new() { Name = "分享給好友" });
        await picker.GetByRole(AriaRole.Checkbox, new() { Name = "志豪" }).CheckAsync();
        await visit.ShootAsync("phones-share");
        await picker.GetByRole(AriaRole.Button, new() { Name = "分享 (1)" }).ClickAsync();
        await card.GetByText("已傳送給朋友").WaitForAsync();

        // It reaches the friend as a notification, and lies in a room of its own.
        await right.GetByRole(AriaRole.Button, new() { NameRegex = new("怡君.*一起來加入") }).ClickAsync();
        var room = right.GetByRole(AriaRole.Log, new() { Name = "與 怡君 的聊天室" });
        await visit.ShootAsync("phones-shared");
        await visit.AssertAccessibleAsync();
        await room.GetByRole(AriaRole.Link).ClickAsync();
        await JoinAsync(right, "0922 000 222", "林志豪", isOpen: true);

        // The sender's phone keeps what was sent, also after the page is loaded anew.
        await left.GetByRole(AriaRole.Button, new() { Name = "關閉" }).First.ClickAsync();
        await page.ReloadAsync();
        await left.GetByRole(AriaRole.Button, new() { NameRegex = new("返回聊天列表") }).ClickAsync();
        await left.GetByRole(AriaRole.Button, new() { NameRegex = new("志豪.*一起來加入") }).WaitForAsync();

        // The drawer tells both directions of what happened on a phone.
        await page.GetByRole(AriaRole.Button, new() { Name = "時間與線路", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "線路", Exact = true }).ClickAsync();
        await left.GetByRole(AriaRole.Button, new() { NameRegex = new("官方帳號") }).ClickAsync();
        await left.GetByRole(AriaRole.Button, new() { Name = "切換為鍵盤輸入" }).ClickAsync();
        await left.GetByPlaceholder("輸入訊息").FillAsync("點數");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".exchange", new() { HasText = "/message/reply" }).First.WaitForAsync();
        await page.Locator(".exchange", new() { HasText = "message" }).Locator("summary").First.ClickAsync();
        await visit.ShootAsync("phones-wire");
        visit.AssertNoFaults();
    }

    [Fact]
    public async Task On_a_narrow_screen_the_phones_are_tabs_and_one_scans_what_the_other_shows()
    {
        await using var app = await TestApp.StartAsync();
        var (member, friend) = (await app.Line.NewPersonAsync("怡君"), await app.Line.NewPersonAsync("志豪"));
        await app.Line.FollowAsync(member);
        await app.Line.FollowAsync(friend);
        await using var visit = await Visit.OpenAsync(chromium, 390, 844);
        var page = visit.Page;
        await page.Clock.InstallAsync();
        await page.GotoAsync($"{app.Emulator.BaseUrl}/phone?user={member}&user={friend}");
        var (left, right) = (PhoneOf(page, "怡君"), PhoneOf(page, "志豪"));
        await JoinAsync(left, "0911 000 111", "陳怡君");
        var code = await left.FrameLocator("iframe").Locator("svg.qr").GetAttributeAsync("data-code");
        await visit.ShootAsync("phones-narrow");

        await page.GetByRole(AriaRole.Navigation, new() { Name = "手機" }).GetByRole(AriaRole.Button, new() { Name = "志豪" }).ClickAsync();
        await right.GetByRole(AriaRole.Button, new() { Name = "加入會員" }).First.ClickAsync();
        var guest = right.FrameLocator("iframe");
        await guest.GetByLabel("手機號碼").WaitForAsync();
        // Any LIFF page may ask for the scanner; ours does it through LINE's own call, so this one asks by hand.
        var frame = page.Frames.Last(f => f.Url.Contains("/liff/", StringComparison.Ordinal));
        var scanned = frame.EvaluateAsync<string>("""
            () => new Promise((done) => {
              addEventListener('message', (e) => e.data.liff === 'result' && e.data.id === 'scan' && done(e.data.value.value));
              parent.postMessage({ liff: 'scanCode', id: 'scan' }, '*');
            })
            """);
        await right.GetByRole(AriaRole.Button, new() { Name = "掃描 怡君 的畫面" }).WaitForAsync();
        await visit.ShootAsync("phones-scan");
        await visit.AssertAccessibleAsync();
        await right.GetByRole(AriaRole.Button, new() { Name = "掃描 怡君 的畫面" }).ClickAsync();
        var read = await scanned.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        // The code changes every half minute, so it may have changed meanwhile; its kind and length have not.
        Assert.Equal(code!.Length, read.Length);
        Assert.Equal(code[..2], read[..2]);

        // Both pages share the cookies of one browser; each minute the card is fetched anew, and stays its owner's.
        var refreshed = page.WaitForResponseAsync(r => r.Url.EndsWith("/api/liff/session", StringComparison.Ordinal) && r.Ok);
        await page.Clock.FastForwardAsync(61_000);
        await refreshed;
        await page.GetByRole(AriaRole.Navigation, new() { Name = "手機" }).GetByRole(AriaRole.Button, new() { Name = "怡君" }).ClickAsync();
        await left.FrameLocator("iframe").GetByText("陳怡君").First.WaitForAsync();
        await left.FrameLocator("iframe").Locator("svg.qr").WaitForAsync();
        visit.AssertNoFaults();
    }

    private static ILocator PhoneOf(IPage page, string name) => page.GetByRole(AriaRole.Region, new() { Name = name + " 的手機" });

    private static async Task JoinAsync(ILocator phone, string number, string name, bool isOpen = false)
    {
        if (!isOpen)
            await phone.GetByRole(AriaRole.Button, new() { Name = "加入會員" }).First.ClickAsync();
        var liff = phone.FrameLocator("iframe");
        await liff.GetByLabel("手機號碼").FillAsync(number);
        await liff.GetByLabel("姓名").FillAsync(name);
        foreach (var box in await liff.Locator("input[type=checkbox]").AllAsync()) await box.CheckAsync(new() { Force = true });
        await liff.GetByRole(AriaRole.Button, new() { Name = "加入會員" }).Last.ClickAsync();
        await liff.GetByText("歡迎加入，" + name).First.WaitForAsync();
    }
}
