using System.Diagnostics;
using Line.Messaging;
using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Server.Admin.Membership;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Conversation.RichMenus;

/// <summary>The server runs as in production: menus follow what becomes of a person.</summary>
public sealed class WhoSeesWhatTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task The_menu_follows_tags_tiers_and_language_within_seconds()
    {
        // The regular look is far away: only what the timeline tells can be in time.
        await using var app = await TestApp.StartAsync([("RichMenus:LookEvery", "01:00:00"), ("RichMenus:KeepReplaced", "00:00:00")]);
        await Menus.PublishAsync(app, "金卡", await Menus.SayingAsync(app, "金卡選單", new MenuAudience { Who = MenuReaders.Members, TierLevels = [30, 40] }));
        await Menus.PublishAsync(app, "貴賓", await Menus.SayingAsync(app, "貴賓選單", new MenuAudience { Who = MenuReaders.Members, Tags = ["貴賓"] }, shade: 90));
        await Menus.TakenAsync(app);
        var chat = await Chat.WithMemberAsync(app, "0911200001");
        await Menus.SeesAsync(chat, "bot=points");

        await InTimeAsync("tier", chat, "金卡選單", () => chat.BuysAsync("R-1", Chat.Item("禮盒", 16_000)));
        await InTimeAsync("tag", chat, "貴賓選單", () => TagAsync(app, chat, add: true));
        await InTimeAsync("tag gone", chat, "金卡選單", () => TagAsync(app, chat, add: false));
        await InTimeAsync("another member's tag", chat, "金卡選單", async () => await TagAsync(app, await Chat.WithMemberAsync(app, "0911200002"), add: true));
    }

    [Fact]
    public async Task A_segments_menu_follows_at_the_next_look_and_a_menu_that_is_given_goes_before_all_others()
    {
        await using var app = await TestApp.StartAsync([("RichMenus:LookEvery", "01:00:00"), ("Scheduling:Enabled", "false")]);
        var segment = await app.DbAsync(db => db.Segments.SingleAsync(s => s.Code == "never-bought"));
        var chat = await Chat.WithMemberAsync(app, "0911200005");
        var other = await Chat.WithMemberAsync(app, "0911200006");
        var member = await chat.MemberAsync();
        var first = await Menus.PublishAsync(app, "還沒買過", await Menus.SayingAsync(app, "首購選單", new MenuAudience { Who = MenuReaders.Members, Segments = [segment.Id] }));
        var own = await Menus.PublishAsync(app, "專屬", await Menus.SayingAsync(app, "專屬選單", new MenuAudience { Who = MenuReaders.Members, Tags = ["沒有人"] }, shade: 90));
        await Menus.TakenAsync(app);
        await Menus.SeesAsync(chat, "首購選單");
        await Menus.SeesAsync(other, "首購選單");
        Assert.Equal(2, (await CountAsync(app))[first]);
        await chat.BuysAsync("R-1", Chat.Item("拿鐵", 120));
        await app.InScopeAsync(async s => { await s.GetRequiredService<KeepMenuSegments>().RefreshAsync(CancellationToken.None); return 0; });
        await Menus.SeesAsync(chat, "bot=points");
        await Menus.SeesAsync(other, "首購選單");
        await InTimeAsync("given", chat, "專屬選單", () => GiveAsync(own));
        Assert.Equal(1, (await CountAsync(app))[own]);
        await InTimeAsync("taken away", chat, "bot=points", () => GiveAsync(null));
        // A menu that is gone is nobody's.
        await GiveAsync(own);
        await app.InScopeAsync(s => s.GetRequiredService<ArrangeMenus>().DeleteAsync(own, CancellationToken.None));
        await Menus.SeesAsync(chat, "bot=points");

        Task<int> GiveAsync(long? menu) => app.InScopeAsync(async s =>
        {
            await using var unit = await s.GetRequiredService<LoyaltyDb>().BeginWriteAsync(CancellationToken.None);
            await s.GetRequiredService<ChooseMenu>().ExecuteAsync(member.Id, menu, "journey:1", CancellationToken.None);
            await unit.CommitAsync(CancellationToken.None);
            return 0;
        });
    }

    [Fact]
    public async Task A_member_who_changes_language_gets_the_menu_in_it()
    {
        await using var app = await TestApp.StartAsync([("RichMenus:LookEvery", "01:00:00")]);
        await Menus.TakenAsync(app);
        var chat = await Chat.WithMemberAsync(app, "0911200003");
        await Menus.SeesAsync(chat, "消費紀錄");
        var id = (await chat.MemberAsync()).Id;
        await InTimeAsync("language", chat, "History", () => app.InScopeAsync(s => s.GetRequiredService<UpdateProfile>().ExecuteAsync(id, new ProfileChange { Language = "en" }, CancellationToken.None)));
    }

    [Fact]
    public async Task The_first_menu_in_order_that_fits_wins_and_the_numbers_add_up()
    {
        await using var app = await TestApp.StartAsync(Menus.Quick);
        var all = await Menus.PublishAsync(app, "大家", await Menus.SayingAsync(app, "大家的選單", new MenuAudience()));
        await Menus.TakenAsync(app);
        var guest = await Chat.WithGuestAsync(app);
        var member = await Chat.WithMemberAsync(app, "0911200004");
        await Menus.SeesAsync(guest, "大家的選單");
        await Menus.SeesAsync(member, "大家的選單");
        Assert.Equal(2, (await CountAsync(app))[all]);

        // Behind the members' menu it is left to guests.
        await app.InScopeAsync(s => s.GetRequiredService<ArrangeMenus>().MoveAsync(all, up: false, CancellationToken.None));
        await Menus.SeesAsync(member, "bot=points");
        await Menus.SeesAsync(guest, "大家的選單");
        var counts = await CountAsync(app);
        Assert.Equal((1, 2), (counts[all], counts.Values.Sum()));

        await app.InScopeAsync(s => s.GetRequiredService<ArrangeMenus>().MoveAsync(all, up: false, CancellationToken.None));
        await Menus.SeesAsync(guest, "join?src=menu");
    }

    [Fact]
    public async Task Ten_thousand_members_change_menus_in_bulk()
    {
        const int people = 10_000;
        var calls = new LineCalls();
        await using var app = await TestApp.StartAsync([("RichMenus:LookEvery", "01:00:00"), ("RichMenus:KeepReplaced", "00:00:00")], calls.Use, emulate: o => o.WebhookUrl = null);
        await Menus.PublishAsync(app, "貴賓", await Menus.SayingAsync(app, "貴賓選單", new MenuAudience { Who = MenuReaders.Members, Tags = ["貴賓"] }));
        await Menus.TakenAsync(app);
        string[] ids = [.. Enumerable.Range(1, people).Select(i => $"U{i:x32}")];
        await AddMembersAsync(app, ids);
        await app.InScopeAsync(async s => { await s.GetRequiredService<FitRichMenus>().ExecuteAsync(null, CancellationToken.None); return 0; });
        var friends = await Task.WhenAll(new[] { 1, 4_999, 9_999 }.Select(async i => new Chat(app, (await app.Line.PostAsync("users", new { userId = ids[i], displayName = "友" })).GetProperty("userId").GetString()!)));
        foreach (var friend in friends) await app.Line.FollowAsync(friend.UserId);
        // The server's own first look may be at it, and then the one above left the rest to it.
        await TestApp.EventuallyAsync(async () => await app.DbAsync(db => db.LineAccounts.CountAsync(a => a.RichMenuKey == null)) == 0 ? "all" : null, "everybody has the members' menu");
        calls.Forget();

        var watch = Stopwatch.StartNew();
        await app.DbAsync(async db =>
        {
            await using var unit = await db.BeginWriteAsync(CancellationToken.None);
            var now = app.Clock.GetUtcNow().UtcDateTime;
            var members = await db.Members.Select(m => m.Id).ToListAsync();
            db.MemberTags.AddRange(members.Select(m => new MemberTag { MemberId = m, Name = "貴賓", AddedAt = now, Source = "import" }));
            db.MemberEvents.AddRange(members.Select(m => new MemberEvent { MemberId = m, Kind = MemberEvents.TagAdded, At = now }));
            await unit.CommitAsync(CancellationToken.None);
            return 0;
        });
        var written = watch.Elapsed;
        foreach (var friend in friends) await Menus.SeesAsync(friend, "貴賓選單");
        await TestApp.EventuallyAsync(async () => await app.DbAsync(db => db.LineAccounts.Select(a => a.RichMenuKey).Distinct().CountAsync()) == 1 ? "all" : null, "everybody has the new menu");

        output.WriteLine($"{people} tags written in {written.TotalMilliseconds:0} ms; everybody linked {(watch.Elapsed - written).TotalMilliseconds:0} ms later by {calls.Count("/bulk/link")} calls.");
        Assert.Equal(people / LineLimits.RichMenuBulkUsers, calls.Count("/bulk/link"));
        Assert.Equal(0, calls.Count("/v2/bot/user/U"));
    }

    private async Task InTimeAsync(string what, Chat chat, string menu, Func<Task> change)
    {
        await change();
        var watch = Stopwatch.StartNew();
        await Menus.SeesAsync(chat, menu);
        output.WriteLine($"{what}: {watch.ElapsedMilliseconds} ms");
        Assert.True(watch.Elapsed < Seconds, $"{what} took {watch.Elapsed}");
    }

    private static async Task TagAsync(TestApp app, Chat chat, bool add)
    {
        var member = await chat.MemberAsync();
        var staffId = await app.DbAsync(async db =>
        {
            if (await db.StaffAccounts.OrderBy(s => s.Id).FirstOrDefaultAsync() is { } known) return known.Id;
            using var browser = await Admin.BackOffice.SignedInAsync(app);
            return await db.StaffAccounts.Select(s => s.Id).SingleAsync();
        });
        await app.InScopeAsync(s =>
        {
            var change = s.GetRequiredService<ChangeMember>();
            return add ? change.AddTagAsync(member.Ref, "貴賓", staffId, CancellationToken.None) : change.RemoveTagAsync(member.Ref, "貴賓", staffId, CancellationToken.None);
        });
    }

    private static Task<IReadOnlyDictionary<long, int>> CountAsync(TestApp app) => app.InScopeAsync(s => s.GetRequiredService<CountViewers>().ExecuteAsync(null, CancellationToken.None));

    private static Task<int> AddMembersAsync(TestApp app, string[] lineUserIds) => app.DbAsync(async db =>
    {
        var now = app.Clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(CancellationToken.None);
        foreach (var some in lineUserIds.Chunk(1_000))
        {
            var members = some.Select(_ => new Member { Ref = RegisterMember.NewRef(), CardNumber = CardNumbers.New(), Name = "會員", JoinedAt = now }).ToList();
            db.Members.AddRange(members);
            await db.SaveChangesAsync();
            db.LineAccounts.AddRange(some.Select((id, i) => new LineAccount { LineUserId = id, MemberId = members[i].Id, Friend = true, FirstSeenAt = now }));
            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
        }
        await unit.CommitAsync(CancellationToken.None);
        return 0;
    });
}
