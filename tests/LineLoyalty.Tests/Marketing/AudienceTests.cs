using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Marketing;

/// <summary>Who is in a campaign: described, kept at approval, cut into versions and a hold-out.</summary>
public sealed class AudienceTests
{
    private static readonly DateTime Opening = new(2027, 3, 1, 12, 0, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Segments_tags_and_lists_describe_it_and_exclusions_take_away()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var (gold, away, staff) = (await cafe.JoinAsync("金卡", lastSale: new(2027, 2, 27)), await cafe.JoinAsync("久未來", lastSale: new(2027, 1, 30)), await cafe.JoinAsync("員工", lastSale: new(2027, 1, 30)));
        await WearAsync(cafe, "咖啡", gold, away, staff);
        await WearAsync(cafe, "員工", staff);
        var lapsed = await SegmentAsync(cafe, "30 天沒來", new DateCondition("lastPurchase", DateOperator.Before) { Days = 30 });

        Assert.Equal((3, 3), await CountAsync(cafe, new()));
        Assert.Equal((2, 2), await CountAsync(cafe, CampaignAudience.OfSegment(lapsed)));
        Assert.Equal((2, 1), await CountAsync(cafe, CampaignAudience.OfSegment(lapsed) with { ExcludeTags = ["員工"] }));
        Assert.Equal((3, 3), await CountAsync(cafe, CampaignAudience.OfTag("咖啡")));
        Assert.Equal((3, 1), await CountAsync(cafe, CampaignAudience.OfTag("咖啡") with { ExcludeSegments = [lapsed] }));
        var list = await cafe.App.InScopeAsync(s => s.GetRequiredService<SaveAudienceList>().ExecuteAsync("老客人", $"卡號\n{gold.CardNumber}\n{away.CardNumber}\n{gold.CardNumber}\n0000000000000099\n不是號碼\n", 1, Ct));
        Assert.True(list.Succeeded(out var saved, out _));
        Assert.Equal(2, saved.List.Count);
        Assert.Equal([5, 6], saved.Faults.Select(f => f.Line));
        Assert.Equal((2, 2), await CountAsync(cafe, CampaignAudience.OfList(saved.List.Id)));

        var gone = await cafe.App.InScopeAsync(s => s.GetRequiredService<CountAudience>().ExecuteAsync(CampaignAudience.OfSegment(9999), Ct));
        Assert.Equal("segment.not_found", gone.Refusal!.Code);
    }

    [Fact]
    public async Task The_audience_is_kept_when_it_is_approved_and_changes_of_the_segment_change_nothing()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var (tea, coffee) = (await cafe.JoinAsync("茶"), await cafe.JoinAsync("咖啡"));
        await cafe.JoinAsync("未綁定", bound: false);
        await WearAsync(cafe, "茶", tea);
        var segment = await SegmentAsync(cafe, "喝茶的", new ChoiceCondition("tag", ["茶"]));
        var id = await ScheduleAsync(cafe, new CampaignContent([new CampaignText("新茶到了")]), CampaignAudience.OfSegment(segment), at: cafe.App.Clock.Now.AddHours(3));
        await cafe.RunAsync();

