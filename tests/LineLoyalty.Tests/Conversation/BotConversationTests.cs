using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Coupons;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Conversation;

public sealed class BotConversationTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Liff = "https://liff.line.me/1656000002-Aa1Bb2Cc/";
    private readonly TestApp app = shared.App;

    [Fact]
    public async Task A_new_friend_is_greeted_in_the_brand_s_name_and_asked_to_join()
    {
        var chat = await Chat.WithGuestAsync(app);

        var greeting = Assert.Single(await chat.HeardAsync(1));

        Assert.Contains("晨光咖啡", greeting, StringComparison.Ordinal);
        Assert.Contains("新朋友見面禮 NT$50", greeting, StringComparison.Ordinal);
        Assert.Contains(Liff + "join?src=greeting", greeting, StringComparison.Ordinal);
        Assert.Contains("\"via\":\"reply\"", greeting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_friend_whose_phone_speaks_English_is_greeted_in_English()
    {
        var chat = await Chat.WithGuestAsync(app, "en");

        var greeting = Assert.Single(await chat.HeardAsync(1));

        Assert.Contains("Morning Light Coffee", greeting, StringComparison.Ordinal);
        Assert.Contains("Join now", greeting, StringComparison.Ordinal);
        Assert.DoesNotContain("會員", greeting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_money_voucher_says_what_is_left_of_it()
    {
        var chat = await Chat.WithMemberAsync(app, "0911000077");
        var kind = await Kinds.SaveAsync(app, CouponKind.Amount, 500, new CouponRules { Paid = new PaidTerms(500, "信託專戶", "某銀行") });
        using var till = await Till.OpenAsync(app);
        var voucher = await till.GiveAsync(await chat.MemberAsync(), kind.Code);
        var store = await app.DbAsync(db => db.Stores.Where(s => s.Active).Select(s => s.Code).FirstAsync());
        Assert.Equal(HttpStatusCode.OK, (await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(voucher), store, units = 120 })).Status);

        var coupons = await chat.AskAsync("我的優惠券");

        Assert.Contains("餘額 NT$380", coupons, StringComparison.Ordinal);
        Assert.DoesNotContain("折 NT$500", coupons, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("會員卡")]
    [InlineData("點數")]
    [InlineData("優惠券")]
    [InlineData("消費紀錄")]
    public async Task Somebody_who_is_no_member_is_invited_instead(string command)
    {
        var chat = await Chat.WithGuestAsync(app);

        var answer = await chat.AskAsync(command);

        Assert.Contains("您還不是晨光咖啡的會員", answer, StringComparison.Ordinal);
        Assert.Contains(Liff + "join?src=bot", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_s_questions_are_answered_with_the_member_s_own_figures()
    {
        var chat = await Chat.WithMemberAsync(app, "0911000001");
        await chat.BuysAsync("R-1", Chat.Item("拿鐵", 120), Chat.Item("原味可頌", 75, 2));
        await chat.BuysAsync("R-2", Chat.Item("手沖單品", 900));
        var member = await chat.MemberAsync();

        var card = await chat.AskAsync("會員卡");
        Assert.Contains("王小明", card, StringComparison.Ordinal);
        Assert.Contains("一般會員", card, StringComparison.Ordinal);
        Assert.Contains("\"text\":\"100\"", card, StringComparison.Ordinal);
        Assert.Contains("再消費 NT$3,905 升等銀卡會員", card, StringComparison.Ordinal);
        Assert.Contains(string.Join(' ', member.CardNumber.Chunk(4).Select(c => new string(c))), card, StringComparison.Ordinal);
        Assert.Contains($"\"{Liff}\"", card, StringComparison.Ordinal);

        var points = await chat.AskAsync("點數查詢");
        Assert.Contains("您有 100 點可以使用", points, StringComparison.Ordinal);
        Assert.Contains("100 點將於 2026/06/08 到期", points, StringComparison.Ordinal);

        var coupons = await chat.AskAsync("我的優惠券");
        Assert.Contains("新朋友見面禮 NT$50", coupons, StringComparison.Ordinal);
        Assert.Contains("折 NT$50", coupons, StringComparison.Ordinal);
        var coupon = await app.DbAsync(db => db.Coupons.Where(c => c.MemberId == member.Id).Select(c => c.Ref).SingleAsync());
        Assert.Contains($"{Liff}coupons/{coupon}", coupons, StringComparison.Ordinal);

        var history = await chat.AskAsync("消費紀錄");
        Assert.Contains("拿鐵 等 2 項", history, StringComparison.Ordinal);
        Assert.Contains("手沖單品", history, StringComparison.Ordinal);
        Assert.Contains("NT$195", history, StringComparison.Ordinal);
        Assert.Contains("台北永康店", history, StringComparison.Ordinal);

        var help = await chat.AskAsync("說明");
        Assert.Contains("我可以幫您", help, StringComparison.Ordinal);
        Assert.Contains("quickReply", help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Points_level_and_expiry_are_answered_with_what_is_behind_them()
    {
        var chat = await Chat.WithMemberAsync(app, "0911000061");
        await chat.BuysAsync("R-61", Chat.Item("手沖單品", 900));
        await chat.BuysAsync("R-62", Chat.Item("拿鐵", 130));

        var points = await chat.AskAsync("點數");
        Assert.Contains("最近異動", points, StringComparison.Ordinal);
        Assert.Contains("台北永康店 消費集點", points, StringComparison.Ordinal);
        Assert.Contains("實付 NT$900，每滿 NT$100 得 10 點，共 9 次", points, StringComparison.Ordinal);
        Assert.Contains("\"text\":\"+90\"", points, StringComparison.Ordinal);
        Assert.Contains("\"text\":\"+10\"", points, StringComparison.Ordinal);

        var tier = await chat.AskAsync("等級");
        Assert.Contains("升等銀卡會員", tier, StringComparison.Ordinal);
        Assert.Contains("再消費 NT$3,970", tier, StringComparison.Ordinal);
        Assert.Contains("20%", tier, StringComparison.Ordinal);
        Assert.Contains(Liff + "tier", tier, StringComparison.Ordinal);

        var expiry = await chat.AskAsync("到期");
        Assert.Contains("新朋友見面禮 NT$50", expiry, StringComparison.Ordinal);
        Assert.Contains("剩 30 天", expiry, StringComparison.Ordinal);
        // Points live 90 days: not among what ends soon.
        Assert.DoesNotContain("100 點", expiry, StringComparison.Ordinal);
        Assert.Contains(Liff + "coupons", expiry, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_English_member_asks_and_is_answered_in_English()
    {
        var chat = await Chat.WithMemberAsync(app, "0911000002", "en");
        await chat.BuysAsync("R-3", Chat.Item("Latte", 500));

        Assert.Contains("To reach Silver: spend NT$4,500 more", await chat.AskAsync("Card"), StringComparison.Ordinal);
        Assert.Contains("You have 50 points", await chat.AskAsync("points"), StringComparison.Ordinal);
        Assert.Contains("Welcome gift: NT$50 off", await chat.AskAsync("COUPONS"), StringComparison.Ordinal);
        Assert.Contains("Taipei Yongkang", await chat.AskAsync("history"), StringComparison.Ordinal);
        Assert.Contains("I can help you with", await chat.AskAsync("help"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_menu_s_buttons_ask_the_same_questions()
    {
        var chat = await Chat.WithMemberAsync(app, "0911000003");

        var points = await chat.TapAsync(new { type = "postback", label = "點數", data = "bot=points", displayText = "點數" });

        Assert.Contains("您有 0 點可以使用", points, StringComparison.Ordinal);
        Assert.Contains("目前沒有即將到期的點數", points, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anything_else_is_answered_with_what_the_bot_can_do()
    {
        var chat = await Chat.WithMemberAsync(app, "0911000004");

        foreach (var talk in new[] { "今天天氣真好", "你們幾點開門？" })
        {
            var answer = await chat.AskAsync(talk);
            Assert.Contains("我還看不懂這句話", answer, StringComparison.Ordinal);
            Assert.Contains("消費紀錄", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_member_without_coupons_or_purchases_is_told_so_kindly()
    {
        var chat = await Chat.WithMemberAsync(app, "0911000005");
        var member = await chat.MemberAsync();
        await app.DbAsync(db => db.Coupons.Where(c => c.MemberId == member.Id).ExecuteDeleteAsync());

        Assert.Contains("目前沒有可用的優惠券", await chat.AskAsync("優惠券"), StringComparison.Ordinal);
        Assert.Contains("還沒有消費紀錄", await chat.AskAsync("消費紀錄"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_comes_back_is_still_the_same_member()
    {
        var chat = await Chat.WithMemberAsync(app, "0911000006");
        var before = await chat.MemberAsync();

        await app.Line.BlockAsync(chat.UserId);
        await TestApp.EventuallyAsync(async () => await app.DbAsync(db => db.LineAccounts.AnyAsync(a => a.LineUserId == chat.UserId && !a.Friend)) ? "blocked" : null, "the block is known");
        await app.Line.FollowAsync(chat.UserId);

        await app.Line.HearsAsync(chat.UserId, "王小明，歡迎回到晨光咖啡");
        await app.Line.HearsAsync(chat.UserId, "您的會員卡：一般會員");
        Assert.Equal(before.Id, (await chat.MemberAsync()).Id);
        var kinds = await app.DbAsync(db => db.MemberEvents.Where(e => e.MemberId == before.Id || e.LineAccountId == db.LineAccounts.First(a => a.LineUserId == chat.UserId).Id)
            .OrderBy(e => e.Id).Select(e => e.Kind).Where(k => k == MemberEvents.Followed || k == MemberEvents.Unfollowed).ToListAsync());
        Assert.Equal([MemberEvents.Followed, MemberEvents.Unfollowed, MemberEvents.Followed], kinds);
    }

    [Fact]
    public async Task What_people_write_is_not_kept_once_it_is_answered()
    {
        var chat = await Chat.WithGuestAsync(app);
        await chat.AskAsync("我的電話是0987654321");
        await Chat.QuietAsync(app);

        var texts = await app.DbAsync(db => db.InboxEvents.Where(e => e.LineUserId == chat.UserId && e.Type == "message").Select(e => e.Payload + e.ReplyBody).ToListAsync());

        Assert.Equal("", Assert.Single(texts));
    }
}
