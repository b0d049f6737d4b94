using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Conversation;

public sealed class RichMenuTests
{
    [Fact]
    public async Task Joining_turns_the_guest_s_menu_into_the_member_s()
    {
        await using var app = await TestApp.StartAsync();
        await PublishedAsync(app);
        var chat = await Chat.WithGuestAsync(app);
        var guest = await chat.MenuAsync();
        Assert.Contains("join?src=menu", guest!.Value.GetProperty("areas").GetRawText(), StringComparison.Ordinal);

        await JoinAsync(app, chat);

        var areas = await AreasAsync(chat, "bot=points");
        Assert.Contains("bot=coupons", areas, StringComparison.Ordinal);
        Assert.Contains("bot=history", areas, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_whose_phone_speaks_English_get_the_English_menus()
    {
        await using var app = await TestApp.StartAsync();
        await PublishedAsync(app);
        var chat = await Chat.WithGuestAsync(app, "en");

        Assert.Contains("Join now", await AreasAsync(chat, "Join now"), StringComparison.Ordinal);
        await JoinAsync(app, chat, "en");
        Assert.Contains("History", await AreasAsync(chat, "bot=points"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_comes_back_after_a_block_has_the_member_s_menu_again()
    {
        await using var app = await TestApp.StartAsync();
        await PublishedAsync(app);
        var chat = await Chat.WithMemberAsync(app, "0911100001");
        await AreasAsync(chat, "bot=points");

        await app.Line.BlockAsync(chat.UserId);
        app.Clock.Advance(TimeSpan.FromSeconds(1)); // of two events in one millisecond, either may be the later one
        await app.Line.FollowAsync(chat.UserId);
        await chat.HeardAsync(4);

        await TestApp.EventuallyAsync(async () => await app.DbAsync(db => db.LineAccounts.AnyAsync(a => a.LineUserId == chat.UserId && a.Friend && a.RichMenuKey != null)) ? "linked" : null, "the menu is linked anew");
        await AreasAsync(chat, "bot=points");
    }

    [Fact]
    public async Task Publishing_again_changes_nothing_and_a_new_colour_replaces_every_menu()
    {
        await using var app = await TestApp.StartAsync();
        await PublishedAsync(app);
        var chat = await Chat.WithMemberAsync(app, "0911100002");
        await AreasAsync(chat, "bot=points");
        var before = await OnlineAsync(app);
        Assert.Equal(4, before.Count);

        await PublishAsync(app);
        Assert.Equal(before, await OnlineAsync(app));

        app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<BrandOptions>>().Value.Color = "#7c2d12";
        await app.InScopeAsync(async s =>
        {
            var publish = ActivatorUtilities.CreateInstance<PublishRichMenus>(s, ActivatorUtilities.CreateInstance<RichMenuDesigns>(s));
            Assert.True(await publish.ExecuteAsync(CancellationToken.None));
            // The old member's menu is on somebody's phone until that person has the new one.
            Assert.Equal(5, (await OnlineAsync(app)).Count);
            await s.GetRequiredService<FitRichMenus>().ExecuteAsync(null, CancellationToken.None);
            Assert.True(await publish.ExecuteAsync(CancellationToken.None));
            return 0;
        });
        var after = await OnlineAsync(app);
        Assert.Equal(4, after.Count);
        Assert.Empty(after.Intersect(before));
        Assert.Contains((await chat.MenuAsync())!.Value.GetProperty("richMenuId").GetString()!, after);
    }

    [Fact]
    public async Task A_menu_left_over_from_a_start_that_was_cut_off_is_removed_and_one_that_is_gone_comes_back()
    {
        await using var app = await TestApp.StartAsync();
        await PublishedAsync(app);
        var lost = await app.DbAsync(db => db.RichMenuPublications.SingleAsync(p => p.Key == "member.en"));
        await app.DbAsync(db => db.RichMenuPublications.Where(p => p.Key == "guest.en").ExecuteDeleteAsync());
        await app.InScopeAsync(s => s.GetRequiredService<Line.Messaging.LineMessagingClient>().DeleteRichMenuAsync(lost.RichMenuId));

        await PublishAsync(app);

        var rows = await app.DbAsync(db => db.RichMenuPublications.Where(p => !p.Key.StartsWith("retired:")).Select(p => p.RichMenuId).ToListAsync());
        Assert.Equal(rows.Order(), (await OnlineAsync(app)).Order());
        Assert.DoesNotContain(lost.RichMenuId, rows);
    }

    [Fact]
    public void A_drawing_takes_the_brand_s_colour_and_stays_a_picture_LINE_accepts()
    {
        foreach (var colour in new[] { "#0f766e", "#ffe08a", "#000000" })
        {
            var designs = new RichMenuDesigns(
                Microsoft.Extensions.Options.Options.Create(new BrandOptions { Name = "晨光咖啡", Color = colour }), Microsoft.Extensions.Options.Options.Create(new LineOptions { LiffId = "1-a" }));
            foreach (var design in designs.All)
            {
                Assert.Empty(design.Menu.Validate());
                Assert.InRange(design.Picture.Length, 10_000, 1024 * 1024);
                Assert.Equal((byte)3, design.Picture[25]);
                Assert.Equal("PLTE"u8.ToArray(), design.Picture[37..41]);
            }
        }
    }

    private static Task<string> PublishedAsync(TestApp app) => TestApp.EventuallyAsync(
        async () => await app.DbAsync(db => db.RichMenuPublications.CountAsync()) == 4 && (await app.InScopeAsync(s => DefaultAsync(s))) is not null ? "published" : null, "the menus are published");

    private static async Task<string?> DefaultAsync(IServiceProvider services)
    {
        try
        {
            return (await services.GetRequiredService<Line.Messaging.LineMessagingClient>().GetDefaultRichMenuIdAsync()).RichMenuId;
        }
        catch (Line.Messaging.LineApiException)
        {
            return null;
        }
    }

    private static Task<bool> PublishAsync(TestApp app) => app.InScopeAsync(s => s.GetRequiredService<PublishRichMenus>().ExecuteAsync(CancellationToken.None));

    private static async Task<List<string>> OnlineAsync(TestApp app) =>
        [.. (await app.InScopeAsync(s => s.GetRequiredService<Line.Messaging.LineMessagingClient>().ListRichMenusAsync())).RichMenus.Select(m => m.RichMenuId)];

    private static Task<string> AreasAsync(Chat chat, string wanted) => TestApp.EventuallyAsync(
        async () => await chat.MenuAsync() is { } menu && menu.GetProperty("areas").GetRawText() is var areas && areas.Contains(wanted, StringComparison.Ordinal) ? areas : null, $"a menu with {wanted}");

    private static async Task JoinAsync(TestApp app, Chat chat, string language = "zh-TW")
    {
        using var page = await Liff.LiffPage.OpenAsync(app, userId: chat.UserId);
        using var answer = await page.JoinAsync("0911100000", language: language);
        answer.EnsureSuccessStatusCode();
    }
}
