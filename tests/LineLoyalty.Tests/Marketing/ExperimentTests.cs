using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Marketing;

/// <summary>Versions against each other, and those who got it against those who did not.</summary>
public sealed class ExperimentTests
{
    private static readonly DateTime Opening = new(2027, 3, 1, 12, 0, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Newcombe (1998), table II, method 10: among them groups in which nobody did.
    [Theory]
    [InlineData(56, 70, 48, 80, .2, .0524, .3339)]
    [InlineData(9, 10, 3, 10, .6, .1705, .8090)]
    [InlineData(5, 56, 0, 29, .0893, -.0381, .1926)]
    [InlineData(0, 10, 0, 20, 0, -.1611, .2775)]
    public void The_interval_is_the_published_one(int did, int people, int otherDid, int others, double difference, double low, double high)
    {
        var uplift = Uplift.Between(did, people, otherDid, others)!;
        Assert.Equal((difference, low, high), (Math.Round(uplift.Difference, 4), Math.Round(uplift.Low, 4), Math.Round(uplift.High, 4)));
    }

    [Fact]
    public void A_verdict_needs_an_interval_without_zero_and_more_than_a_handful()
    {
        Assert.Equal(UpliftVerdict.More, Uplift.Between(300, 1000, 40, 250)!.Verdict);
        Assert.Equal(UpliftVerdict.Less, Uplift.Between(100, 1000, 60, 250)!.Verdict);
        Assert.Equal(UpliftVerdict.NotShown, Uplift.Between(120, 1000, 25, 250)!.Verdict);
        // Clear in the formula, yet three buyers prove nothing.
        Assert.Equal(UpliftVerdict.NotShown, Uplift.Between(9, 10, 3, 10)!.Verdict);
        Assert.Null(Uplift.Between(1, 5, 0, 0));
    }

    [Fact]
    public void The_smallest_visible_difference_falls_with_the_square_root_of_the_people()
    {
        // Two groups of 1,000 at 10 %: 2.80 · √(0.09 · 2/1000) = 3.76 points.
        Assert.Equal(.0376, Uplift.Visible(.1, 1000, 1000)!.Value, 4);
        Assert.Equal(Uplift.Visible(.1, 1000, 1000)!.Value / 2, Uplift.Visible(.1, 4000, 4000)!.Value, 6);
    }

    [Fact]
    public async Task Each_person_gets_one_version_and_the_rest_gets_the_better_after_its_hours()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var members = new List<Member>();
        for (var i = 0; i < 40; i++) members.Add(await cafe.JoinAsync($"會員{i}"));
        var id = await AudienceTests.ScheduleAsync(cafe, Offer("甲"), new(), new CampaignExperiment { Variants = [Offer("乙")], TestPercent = 50, Hours = 3, By = WinBy.Clicks });
        await cafe.RunAsync();
        await cafe.RunAsync();
        var kept = await cafe.App.DbAsync(db => db.CampaignRecipients.Where(r => r.CampaignId == id).ToDictionaryAsync(r => r.MemberId, r => r.Variant, Ct));
        Assert.All(members, m => Assert.Equal(m.Id, kept.ContainsKey(m.Id) ? m.Id : 0));
        foreach (var member in members)
        {
            var heard = await cafe.HeardAsync(member);
            if (kept[member.Id] is not { } variant) Assert.Empty(heard);
            else Assert.Contains(variant == 0 ? "甲" : "乙", Assert.Single(heard).Text, StringComparison.Ordinal);
        }
        Assert.Equal(CampaignState.Testing, await StateAsync(cafe, id));

        // B is pressed, through its own address.
        var fan = members.First(m => kept[m.Id] == 1);
        using (var pressed = await cafe.App.Http.GetAsync(Link((await cafe.HeardAsync(fan))[0].Text), Ct)) Assert.Equal("https://shop.example/%E4%B9%99", pressed.Headers.Location!.AbsoluteUri);
        await cafe.GoToAsync(Opening.AddHours(2).AddMinutes(59));
        Assert.Equal(CampaignState.Testing, await StateAsync(cafe, id));
        await cafe.GoToAsync(Opening.AddHours(3));
        await cafe.RunAsync();
        Assert.Equal(CampaignState.Sent, await StateAsync(cafe, id));
        foreach (var member in members.Where(m => kept[m.Id] is null)) Assert.Contains("乙", Assert.Single(await cafe.HeardAsync(member)).Text, StringComparison.Ordinal);
        var result = (await cafe.App.InScopeAsync(s => s.GetRequiredService<ReadCampaignResult>().ExecuteAsync(id, Ct)))!;
        Assert.Equal((40, 40, 1), ((int)result.Planned, result.Accepted, result.Clicked));
    }

