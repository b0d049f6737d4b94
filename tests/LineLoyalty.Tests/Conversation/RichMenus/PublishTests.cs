using System.Text.RegularExpressions;
using Line.Messaging;
using Line.Messaging.Messages;
using Line.Messaging.RichMenus;
using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Membership;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Conversation.RichMenus;

/// <summary>The worker is off: each test runs the publisher itself, and cuts it off where it likes.</summary>
public sealed class PublishTests
{
    private static readonly (string, string)[] ByHand = [("RichMenus:Enabled", "false"), ("RichMenus:KeepReplaced", "00:00:00")];
    private static readonly MenuAudience Guests = new() { Who = MenuReaders.Guests };

    [Fact]
    public async Task Only_what_changed_is_uploaded()
    {
        var calls = new LineCalls();
        await using var app = await TestApp.StartAsync(ByHand, calls.Use);
        await Menus.RunPublisherAsync(app);
        var id = await Menus.PublishAsync(app, "週年慶", await Menus.SayingAsync(app, "週年慶", Guests));
        calls.Forget();

        await Menus.RunPublisherAsync(app);
        Assert.Equal((1, 1), (calls.Count("POST /v2/bot/richmenu") - calls.Count("/content"), calls.Count("/content")));

        calls.Forget();
        await Menus.RunPublisherAsync(app);
        Assert.Empty(calls.Changes);

        await Menus.PublishAsync(app, "週年慶", await Menus.SayingAsync(app, "週年慶", Guests, shade: 90), id);
        await Menus.RunPublisherAsync(app);
        Assert.Equal(1, calls.Count("/content"));
    }

    // Every place where the wire can break: before and after LINE did it.
    [Theory]
    [InlineData("richmenu.create", "error500Before")]
    [InlineData("richmenu.create", "resetAfter")]
    [InlineData("richmenu.image.set", "error500Before")]
    [InlineData("richmenu.image.set", "resetAfter")]
    [InlineData("richmenu.alias.create", "error500Before")]
    [InlineData("richmenu.alias.create", "resetAfter")]
    [InlineData("richmenu.default.set", "resetAfter")]
    public async Task Cut_off_anywhere_the_next_run_goes_on_and_nothing_is_left_behind(string endpoint, string kind)
    {
        var calls = new LineCalls();
        await using var app = await TestApp.StartAsync(ByHand, calls.Use);
        await Menus.PublishAsync(app, "分頁", await TabbedAsync(app));
        await app.Line.FaultAsync(new { endpoint, kind, count = 1 });

        await Assert.ThrowsAsync<LineApiException>(() => Menus.RunPublisherAsync(app));
        await Menus.RunPublisherAsync(app);
        await Menus.RunFitAndRemoveAsync(app);

        // Two shipped menus in two languages, two tabs.
        var online = await Menus.OnLineAsync(app);
        Assert.Equal(6, online.Count);
        Assert.Equal(6, online.Select(m => m.Name).Distinct().Count());
        Assert.Equal(kind == "resetAfter" || endpoint != "richmenu.create" ? 6 : 7, calls.Changes.Count(c => c == "POST /v2/bot/richmenu"));
        foreach (var menu in online) await app.InScopeAsync(async s => { await (await s.GetRequiredService<LineMessagingClient>().DownloadRichMenuImageAsync(menu.RichMenuId)).DisposeAsync(); return 0; });
        Assert.Equal(6, await app.DbAsync(db => db.RichMenuPublications.CountAsync(p => p.State == PublicationState.Current)));
        Assert.Equal(2, (await AliasesAsync(app)).Count);
        Assert.NotNull(await Menus.DefaultAsync(app));
    }

    [Fact]
    public async Task Leftovers_are_removed_but_only_our_own()
    {
        await using var app = await TestApp.StartAsync(ByHand);
        await Menus.RunPublisherAsync(app);
        var foreign = await CreateAsync(app, "Somebody else's");
        var leftover = await CreateAsync(app, "LineLoyalty 99.a.zh-TW 0123456789abcdef");
        var lost = await app.DbAsync(db => db.RichMenuPublications.FirstAsync(p => p.Language == Languages.English));
        await app.InScopeAsync(s => s.GetRequiredService<LineMessagingClient>().DeleteRichMenuAsync(lost.RichMenuId));

        await Menus.RunPublisherAsync(app);
        await Menus.RunFitAndRemoveAsync(app);

        var ids = await Menus.IdsAsync(app);
        Assert.Contains(foreign, ids);
        Assert.DoesNotContain(leftover, ids);
        Assert.Equal(5, ids.Count);
        Assert.Equal(ids.Where(i => i != foreign).Order(), (await app.DbAsync(db => db.RichMenuPublications.Select(p => p.RichMenuId).ToListAsync())).Order());
    }

    [Fact]
    public async Task A_replaced_menu_stays_at_LINE_for_a_while()
    {
        await using var app = await TestApp.StartAsync([("RichMenus:Enabled", "false"), ("RichMenus:KeepReplaced", "00:02:00")]);
        var id = await Menus.PublishAsync(app, "甲", await Menus.SayingAsync(app, "甲", Guests));
        await Menus.RunPublisherAsync(app);
        await Menus.PublishAsync(app, "甲", await Menus.SayingAsync(app, "乙", Guests), id);
        await Menus.RunPublisherAsync(app);

        await Menus.RunFitAndRemoveAsync(app);
        Assert.Equal(6, (await Menus.IdsAsync(app)).Count);
        app.Clock.Advance(TimeSpan.FromMinutes(3));
        await Menus.RunFitAndRemoveAsync(app);
        Assert.Equal(5, (await Menus.IdsAsync(app)).Count);
    }

