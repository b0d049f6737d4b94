using System.Text.Json;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Marketing;

public sealed class CampaignTests
{
    private static readonly DateTime Opening = new(2027, 3, 1, 12, 0, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_personal_text_reaches_each_with_their_own_words()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var (mei, ming) = (await cafe.JoinAsync("小美"), await cafe.JoinAsync("小明"));
        await cafe.SellAsync(mei, 500);
        var id = await ScheduleAsync(cafe, new CampaignText("{name}，您有 {points} 點，是{tier}"));
        await cafe.RunAsync();
        await cafe.RunAsync();

        Assert.Contains("小美，您有 50 點，是一般會員", Assert.Single(await cafe.HeardAsync(mei)).Text, StringComparison.Ordinal);
        Assert.Contains("小明，您有 0 點，是一般會員", Assert.Single(await cafe.HeardAsync(ming)).Text, StringComparison.Ordinal);
        Assert.All(await cafe.App.Line.JournalAsync(), e => Assert.Equal("push", e.GetProperty("endpoint").GetString()));
        Assert.Equal(new CampaignResult(CampaignState.Sent, 2, 0, 2, 0, 0, 0, []), await ResultAsync(cafe, id), SameNumbers);
    }

    [Fact]
    public async Task Words_that_are_the_same_for_all_go_out_five_hundred_at_a_time()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        for (var i = 0; i < 12; i++) await cafe.JoinAsync($"會員{i}");
        await ScheduleAsync(cafe, new CampaignCard(CardTemplates.Announcement, "新品上市", "手沖單品，本週限定") { Button = new("看菜單", "https://example.com/選單") });
        await cafe.RunAsync();