        await WearAsync(cafe, "茶", coffee);
        await cafe.App.DbAsync(db => db.MemberTags.Where(t => t.MemberId == tea.Id).ExecuteDeleteAsync(Ct));
        await cafe.GoToAsync(Opening.AddHours(3));
        await cafe.RunAsync();
        Assert.Single(await cafe.HeardAsync(tea));
        Assert.Empty(await cafe.HeardAsync(coffee));
        var rows = await cafe.App.DbAsync(db => db.CampaignRecipients.Where(r => r.CampaignId == id).ToListAsync(Ct));
        Assert.Equal((tea.Id, null, (int?)0), (Assert.Single(rows).MemberId, rows[0].Reason, rows[0].Variant));
    }

    [Fact]
    public async Task Everybody_of_the_audience_has_a_row_with_the_reason_they_get_nothing()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var reasons = new Dictionary<long, string?>
        {
            [(await cafe.JoinAsync("收得到")).Id] = null, [(await cafe.JoinAsync("未綁定", bound: false)).Id] = LeftOut.Unbound,
            [(await cafe.JoinAsync("不要", optIn: false)).Id] = LeftOut.OptedOut, [(await cafe.JoinAsync("封鎖", friend: false)).Id] = LeftOut.Blocked,
        };
        var excluded = await cafe.JoinAsync("員工");
        reasons[excluded.Id] = LeftOut.Excluded;
        await WearAsync(cafe, "員工", excluded);
        var id = await ScheduleAsync(cafe, new CampaignContent([new CampaignText("您好")]), new CampaignAudience { ExcludeTags = ["員工"] });
        await cafe.RunAsync();
        Assert.Equal(reasons.OrderBy(r => r.Key), (await cafe.App.DbAsync(db => db.CampaignRecipients.Where(r => r.CampaignId == id).ToDictionaryAsync(r => r.MemberId, r => r.Reason, Ct))).OrderBy(r => r.Key));

        // Who had a message today gets no second one.
        var second = await ScheduleAsync(cafe, new CampaignContent([new CampaignText("再一次")]), new());
        await cafe.RunAsync();
        await cafe.RunAsync();
        var result = (await cafe.App.InScopeAsync(s => s.GetRequiredService<ReadCampaignResult>().ExecuteAsync(second, Ct)))!;
        Assert.Equal((CampaignState.Sent, 2, 1, 1), (result.State, (int)result.Planned, result.Accepted, result.Suppressed));
        Assert.Equal(new CampaignReason(RecipientState.Suppressed, LeftOut.Capped, 1), Assert.Single(result.Reasons));
    }

    [Fact]
    public async Task A_message_of_the_evening_waits_for_the_morning()
    {
        await using var cafe = await Cafe.OpenAsync(new(2027, 3, 1, 20, 50, 0));
        var member = await cafe.JoinAsync("小美");
        await ScheduleAsync(cafe, new CampaignContent([new CampaignText("晚安")]), new(), at: cafe.App.Clock.Now.AddMinutes(20));
        await cafe.GoToAsync(new(2027, 3, 1, 21, 10, 0));
        Assert.Empty(await cafe.HeardAsync(member));
        await cafe.GoToAsync(new(2027, 3, 2, 9, 0, 0));
        Assert.Equal(new DateTime(2027, 3, 2, 9, 0, 0), Assert.Single(await cafe.HeardAsync(member)).At);
    }

    [Fact]
    public void Lots_are_the_same_each_time_fair_and_drawn_apart()
    {
        const int people = 40_000;
        var (held, versions, both) = (0, new int[3], 0);
        for (var member = 1L; member <= people; member++)
        {
            var out10 = SplitAudience.IsHeldOut(7, member, 10);
            var version = SplitAudience.Version(7, member, 3, 60);
            Assert.Equal((out10, version), (SplitAudience.IsHeldOut(7, member, 10), SplitAudience.Version(7, member, 3, 60)));
            if (out10) held++;
            if (version is { } v) versions[v]++;
            if (out10 && version == 0) both++;
        }
        // Five standard deviations of the binomial around each share.
        Near(held, .1);
        Assert.All(versions, n => Near(n, .2));
        Near(both, .02);
        Assert.NotEqual(Enumerable.Range(1, 100).Select(m => SplitAudience.IsHeldOut(7, m, 50)), Enumerable.Range(1, 100).Select(m => SplitAudience.IsHeldOut(8, m, 50)));

        static void Near(int n, double share) => Assert.InRange(n, people * share - 5 * Math.Sqrt(people * share * (1 - share)), people * share + 5 * Math.Sqrt(people * share * (1 - share)));
    }

    [Fact]
    public async Task Taking_it_back_forgets_the_kept_people_and_asking_again_keeps_them_anew()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var first = await cafe.JoinAsync("第一");
        var id = await ScheduleAsync(cafe, new CampaignContent([new CampaignText("您好")]), new(), at: cafe.App.Clock.Now.AddHours(1));
        await cafe.RunAsync();
        Assert.True((await cafe.App.InScopeAsync(s => s.GetRequiredService<ScheduleCampaign>().WithdrawAsync(id, Ct))).Succeeded(out _, out _));
        var second = await cafe.JoinAsync("第二");
        await cafe.App.DbAsync(db => db.Members.Where(m => m.Id == first.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.MarketingOptIn, false), Ct));
        await GoAsync(cafe, id, new SendNow());
        await cafe.RunAsync();
        Assert.Empty(await cafe.HeardAsync(first));
        Assert.Single(await cafe.HeardAsync(second));
        Assert.Equal(2, await cafe.App.DbAsync(db => db.CampaignRecipients.CountAsync(r => r.CampaignId == id, Ct)));
    }

    internal static async Task<long> ScheduleAsync(Cafe cafe, CampaignContent content, CampaignAudience audience, CampaignExperiment? experiment = null, DateTime? at = null)
    {
        var id = await SaveAsync(cafe, content, audience, experiment);
        await GoAsync(cafe, id, at is { } time ? new SendAt(time) : new SendNow());
        return id;
    }

    internal static async Task<long> SaveAsync(Cafe cafe, CampaignContent content, CampaignAudience audience, CampaignExperiment? experiment = null, long staffId = 1)
    {
        var draft = new CampaignDraft(null, "三月", content, audience) { Experiment = experiment ?? CampaignExperiment.None };
        var saved = await cafe.App.InScopeAsync(s => s.GetRequiredService<SaveCampaign>().ExecuteAsync(draft, staffId, Ct));
        Assert.True(saved.Succeeded(out var campaign, out var refusal), refusal?.Code + System.Text.Json.JsonSerializer.Serialize(refusal?.Facts));
        return campaign.Id;
    }

    internal static async Task GoAsync(Cafe cafe, long id, CampaignTiming timing, long staffId = 1)
    {
        var audience = CampaignAudience.Parse(await cafe.App.DbAsync(db => db.Campaigns.Where(c => c.Id == id).Select(c => c.Audience).SingleAsync(Ct)));
        var (_, reachable) = await CountAsync(cafe, audience);
        var scheduled = await cafe.App.InScopeAsync(s => s.GetRequiredService<ScheduleCampaign>().ExecuteAsync(id, timing, staffId, reachable, Ct));
        Assert.True(scheduled.Succeeded(out _, out var refusal), refusal?.Code);
    }

    private static async Task<(int Matched, int Reachable)> CountAsync(Cafe cafe, CampaignAudience audience)
    {
        var counted = await cafe.App.InScopeAsync(s => s.GetRequiredService<CountAudience>().ExecuteAsync(audience, Ct));
        Assert.True(counted.Succeeded(out var count, out var refusal), refusal?.Code);
        return (count.Matched, count.Reachable);
    }

    private static Task<long> SegmentAsync(Cafe cafe, string name, SegmentRule rule) => cafe.App.DbAsync(async db =>
    {
        var segment = new Segment { Name = name, Rule = rule, ChangedAt = cafe.App.Clock.Now };
        db.Segments.Add(segment);
        await db.SaveChangesAsync(Ct);
        return segment.Id;
    });

    private static Task<int> WearAsync(Cafe cafe, string tag, params Member[] members) => cafe.App.DbAsync(db =>
    {
        db.MemberTags.AddRange(members.Select(m => new MemberTag { MemberId = m.Id, Name = tag, AddedAt = cafe.App.Clock.Now, Source = "staff:1" }));
        return db.SaveChangesAsync(Ct);
    });
}