    [Fact]
    public async Task The_hours_of_a_test_begin_when_its_messages_go_out_not_in_the_night_before()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var members = new List<Member>();
        for (var i = 0; i < 20; i++) members.Add(await cafe.JoinAsync($"會員{i}"));
        await cafe.GoToAsync(Opening.AddHours(11));
        var id = await AudienceTests.ScheduleAsync(cafe, Offer("甲"), new(), new CampaignExperiment { Variants = [Offer("乙")], TestPercent = 50, Hours = 3, By = WinBy.Clicks });
        await cafe.RunAsync();
        await cafe.RunAsync();
        // Three hours after the start it is two at night: nothing has gone out, so nothing can be chosen.
        await cafe.GoToAsync(Opening.AddHours(15));
        await cafe.RunAsync();
        Assert.Equal(CampaignState.Testing, await StateAsync(cafe, id));
        await cafe.GoToAsync(Opening.AddHours(21));
        await cafe.RunAsync();
        var kept = await cafe.App.DbAsync(db => db.CampaignRecipients.Where(r => r.CampaignId == id).ToDictionaryAsync(r => r.MemberId, r => r.Variant, Ct));
        var fan = members.First(m => kept[m.Id] == 1);
        using (var pressed = await cafe.App.Http.GetAsync(Link(Assert.Single(await cafe.HeardAsync(fan)).Text), Ct)) Assert.NotNull(pressed.Headers.Location);
        await cafe.GoToAsync(Opening.AddHours(24));
        await cafe.RunAsync();
        Assert.Equal(1, await cafe.App.DbAsync(db => db.Campaigns.Where(c => c.Id == id).Select(c => c.Winner).SingleAsync(Ct)));
    }

    [Fact]
    public async Task Those_held_out_get_nothing_and_are_measured_in_the_same_window()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var members = new List<Member>();
        for (var i = 0; i < 40; i++) members.Add(await cafe.JoinAsync($"會員{i}"));
        var id = await AudienceTests.ScheduleAsync(cafe, Offer("甲") with { Messages = [new CampaignCard(CardTemplates.Offer, "甲", "") { CouponCode = "welcome" }] }, new(), new CampaignExperiment { HoldOutPercent = 50, AttributionDays = 3 });
        await cafe.RunAsync();
        await cafe.RunAsync();
        var held = (await cafe.App.DbAsync(db => db.CampaignRecipients.Where(r => r.CampaignId == id && r.Reason == LeftOut.HoldOut).Select(r => r.MemberId).ToListAsync(Ct))).ToHashSet();
        Assert.InRange(held.Count, 5, 35);
        foreach (var member in members) Assert.Equal(held.Contains(member.Id) ? 0 : 1, (await cafe.HeardAsync(member)).Count);
        Assert.Empty(await cafe.CouponsAsync(members.First(m => held.Contains(m.Id)), "campaign"));

        var (sent, none) = (members.Where(m => !held.Contains(m.Id)).ToList(), members.Where(m => held.Contains(m.Id)).ToList());
        await cafe.GoToAsync(Opening.AddDays(2));
        await cafe.SellAsync(sent[0], 500);
        await cafe.SellAsync(sent[0], 100);
        await cafe.SellAsync(sent[1], 300);
        await cafe.SellAsync(none[0], 200);
        await cafe.GoToAsync(Opening.AddDays(3));
        await cafe.SellAsync(sent[2], 900);
        await cafe.SellAsync(none[1], 900);
        // A voucher that the largest had sold is paid back.
        await cafe.App.DbAsync(db => db.Purchases.Where(p => p.Paid == 500).ExecuteUpdateAsync(u => u.SetProperty(p => p.VouchersRefunded, 200L), Ct));
        var campaign = await cafe.App.DbAsync(db => db.Campaigns.AsNoTracking().SingleAsync(c => c.Id == id, Ct));
        var groups = await cafe.App.InScopeAsync(s => s.GetRequiredService<MeasureCampaign>().ExecuteAsync(campaign, cafe.App.Clock.Now, Ct));
        Assert.Equal([new CampaignGroup(0, false, sent.Count, 0, 2, 700), new CampaignGroup(null, true, none.Count, 0, 1, 200)], groups);
        Assert.Equal(new CampaignCoupons(sent.Count, 0), await cafe.App.InScopeAsync(s => s.GetRequiredService<ReadCampaignResult>().CouponsAsync(campaign, Ct)));
    }

    [Fact]
    public async Task Members_of_each_language_read_their_own_version()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var (mei, amy) = (await cafe.JoinAsync("小美"), await cafe.JoinAsync("Amy", language: "en"));
        await AudienceTests.ScheduleAsync(cafe, new CampaignContent([new CampaignText("{name|貴賓}您好")]) { English = [new CampaignText("Hello {name|friend}"), new CampaignImage("https://example.com/a.png")] }, new());
        await cafe.RunAsync();
        Assert.Contains("小美您好", Assert.Single(await cafe.HeardAsync(mei)).Text, StringComparison.Ordinal);
        var heard = Assert.Single(await cafe.HeardAsync(amy)).Text;
        Assert.Contains("Hello Amy", heard, StringComparison.Ordinal);
        Assert.Contains("\"originalContentUrl\":\"https://example.com/a.png\"", heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_link_of_every_version_leads_where_it_says()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        CampaignCard Card(string name) => new(CardTemplates.Poster, name, "") { Button = Tracked(name + "1"), MoreButtons = [new("不計", "https://shop.example/plain"), Tracked(name + "2")] };
        var json = """{"type":"flex","altText":"{name}","contents":{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[{"type":"button","action":{"type":"uri","label":"看","uri":"https://shop.example/json"}}]}}}""";
        var content = new CampaignContent([Card("a"), new CampaignCarousel([Card("b"), Card("c")])])
        {
            English = [new CampaignImage("https://example.com/a.png") { Button = Tracked("d1") }, new CampaignJson(json) { Track = true }],
        };
        var (mei, amy) = (await cafe.JoinAsync("小美"), await cafe.JoinAsync("Amy", language: "en"));
        await AudienceTests.ScheduleAsync(cafe, content, new());
        await cafe.RunAsync();
        Assert.Equal(["a1", "a2", "b1", "b2", "c1", "c2"], await FollowAsync(cafe, Assert.Single(await cafe.HeardAsync(mei)).Text));
        var english = Assert.Single(await cafe.HeardAsync(amy)).Text;
        Assert.Contains("\"altText\":\"Amy\"", english, StringComparison.Ordinal);
        Assert.Equal(["d1", "json"], await FollowAsync(cafe, english));
        Assert.Equal(8, await cafe.App.DbAsync(db => db.CampaignClicks.CountAsync(Ct)));
    }

    private static async Task<List<string>> FollowAsync(Cafe cafe, string heard)
    {
        List<string> led = [];
        foreach (System.Text.RegularExpressions.Match link in System.Text.RegularExpressions.Regex.Matches(heard, "/r/[A-Za-z0-9_-]+"))
        {
            using var pressed = await cafe.App.Http.GetAsync(link.Value, Ct);
            led.Add(pressed.Headers.Location!.AbsolutePath[1..]);
        }
        return led;
    }

    private static CampaignContent Offer(string name) => new([new CampaignCard(CardTemplates.Offer, name, "") { Button = new("看", "https://shop.example/" + name) { Track = true } }]);

    private static CampaignButton Tracked(string name) => new("看 " + name, "https://shop.example/" + name) { Track = true };

    private static string Link(string heard) => System.Text.RegularExpressions.Regex.Match(heard, "/r/[A-Za-z0-9_-]+").Value;

    private static Task<CampaignState> StateAsync(Cafe cafe, long id) => cafe.App.DbAsync(db => db.Campaigns.Where(c => c.Id == id).Select(c => c.State).SingleAsync(Ct));
}
