using System.Net;
using System.Text.Json;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Families;
using LineLoyalty.Rewards.Points.Policies;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Tiers;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Points;

/// <summary>A family spends what all of them have, never more, and every point keeps its expiry and its owner until it is spent.</summary>
public sealed class FamilyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_invites_another_joins_and_at_the_till_both_balances_pay_soonest_expiring_first()
    {
        await using var app = await OpenAsync();
        using var till = await Till.OpenAsync(app);
        var (mother, first) = await JoinAsync(app, "0912200001", "王媽媽");
        var (child, second) = await JoinAsync(app, "0912200002", "王小妹");
        using var _ = mother;
        using var __ = child;
        await till.SellForAsync(first, 500);
        app.Clock.Advance(TimeSpan.FromDays(10));
        await till.SellForAsync(second, 300);
        using (var again = await mother.SignInAsync()) Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        using (var again = await child.SignInAsync()) Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        await ShareAsync(mother, child);
        var family = await child.ReadAsync("family");
        Assert.Equal((80, 2, false), (family.GetProperty("total").GetInt64(), family.GetProperty("people").GetArrayLength(), family.GetProperty("owner").GetBoolean()));
        Assert.Equal("王○媽", family.GetProperty("people")[0].GetProperty("name").GetString());
        Assert.Equal(30, (await till.ReadAsync(second)).PointsBalance);

        var seen = await till.PostAsync("members/lookup", new { key = second.CardNumber });
        Assert.Equal((30, 50), (seen.Number("member.points"), seen.Number("member.sharedPoints")));
        var quote = await till.PostAsync("purchases/quote", new { lines = new[] { new { name = "外帶", quantity = 1, amount = 200 } }, member = second.Ref, pointsRedeemed = 70 });
        Assert.Equal((130, 80), (quote.Number("paid"), quote.Number("pointsMaximum")));
        var sold = await till.PostAsync("purchases", Spending(till, second, 200, 70));
        Assert.Equal(HttpStatusCode.Created, sold.Status);
        // 13 of the NT$130 that was paid: 30 + 40 of the mother's are gone.
        Assert.Equal((10, 10), ((await till.ReadAsync(first)).PointsBalance, (await till.ReadAsync(second)).PointsBalance));
        Assert.Contains(("家人王○妹使用點數", -40), await HistoryAsync(mother));
        Assert.Contains(("使用家人王○媽的點數", 40), await HistoryAsync(child));
        await PosApp.AssertLedgerHoldsAsync(app);

        // A return gives back to who spent, with the expiry the points had.
        var before = await app.DbAsync(db => db.PointsLots.Where(l => l.MemberId == second.Id && l.Rule == PointsReasons.Family).Select(l => l.ExpiresAt).SingleAsync(Ct));
        Assert.Equal(before, await app.DbAsync(db => db.PointsLots.Where(l => l.MemberId == first.Id).Select(l => l.ExpiresAt).SingleAsync(Ct)));
        Assert.Equal(HttpStatusCode.Created, (await till.RefundAsync(sold)).Status);
        Assert.Equal((10, 70), ((await till.ReadAsync(first)).PointsBalance, (await till.ReadAsync(second)).PointsBalance));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task More_than_all_have_is_refused_and_nothing_moves_and_a_brand_that_ends_it_ends_it_at_once()
    {
        await using var app = await OpenAsync();
        using var till = await Till.OpenAsync(app);
        var (mother, first) = await JoinAsync(app, "0912200003", "王媽媽");
        var (child, second) = await JoinAsync(app, "0912200004", "王小妹");
        using var _ = mother;
        using var __ = child;
        await till.SellForAsync(first, 500);
        await till.SellForAsync(second, 300);
        await ShareAsync(mother, child);
        var refused = await till.PostAsync("purchases", Spending(till, second, 500, 81));
        Assert.Equal(("points.insufficient", 80), (refused.Code, refused.Number("available")));
        Assert.Equal((50, 30), ((await till.ReadAsync(first)).PointsBalance, (await till.ReadAsync(second)).PointsBalance));

        await app.DecideAsync(p => p with { Family = null });
        Assert.Equal("points.insufficient", (await till.PostAsync("purchases", Spending(till, second, 500, 31))).Code);
        Assert.False((await child.ReadAsync("family")).GetProperty("on").GetBoolean());
        using var closed = await mother.PostAsync("family/invites", new { });
        Assert.Equal("family.off", await closed.CodeAsync());
    }

    [Fact]
    public async Task A_link_lets_one_in_once_a_full_family_nobody_and_who_leaves_waits_thirty_days()
    {
        await using var app = await OpenAsync();
        var pages = new List<LiffPage>();
        foreach (var (i, name) in new[] { "王大明", "李小華", "陳美美", "林阿姨" }.Index()) pages.Add((await JoinAsync(app, $"091220001{i}", name)).Item1);
        var token = await InviteAsync(pages[0]);
        using (var looked = await pages[1].GetAsync("family-invites/" + token)) Assert.Equal("open", (await looked.JsonAsync()).GetProperty("state").GetString());
        Assert.Equal("joined", await JoinAsync(pages[1], token));
        Assert.Equal("joined", await JoinAsync(pages[1], token));
        Assert.Equal("family.invite_over", await JoinAsync(pages[2], token));
        Assert.Equal("joined", await JoinAsync(pages[2], await InviteAsync(pages[0])));
        using (var full = await pages[0].PostAsync("family/invites", new { })) Assert.Equal("family.full", await full.CodeAsync());
        using (var notHers = await pages[1].PostAsync("family/invites", new { })) Assert.Equal("family.not_owner", await notHers.CodeAsync());

        using (var left = await pages[1].PostAsync("family/leave", new { })) Assert.NotEqual(JsonValueKind.Null, (await left.JsonAsync()).GetProperty("mayJoinFrom").ValueKind);
        Assert.Equal("family.too_soon", await JoinAsync(pages[1], await InviteAsync(pages[0])));
        app.Clock.Advance(ManageFamily.Pause);
        foreach (var page in pages)
        {
            using var again = await page.SignInAsync();
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        }
        Assert.Equal("joined", await JoinAsync(pages[1], await InviteAsync(pages[0])));
        var who = (await pages[0].ReadAsync("family")).GetProperty("people").EnumerateArray().Single(p => p.GetProperty("name").GetString() == "陳○美").GetProperty("id").GetString();
        using (var away = await pages[1].PostAsync($"family/people/{who}/end", new { })) Assert.Equal("family.not_owner", await away.CodeAsync());
        using (var ended = await pages[0].PostAsync("family/leave", new { })) Assert.Empty((await ended.JsonAsync()).GetProperty("people").EnumerateArray());
        Assert.Empty((await pages[2].ReadAsync("family")).GetProperty("people").EnumerateArray());
        foreach (var page in pages) page.Dispose();
    }

    [Fact]
    public async Task When_all_spend_at_once_the_family_never_spends_more_than_it_has()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await app.DecideAsync(p => p with { Family = new FamilyPolicy(5) });
        var people = new List<Member>();
        for (var i = 0; i < 4; i++) people.Add(await till.NewMemberAsync());
        foreach (var rest in people.Skip(1))
        {
            var link = (await app.InScopeAsync(s => s.GetRequiredService<ManageFamily>().InviteAsync(people[0].Id, Ct))).Value!;
            var token = app.InScopeAsync(s => Task.FromResult(s.GetRequiredService<ManageFamily>().Token(link)));
            Assert.Null((await app.InScopeAsync(async s => await s.GetRequiredService<ManageFamily>().JoinAsync(await token, rest.Id, Ct))).Refusal);
        }
        foreach (var one in people) await till.SellForAsync(one, 1000);
        // 400 points in all: of eight spends of 90 at once, four can be paid, whoever asks.
        var spends = Enumerable.Range(0, 8).Select(i => till.PostAsync("purchases", Spending(till, people[i % 4], 95, 90))).ToList();
        var answers = await Task.WhenAll(spends);
        Assert.Equal(4, answers.Count(a => a.Status == HttpStatusCode.Created));
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => Assert.Equal("points.insufficient", a.Code));
        Assert.Equal(40, await app.DbAsync(db => db.Members.SumAsync(m => m.PointsBalance, Ct)));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task What_the_family_adds_to_a_spend_is_not_earned_and_brings_no_level()
    {
        await using var app = await OpenAsync();
        using var till = await Till.OpenAsync(app);
        await app.ChangeTierAsync("silver", f => f with { Reach = new() { Points = 60 } });
        var (mother, first) = await JoinAsync(app, "0912200011", "王媽媽");
        var (child, second) = await JoinAsync(app, "0912200012", "王小妹");
        using var _ = mother;
        using var __ = child;
        await till.SellForAsync(first, 500);
        await till.SellForAsync(second, 300);
        await ShareAsync(mother, child);
        var sold = await till.PostAsync("purchases", Spending(till, second, 200, 70));
        Assert.Equal((HttpStatusCode.Created, "regular"), (sold.Status, sold.Text("member.tier.code")));
        Assert.Equal("silver", (await till.SellForAsync(second, 200)).Text("member.tier.code"));
    }

    private static Dictionary<string, object?> Spending(Till till, Member member, long amount, long points)
    {
        var sale = till.Sale(member, new { name = "外帶", quantity = 1, amount });
        sale["pointsRedeemed"] = points;
        sale["spendCode"] = till.Mint(CodePurpose.Spend, member.Id);
        return sale;
    }

    private static async Task<TestApp> OpenAsync()
    {
        var app = await TestApp.StartAsync([("Scheduling:Enabled", "false")]);
        await app.DecideAsync(p => p with { Family = new FamilyPolicy(3) });
        return app;
    }

    private static async Task<(LiffPage, Member)> JoinAsync(TestApp app, string phone, string name)
    {
        var (page, _) = await LiffPage.JoinedAsync(app, phone, name);
        return (page, await app.DbAsync(db => db.Members.OrderByDescending(m => m.Id).FirstAsync(Ct)));
    }

    private static async Task<string> InviteAsync(LiffPage page)
    {
        using var answer = await page.PostAsync("family/invites", new { });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.JsonAsync()).GetProperty("token").GetString()!;
    }

    /// <returns>State of the invitation, or the refusal's code.</returns>
    private static async Task<string?> JoinAsync(LiffPage page, string token)
    {
        using var answer = await page.PostAsync($"family-invites/{token}/join", new { });
        return answer.IsSuccessStatusCode ? (await answer.JsonAsync()).GetProperty("state").GetString() : await answer.CodeAsync();
    }

    private static async Task ShareAsync(LiffPage owner, LiffPage other) => Assert.Equal("joined", await JoinAsync(other, await InviteAsync(owner)));

    private static async Task<List<(string?, int)>> HistoryAsync(LiffPage page) =>
        [.. (await page.ReadAsync("history")).GetProperty("entries").EnumerateArray().Where(e => e.TryGetProperty("points", out var p) && p.ValueKind == JsonValueKind.Number)
            .Select(e => (e.GetProperty("title").GetString(), e.GetProperty("points").GetInt32()))];
}
