using System.Net;
using System.Text.RegularExpressions;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Clicks;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static LineLoyalty.Tests.Marketing.Journeys.Trips;

namespace LineLoyalty.Tests.Marketing.Journeys;

/// <summary>Counted buttons of journeys' messages, and what journeys have brought.</summary>
public sealed partial class ClickTests
{
    private static readonly DateTime Opening = new(2027, 3, 1, 12, 0, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal static SendMessage Card(string id, string title, string url, string? next = null, string? tag = null, string? coupon = null) =>
        new(id, new CampaignContent([new CampaignCard("offer", title, "") { Button = new CampaignButton("看新品", url) { Track = true, Tag = tag }, CouponCode = coupon }])) { Next = next, Always = true };

    [Fact]
    public async Task A_press_is_kept_once_led_on_told_on_the_timeline_and_wakes_who_waits_for_it()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var (presses, quiet) = (await cafe.JoinAsync("會點"), await cafe.JoinAsync("不點"));
        var id = await cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new TagHappens("邀請")), "m1",
        [
            Card("m1", "看看新品", "https://shop.example/new", "w1", tag: "對新品有興趣"),
            new WaitEvent("w1", new ClickHappens { Own = true }) { Days = 3, Happened = "t1", TimedOut = "t2" },
            new ChangeTag("t1", "點了"),
            new ChangeTag("t2", "沒點"),
        ], Once));
        await cafe.WearAsync(presses, "邀請");
        await cafe.WearAsync(quiet, "邀請");
        await cafe.RunAsync();

        var link = Link(Assert.Single(await cafe.HeardAsync(presses)).Text);
        Assert.NotEqual(link, Link(Assert.Single(await cafe.HeardAsync(quiet)).Text));
        foreach (var forged in new[] { link[..^1] + (link[^1] == 'A' ? 'B' : 'A'), link.Replace("/r/j", "/r/", StringComparison.Ordinal), link.Replace("/r/j", "/r/jf", StringComparison.Ordinal) })
        {
            Assert.Equal((HttpStatusCode.NotFound, null), await PressAsync(cafe, forged));
        }
        Assert.Equal(0, await cafe.App.DbAsync(db => db.JourneyClicks.CountAsync(Ct)));
        for (var i = 0; i < 2; i++) Assert.Equal((HttpStatusCode.Redirect, "https://shop.example/new"), await PressAsync(cafe, link));
        var click = Assert.Single(await cafe.App.DbAsync(db => db.JourneyClicks.AsNoTracking().ToListAsync(Ct)));
        Assert.Equal((id, "m1", 0, presses.Id), (click.JourneyId, click.Node, click.Link, click.MemberId));
        Assert.Equal(1, await cafe.App.DbAsync(db => db.MemberEvents.CountAsync(e => e.MemberId == presses.Id && e.Kind == MemberEvents.CampaignClicked, Ct)));

        await cafe.RunAsync();
        Assert.Equivalent(new[] { "邀請", "對新品有興趣", "點了" }, await cafe.TagsAsync(presses), strict: true);
        await cafe.GoToAsync(Opening.AddDays(3));
        Assert.Equivalent(new[] { "邀請", "沒點" }, await cafe.TagsAsync(quiet), strict: true);

        var numbers = (await cafe.App.InScopeAsync(s => s.GetRequiredService<ReadJourneys>().NumbersAsync(id, Ct))).Single(n => n.Node == "m1");
        Assert.Equal((2, 1, 2), (numbers.Entered, numbers.Clicked, numbers.Results[StepResults.Sent]));
        var pressed = await cafe.App.InScopeAsync(async s => await (await s.GetRequiredService<AskSegment>().MembersAsync(new ClickedCondition(), Ct)).Select(m => m.Id).ToListAsync(Ct));
        Assert.Equal([presses.Id], pressed);
    }

    [Fact]
    public async Task A_link_leads_where_the_version_that_was_sent_said_and_another_journeys_press_wakes_nobody()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var member = await cafe.JoinAsync("會員");
        JourneyDefinition Asking(string tag, string url) => new(new HappeningTrigger(new TagHappens(tag)), "m1",
            [Card("m1", "看看", url, "w1"), new WaitEvent("w1", new ClickHappens { Own = true }) { Days = 9, Happened = "t1" }, new ChangeTag("t1", tag + "點了")], Once);
        var first = await cafe.StartAsync(Asking("甲", "https://shop.example/one"), "甲");
        await cafe.StartAsync(Asking("乙", "https://shop.example/two"), "乙");
        await cafe.WearAsync(member, "甲");
        await cafe.WearAsync(member, "乙");
        await cafe.RunAsync();
        await cafe.ChangeAsync(c => c.SaveAsync(new JourneyDraft(first, "甲", Asking("甲", "https://shop.example/changed")), Ct));
        await cafe.ChangeAsync(c => c.PublishAsync(first, moveInside: true, staffId: null, Ct));

        var worn = new HashSet<string> { "甲", "乙" };
        foreach (var link in (await cafe.HeardAsync(member)).Select(h => Link(h.Text)))
        {
            var (_, location) = await PressAsync(cafe, link);
            await cafe.RunAsync();
            Assert.True(worn.Add(location switch { "https://shop.example/one" => "甲點了", "https://shop.example/two" => "乙點了", _ => throw new InvalidOperationException(location) }));
            Assert.Equivalent(worn, await cafe.TagsAsync(member), strict: true);
        }
        Assert.Equal(4, worn.Count);
    }

    [Fact]
    public async Task A_journeys_page_says_whom_it_reached_and_what_came_of_it_within_the_window()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var (soon, late, blocked, before) = (await cafe.JoinAsync("三天後買"), await cafe.JoinAsync("九天後買"), await cafe.JoinAsync("非好友", friend: false), await cafe.JoinAsync("之前買"));
        var id = await cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new TagHappens("邀請")), "m1", [Card("m1", "來坐坐", "https://shop.example/", "c1", coupon: "reactivation60"), new GiveCoupon("c1", "welcome")], Once) { AttributionDays = 5 });
        await cafe.SellAsync(before, 900);
        await cafe.GoToAsync(Opening.AddHours(1));
        foreach (var member in new[] { soon, late, blocked, before }) await cafe.WearAsync(member, "邀請");
        await cafe.RunAsync();
        Assert.Equal(HttpStatusCode.Redirect, (await PressAsync(cafe, Link(Assert.Single(await cafe.HeardAsync(late)).Text))).Status);
        var used = (await cafe.CouponsAsync(soon, "journey"))[0].Id;
        await cafe.App.DbAsync(db => db.Coupons.Where(c => c.Id == used).ExecuteUpdateAsync(s => s.SetProperty(c => c.RedeemedAt, cafe.App.Clock.Now), Ct));
        await cafe.GoToAsync(Opening.AddDays(3));
        await cafe.SellAsync(soon, 250);
        await cafe.SellAsync(soon, 150);
        await cafe.GoToAsync(Opening.AddDays(9));
        await cafe.SellAsync(late, 700);

        // Three heard it and got two coupons each; the fourth got only the one that needs no message.
        Assert.Equal(new JourneyResult(MeasureJourney.Days, 5, Messages: 3, Reached: 3, Clicked: 1, CouponsGiven: 7, CouponsUsed: 1, Buyers: 1, Purchases: 2, Revenue: 400) { Line = new(3, 3, 0) },
            await cafe.App.InScopeAsync(s => s.GetRequiredService<MeasureJourney>().ExecuteAsync(id, Ct)));
    }

    internal static async Task<(HttpStatusCode Status, string? Location)> PressAsync(Cafe cafe, string link)
    {
        using var answer = await cafe.App.Http.GetAsync(new Uri(link, UriKind.Relative), Ct);
        return (answer.StatusCode, answer.Headers.Location?.AbsoluteUri);
    }

    internal static string Link(string heard) => Pressed().Match(heard).Value;

    [GeneratedRegex("/r/[0-9A-Za-z_-]+")]
    private static partial Regex Pressed();
}
