using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Staff;
using LineLoyalty.Tests.Admin;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Conversation.RichMenus;

/// <summary>The back office's menu pages over HTTP: what a marketer may send, and what is said about the rest.</summary>
public sealed class MenuPagesTests
{
    private static readonly (string, string)[] Off = [("RichMenus:Enabled", "false")];

    [Fact]
    public async Task Pictures_LINE_would_refuse_are_refused_with_the_reason()
    {
        await using var app = await TestApp.StartAsync(Off);
        using var browser = await BackOffice.SignedInAsync(app, StaffRole.Marketer);

        var cases = new (byte[] File, string Code, string Says)[]
        {
            ("<svg/>"u8.ToArray(), "menu.image_unreadable", "不是 PNG 或 JPEG"),
            ([], "menu.image_unreadable", "不是 PNG 或 JPEG"),
            (Menus.Png()[..5_000], "menu.image_unreadable", "檔案已損壞"),
            (Menus.Png(799, 300), "menu.image_size", "799 × 300"),
            (Menus.Png(2501, 1000), "menu.image_size", "2501 × 1000"),
            (Menus.Png(800, 249), "menu.image_size", "高至少 250"),
            (Menus.Png(1000, 700), "menu.image_aspect", "1.45"),
            (Menus.Png(2500, 843, padding: 1024 * 1024), "menu.image_too_heavy", "1 MB"),
            (new byte[3 * 1024 * 1024], "menu.image_too_heavy", "3.00 MB"),
        };
        foreach (var (file, code, says) in cases)
        {
            using var answer = await browser.SendToMenuEditorAsync("Image", new ByteArrayContent(file));
            var refusal = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal((HttpStatusCode.UnprocessableEntity, code), (answer.StatusCode, refusal.GetProperty("code").GetString()));
            Assert.Contains(says, refusal.GetProperty("title").GetString(), StringComparison.Ordinal);
        }
        Assert.Equal(0, await app.DbAsync(db => db.MenuImages.CountAsync()));

        foreach (var (width, height) in new[] { (800, 250), (800, 551), (2500, 1686), (2500, 250) })
        {
            using var answer = await browser.SendToMenuEditorAsync("Image", new ByteArrayContent(Menus.Png(width, height)));
            var kept = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal((width, height), (kept.GetProperty("width").GetInt32(), kept.GetProperty("height").GetInt32()));
            var shown = await browser.Http.GetAsync("/admin/menus?handler=Picture&name=" + kept.GetProperty("hash").GetString());
            Assert.Equal("image/png", shown.Content.Headers.ContentType?.MediaType);
        }
        using var missing = await browser.Http.GetAsync("/admin/menus?handler=Picture&name=nothing");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task A_picture_LINE_takes_at_its_very_limit_is_taken_by_the_emulator_too()
    {
        await using var app = await TestApp.StartAsync(Off);
        var file = Menus.Png(2500, 1686);
        file = Menus.Png(2500, 1686, padding: KeepMenuImage.MostBytes - file.Length - 12);
        Assert.Equal(1024 * 1024, file.Length);
        var hash = await app.InScopeAsync(async s => (await s.GetRequiredService<KeepMenuImage>().ExecuteAsync(file, CancellationToken.None)).Value!.Hash);
        var content = await Menus.SayingAsync(app, "滿", new MenuAudience());
        await Menus.PublishAsync(app, "滿", content with { Tabs = [content.Tabs[0] with { Chinese = content.Tabs[0].Chinese with { Picture = hash } }] });
        await Menus.RunPublisherAsync(app);
        Assert.Equal(3, await app.DbAsync(db => db.Menus.CountAsync(m => m.TakenAt != null)));
    }

    [Fact]
    public async Task Each_mistake_is_told_beside_its_place_and_keeps_the_menu_from_being_published()
    {
        await using var app = await TestApp.StartAsync(Off);
        using var browser = await BackOffice.SignedInAsync(app, StaffRole.Marketer);
        var good = await Menus.SayingAsync(app, "好", new MenuAudience { Who = MenuReaders.Members });
        var tab = good.Tabs[0];
        MenuContent With(Func<MenuTab, MenuTab> change) => good with { Tabs = [change(tab)] };
        MenuContent Doing(MenuActionKind kind, string value) => With(t => t with { Areas = [Menus.Area(new MenuAction(kind, value))] });
        var second = tab with { Id = "b", Name = "二" };

        var cases = new (MenuContent Content, string Path, string Says)[]
        {
            (With(t => t with { Areas = [t.Areas[0] with { X = 2000 }] }), "tabs[0].areas[0].bounds", "區域 1 超出圖片範圍（2500 × 1686）"),
            (With(t => t with { Areas = [t.Areas[0] with { Y = -1 }] }), "tabs[0].areas[0].bounds", "超出"),
            (With(t => t with { Areas = [t.Areas[0] with { Width = 0 }] }), "tabs[0].areas[0].bounds", "超出"),
            (With(t => t with { Areas = [t.Areas[0] with { Width = int.MaxValue }] }), "tabs[0].areas[0].bounds", "超出"),
            (With(t => t with { Areas = [.. Enumerable.Repeat(t.Areas[0], 21)] }), "tabs[0].areas", "最多 20 個，目前有 21 個"),
            (With(t => t with { Areas = [] }), "tabs[0].areas", "至少畫一個"),
            (With(t => t with { Chinese = t.Chinese with { Picture = "" } }), "tabs[0].chinese.picture", "還沒有中文圖片"),
            (With(t => t with { Chinese = t.Chinese with { Picture = "gone" } }), "tabs[0].chinese.picture", "重新上傳"),
            (With(t => t with { Height = 843, Areas = [t.Areas[0] with { Height = 800 }] }), "tabs[0].chinese.picture", "2500 × 1686，與選單尺寸 2500 × 843 不同"),
            (With(t => t with { Chinese = t.Chinese with { BarText = "一二三四五六七八九十一二三四五" } }), "tabs[0].chinese.barText", "最多 14 字"),
            (With(t => t with { Chinese = t.Chinese with { BarText = " " } }), "tabs[0].chinese.barText", "請填寫"),
            (With(t => t with { English = t.English with { Picture = t.Chinese.Picture } }), "tabs[0].english.barText", "英文"),
            (Doing(MenuActionKind.Uri, "www.example.tw"), "tabs[0].areas[0].action.value", "網址格式不正確"),
            (Doing(MenuActionKind.Uri, "javascript:alert(1)"), "tabs[0].areas[0].action.value", "網址格式不正確"),
            (Doing(MenuActionKind.Uri, "tel:不是號碼"), "tabs[0].areas[0].action.value", "網址格式不正確"),
            (Doing(MenuActionKind.Uri, "https://example.tw/" + new string('茶', 120)), "tabs[0].areas[0].action.value", "編碼後超過 1000 字"),
            (Doing(MenuActionKind.Message, ""), "tabs[0].areas[0].action.value", "最多 300 字"),
            (Doing(MenuActionKind.Postback, new string('x', 301)), "tabs[0].areas[0].action.value", "最多 300 字"),
            (Doing(MenuActionKind.Page, "admin"), "tabs[0].areas[0].action.value", "選擇要開啟的頁面"),
            (Doing(MenuActionKind.Ask, "everything"), "tabs[0].areas[0].action.value", "選擇要查詢的內容"),
            (Doing(MenuActionKind.Tab, "a"), "tabs[0].areas[0].action.value", "其他分頁"),
            (good with { Tabs = [tab, second] }, "tabs[1].areas", "沒有任何區域可以切換到分頁「二」"),
            (good with { Tabs = [tab, tab] }, "tabs", "重複"),
            (good with { Tabs = [] }, "tabs", "1–5 個分頁"),
            (good with { Audience = new MenuAudience { Who = MenuReaders.Guests, TierLevels = [1] } }, "audience", "只有會員"),
            (good with { Audience = new MenuAudience { Who = MenuReaders.Members, TierLevels = [9999] } }, "audience.tierLevels", "查無"),
        };
        foreach (var (content, path, says) in cases)
        {
            using var answer = await browser.SendToMenuEditorAsync("Publish", JsonContent.Create(new { name = "試", content }, options: MenuContent.Json));
            var refusal = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.Contains(refusal.GetProperty("problems").EnumerateArray(), p => p.GetProperty("path").GetString() == path && p.GetProperty("text").GetString()!.Contains(says, StringComparison.Ordinal));
        }
        Assert.Equal(2, await app.DbAsync(db => db.Menus.CountAsync(m => m.Live != null)));

        // As drafts they are kept; a good one is published.
        using var published = await browser.SendToMenuEditorAsync("Publish", JsonContent.Create(new { name = "好", content = good }, options: MenuContent.Json));
        Assert.Equal(HttpStatusCode.OK, published.StatusCode);
        Assert.Equal(3, await app.DbAsync(db => db.Menus.CountAsync(m => m.Live != null)));
    }

    [Fact]
    public async Task What_the_checks_let_through_LINE_takes_in_both_languages()
    {
        await using var app = await TestApp.StartAsync(Off);
        var one = (await Menus.SayingAsync(app, "x", new MenuAudience())).Tabs[0];
        MenuAction[] actions =
        [
            .. MenuPages.Paths.Keys.Select(p => new MenuAction(MenuActionKind.Page, p)),
            .. MenuCommands.All.Select(c => new MenuAction(MenuActionKind.Ask, c, Label: "問", LabelEn: "Ask")),
            new(MenuActionKind.Message, "你好", "Hello"), new(MenuActionKind.Postback, "order=1"),
            new(MenuActionKind.Uri, "https://example.tw/菜單?q=拿鐵 大杯", "https://example.tw/menu"), new(MenuActionKind.Uri, "tel:02-2345-6789"), new(MenuActionKind.Uri, "line://nv/profile"),
        ];
        // A menu of LINE's has room for twenty areas, one of which leads to the other tab.
        const int PerTab = 19;
        Assert.InRange(actions.Length, PerTab + 1, 2 * PerTab);
        MenuTab Tab(string id, string other, IEnumerable<MenuAction> some) => one with
        {
            Id = id, English = one.Chinese with { BarText = "Menu" },
            Areas = [.. some.Prepend(new MenuAction(MenuActionKind.Tab, other)).Select((a, i) => new MenuArea(i * 100, 0, 100, 100, a))],
        };
        var content = new MenuContent { Tabs = [Tab(one.Id, "b", actions.Take(PerTab)), Tab("b", one.Id, actions.Skip(PerTab))] };
        var id = await Menus.PublishAsync(app, "全部", content);
        await Menus.RunPublisherAsync(app);
        var menu = await app.DbAsync(db => db.Menus.SingleAsync(m => m.Id == id));
        Assert.Equal((MenuState.On, null), (menu.State, menu.Refusal));
        Assert.Equal(8, (await Menus.IdsAsync(app)).Count);
        Assert.Contains(await Menus.OnLineAsync(app), m => m.Areas.Any(a => a.Action is Line.Messaging.Messages.UriAction { Uri: "https://example.tw/%E8%8F%9C%E5%96%AE?q=%E6%8B%BF%E9%90%B5%20%E5%A4%A7%E6%9D%AF" }));
    }

    [Fact]
    public async Task Two_marketers_cannot_overwrite_each_other_and_nonsense_is_a_bad_request()
    {
        await using var app = await TestApp.StartAsync(Off);
        using var browser = await BackOffice.SignedInAsync(app, StaffRole.Marketer);
        var content = await Menus.SayingAsync(app, "一", new MenuAudience());
        using var first = await browser.SendToMenuEditorAsync("Save", JsonContent.Create(new { name = "一", content }, options: MenuContent.Json));
        var kept = await first.Content.ReadFromJsonAsync<JsonElement>();
        var (id, version) = (kept.GetProperty("id").GetInt64(), kept.GetProperty("version").GetInt64());
        using var mine = await browser.SendToMenuEditorAsync("Save", JsonContent.Create(new { id, version, name = "二", content }, options: MenuContent.Json));
        Assert.Equal(HttpStatusCode.OK, mine.StatusCode);
        using var late = await browser.SendToMenuEditorAsync("Save", JsonContent.Create(new { id, version, name = "三", content }, options: MenuContent.Json));
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Equal("二", await app.DbAsync(db => db.Menus.Where(m => m.Id == id).Select(m => m.Name).SingleAsync()));

        foreach (var body in new[] { "", "[]", "{", "{\"name\":\"x\"}", "{\"name\":\"x\",\"content\":null}", "{\"name\":\"x\",\"content\":{\"tabs\":[null]}}", "{\"name\":\"x\",\"content\":{\"audience\":{\"tags\":[null]}}}", "{\"name\":\"x\",\"content\":{\"audience\":{\"who\":\"nobody\"}}}", "{\"name\":\"x\",\"content\":{\"tabs\":[{\"id\":\"a\",\"width\":1,\"height\":1,\"areas\":[{\"x\":0,\"y\":0,\"width\":1,\"height\":1}]}]}}" })
        {
            using var answer = await browser.SendToMenuEditorAsync("Save", new StringContent(body));
            Assert.True(answer.StatusCode is HttpStatusCode.BadRequest, $"{body} was answered {(int)answer.StatusCode}");
        }
    }

    [Fact]
    public async Task The_list_says_who_sees_what_in_which_state_and_every_act_is_written_down()
    {
        await using var app = await TestApp.StartAsync(Menus.Quick);
        await Menus.TakenAsync(app);
        await BackOffice.FriendAsync(app, "0912000001", "陳一");
        using var browser = await BackOffice.SignedInAsync(app, StaffRole.Marketer);
        var content = await Menus.SayingAsync(app, "金", new MenuAudience { Who = MenuReaders.Members, TierLevels = [30, 40] });
        var id = await Menus.SaveAsync(app, "金卡選單", content);

        var list = await browser.ReadAsync("/admin/menus");
        foreach (var says in new[] { "會員，等級：金卡會員、鑽石會員", "沒有人（未發布）", "1 位好友", "還沒加入會員的好友", "預設選單", "草稿" }) Assert.Contains(says, list, StringComparison.Ordinal);
        using (await browser.SubmitAsync("/admin/menus", "/admin/menus?handler=Publish", ("id", $"{id}"))) { }
        await Menus.TakenAsync(app);
        await Menus.SaveAsync(app, "金卡選單", content with { Selected = false }, id);
        Assert.Contains("有變更未發布", await browser.ReadAsync("/admin/menus"), StringComparison.Ordinal);
        using (await browser.SubmitAsync("/admin/menus", "/admin/menus?handler=Move", ("id", $"{id}"), ("up", "true"))) { }
        using (await browser.SubmitAsync("/admin/menus", "/admin/menus?handler=TakeDown", ("id", $"{id}"))) { }
        Assert.Contains("已下架", await browser.ReadAsync("/admin/menus"), StringComparison.Ordinal);
        Assert.Contains("沒有人看得到它", await browser.ReadAsync($"/admin/menus/{id}/delete"), StringComparison.Ordinal);
        using (await browser.SubmitAsync("/admin/menus", $"/admin/menus/{id}/delete")) { }
        Assert.DoesNotContain("金卡選單</a>", await browser.ReadAsync("/admin/menus"), StringComparison.Ordinal);
        Assert.Equal(["menu.published", "menu.moved", "menu.taken_down", "menu.deleted"], await app.DbAsync(db => db.AuditEntries.Where(a => a.Action.StartsWith("menu.")).OrderBy(a => a.Id).Select(a => a.Action).ToListAsync()));
        using var gone = await browser.Http.GetAsync($"/admin/menus/edit/{id}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_clerk_has_no_business_with_menus()
    {
        await using var app = await TestApp.StartAsync(Off);
        using var clerk = await BackOffice.SignedInAsync(app, StaffRole.Clerk);
        foreach (var path in new[] { "/admin/menus", "/admin/menus/edit", "/admin/menus/1/delete", "/admin/menus?handler=Picture&name=shipped:member.en" })
        {
            using var answer = await clerk.Http.GetAsync(path);
            Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
        }
        using var without = await clerk.Http.PostAsync("/admin/menus/edit?handler=Image", new ByteArrayContent(Menus.Png()));
        Assert.NotEqual(HttpStatusCode.OK, without.StatusCode);
    }

    [Fact]
    public async Task A_picture_no_menu_uses_is_forgotten_after_a_day()
    {
        await using var app = await TestApp.StartAsync(Off);
        await Menus.SaveAsync(app, "用", await Menus.SayingAsync(app, "用", new MenuAudience(), shade: 1));
        await Menus.PictureAsync(app, shade: 2);
        await Menus.RunFitAndRemoveAsync(app);
        Assert.Equal(2, await app.DbAsync(db => db.MenuImages.CountAsync()));
        app.Clock.Advance(TimeSpan.FromHours(25));
        await Menus.RunFitAndRemoveAsync(app);
        Assert.Equal(1, await app.DbAsync(db => db.MenuImages.CountAsync()));
    }
}