        var entry = Assert.Single(await cafe.App.Line.JournalAsync());
        Assert.Equal("multicast", entry.GetProperty("endpoint").GetString());
        Assert.Equal(12, entry.GetProperty("to").GetArrayLength());
        var button = entry.GetProperty("messages")[0].GetProperty("contents").GetProperty("footer").GetProperty("contents")[0].GetProperty("action");
        Assert.Equal("https://example.com/%E9%81%B8%E5%96%AE", button.GetProperty("uri").GetString());
    }

    [Fact]
    public async Task A_coupon_in_the_message_is_in_every_recipients_wallet()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var (mei, quiet) = (await cafe.JoinAsync("小美"), await cafe.JoinAsync("不要", optIn: false));
        await ScheduleAsync(cafe, new CampaignCard(CardTemplates.Offer, "{name}，送您一張券", "期限內使用") { CouponCode = "welcome" });
        await cafe.RunAsync();
        await cafe.RunAsync();

        Assert.Equal("welcome", Assert.Single(await cafe.CouponsAsync(mei, "campaign")).Definition.Code);
        Assert.Empty(await cafe.CouponsAsync(quiet, "campaign"));
        var heard = Assert.Single(await cafe.HeardAsync(mei)).Text;
        Assert.Contains("新朋友見面禮 NT$50", heard, StringComparison.Ordinal);
        Assert.Contains("https://liff.line.me/1656000002-Aa1Bb2Cc/coupons", heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_count_tells_who_is_left_out_and_why_and_only_the_rest_is_written_to()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var reached = await cafe.JoinAsync("收得到");
        await cafe.JoinAsync("未綁定", bound: false);
        await cafe.JoinAsync("不要行銷", optIn: false);
        await cafe.JoinAsync("已封鎖", friend: false);
        var erased = await cafe.JoinAsync("已刪除");
        await cafe.App.DbAsync(db => db.Members.Where(m => m.Id == erased.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.ErasedAt, cafe.App.Clock.Now), Ct));

        Assert.Equal(new AudienceCount(4, 1, 1, 1, 1), await CountAsync(cafe, new CampaignAudience()));
        var id = await ScheduleAsync(cafe, new CampaignText("大家好"));
        await cafe.RunAsync();
        await cafe.RunAsync();
        Assert.Single(await cafe.HeardAsync(reached));
        Assert.Equal(1, (await ResultAsync(cafe, id)).Planned);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_cannot_be_sent_is_refused_when_it_is_saved(CampaignMessage message, string path, string code)
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var refusal = await SaveAsync(cafe, new CampaignContent([message]));
        Assert.Equal("campaign.invalid", refusal!.Code);
        var problem = Assert.Single((IReadOnlyList<CampaignProblem>)refusal.Facts["errors"]!);
        Assert.Equal((path, code), (problem.Path, problem.Code));
        Assert.Equal(0, await cafe.App.DbAsync(db => db.Campaigns.CountAsync(Ct)));
    }

    public static TheoryData<CampaignMessage, string, string> Wrong => new()
    {
        { new CampaignText("{nickname}您好"), "messages[0].text", "text.variable_unknown" },
        { new CampaignText("  "), "messages[0].text", "campaign.required" },
        { new CampaignText(new string('字', 4990) + "{name}"), "messages[0].text", "campaign.too_long" },
        { Card() with { Title = "{name" }, "messages[0].title", "text.brace" },
        { Card() with { Template = "mine" }, "messages[0].template", "campaign.template_unknown" },
        { Card() with { ImageUrl = "http://example.com/a.png" }, "messages[0].imageUrl", "campaign.image_url" },
        { Card() with { Button = new("開", "javascript:alert(1)") }, "messages[0].button.url", "campaign.button_url" },
        { Card() with { Button = new("開", "/menu") }, "messages[0].button.url", "campaign.button_url" },
        { Card() with { Button = new("", "tel:0212345678") }, "messages[0].button.label", "campaign.button_label" },
        { Card() with { CouponCode = "nothing" }, "messages[0].couponCode", "campaign.coupon_unknown" },
    };

    [Fact]
    public void Content_and_audience_survive_being_stored()
    {
        var content = new CampaignContent([new CampaignText("甲"), Card() with { ImageUrl = "https://example.com/a.png", Button = new("開", "line://x"), CouponCode = "welcome" }]);
        Assert.Equal(content.Messages, CampaignContent.Parse(content.ToJson()).Messages);
        var audience = new CampaignAudience { Kind = AudienceKind.Tag, Tag = "茶", ExcludeSegments = [3], ExcludeTags = ["員工"] };
        Assert.Equal(audience.ToJson(), CampaignAudience.Parse(audience.ToJson()).ToJson());
    }

    [Fact]
    public async Task Somebody_who_opts_out_blocks_or_is_erased_after_planning_gets_nothing_and_the_sum_is_right()
    {
        await using var cafe = await Cafe.OpenAsync(Opening, ("Deliveries:Enabled", "false"));
        var members = new List<Member>();
        for (var i = 0; i < 6; i++) members.Add(await cafe.JoinAsync($"會員{i}"));
        var id = await ScheduleAsync(cafe, new CampaignText("大家好"));
        await cafe.App.Services.GetRequiredService<RunCampaigns>().ExecuteAsync(Ct);
        await cafe.App.DbAsync(async db =>
        {
            var (a, b, c) = (members[0].Id, members[1].Id, members[2].Id);
            await db.Members.Where(m => m.Id == a).ExecuteUpdateAsync(s => s.SetProperty(m => m.MarketingOptIn, false), Ct);
            await db.LineAccounts.Where(m => m.MemberId == b).ExecuteUpdateAsync(s => s.SetProperty(m => m.Friend, false), Ct);
            return await db.Members.Where(m => m.Id == c).ExecuteUpdateAsync(s => s.SetProperty(m => m.ErasedAt, cafe.App.Clock.Now), Ct);
        });
        await SendHeldBackAsync(cafe);

        var result = await ResultAsync(cafe, id);
        Assert.Equal((6, 0, 3, 0, 3, 0), ((int)result.Planned, result.Waiting, result.Accepted, result.Refused, result.Suppressed, result.Unknown));
        Assert.Equal(["blocked", "erased", "opted_out"], result.Reasons.Select(r => r.Reason).Order());
        Assert.Equal(3, Assert.Single(await cafe.App.Line.JournalAsync()).GetProperty("to").GetArrayLength());
        var page = await cafe.App.InScopeAsync(s => s.GetRequiredService<ReadCampaignResult>().RecipientsAsync(id, RecipientState.Suppressed, 0, 2, Ct));
        Assert.Equal(2, page.Count);
        var rest = await cafe.App.InScopeAsync(s => s.GetRequiredService<ReadCampaignResult>().RecipientsAsync(id, RecipientState.Suppressed, page[^1].Id, 2, Ct));
        Assert.Equal(members.Take(3).Select(m => m.Ref), page.Concat(rest).Select(r => r.MemberRef));
    }

    [Fact]
    public async Task Stop_is_felt_within_five_seconds_and_everybody_is_accounted_for()
    {
        await using var cafe = await Cafe.OpenAsync(Opening, ("Deliveries:Rates:Push", "30"));
        for (var i = 0; i < 200; i++) await cafe.JoinAsync($"會員{i}");
        var id = await ScheduleAsync(cafe, new CampaignText("{name}您好"));
        await cafe.App.Services.GetRequiredService<RunCampaigns>().ExecuteAsync(Ct);
        await TestHost.TestApp.EventuallyAsync(async () => (await cafe.App.Line.JournalAsync()).Count > 10 ? "" : null, "some are sent");
        var stopped = await cafe.App.InScopeAsync(s => s.GetRequiredService<StopCampaign>().ExecuteAsync(id, Ct));
        Assert.True(stopped.Succeeded(out var campaign, out _));
        Assert.Equal(CampaignState.Stopped, campaign.State);

        await Task.Delay(5000, Ct);
        var sent = (await cafe.App.Line.JournalAsync()).Count;
        Assert.InRange(sent, 11, 190);
        await Task.Delay(1500, Ct);
        await cafe.SentAsync();
        Assert.Equal(sent, (await cafe.App.Line.JournalAsync()).Count);
        var result = await ResultAsync(cafe, id);
        Assert.Equal((200, 0, sent, 200 - sent), ((int)result.Planned, result.Waiting, result.Accepted, result.Suppressed));
        Assert.Equal("stopped", Assert.Single(result.Reasons).Reason);
        var again = await cafe.App.InScopeAsync(s => s.GetRequiredService<StopCampaign>().ExecuteAsync(id, Ct));
        Assert.Equal("campaign.not_running", again.Refusal!.Code);
    }

    [Fact]
    public async Task A_scheduled_campaign_waits_for_its_time_and_can_be_taken_back_until_then()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var member = await cafe.JoinAsync("小美");
        var later = await ScheduleAsync(cafe, new CampaignText("晚點"), cafe.App.Clock.Now.AddHours(2));
        var withdrawn = await ScheduleAsync(cafe, new CampaignText("取消"), cafe.App.Clock.Now.AddHours(2));
        Assert.True((await cafe.App.InScopeAsync(s => s.GetRequiredService<ScheduleCampaign>().WithdrawAsync(withdrawn, Ct))).Succeeded(out var draft, out _));
        Assert.Equal(CampaignState.Draft, draft.State);
        await cafe.GoToAsync(Opening.AddMinutes(119));
        Assert.Empty(await cafe.HeardAsync(member));
        await cafe.GoToAsync(Opening.AddMinutes(120));
        Assert.Contains("晚點", Assert.Single(await cafe.HeardAsync(member)).Text, StringComparison.Ordinal);
        Assert.Equal("campaign.not_scheduled", (await cafe.App.InScopeAsync(s => s.GetRequiredService<ScheduleCampaign>().WithdrawAsync(later, Ct))).Refusal!.Code);
    }

    [Fact]
    public async Task An_empty_audience_a_past_time_and_a_changed_draft_are_refused()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        await SaveAsync(cafe, new CampaignContent([new CampaignText("您好")]));
        var id = await cafe.App.DbAsync(db => db.Campaigns.Select(c => c.Id).SingleAsync(Ct));
        Assert.Equal("campaign.nobody", (await TryScheduleAsync(cafe, id, null)).Refusal!.Code);
        await cafe.JoinAsync("小美");
        Assert.Equal("campaign.in_the_past", (await TryScheduleAsync(cafe, id, cafe.App.Clock.Now.AddMinutes(-2))).Refusal!.Code);
        Assert.True((await TryScheduleAsync(cafe, id, null)).Succeeded(out _, out _));
        var changed = await cafe.App.InScopeAsync(s => s.GetRequiredService<SaveCampaign>().ExecuteAsync(new CampaignDraft(id, "改", new([new CampaignText("改")]), new()), 1, Ct));
        Assert.Equal("campaign.not_draft", changed.Refusal!.Code);
        Assert.Equal("campaign.not_draft", (await TryScheduleAsync(cafe, id, null)).Refusal!.Code);
    }

    [Fact]
    public async Task A_test_send_goes_to_the_writers_own_account_only_whatever_they_chose()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var (me, other) = (await cafe.JoinAsync("行銷", optIn: false), await cafe.JoinAsync("小美"));
        var account = await cafe.App.DbAsync(db => db.LineAccounts.Where(a => a.MemberId == me.Id).Select(a => a.Id).SingleAsync(Ct));
        var content = new CampaignContent([new CampaignText("{name}試送"), Card() with { CouponCode = "welcome" }]);
        Assert.True((await cafe.App.InScopeAsync(s => s.GetRequiredService<TestSend>().ExecuteAsync(content, account, Ct))).Succeeded(out _, out _));
        await cafe.SentAsync();

        Assert.Contains("行銷試送", Assert.Single(await cafe.HeardAsync(me)).Text, StringComparison.Ordinal);
        Assert.Empty(await cafe.HeardAsync(other));
        Assert.Equal(0, await cafe.App.DbAsync(db => db.Coupons.CountAsync(Ct)));
    }

    [Fact]
    public async Task The_months_quota_is_LINEs_and_asked_once_a_minute()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        await cafe.App.Line.PostAsync("quota", new { type = "limited", value = 200, used = 50 });
        var quota = cafe.App.Services.GetRequiredService<ReadQuota>();
        Assert.Equal((200, 50, 150), ((await quota.ExecuteAsync(Ct))!.Total, (await quota.ExecuteAsync(Ct))!.Used, (await quota.ExecuteAsync(Ct))!.Remaining));
        await cafe.App.Line.PostAsync("quota", new { type = "limited", value = 200, used = 90 });
        Assert.Equal(50, (await quota.ExecuteAsync(Ct))!.Used);
    }

    private static readonly IEqualityComparer<CampaignResult?> SameNumbers =
        EqualityComparer<CampaignResult?>.Create((a, b) => JsonSerializer.Serialize(a) == JsonSerializer.Serialize(b));

    private static CampaignCard Card() => new(CardTemplates.Poster, "標題", "內文");

    private static async Task<Refusal?> SaveAsync(Cafe cafe, CampaignContent content) =>
        (await cafe.App.InScopeAsync(s => s.GetRequiredService<SaveCampaign>().ExecuteAsync(new CampaignDraft(null, "三月", content, new()), 1, Ct))).Refusal;

    /// <summary>Nobody else works here, so the number of recipients is written out.</summary>
    private static async Task<Outcome<Campaign>> TryScheduleAsync(Cafe cafe, long id, DateTime? at)
    {
        var count = await CountAsync(cafe, new());
        return await cafe.App.InScopeAsync(s => s.GetRequiredService<ScheduleCampaign>().ExecuteAsync(id, at is { } time ? new SendAt(time) : new SendNow(), 1, count.Reachable, Ct));
    }

    private static async Task<long> ScheduleAsync(Cafe cafe, CampaignMessage message, DateTime? at = null)
    {
        var saved = await cafe.App.InScopeAsync(s => s.GetRequiredService<SaveCampaign>().ExecuteAsync(new CampaignDraft(null, "三月", new([message]), new()), 1, Ct));
        Assert.True(saved.Succeeded(out var campaign, out var refusal), refusal?.Code + JsonSerializer.Serialize(refusal?.Facts));
        var scheduled = await TryScheduleAsync(cafe, campaign.Id, at);
        Assert.True(scheduled.Succeeded(out _, out refusal), refusal?.Code);
        return campaign.Id;
    }

    private static async Task<CampaignResult> ResultAsync(Cafe cafe, long id) =>
        (await cafe.App.InScopeAsync(s => s.GetRequiredService<ReadCampaignResult>().ExecuteAsync(id, Ct)))!;

    private static async Task<AudienceCount> CountAsync(Cafe cafe, CampaignAudience audience) =>
        (await cafe.App.InScopeAsync(s => s.GetRequiredService<CountAudience>().ExecuteAsync(audience, Ct))).Value!;

    /// <summary>Sends what a server with sending switched off has planned: by hand, claim by claim.</summary>
    private static async Task SendHeldBackAsync(Cafe cafe)
    {
        var claim = await cafe.App.InScopeAsync(s => s.GetRequiredService<ClaimDeliveries>().ExecuteAsync(Lane.Multicast, 10, "test", quotaProbe: false, Ct));
        var send = cafe.App.Services.GetRequiredService<SendDelivery>();
        var results = new List<Result>();
        foreach (var row in claim.Rows) results.Add(await send.ExecuteAsync(row, Ct, Ct));
        await cafe.App.InScopeAsync(async s =>
        {
            await s.GetRequiredService<RecordResults>().ExecuteAsync(results, Ct);
            return 0;
        });
    }
}
