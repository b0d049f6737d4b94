using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Card;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Tests.Admin;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Points;

public sealed class GivePointsTests
{
    [Fact]
    public async Task A_survey_a_review_and_a_check_in_count_once_each_and_never_without_a_rule()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var member = await till.NewMemberAsync();
        Task<Answer> DidAsync(string what, string reference) => till.PostAsync($"members/{member.Ref}/events", new { @event = what, reference });
        Assert.Equal(0, (await DidAsync("survey", "spring")).Number("points"));
        foreach (var (code, what, points) in new[] { ("survey", EarningEvent.Survey, 30), ("review", EarningEvent.Review, 20), ("checkin", EarningEvent.CheckIn, 1) })
        {
            await app.DecideAsync(code, new EarningDefinition { Event = what, Effect = new BonusEffect(points), CapPerMember = what == EarningEvent.Review ? 30 : null });
        }
        Assert.Equal((30, 30), ((await DidAsync("survey", "spring")).Number("points"), (await DidAsync("survey", "spring")).Number("balance")));
        Assert.Equal(30, (await DidAsync("survey", "autumn")).Number("points"));
        Assert.Equal((20, 10, 0), ((await DidAsync("review", "a")).Number("points"), (await DidAsync("review", "b")).Number("points"), (await DidAsync("review", "c")).Number("points")));
        Assert.Equal(HttpStatusCode.NotFound, (await till.PostAsync("members/nobody/events", new { @event = "survey", reference = "x" })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await DidAsync("join", "x")).Status);

