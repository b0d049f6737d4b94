using System.Globalization;
using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Staff;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace LineLoyalty.BrowserTests;

/// <summary>A marketer makes a menu with mouse and keyboard, and a member has it on the phone.</summary>
public sealed class MenuTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly (string, string)[] Quick = [("RichMenus:KeepReplaced", "00:00:00"), ("RichMenus:WatchEvery", "00:00:00.2")];

    [Fact]
    public async Task A_menu_from_a_template_with_a_second_tab_reaches_the_member_s_phone()
    {
        await using var app = await TestApp.StartAsync(Quick);
        var friend = await Imported.FriendAsync(app, "王小明", "0911111111");
        await using var visit = await SignedInAsync(app, 1440, 900);
        var page = visit.Page;

        await page.GetByRole(AriaRole.Link, new() { Name = "圖文選單", Exact = true }).ClickAsync();
        await page.GetByText("1 位好友", new() { Exact = true }).WaitForAsync();
        await ShownAsync(page, ".menu-pictures img");
        await visit.ShootAsync("menus");
        await visit.AssertAccessibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "新增選單" }).ClickAsync();
        await page.GetByLabel("選單名稱").FillAsync("週年慶");
        await page.GetByRole(AriaRole.Button, new() { Name = "用範本製作" }).ClickAsync();
        await page.Locator("[data-template='2+3']").ClickAsync();
        await page.GetByLabel("第 2 格標題").FillAsync("週年慶商品");
        await page.GetByLabel("第 2 格圖示").SelectOptionAsync("gift");
        await page.Locator("[data-area='1']").ClickAsync();
        Assert.Equal("週年慶商品", await page.GetByLabel("名稱（報讀用）").InputValueAsync()); // named like its cell
        await page.GetByLabel("點了之後").SelectOptionAsync("message");
        await page.GetByLabel("文字", new() { Exact = true }).FillAsync("週年慶有什麼優惠？");
        await page.Locator("[data-viewers]", new() { HasText = "0" }).WaitForAsync(); // behind the menu that is there for members
        await visit.ShootAsync("menu-editor");
        await visit.AssertAccessibleAsync();

        await page.Locator("[data-add-tab]").ClickAsync();
        await page.GetByLabel("分頁名稱").FillAsync("門市");
        await page.GetByRole(AriaRole.Button, new() { Name = "用範本製作" }).ClickAsync();
        await page.Locator("[data-template='2x1']").ClickAsync();
        await page.Locator("[data-area='0']").ClickAsync();
        await page.GetByLabel("點了之後").SelectOptionAsync("tab");
        await page.GetByText("沒有任何區域可以切換到分頁「門市」").First.WaitForAsync();
        await page.GetByRole(AriaRole.Tab).First.ClickAsync();
        await page.GetByLabel("分頁名稱").FillAsync("首頁");
        await page.Locator("[data-area='4']").ClickAsync();
        await page.GetByLabel("點了之後").SelectOptionAsync("tab");
        await page.Locator("[data-problems]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GetByRole(AriaRole.Button, new() { Name = "儲存草稿" }).ClickAsync();
        await page.GetByText("草稿已儲存").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "儲存並發布" }).ClickAsync();
        await page.WaitForURLAsync("**/admin/menus");

        // First in order: two moves up, past both shipped menus.
        for (var i = 0; i < 2; i++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "把「週年慶」往上移" }).ClickAsync();
            await page.WaitForLoadStateAsync();
        }
        await page.Locator(".menu-row", new() { HasText = "週年慶" }).Locator(".badge", new() { HasText = "已發布" }).WaitForAsync();
        await PhoneShowsAsync(app, friend, "週年慶有什麼優惠");
        var menu = (await app.Line.ChatAsync(friend)).GetProperty("richMenu");
        await app.Line.TapAsync(friend, menu.GetProperty("areas")[4].GetProperty("action"));
        await PhoneShowsAsync(app, friend, "loyalty-3-a-zh");

        await page.Locator(".menu-row", new() { HasText = "週年慶" }).GetByRole(AriaRole.Link, new() { Name = "刪除" }).ClickAsync();
        await page.GetByText("目前有 1 位好友看到這個選單").WaitForAsync();
        await visit.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "刪除選單" }).ClickAsync();
        await PhoneShowsAsync(app, friend, "bot=points");
        Assert.Equal(["menu.created", "menu.changed", "menu.published", "menu.moved", "menu.moved", "menu.deleted"], await app.DbAsync(db => db.AuditEntries.Where(a => a.Action.StartsWith("menu.")).OrderBy(a => a.Id).Select(a => a.Action).ToListAsync()));
        visit.AssertNoFaults();
    }

    [Fact]
    public async Task Areas_are_drawn_moved_and_resized_with_mouse_and_keyboard_on_an_uploaded_picture()
    {
        await using var app = await TestApp.StartAsync(Quick);
        await using var visit = await SignedInAsync(app, 1440, 1200, expected: f => f.StartsWith("422 POST /admin/menus/edit", StringComparison.Ordinal));
        var page = visit.Page;
        await page.GotoAsync(new Uri(app.Url, "/admin/menus/edit").ToString());

        await UploadAsync(page, "wrong.png", new byte[5_000]);
        await page.GetByText("這不是 PNG 或 JPEG 圖片").WaitForAsync();
        await UploadAsync(page, "heavy.png", new byte[1_100_000]);
        await page.GetByText("圖片大小 1.05 MB，LINE 上限為 1 MB").WaitForAsync();
        var shot = await page.ScreenshotAsync(new() { Type = ScreenshotType.Jpeg, Quality = 60, Clip = new() { X = 0, Y = 0, Width = 1200, Height = 810 } });
        await UploadAsync(page, "menu.jpg", shot);
        await page.GetByText("1200 × 810・0/20").WaitForAsync();

        var board = page.Locator(".board");
        await board.ScrollIntoViewIfNeededAsync();
        var frame = (await board.BoundingBoxAsync())!;
        await DragAsync(page, frame, (0.01, 0.01), (0.5, 0.5));
        var area = page.Locator("[data-area='0']");
        await area.WaitForAsync();
        Assert.Equal((0, 0), (await NumberAsync(page, "左"), await NumberAsync(page, "上")));
        Assert.InRange(await NumberAsync(page, "寬"), 590, 610);

        // Moved by its middle, then a corner pulled.
        await DragAsync(page, frame, (0.25, 0.25), (0.45, 0.35));
        Assert.InRange(await NumberAsync(page, "左"), 230, 250);
        await page.Locator("[data-grip='se']").HoverAsync();
        await DragAsync(page, frame, (0.7, 0.6), (0.995, 0.995));
        Assert.Equal(1200, await NumberAsync(page, "左") + await NumberAsync(page, "寬"));
        Assert.Equal(810, await NumberAsync(page, "上") + await NumberAsync(page, "高"));

        var left = await NumberAsync(page, "左");
        await area.PressAsync("ArrowLeft");
        Assert.Equal(left - 10, await NumberAsync(page, "左"));
        var width = await NumberAsync(page, "寬");
        await area.PressAsync("Shift+ArrowLeft");
        await area.PressAsync("Alt+ArrowLeft");
        Assert.Equal((left - 11, width - 10), (await NumberAsync(page, "左"), await NumberAsync(page, "寬")));

        await page.GetByLabel("寬", new() { Exact = true }).FillAsync("5000");
        await page.GetByText("區域 1 超出圖片範圍（1200 × 810）。").First.WaitForAsync();
        await page.GetByLabel("寬", new() { Exact = true }).FillAsync("300");
        await page.GetByLabel("點了之後").SelectOptionAsync("uri");
        await page.GetByLabel("網址", new() { Exact = true }).FillAsync("www.example.tw");
        await page.GetByText("區域 1：網址格式不正確").First.WaitForAsync();
        await page.GetByLabel("選單名稱").FillAsync("上傳");
        await visit.ShootAsync("menu-areas");
        await visit.AssertAccessibleAsync();
        await page.GetByLabel("網址", new() { Exact = true }).FillAsync("https://example.tw/菜單");
        await page.Locator("[data-problems]").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        await area.PressAsync("Delete");
        await page.GetByText("請至少畫一個點擊區域").First.WaitForAsync();
        visit.AssertNoFaults();
    }

    [Fact]
    public async Task The_editor_works_on_a_phone()
    {
        await using var app = await TestApp.StartAsync(Quick);
        await using var visit = await SignedInAsync(app, 390, 844);
        var page = visit.Page;
        await page.GotoAsync(new Uri(app.Url, "/admin/menus").ToString());
        await ShownAsync(page, ".menu-pictures img");
        await visit.ShootAsync("menus-phone");
        await visit.AssertAccessibleAsync();
        await NotWiderAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "編輯", Exact = true }).First.ClickAsync();
        await page.Locator("[data-area='0']").ClickAsync();
        await page.GetByLabel("點了之後").WaitForAsync();
        await visit.ShootAsync("menu-editor-phone");
        await visit.AssertAccessibleAsync();
        await NotWiderAsync(page);
        visit.AssertNoFaults();
    }

    [Fact]
    public async Task A_shipped_menu_is_redrawn_in_both_languages_in_an_English_back_office()
    {
        await using var app = await TestApp.StartAsync(Quick);
        await using var visit = await SignedInAsync(app, 1440, 900);
        var page = visit.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Rich menus" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit", Exact = true }).First.ClickAsync();
        await page.GetByText("2500 × 1686・5/20").WaitForAsync();
        await visit.ShootAsync("menu-shipped");
        await visit.AssertAccessibleAsync();
        foreach (var (language, cell) in new[] { ("中文", "會員卡"), ("English", "Card") })
        {
            await page.GetByRole(AriaRole.Button, new() { Name = language, Exact = true }).Last.ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Make one from a template" }).ClickAsync();
            Assert.Equal(cell, await page.GetByLabel("Title of cell 1").InputValueAsync());
            await page.GetByLabel("Colours").SelectOptionAsync("solid");
        }
        await page.GetByLabel("Title of cell 2").FillAsync("Gifts");
        await visit.ShootAsync("menu-english");
        await visit.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and publish" }).ClickAsync();
        await page.WaitForURLAsync("**/admin/menus");
        await TestApp.EventuallyAsync(async () => await app.DbAsync(db => db.Menus.AllAsync(m => m.TakenAt != null)) ? "taken" : null, "LINE has the menus");

        var content = await app.DbAsync(async db => MenuContent.Parse((await db.Menus.SingleAsync(m => m.Name == "會員選單")).Live!));
        Assert.Equal(("優惠券", "Gifts"), (content.Tabs[0].Areas[1].Action.Label, content.Tabs[0].Areas[1].Action.LabelEn));
        Assert.NotEqual(content.Tabs[0].Chinese.Picture, content.Tabs[0].English.Picture);
        visit.AssertNoFaults();
    }

    private async Task<Visit> SignedInAsync(TestApp app, int width, int height, Func<string, bool>? expected = null)
    {
        var visit = await Visit.OpenAsync(chromium, width, height, expected);
        var link = await app.InScopeAsync(services => services.GetRequiredService<InviteStaff>().ExecuteAsync(StaffRole.Marketer, CancellationToken.None));
        await visit.Page.GotoAsync(new Uri(app.Url, "/admin/welcome?token=" + link).ToString());
        await visit.Page.GetByLabel("您的名字").FillAsync("行銷小林");
        await visit.Page.GetByLabel("帳號").FillAsync("marketer");
        await visit.Page.GetByLabel("密碼").FillAsync("morning light coffee 2026");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "建立帳號並登入" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Heading, new() { Name = "總覽" }).WaitForAsync();
        await TestApp.EventuallyAsync(async () => await app.DbAsync(db => db.Menus.AllAsync(m => m.TakenAt != null)) ? "taken" : null, "LINE has the menus");
        return visit;
    }

    private static Task UploadAsync(IPage page, string name, byte[] bytes) =>
        page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = name, MimeType = "image/png", Buffer = bytes });

    private static async Task DragAsync(IPage page, LocatorBoundingBoxResult frame, (double X, double Y) from, (double X, double Y) to)
    {
        await page.Mouse.MoveAsync((float)(frame.X + (frame.Width * from.X)), (float)(frame.Y + (frame.Height * from.Y)));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync((float)(frame.X + (frame.Width * to.X)), (float)(frame.Y + (frame.Height * to.Y)), new() { Steps = 6 });
        await page.Mouse.UpAsync();
    }

    private static async Task<int> NumberAsync(IPage page, string label) => int.Parse(await page.GetByLabel(label, new() { Exact = true }).InputValueAsync(), CultureInfo.InvariantCulture);

    private static async Task ShownAsync(IPage page, string images) =>
        await page.WaitForFunctionAsync("s => { const all = [...document.querySelectorAll(s)]; return all.length > 0 && all.every(i => i.complete && i.naturalWidth > 0); }", images);

    private static async Task NotWiderAsync(IPage page) => Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));

    private static Task<string> PhoneShowsAsync(TestApp app, string userId, string wanted) => TestApp.EventuallyAsync(async () =>
    {
        var menu = (await app.Line.ChatAsync(userId)).GetProperty("richMenu");
        return menu.ValueKind == System.Text.Json.JsonValueKind.Object && System.Text.RegularExpressions.Regex.Unescape(menu.GetRawText()).Contains(wanted, StringComparison.Ordinal) ? "shown" : null;
    }, $"a menu with {wanted}");
}
