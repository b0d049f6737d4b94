using Line.Messaging;
using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace LineLoyalty.Tests.Conversation.RichMenus;

/// <summary>The menus a fresh brand starts with.</summary>
public sealed class ShippedMenusTests
{
    [Fact]
    public async Task Joining_turns_the_guest_s_menu_into_the_member_s()
    {
        await using var app = await TestApp.StartAsync(Menus.Quick);
        await Menus.TakenAsync(app);
        var chat = await Chat.WithGuestAsync(app);
        var guest = await chat.MenuAsync();
        Assert.Contains("join?src=menu", guest!.Value.GetProperty("areas").GetRawText(), StringComparison.Ordinal);

        await JoinAsync(app, chat);

        var areas = await Menus.SeesAsync(chat, "bot=points");
        Assert.Contains("bot=coupons", areas, StringComparison.Ordinal);
        Assert.Contains("bot=history", areas, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_whose_phone_speaks_English_get_the_English_menus()
    {
        await using var app = await TestApp.StartAsync(Menus.Quick);
        await Menus.TakenAsync(app);
        var chat = await Chat.WithGuestAsync(app, "en");

        await Menus.SeesAsync(chat, "Join now");
        await JoinAsync(app, chat, "en");
        Assert.Contains("History", await Menus.SeesAsync(chat, "bot=points"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_comes_back_after_a_block_has_the_member_s_menu_again()
    {
        await using var app = await TestApp.StartAsync(Menus.Quick);
        await Menus.TakenAsync(app);
        var chat = await Chat.WithMemberAsync(app, "0911100001");
        await Menus.SeesAsync(chat, "bot=points");

        await app.Line.BlockAsync(chat.UserId);
        app.Clock.Advance(TimeSpan.FromSeconds(1)); // of two events in one millisecond, either may be the later one
        await app.Line.FollowAsync(chat.UserId);
        await chat.HeardAsync(4);

        await TestApp.EventuallyAsync(async () => await app.DbAsync(db => db.LineAccounts.AnyAsync(a => a.LineUserId == chat.UserId && a.Friend && a.RichMenuKey != null)) ? "linked" : null, "the menu is linked anew");
        await Menus.SeesAsync(chat, "bot=points");
    }

    [Fact]
    public async Task Publishing_again_changes_nothing_and_a_new_colour_replaces_every_menu()
    {
        await using var app = await TestApp.StartAsync([("RichMenus:Enabled", "false"), ("RichMenus:KeepReplaced", "00:00:00")]);
        await Menus.RunPublisherAsync(app);
        var chat = await Chat.WithMemberAsync(app, "0911100002");
        await Menus.RunFitAndRemoveAsync(app);
        await Menus.SeesAsync(chat, "bot=points");
        var before = await Menus.IdsAsync(app);
        Assert.Equal(4, before.Count);

        await Menus.RunPublisherAsync(app);
        await Menus.RunFitAndRemoveAsync(app);
        Assert.Equal(before, await Menus.IdsAsync(app));

        app.Services.GetRequiredService<IOptions<BrandOptions>>().Value.Color = "#7c2d12";
        await Menus.RunPublisherAsync(app);
        await app.InScopeAsync(async s => { await s.GetRequiredService<RemoveRichMenus>().ExecuteAsync(CancellationToken.None); return 0; });
        // The old member's menu is on somebody's phone until that person has the new one.
        Assert.Contains((await chat.MenuAsync())!.Value.GetProperty("richMenuId").GetString(), before);
        Assert.Equal(8, (await Menus.IdsAsync(app)).Count);

        await Menus.RunFitAndRemoveAsync(app);
        var after = await Menus.IdsAsync(app);
        Assert.Equal(4, after.Count);
        Assert.Empty(after.Intersect(before));
        Assert.Contains((await chat.MenuAsync())!.Value.GetProperty("richMenuId").GetString()!, after);
    }

    [Fact]
    public async Task A_deleted_shipped_menu_does_not_come_back_with_the_next_start()
    {
        await using var app = await TestApp.StartAsync([("RichMenus:Enabled", "false")]);
        await app.InScopeAsync(async s =>
        {
            var guests = await s.GetRequiredService<Data.LoyaltyDb>().Menus.SingleAsync(m => m.Name == "訪客選單");
            await s.GetRequiredService<ArrangeMenus>().DeleteAsync(guests.Id, CancellationToken.None);
            await s.GetRequiredService<SeedMenus>().ExecuteAsync(CancellationToken.None);
            return 0;
        });
        Assert.Equal(["會員選單"], await app.DbAsync(db => db.Menus.Select(m => m.Name).ToListAsync()));
    }

    [Fact]
    public async Task A_drawing_takes_the_brand_s_colour_and_stays_a_picture_LINE_accepts()
    {
        foreach (var colour in new[] { "#0f766e", "#ffe08a", "#000000" })
        {
            await using var app = await TestApp.StartAsync([("RichMenus:Enabled", "false"), ("Brand:Color", colour)]);
            await app.InScopeAsync(async s =>
            {
                foreach (var menu in await s.GetRequiredService<Data.LoyaltyDb>().Menus.ToListAsync())
                {
                    Assert.Empty(await s.GetRequiredService<CheckMenu>().ExecuteAsync(menu.Name, MenuContent.Parse(menu.Draft), CancellationToken.None));
                    foreach (var design in s.GetRequiredService<RichMenuDesigns>().Of(menu.Id, MenuContent.Parse(menu.Draft)))
                    {
                        var (picture, type) = (await s.GetRequiredService<MenuPictures>().ReadAsync(design.Picture, CancellationToken.None))!.Value;
                        Assert.Empty(design.Menu.Validate());
                        Assert.Equal("image/png", type);
                        Assert.InRange(picture.Length, 10_000, LineLimits.RichMenuImageBytes);
                        Assert.Equal((byte)3, picture[25]);
                        Assert.Equal("PLTE"u8.ToArray(), picture[37..41]);
                    }
                }
                return 0;
            });
        }
    }

    private static async Task JoinAsync(TestApp app, Chat chat, string language = "zh-TW")
    {
        using var page = await Liff.LiffPage.OpenAsync(app, userId: chat.UserId);
        using var answer = await page.JoinAsync("0911100000", language: language);
        answer.EnsureSuccessStatusCode();
    }
}