        // Fifty taps on one day, at once.
        Task<EventPoints> CheckInAsync() => app.InScopeAsync(async s => (await s.GetRequiredService<GivePoints>().ForEventAsync(
            member.Id, EarningEvent.CheckIn, $"checkin:{s.GetRequiredService<BrandTime>().Today:yyyy-MM-dd}", s.GetRequiredService<BrandTime>().Now, default)).Value!);
        Assert.Equal(1, (await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => CheckInAsync()))).Count(c => c.Counted));
        app.Clock.Advance(TimeSpan.FromDays(1));
        Assert.True((await CheckInAsync()).Counted);
        var line = await app.DbAsync(db => db.PointsEntries.Where(e => e.MemberId == member.Id).OrderByDescending(e => e.Id).FirstAsync());
        Assert.Equal(("checkin", 1, "checkin"), (line.Rule, line.RuleVersion, line.Reason));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task Joining_and_a_complete_profile_are_rewarded_once()
    {
        await using var app = await TestApp.StartAsync();
        await app.DecideAsync("join", new EarningDefinition { Event = EarningEvent.Join, Effect = new BonusEffect(50) });
        await app.DecideAsync("profile", new EarningDefinition { Event = EarningEvent.Profile, Effect = new BonusEffect(25) });
        await BackOffice.FriendAsync(app, "0912000009", "陳小美");
        var id = await app.DbAsync(db => db.Members.Select(m => m.Id).SingleAsync());
        Assert.Equal(50, await BalanceAsync());
        foreach (var change in new[] { new ProfileChange { Gender = Gender.Female }, new ProfileChange { Birthday = new Birthday(1990, 2, 29 - 1) }, new ProfileChange { Gender = Gender.Other } })
        {
            await app.InScopeAsync(s => s.GetRequiredService<UpdateProfile>().ExecuteAsync(id, change, default));
        }
        Assert.Equal(75, await BalanceAsync());
        await PosApp.AssertLedgerHoldsAsync(app);

        Task<long> BalanceAsync() => app.InScopeAsync(async s => (await s.GetRequiredService<ReadCard>().PointsAsync(id, default)).Balance);
    }

    [Fact]
    public async Task Whoever_tells_everything_while_joining_is_rewarded_at_once_and_not_again()
    {
        await using var app = await TestApp.StartAsync();
        await app.DecideAsync("profile", new EarningDefinition { Event = EarningEvent.Profile, Effect = new BonusEffect(25) });
        using var page = await LiffPage.OpenAsync(app, "陳小美");
        using var joined = await page.JoinAsync("0912000019", "陳小美", birthday: "1990-02-28");
        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
        var id = await app.DbAsync(db => db.Members.Select(m => m.Id).SingleAsync());
        Assert.Equal(25, await app.DbAsync(db => db.Members.Select(m => m.PointsBalance).SingleAsync()));
        await app.InScopeAsync(s => s.GetRequiredService<UpdateProfile>().ExecuteAsync(id, new ProfileChange { Language = "en" }, default));
        Assert.Equal(25, await app.DbAsync(db => db.Members.Select(m => m.PointsBalance).SingleAsync()));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task Staff_correct_with_a_reason_within_a_limit_and_never_below_zero()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        var member = await till.NewMemberAsync();
        var page = $"/admin/members/{member.Ref}?tab=points";
        var form = Guid.NewGuid().ToString("N");
        async Task<string> AdjustAsync(string points, string reason, string? number = null)
        {
            using var sent = await browser.SubmitAsync(page, $"/admin/members/{member.Ref}?handler=Points", ("points", points), ("reason", reason), ("form", number ?? Guid.NewGuid().ToString("N")));
            Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
            return await browser.ReadAsync(page);
        }
        Assert.Contains("目前可用 100 點", await AdjustAsync("100", "活動補發", form), StringComparison.Ordinal);
        await AdjustAsync("100", "活動補發", form);
        Assert.Contains("點數不足", await AdjustAsync("-101", "誤發"), StringComparison.Ordinal);
        Assert.Contains("超過單次可調整的點數上限", await AdjustAsync("10001", "太多"), StringComparison.Ordinal);
        Assert.Contains("請填寫原因", await AdjustAsync("5", " "), StringComparison.Ordinal);
        var after = await AdjustAsync("-40", "誤發更正");
        Assert.Contains("誤發更正", after, StringComparison.Ordinal);
        Assert.Equal((60, 2), (await app.DbAsync(db => db.Members.Where(m => m.Id == member.Id).Select(m => m.PointsBalance).SingleAsync()), await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "points.adjusted"))));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task A_file_of_points_is_looked_at_first_given_once_and_taken_back_once_as_far_as_it_is_still_there()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        var (one, two) = (await till.NewMemberAsync(), await till.NewMemberAsync());
        const string path = "/admin/points/grants";
        using var wrong = await browser.SubmitAsync(path, path + "?handler=Preview", ("Text", $"卡號,點數\n{one.CardNumber},100\n0900000000,50\n{one.CardNumber},10\n{two.CardNumber},0"));
        var told = WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        foreach (var text in new[] { "3 筆有問題", "查無此會員。", "同一位會員重複。", "點數請填 1–10,000。" }) Assert.Contains(text, told, StringComparison.Ordinal);
        Assert.DoesNotContain("確認發點", told, StringComparison.Ordinal);

        var form = Guid.NewGuid().ToString("N");
        (string, string)[] good = [("Text", $"{one.CardNumber},100\n{two.CardNumber},70"), ("Form", form), ("Reason", "週年慶")];
        using var first = await browser.SubmitAsync(path, path + "?handler=Give", good);
        using var again = await browser.SubmitAsync(path, path + "?handler=Give", good);
        Assert.Equal([100L, 70L], await app.DbAsync(db => db.Members.OrderBy(m => m.Id).Select(m => m.PointsBalance).ToListAsync()));

        var sale = till.Sale(one, Till.Line("LATTE", 1, 120));
        (sale["pointsRedeemed"], sale["spendCode"]) = (30, till.Mint(CodePurpose.Spend, one.Id));
        await till.PostAsync("purchases", sale);
        var batch = (await app.DbAsync(db => db.PointsBatches.SingleAsync())).Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        // As a server leaves it that stops in the middle of taking back: nobody gets more of it, and pressing again finishes it.
        await app.DbAsync(db => db.PointsBatches.ExecuteUpdateAsync(s => s.SetProperty(b => b.UndoneAt, app.Clock.Now)));
        Assert.Contains("收回中斷，請再按一次", await browser.ReadAsync(path), StringComparison.Ordinal);
        var three = await till.NewMemberAsync();
        using var more = await browser.SubmitAsync(path, path + "?handler=Give", [("Text", $"{one.CardNumber},100\n{three.CardNumber},70"), ("Form", form), ("Reason", "週年慶")]);
        Assert.Equal(0, await app.DbAsync(db => db.Members.Where(m => m.Id == three.Id).Select(m => m.PointsBalance).SingleAsync()));
        using var undone = await browser.SubmitAsync(path, path + "?handler=Undo", ("batch", batch));
        using var twice = await browser.SubmitAsync(path, path + "?handler=Undo", ("batch", batch));
        Assert.Contains("已收回 140 點", await browser.ReadAsync(path), StringComparison.Ordinal);
        Assert.Equal([0L, 0L, 0L], await app.DbAsync(db => db.Members.OrderBy(m => m.Id).Select(m => m.PointsBalance).ToListAsync()));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task What_a_day_allows_is_counted_by_the_events_own_day()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await app.DecideAsync("review", new EarningDefinition { Event = EarningEvent.Review, Effect = new BonusEffect(20), CapPerDay = 20 });
        var member = await till.NewMemberAsync();
        app.Clock.Advance(TimeSpan.FromDays(2));
        async Task<long> GiveAsync(string key, int daysAgo)
        {
            await app.InScopeAsync(s => s.GetRequiredService<GivePoints>().ForEventAsync(member.Id, EarningEvent.Review, key, app.Clock.Now.AddDays(-daysAgo), default));
            return (await till.ReadAsync(member)).PointsBalance;
        }
        Assert.Equal((20L, 20L, 40L, 40L), (await GiveAsync("today", 0), await GiveAsync("again", 0), await GiveAsync("yesterday", 1), await GiveAsync("once more", 1)));
    }

    [Fact]
    public async Task Points_given_to_a_friend_keep_their_expiry_and_only_where_the_brand_allows_it()
    {
        await using var app = await TestApp.StartAsync([("Scheduling:Enabled", "false")]);
        using var till = await Till.OpenAsync(app);
        var (giver, state) = await Liff.LiffPage.JoinedAsync(app, "0912000011");
        using var page = giver;
        var friend = await till.NewMemberAsync("林美麗");
        var member = await app.DbAsync(db => db.Members.SingleAsync(m => m.Id != friend.Id));
        await till.SellForAsync(member, 1000);
        app.Clock.Advance(TimeSpan.FromDays(2));
        using var again = await page.SignInAsync();
        await till.SellForAsync(member, 500);
        async Task<Answer> GiveAsync(long points, Guid key, string? card = null)
        {
            using var sent = await page.PostAsync("points/gifts", new { cardNumber = card ?? friend.CardNumber, points, key });
            var body = await sent.Content.ReadAsStringAsync();
            return new Answer(sent.StatusCode, body, System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(body), sent.Headers, null);
        }
        Assert.Equal("points.gifts_off", (await GiveAsync(20, Guid.NewGuid())).Code);
        await app.DecideAsync(p => p with { Gifts = new LineLoyalty.Rewards.Points.Policies.GiftPolicy(20, 130) });
        Assert.Equal("points.gift_too_small", (await GiveAsync(19, Guid.NewGuid())).Code);
        Assert.Equal("points.gift_receiver", (await GiveAsync(20, Guid.NewGuid(), member.CardNumber)).Code);
        var key = Guid.NewGuid();
        Assert.Equal((30, "林○麗"), ((await GiveAsync(120, key)).Number("balance"), (await GiveAsync(120, key)).Text("receiverName")));
        Assert.Equal("points.gift_limit", (await GiveAsync(20, Guid.NewGuid())).Code);
        var lots = await app.DbAsync(db => db.PointsLots.Where(l => l.Remaining > 0).OrderBy(l => l.MemberId == friend.Id).ThenBy(l => l.ExpiresAt).Select(l => new { Mine = l.MemberId == member.Id, l.Remaining, l.ExpiresAt }).ToListAsync());
        Assert.Equal([(true, 30L), (false, 100L), (false, 20L)], lots.Select(l => (l.Mine, l.Remaining)));
        Assert.Equal((lots[0].ExpiresAt, lots[0].ExpiresAt!.Value.AddDays(-2)), (lots[2].ExpiresAt, lots[1].ExpiresAt));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task Two_members_who_give_to_each_other_at_once_lose_and_win_nothing()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await app.DecideAsync(p => p with { Gifts = new LineLoyalty.Rewards.Points.Policies.GiftPolicy(1, 1000) });
        var (one, two) = (await till.NewMemberAsync(), await till.NewMemberAsync());
        await till.SellForAsync(one, 1000);
        await till.SellForAsync(two, 1000);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => app.InScopeAsync(s => s.GetRequiredService<SendPoints>().ExecuteAsync(
            i % 2 == 0 ? one.Id : two.Id, i % 2 == 0 ? two.CardNumber : one.CardNumber, 15, Guid.NewGuid(), default))));
        Assert.Equal(200, await app.DbAsync(db => db.Members.SumAsync(m => m.PointsBalance)));
        Assert.True(await app.DbAsync(db => db.Members.AllAsync(m => m.PointsBalance >= 0)));
        await PosApp.AssertLedgerHoldsAsync(app);
    }
}