    [Fact]
    public async Task Tabs_switch_on_the_phone_and_a_new_version_leads_everybody_back_to_the_first()
    {
        await using var app = await TestApp.StartAsync(ByHand);
        var id = await Menus.PublishAsync(app, "分頁", await TabbedAsync(app));
        await Menus.RunPublisherAsync(app);
        var chat = await Chat.WithGuestAsync(app);
        await app.Line.TapAsync(chat.UserId, await FirstActionAsync(chat));
        await Menus.SeesAsync(chat, "第二頁");

        await Menus.RunFitAndRemoveAsync(app);
        await Menus.SeesAsync(chat, "第二頁");

        var changed = await TabbedAsync(app, "新的第二頁");
        await Menus.PublishAsync(app, "分頁", changed, id);
        await Menus.RunPublisherAsync(app);
        await Menus.RunFitAndRemoveAsync(app);
        Assert.Contains("richmenuswitch", await Menus.SeesAsync(chat, "richmenuswitch"), StringComparison.Ordinal);
        await app.Line.TapAsync(chat.UserId, await FirstActionAsync(chat));
        await Menus.SeesAsync(chat, "新的第二頁");
        Assert.Equal(2, (await AliasesAsync(app)).Count);

        await app.InScopeAsync(s => s.GetRequiredService<ArrangeMenus>().DeleteAsync(id, CancellationToken.None));
        await Menus.RunPublisherAsync(app);
        await Menus.RunFitAndRemoveAsync(app);
        Assert.Empty(await AliasesAsync(app));
        Assert.Equal(4, (await Menus.IdsAsync(app)).Count);
    }

    [Fact]
    public async Task What_LINE_refuses_is_said_and_keeps_nothing_else_back()
    {
        var calls = new LineCalls();
        await using var app = await TestApp.StartAsync(ByHand, calls.Use);
        var refused = await Menus.PublishAsync(app, "不行", await Menus.SayingAsync(app, "不行", Guests));
        calls.Answer = r => r.Method == HttpMethod.Post && r.RequestUri!.AbsolutePath == "/v2/bot/richmenu" && Regex.Unescape(r.Content!.ReadAsStringAsync().Result).Contains("不行", StringComparison.Ordinal)
            ? LineCalls.Refuse("The request body has 1 error(s)", "areas[0].action.text") : null;

        Assert.True(await Menus.RunPublisherAsync(app));
        var menu = await app.DbAsync(db => db.Menus.SingleAsync(m => m.Id == refused));
        Assert.Equal(MenuState.Refused, menu.State);
        Assert.Equal("The request body has 1 error(s); areas[0].action.text: May not be so", menu.Refusal);
        Assert.Equal(4, (await Menus.IdsAsync(app)).Count);
        var chat = await Chat.WithGuestAsync(app);
        await Menus.SeesAsync(chat, "join?src=menu");

        calls.Answer = _ => null;
        await Menus.RunPublisherAsync(app);
        Assert.Equal(MenuState.On, (await app.DbAsync(db => db.Menus.SingleAsync(m => m.Id == refused))).State);
    }

    [Fact]
    public async Task Without_a_menu_for_guests_there_is_no_default()
    {
        await using var app = await TestApp.StartAsync(ByHand);
        await Menus.RunPublisherAsync(app);
        Assert.NotNull(await Menus.DefaultAsync(app));
        await app.InScopeAsync(async s => await s.GetRequiredService<PublishMenu>().TakeDownAsync(await s.GetRequiredService<Data.LoyaltyDb>().Menus.Where(m => m.Name == "訪客選單").Select(m => m.Id).SingleAsync(), CancellationToken.None));
        await Menus.RunPublisherAsync(app);
        Assert.Null(await Menus.DefaultAsync(app));
    }

    private static async Task<MenuContent> TabbedAsync(TestApp app, string second = "第二頁")
    {
        var first = await Menus.SayingAsync(app, "第一頁", Guests);
        var other = (await Menus.SayingAsync(app, second, Guests, shade: 120)).Tabs[0] with { Id = "b", Name = "二" };
        return first with
        {
            Tabs =
            [
                first.Tabs[0] with { Areas = [Menus.Area(new MenuAction(MenuActionKind.Tab, "b", Label: "下一頁"))] },
                other with { Areas = [.. other.Areas, Menus.Area(new MenuAction(MenuActionKind.Tab, "a"), 1000)] },
            ],
        };
    }

    private static async Task<System.Text.Json.JsonElement> FirstActionAsync(Chat chat) => (await chat.MenuAsync())!.Value.GetProperty("areas")[0].GetProperty("action");

    private static async Task<IReadOnlyList<RichMenuAliasResult>> AliasesAsync(TestApp app) =>
        (await app.InScopeAsync(s => s.GetRequiredService<LineMessagingClient>().ListRichMenuAliasesAsync())).Aliases;

    private static async Task<string> CreateAsync(TestApp app, string name) => (await app.InScopeAsync(s => s.GetRequiredService<LineMessagingClient>().CreateRichMenuAsync(new RichMenu
    {
        Size = new RichMenuSize(2500, 843), Selected = false, Name = name, ChatBarText = "x", Areas = [new RichMenuArea(new RichMenuBounds(0, 0, 10, 10), new MessageAction("x", "x"))],
    }))).RichMenuId;
}
