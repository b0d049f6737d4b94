using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using LineLoyalty.Staff;
using LineLoyalty.Tests.Admin;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.Pos;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Conversation;

/// <summary>What happens at the till is told in the chat, once, to whom wants to hear it.</summary>
public sealed class AnnouncementTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sale_is_told_in_one_message_with_all_it_did_and_a_replay_tells_nothing()
    {
        using var till = await Till.OpenAsync(shared.App);
        var (chat, member) = await MemberAsync("0911000001", AnnounceLevel.Every);
        await till.SellForAsync(member, 1000);
        var first = (await chat.HeardAsync(3))[2];
        Assert.Contains("本次消費獲得", first, StringComparison.Ordinal);
        Assert.Contains("+100", first, StringComparison.Ordinal);
        Assert.Contains("信義店", first, StringComparison.Ordinal);
        Assert.Contains("點數怎麼算的？", first, StringComparison.Ordinal);

        var coupon = await CouponAsync(member);
        var sale = till.Sale(member, Till.Line("LATTE", 3, 360));
        sale["coupon"] = new { @ref = coupon };
        sale["pointsRedeemed"] = 60;
        sale["spendCode"] = till.Mint(CodePurpose.Spend, member.Id);
        var sold = await till.PostAsync("purchases", sale, "once");
        Assert.Equal(sold.Text("purchase.id"), (await till.PostAsync("purchases", sale, "once")).Text("purchase.id"));
        Assert.Equal("purchase.duplicate_receipt", (await till.PostAsync("purchases", sale)).Code);

        var heard = await chat.HeardAsync(4);
        Assert.Contains("+20", heard[3], StringComparison.Ordinal);
        Assert.Contains("−60 點（折 NT$60）", heard[3], StringComparison.Ordinal);
        Assert.Contains("使用優惠券", heard[3], StringComparison.Ordinal);
        Assert.Contains("60 點", heard[3], StringComparison.Ordinal);
        Assert.Equal(3, await PlannedAsync(member));

        // The button leads to the entry that says why.
        using var page = await LiffPage.OpenAsync(shared.App, userId: chat.UserId);
        var entry = (await page.ReadAsync("history")).GetProperty("entries")[0];
        Assert.Equal("purchase", entry.GetProperty("kind").GetString());
        Assert.Contains($"/history/{entry.GetProperty("id").GetString()}", heard[3], StringComparison.Ordinal);

        await till.RefundAsync(sold);
        var back = (await chat.HeardAsync(5))[4];
        Assert.Contains("退貨完成", back, StringComparison.Ordinal);
        Assert.Contains("+60 點", back, StringComparison.Ordinal);
        Assert.Contains("−20 點", back, StringComparison.Ordinal);
        Assert.Contains("歸還優惠券", back, StringComparison.Ordinal);
        Assert.Equal(4, await PlannedAsync(member));
    }

    [Fact]
    public async Task As_the_brand_starts_only_levels_are_told()
    {
        using var till = await Till.OpenAsync(shared.App);
        var (_, member) = await MemberAsync("0911000002", null);
        var sold = await till.SellForAsync(member, 1000);
        await till.RefundAsync(sold);
        Assert.Equal(1, await PlannedAsync(member));
    }

    [Fact]
    public async Task Who_wants_only_what_matters_hears_of_a_coupon_but_not_of_a_sale()
    {
        using var till = await Till.OpenAsync(shared.App);
        var (chat, member) = await MemberAsync("0911000003", AnnounceLevel.Important);
        await till.SellForAsync(member, 1000);
        await till.GiveAsync(member, "welcome");
        var heard = await chat.HeardAsync(3);
        Assert.Contains("您收到優惠券了", heard[2], StringComparison.Ordinal);
        Assert.Equal(2, await PlannedAsync(member));
    }

    [Fact]
    public async Task A_no_that_comes_before_the_message_left_still_counts()
    {
        var (_, member) = await MemberAsync("0911000004", AnnounceLevel.Every);
        var id = await shared.App.DbAsync(async db =>
        {
            var account = await db.LineAccounts.SingleAsync(a => a.MemberId == member.Id, Ct);
            var row = new Delivery
            {
                RetryKey = Guid.NewGuid(), Purpose = DeliveryPurpose.Service, Multicast = false, Messages = """[{"type":"text","text":"晚了"}]""", Cause = "announcement",
                CreatedAt = shared.App.Clock.Now, DueAt = shared.App.Clock.Now.AddDays(1), Recipients = { new DeliveryRecipient { LineAccountId = account.Id, MemberId = member.Id } },
            };
            db.Deliveries.Add(row);
            await db.SaveChangesAsync(Ct);
            return row.Id;
        });
        await ChooseAsync(member, AnnounceLevel.Important);
        await shared.App.DbAsync(db => db.Deliveries.Where(d => d.Id == id).ExecuteUpdateAsync(s => s.SetProperty(d => d.DueAt, shared.App.Clock.Now), Ct));
        await Chat.PatientlyAsync(() => shared.App.DbAsync(db => db.Deliveries.AnyAsync(d => d.Id == id && d.State == DeliveryState.Suppressed, Ct)), "the message is dropped");
        Assert.Equal("announcements_off", await shared.App.DbAsync(db => db.DeliveryRecipients.Where(r => r.DeliveryId == id).Select(r => r.Reason).SingleAsync(Ct)));
    }

    [Fact]
    public async Task The_choice_is_made_by_a_word_to_the_bot_or_on_the_page_in_either_language()
    {
        var (chat, member) = await MemberAsync("0911000005", null);
        Assert.Contains("只通知等級變動", await chat.AskAsync("通知設定"), StringComparison.Ordinal);
        Assert.Contains("已更新", await chat.AskAsync("每次通知"), StringComparison.Ordinal);
        using var page = await LiffPage.OpenAsync(shared.App, userId: chat.UserId);
        Assert.Equal(("every", "tiers"), Of(await page.ReadAsync("profile")));
        using (var put = await page.PutAsync("profile", new { announcements = "none" })) Assert.Equal(("none", "tiers"), Of(await put.JsonAsync()));
        using (var put = await page.PutAsync("profile", new { announcements = "default" })) Assert.Equal(("default", "tiers"), Of(await put.JsonAsync()));
        using (var put = await page.PutAsync("profile", new { announcements = "loud" })) Assert.Equal(400, (int)put.StatusCode);
        Assert.Null(await shared.App.DbAsync(db => db.Members.Where(m => m.Id == member.Id).Select(m => m.Announce).SingleAsync(Ct)));

        var english = await Chat.WithMemberAsync(shared.App, "0911000006", "en");
        Assert.Contains("Done: Notify important", await english.AskAsync("Notify important"), StringComparison.Ordinal);

        static (string?, string?) Of(System.Text.Json.JsonElement p) => (p.GetProperty("announcements").GetString(), p.GetProperty("announcementsDefault").GetString());
    }

    [Fact]
    public async Task The_brand_decides_for_those_who_have_not_chosen()
    {
        await using var app = await TestHost.TestApp.StartAsync();
        using var office = await BackOffice.SignedInAsync(app, StaffRole.Marketer);
        using (var saved = await office.SubmitAsync("/admin/programmes", "/admin/programmes?handler=Announce", ("level", "Every"))) Assert.Equal(302, (int)saved.StatusCode);
        using var till = await Till.OpenAsync(app);
        var chat = await Chat.WithMemberAsync(app, "0911000007", "en");
        await till.SellForAsync(await chat.MemberAsync(), 250);
        var heard = (await chat.HeardAsync(3))[2];
        Assert.Contains("This purchase earned you", heard, StringComparison.Ordinal);
        Assert.Contains("Xinyi", heard, StringComparison.Ordinal);
    }

    private async Task<(Chat, Member)> MemberAsync(string phone, AnnounceLevel? level)
    {
        var chat = await Chat.WithMemberAsync(shared.App, phone);
        var member = await chat.MemberAsync();
        if (level is not null) await ChooseAsync(member, level);
        return (chat, member);
    }

    private Task<Outcome<Member>> ChooseAsync(Member member, AnnounceLevel? level) => shared.App.InScopeAsync(s =>
        ((ChooseAnnouncements)s.GetService(typeof(ChooseAnnouncements))!).ExecuteAsync(member.Id, level, "liff", Ct));

    private Task<string> CouponAsync(Member member) => shared.App.DbAsync(db => db.Coupons.Where(c => c.MemberId == member.Id).Select(c => c.Ref).FirstAsync(Ct));

    /// <summary>Messages ever planned for this member; the first is the welcome.</summary>
    private Task<int> PlannedAsync(Member member) => shared.App.DbAsync(db => db.DeliveryRecipients.CountAsync(r => r.MemberId == member.Id, Ct));
}
