using System.Net;
using System.Text.Json;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Gifts;
using LineLoyalty.Rewards.Points.Policies;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Tiers;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Points;

/// <summary>Points given by a link: one receiver, one hop, 72 hours, and never a point more or less.</summary>
public sealed class PointsGiftTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_friend_opens_the_link_and_has_the_points_with_their_expiry_and_both_read_it_in_their_history()
    {
        await using var app = await OpenAsync();
        using var till = await Till.OpenAsync(app);
        var (giver, member) = await JoinAsync(app, "0912100001", "王小明");
        var (friend, friendly) = await JoinAsync(app, "0912100002", "林美麗");
        using var _ = giver;
        using var __ = friend;
        await till.SellForAsync(member, 1000);
        var form = Guid.NewGuid();
        var link = await OfferAsync(giver, 60, form, "請你喝");
        Assert.Equal(link.GetProperty("token").GetString(), (await OfferAsync(giver, 60, form)).GetProperty("token").GetString());
        var token = link.GetProperty("token").GetString()!;
        var mine = await giver.ReadAsync("points/gifts");
        Assert.Equal((40, 440, "open"), (mine.GetProperty("giveable").GetInt64(), mine.GetProperty("leftThisMonth").GetInt64(), mine.GetProperty("gifts")[0].GetProperty("state").GetString()));
        Assert.Equal(40, (await till.ReadAsync(member)).PointsBalance);

        var look = await friend.ReadAsync("points-gifts/" + token);
        Assert.Equal(("open", "王○明", 60, "請你喝", false), (look.GetProperty("state").GetString(), look.GetProperty("from").GetString(), look.GetProperty("points").GetInt64(),
            look.GetProperty("message").GetString(), look.GetProperty("mine").GetBoolean()));
        using (var own = await giver.PostAsync($"points-gifts/{token}/claim", new { })) Assert.Equal((HttpStatusCode.Conflict, "points_gift.own"), await own.RefusalAsync());
        for (var twice = 0; twice < 2; twice++)
        {
            using var claimed = await friend.PostAsync($"points-gifts/{token}/claim", new { });
            Assert.True((await claimed.JsonAsync()).GetProperty("received").GetBoolean());
        }
        Assert.Equal(60, (await till.ReadAsync(friendly)).PointsBalance);
        var ends = await app.DbAsync(db => db.PointsLots.Where(l => l.Remaining > 0).Select(l => l.ExpiresAt).Distinct().ToListAsync(Ct));
        Assert.Single(ends);

        Assert.Contains(("轉贈點數給林○麗", -60), await HistoryAsync(giver));
        Assert.Contains(("收到王○明送的點數", 60), await HistoryAsync(friend));
        // One hop: what was a gift cannot be given again.
        using var again = await friend.PostAsync("points/gifts/link", new { points = 20, key = Guid.NewGuid() });
        Assert.Equal("points.insufficient", await again.CodeAsync());
        using var byCard = await friend.PostAsync("points/gifts", new { cardNumber = member.CardNumber, points = 20, key = Guid.NewGuid() });
        Assert.Equal("points.insufficient", await byCard.CodeAsync());
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task What_nobody_takes_goes_back_to_the_lots_it_came_from_by_hand_or_after_72_hours()
    {
        await using var app = await OpenAsync();
        using var till = await Till.OpenAsync(app);
        var (page, member) = await JoinAsync(app, "0912100003", "王小明");
        using var _ = page;
        await till.SellForAsync(member, 500);
        await till.SellForAsync(member, 500);
        var before = await LotsAsync(app, member);
        var first = await OfferAsync(page, 70, Guid.NewGuid());
        using (var back = await page.PostAsync($"points/gifts/{first.GetProperty("id").GetString()}/end", new { })) Assert.Equal("takenBack", (await back.JsonAsync()).GetProperty("gifts")[0].GetProperty("state").GetString());
        Assert.Equal(before, await LotsAsync(app, member));

        var second = await OfferAsync(page, 70, Guid.NewGuid());
        app.Clock.Advance(TimeSpan.FromHours(72));
        Assert.Equal(1, await app.InScopeAsync(s => s.GetRequiredService<OfferPoints>().EndLapsedAsync(100, Ct)));
        Assert.Equal(0, await app.InScopeAsync(s => s.GetRequiredService<OfferPoints>().EndLapsedAsync(100, Ct)));
        Assert.Equal(before, await LotsAsync(app, member));
        using (var signed = await page.SignInAsync()) Assert.Equal(HttpStatusCode.OK, signed.StatusCode);
        Assert.Equal("lapsed", (await page.ReadAsync("points-gifts/" + second.GetProperty("token").GetString())).GetProperty("state").GetString());
        Assert.Contains(("無人領取，點數已退回", 70), await HistoryAsync(page));
        // Gifts that came back do not use up the month.
        Assert.Equal(500, (await page.ReadAsync("points/gifts")).GetProperty("leftThisMonth").GetInt64());
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task Waiting_for_a_friend_never_makes_points_live_longer()
    {
        await using var app = await OpenAsync();
        using var till = await Till.OpenAsync(app);
        var (page, member) = await JoinAsync(app, "0912100004", "王小明");
        using var _ = page;
        await till.SellForAsync(member, 1000);
        var end = (await LotsAsync(app, member))[0].ExpiresAt!.Value;
        app.Clock.Set(new DateTimeOffset(end, TimeSpan.Zero).AddHours(-1));
        using (var signed = await page.SignInAsync()) Assert.Equal(HttpStatusCode.OK, signed.StatusCode);
        var link = await OfferAsync(page, 50, Guid.NewGuid());
        Assert.Equal(end, link.GetProperty("until").GetDateTime().ToUniversalTime());
        app.Clock.Advance(TimeSpan.FromHours(1));
        using (var later = await page.SignInAsync()) Assert.Equal(HttpStatusCode.OK, later.StatusCode);
        await app.InScopeAsync(s => s.GetRequiredService<OfferPoints>().EndLapsedAsync(100, Ct));
        Assert.Equal(0, (await page.ReadAsync("points")).GetProperty("balance").GetInt64());
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task Of_many_who_open_the_link_at_once_and_a_giver_who_takes_back_exactly_one_has_the_points()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await app.DecideAsync(p => p with { Gifts = new GiftPolicy(1, 1000) });
        var giver = await till.NewMemberAsync();
        await till.SellForAsync(giver, 1000);
        var friends = new List<Member>();
        for (var i = 0; i < 6; i++) friends.Add(await till.NewMemberAsync());
        for (var round = 0; round < 4; round++)
        {
            var offered = (await app.InScopeAsync(s => s.GetRequiredService<OfferPoints>().ExecuteAsync(giver.Id, 10, null, Guid.NewGuid(), Ct))).Value!;
            var claims = friends.Select(f => app.InScopeAsync(s => s.GetRequiredService<ClaimPoints>().ExecuteAsync(offered.Token, f.Id, Ct))).ToList();
            var back = app.InScopeAsync(s => s.GetRequiredService<OfferPoints>().TakeBackAsync(giver.Id, offered.Gift.Ref, Ct));
            var won = (await Task.WhenAll(claims)).Count(c => c.Refusal is null) + ((await back).Refusal is null ? 1 : 0);
            Assert.Equal(1, won);
        }
        Assert.Equal(100, await app.DbAsync(db => db.Members.SumAsync(m => m.PointsBalance, Ct)));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task Where_the_brand_does_not_allow_it_and_beyond_the_limits_nothing_leaves()
    {
        await using var app = await TestApp.StartAsync([("Scheduling:Enabled", "false")]);
        using var till = await Till.OpenAsync(app);
        var (page, member) = await JoinAsync(app, "0912100005", "王小明");
        using var _ = page;
        await till.SellForAsync(member, 1000);
        Assert.False((await page.ReadAsync("points/gifts")).GetProperty("on").GetBoolean());
        Assert.Equal("points.gifts_off", await CodeAsync(50));
        await app.DecideAsync(p => p with { Gifts = new GiftPolicy(20, 60) });
        Assert.Equal("points.gift_too_small", await CodeAsync(19));
        Assert.Equal("points.gift_limit", await CodeAsync(61));
        await OfferAsync(page, 50, Guid.NewGuid());
        Assert.Equal("points.gift_limit", await CodeAsync(20));
        using (var unknown = await page.GetAsync("points-gifts/nothing")) Assert.Equal((HttpStatusCode.NotFound, "points_gift.not_found"), await unknown.RefusalAsync());

        async Task<string?> CodeAsync(long points)
        {
            using var answer = await page.PostAsync("points/gifts/link", new { points, key = Guid.NewGuid() });
            return await answer.CodeAsync();
        }
    }

    [Fact]
    public async Task Points_that_another_gave_are_not_earned_and_bring_no_level()
    {
        await using var app = await OpenAsync();
        using var till = await Till.OpenAsync(app);
        await app.ChangeTierAsync("silver", f => f with { Reach = new() { Points = 50 } });
        var (giver, member) = await JoinAsync(app, "0912100011", "王小明");
        var (friend, friendly) = await JoinAsync(app, "0912100012", "林美麗");
        using var _ = giver;
        using var __ = friend;
        await till.SellForAsync(member, 1000);
        using (var claimed = await friend.PostAsync($"points-gifts/{(await OfferAsync(giver, 60, Guid.NewGuid())).GetProperty("token").GetString()}/claim", new { })) Assert.Equal(HttpStatusCode.OK, claimed.StatusCode);
        using (var card = await giver.PostAsync("points/gifts", new { cardNumber = friendly.CardNumber, points = 40, key = Guid.NewGuid() })) Assert.Equal(HttpStatusCode.OK, card.StatusCode);
        Assert.Equal("regular", (await till.SellForAsync(friendly, 100)).Text("member.tier.code"));
        Assert.Equal("silver", await app.TierOfAsync(member));
        var forecast = await app.InScopeAsync(s => s.GetRequiredService<ForecastTiers>().ExecuteAsync(s.GetRequiredService<EvaluateTier>().RulesAsync(Ct).Result, Ct));
        Assert.Equal(1, forecast.Single(f => f.Tier.Code == "silver").Justified);
        Assert.Equal("silver", (await till.SellForAsync(friendly, 400)).Text("member.tier.code"));
    }

    private static async Task<TestApp> OpenAsync()
    {
        var app = await TestApp.StartAsync([("Scheduling:Enabled", "false")]);
        await app.DecideAsync(p => p with { Gifts = new GiftPolicy(10, 500) });
        return app;
    }

    private static async Task<(LiffPage, Member)> JoinAsync(TestApp app, string phone, string name)
    {
        var (page, _) = await LiffPage.JoinedAsync(app, phone, name);
        return (page, await app.DbAsync(db => db.Members.OrderByDescending(m => m.Id).FirstAsync(Ct)));
    }

    private static async Task<JsonElement> OfferAsync(LiffPage page, long points, Guid key, string? message = null)
    {
        using var answer = await page.PostAsync("points/gifts/link", new { points, key, message });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.JsonAsync();
    }

    private static async Task<List<(string?, int)>> HistoryAsync(LiffPage page) =>
        [.. (await page.ReadAsync("history")).GetProperty("entries").EnumerateArray().Where(e => e.TryGetProperty("points", out var p) && p.ValueKind == JsonValueKind.Number)
            .Select(e => (e.GetProperty("title").GetString(), e.GetProperty("points").GetInt32()))];

    private static Task<List<LotRow>> LotsAsync(TestApp app, Member member) =>
        app.DbAsync(db => db.PointsLots.Where(l => l.MemberId == member.Id).OrderBy(l => l.Id).Select(l => new LotRow(l.Remaining, l.ExpiresAt)).ToListAsync(Ct));

    private sealed record LotRow(long Remaining, DateTime? ExpiresAt);
}
