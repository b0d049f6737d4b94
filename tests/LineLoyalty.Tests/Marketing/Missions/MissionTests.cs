using System.Net;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Membership;
using LineLoyalty.Purchases.CheckIns;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Catalogue;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Marketing.Missions;

public sealed class MissionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steps_and_the_end_bring_their_rewards_a_return_takes_them_back_and_reached_again_they_come_again()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await MissionPaper.WriteAsync(app, "spend", new MissionDefinition { Goals = [new SpendGoal(1_000)], Prizes = [new(new PointsPrize(7), 500), new(new CouponPrize("welcome"))], Tag = "達人" });
        var member = await till.NewMemberAsync();
        var first = await till.SellForAsync(member, 600);
        await MissionPaper.SettleAsync(app);
        Assert.Equal(67L, (await till.ReadAsync(member)).PointsBalance);
        var second = await till.SellForAsync(member, 400);
        await MissionPaper.SettleAsync(app);
        Assert.Equal(["given", "given"], (await MissionPaper.SeenAsync(app, member))[0].Prizes.Select(p => p.State));
        Assert.Equal("達人", await app.DbAsync(db => db.MemberTags.Where(t => t.MemberId == member.Id).Select(t => t.Name).SingleAsync(Ct)));
        // The coupon, unused, goes with the sale that had brought it; the points of the step stay.
        await till.RefundAsync(second);
        await MissionPaper.SettleAsync(app);
        Assert.Equal((CouponState.Revoked, 67L), (await app.DbAsync(db => db.Coupons.Select(c => c.State).SingleAsync(Ct)), (await till.ReadAsync(member)).PointsBalance));
        Assert.False(await app.DbAsync(db => db.MemberTags.AnyAsync(Ct)));
        app.Clock.Advance(TimeSpan.FromDays(1));
        await till.RefundAsync(first);
        await MissionPaper.SettleAsync(app);
        Assert.Equal(0L, (await till.ReadAsync(member)).PointsBalance);
        // A level no longer counts them on the day they had been won.
        Assert.Equal(1, await app.DbAsync(db => db.PointsEntries.CountAsync(e => e.Kind == PointsEntryKind.TakeBack && db.PointsEntries.Any(g => g.Kind == PointsEntryKind.Earn && g.Rule == "mission:spend" && g.Rule == e.Rule && g.At == e.EarnedAt && g.At < e.At), Ct)));
        await MissionPaper.AssertHoldsAsync(app);
        await till.SellForAsync(member, 1_000);
        await MissionPaper.SettleAsync(app);
        Assert.Equal((107L, 1), ((await till.ReadAsync(member)).PointsBalance, await app.DbAsync(db => db.Coupons.CountAsync(c => c.State == CouponState.Issued, Ct))));
        Assert.Equal(2, await app.DbAsync(db => db.MemberEvents.CountAsync(e => e.Kind == MemberEvents.MissionFinished, Ct)));
        await MissionPaper.AssertHoldsAsync(app);
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task What_was_used_stays_used_and_is_not_given_twice()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await MissionPaper.WriteAsync(app, "once", new MissionDefinition { Goals = [new PurchasesGoal(1)], Prizes = [new(new CouponPrize("welcome"))] });
        var member = await till.NewMemberAsync();
        var sold = await till.SellForAsync(member, 200);
        await MissionPaper.SettleAsync(app);
        var coupon = await app.DbAsync(db => db.Coupons.SingleAsync(Ct));
        await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(coupon), store = "TPE1" });
        await till.RefundAsync(sold);
        await till.SellForAsync(member, 200);
        await MissionPaper.SettleAsync(app);
        await MissionPaper.SettleAsync(app);
        Assert.Equal(1, await app.DbAsync(db => db.Coupons.CountAsync(Ct)));
        await till.SellForAsync(member, 200);
        await MissionPaper.SettleAsync(app);
        Assert.Equal(1, await app.DbAsync(db => db.Coupons.CountAsync(Ct)));
        await MissionPaper.AssertHoldsAsync(app);
    }

    [Fact]
    public async Task The_last_place_of_the_budget_goes_to_one_of_many_who_finish_at_once()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await MissionPaper.WriteAsync(app, "few", new MissionDefinition { Goals = [new PurchasesGoal(1)], Prizes = [new(new PointsPrize(50))], Budget = 2 });
        var members = new List<Member>();
        for (var i = 0; i < 6; i++) members.Add(await till.NewMemberAsync());
        foreach (var member in members) await till.SellForAsync(member, 10);
        await Task.WhenAll(members.Select(m => app.InScopeAsync(async s => { await s.GetRequiredService<SettleMissions>().ExecuteAsync(m.Id, Ct); return 0; })));
        var rounds = await MissionPaper.RoundsAsync(app);
        Assert.Equal((6, 2), (rounds.Count(r => r.FinishedAt is not null), rounds.Count(r => r.Counted)));
        Assert.Equal(4, rounds.SelectMany(r => r.Rewards).Count(r => r.Missed == "mission.budget"));
        Assert.Equal(2, await app.DbAsync(db => db.Members.CountAsync(m => m.PointsBalance == 50, Ct)));
        var late = await till.NewMemberAsync();
        Assert.Equal("soldOut", (await MissionPaper.SeenAsync(app, late))[0].State);
        await MissionPaper.AssertHoldsAsync(app);
    }

    [Fact]
    public async Task What_the_budget_left_out_is_given_once_in_the_order_it_was_earned_when_a_marketer_says_so()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var says = new MissionDefinition { Goals = [new PurchasesGoal(2)], Prizes = [new(new PointsPrize(5), 1), new(new PointsPrize(50))], Budget = 1 };
        await MissionPaper.WriteAsync(app, "few", says);
        var members = new List<Member>();
        for (var i = 0; i < 5; i++) members.Add(await till.NewMemberAsync());
        var sold = new List<Answer>();
        foreach (var member in members)
        {
            sold.Add(await till.SellForAsync(member, 10));
            sold.Add(await till.SellForAsync(member, 10));
            await MissionPaper.SettleAsync(app);
            app.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.Equal((4, 0, 0), await WaitingAsync());
        Assert.Equal(0, await MakeUpAsync(4));
        // Raised also for who began before; the third has brought something back meanwhile and waits for the way's reward only.
        await MissionPaper.WriteAsync(app, "few", says with { Budget = 3 });
        await till.RefundAsync(sold[4]);
        await MissionPaper.SettleAsync(app);
        Assert.Equal((4, 2, 2), await WaitingAsync());
        Assert.Equal([2, 0], (await Task.WhenAll(MakeUpAsync(2), MakeUpAsync(2))).OrderDescending());
        Assert.Equal("coming", (await MissionPaper.SeenAsync(app, members[1]))[0].Prizes[^1].State);
        await Task.WhenAll(MissionPaper.SettleAsync(app), MissionPaper.Another(app).ExecuteAsync(Ct));
        Assert.Equal([55, 55, 5, 0, 0], await app.DbAsync(db => db.Members.OrderBy(m => m.Id).Select(m => m.PointsBalance).ToListAsync(Ct)));
        Assert.Equal((2, 0, 0), await WaitingAsync());
        await MissionPaper.AssertHoldsAsync(app);
        // A return before the background comes gives the place back; whoever finishes today takes it.
        await MissionPaper.WriteAsync(app, "few", says with { Budget = 4 });
        Assert.Equal(1, await MakeUpAsync(9));
        foreach (var sale in sold[6..8]) await till.RefundAsync(sale);
        await MissionPaper.SettleAsync(app);
        Assert.Equal((1, 1, 1), await WaitingAsync());
        await MissionPaper.AssertHoldsAsync(app);

        async Task<(int, int?, int)> WaitingAsync() => await app.InScopeAsync(async s => await s.GetRequiredService<MakeUpMission>().WaitingAsync((await Few(s)).Id, Ct)) is var w ? (w.People, w.Free, w.Next) : default;
        Task<int> MakeUpAsync(int count) => app.InScopeAsync(async s => await s.GetRequiredService<MakeUpMission>().ExecuteAsync((await Few(s)).Id, count, Ct));
        static async Task<MissionKind> Few(IServiceProvider s) => (await s.GetRequiredService<ReadMissionBook>().ExecuteAsync(Ct)).ByCode("few")!;
    }

    [Fact]
    public async Task Each_week_is_a_round_of_its_own_a_sale_told_late_counts_for_its_own_and_switched_off_nothing_counts()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await MissionPaper.WriteAsync(app, "weekly", new MissionDefinition { Goals = [new PurchasesGoal(2)], Repeat = MissionRepeat.Weekly, Prizes = [new(new PointsPrize(5))] });
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 10);
        // A Monday; the late sale is of the Sunday before.
        app.Clock.Set(new DateTimeOffset(2026, 3, 16, 10, 0, 0, TimeSpan.FromHours(8)));
        var inFirst = app.Clock.GetUtcNow().AddDays(-1);
        await till.SellForAsync(member, 10);
        await till.SellForAsync(member, 10);
        await MissionPaper.SettleAsync(app);
        Assert.Equal([("w:2026-03-09", 1L), ("w:2026-03-16", 2L)], (await MissionPaper.RoundsAsync(app)).OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => (r.Key, r.Done)));
        var late = till.Sale(member, new { name = "外帶", quantity = 1, amount = 10 });
        late["occurredAt"] = inFirst.ToString("O");
        Assert.Equal(HttpStatusCode.Created, (await till.PostAsync("purchases", late)).Status);
        await MissionPaper.SettleAsync(app);
        Assert.All(await MissionPaper.RoundsAsync(app), r => Assert.NotNull(r.FinishedAt));
        Assert.Equal(10L, (await till.ReadAsync(member)).PointsBalance);
        await MissionPaper.WriteAsync(app, "weekly", new MissionDefinition { Goals = [new PurchasesGoal(2)], Repeat = MissionRepeat.Weekly, Prizes = [new(new PointsPrize(5))] }, active: false);
        app.Clock.Advance(TimeSpan.FromDays(7));
        await till.SellForAsync(member, 10);
        await MissionPaper.SettleAsync(app);
        Assert.Equal(2, (await MissionPaper.RoundsAsync(app)).Count);
        Assert.Empty(await MissionPaper.SeenAsync(app, member));
        await MissionPaper.AssertHoldsAsync(app);
    }

    [Fact]
    public async Task A_mission_that_is_given_is_given_once_ends_with_its_days_and_again_only_when_it_is_over()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await MissionPaper.WriteAsync(app, "come", new MissionDefinition { For = MissionFor.Given, Repeat = MissionRepeat.Again, Days = 3, Goals = [new PurchasesGoal(1)], Prizes = [new(new PointsPrize(5))] });
        await MissionPaper.WriteAsync(app, "all", new MissionDefinition { Goals = [new StoresGoal(2)] });
        var member = await till.NewMemberAsync();
        Assert.DoesNotContain(await MissionPaper.SeenAsync(app, member), m => m.Code == "come");
        await till.SellForAsync(member, 10);
        Assert.Equal("mission.not_given", (await MissionPaper.GiveAsync(app, member, "all", "a")).Refusal?.Code);
        Assert.Equal("mission.not_found", (await MissionPaper.GiveAsync(app, member, "none", "a")).Refusal?.Code);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var round = (await MissionPaper.GiveAsync(app, member, "come", "a")).Value!;
        Assert.Equal(round.Id, (await MissionPaper.GiveAsync(app, member, "come", "a")).Value!.Id);
        Assert.Equal("mission.already", (await MissionPaper.GiveAsync(app, member, "come", "b")).Refusal?.Code);
        Assert.Equal(new DateTime(2026, 3, 13, 16, 0, 0, DateTimeKind.Utc), round.EndsAt);
        await MissionPaper.SettleAsync(app);
        // What was bought before it was given does not count; nor what is bought the second after it ended.
        Assert.Equal("open", (await MissionPaper.SeenAsync(app, member)).Single(m => m.Code == "come").State);
        app.Clock.Set(new DateTimeOffset(2026, 3, 14, 0, 0, 0, TimeSpan.FromHours(8)));
        await till.SellForAsync(member, 10);
        await MissionPaper.SettleAsync(app);
        Assert.Equal("over", (await MissionPaper.SeenAsync(app, member)).Single(m => m.Code == "come").State);
        Assert.True((await MissionPaper.GiveAsync(app, member, "come", "b")).Succeeded(out _, out _));
        await till.SellForAsync(member, 10);
        await MissionPaper.SettleAsync(app);
        Assert.Equal("done", (await MissionPaper.SeenAsync(app, member)).Single(m => m.Code == "come").State);
        Assert.Equal(1, await app.DbAsync(db => db.MemberEvents.CountAsync(e => e.Kind == MemberEvents.MissionFinished, Ct)));
        await MissionPaper.AssertHoldsAsync(app);
    }

    [Fact]
    public async Task Days_from_joining_are_each_members_own_and_are_over_for_whoever_joined_long_ago()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var old = await till.NewMemberAsync();
        app.Clock.Advance(TimeSpan.FromDays(20));
        await MissionPaper.WriteAsync(app, "new", new MissionDefinition { Days = 7, Goals = [new PurchasesGoal(1)], Prizes = [new(new PointsPrize(5))] });
        app.Clock.Advance(TimeSpan.FromDays(5));
        var fresh = await till.NewMemberAsync();
        Assert.Empty(await MissionPaper.SeenAsync(app, old));
        Assert.Equal(app.Clock.Now.AddDays(7).Date.AddHours(15).AddMinutes(59).AddSeconds(59), Assert.Single(await MissionPaper.SeenAsync(app, fresh)).Until);
        await till.SellForAsync(old, 10);
        await till.SellForAsync(fresh, 10);
        await MissionPaper.SettleAsync(app);
        Assert.Equal(fresh.Id, Assert.Single(await MissionPaper.RoundsAsync(app)).MemberId);
        await MissionPaper.AssertHoldsAsync(app);
    }

    [Fact]
    public async Task Whoever_was_in_the_segment_stays_in_and_segments_ask_how_far_members_are()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var (mine, other) = (await till.NewMemberAsync(), await till.NewMemberAsync());
        await till.SellForAsync(other, 10);
        var segment = await app.DbAsync(db => db.Segments.SingleAsync(s => s.Code == "never-bought", Ct));
        await MissionPaper.WriteAsync(app, "first", new MissionDefinition { For = MissionFor.Segment, SegmentId = segment.Id, Goals = [new PurchasesGoal(2)], Prizes = [new(new PointsPrize(5))] });
        await MissionPaper.SettleAsync(app);
        Assert.Equal(mine.Id, Assert.Single(await MissionPaper.RoundsAsync(app)).MemberId);
        async Task<string> WhoAsync(string field) => string.Join(',', await app.InScopeAsync(async s =>
            await (await s.GetRequiredService<AskSegment>().MembersAsync(new ChoiceCondition(field, ["first"]), Ct)).OrderBy(m => m.Id).Select(m => m.Id == mine.Id ? "mine" : "other").ToListAsync(Ct)));
        Assert.Equal(("", "", "mine,other"), (await WhoAsync("missionFinished"), await WhoAsync("missionBegun"), await WhoAsync("missionNotBegun")));
        await till.SellForAsync(mine, 10);
        await MissionPaper.SettleAsync(app);
        Assert.Equal(("", "mine", "other"), (await WhoAsync("missionFinished"), await WhoAsync("missionBegun"), await WhoAsync("missionNotBegun")));
        await till.SellForAsync(mine, 10);
        await MissionPaper.SettleAsync(app);
        Assert.Equal(("mine", "", "other"), (await WhoAsync("missionFinished"), await WhoAsync("missionBegun"), await WhoAsync("missionNotBegun")));
        // The next night's look lets in who has come since, and nobody twice.
        var third = await till.NewMemberAsync();
        app.Clock.Advance(TimeSpan.FromDays(1));
        await MissionPaper.SettleAsync(app);
        Assert.Equal([mine.Id, third.Id], (await MissionPaper.RoundsAsync(app)).Select(r => r.MemberId));
        await MissionPaper.AssertHoldsAsync(app);
    }

    [Fact]
    public async Task Checking_in_and_the_profile_count_the_phone_shows_it_the_bot_answers_and_the_end_is_told_once()
    {
        await using var app = await TestApp.StartAsync([("Scheduling:Enabled", "false")]);
        using var till = await Till.OpenAsync(app);
        var (page, member) = await Shelf.MemberAsync(app, "0912000301");
        using var mine = page;
        await app.Line.FollowAsync(page.UserId!);
        await app.DbAsync(db => db.Members.Where(m => m.Id == member.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.Announce, AnnounceLevel.Important), Ct));
        await MissionPaper.WriteAsync(app, "hello", new MissionDefinition { Goals = [new CheckInsGoal(1), new PurchasesGoal(1)], Prizes = [new(new PointsPrize(50))], About = "打卡並消費" });
        Assert.Equal(1, (await page.ReadAsync("card")).GetProperty("card").GetProperty("missions").GetInt32());
        var code = await app.InScopeAsync(async s => s.GetRequiredService<CheckInCodes>().Of(await s.GetRequiredService<LineLoyalty.Data.LoyaltyDb>().Stores.SingleAsync(x => x.Code == "TPE1", Ct)));
        var checkedIn = await app.InScopeAsync(s => s.GetRequiredService<CheckIn>().ExecuteAsync(member.Id, code, Ct));
        Assert.True(checkedIn.Value is { Noted: true, Already: false }, checkedIn.Refusal?.Code);
        Assert.True((await app.InScopeAsync(s => s.GetRequiredService<CheckIn>().ExecuteAsync(member.Id, code, Ct))).Value is { Noted: false, Already: true });
        var open = (await page.ReadAsync("missions")).GetProperty("missions")[0];
        Assert.Equal(("open", 1, 2), (open.GetProperty("state").GetString(), open.GetProperty("done").GetInt32(), open.GetProperty("needed").GetInt32()));
        Assert.Equal(["打卡 1 次", "消費 1 次"], open.GetProperty("goals").EnumerateArray().Select(g => g.GetProperty("text").GetString()!.Trim()));
        await till.SellForAsync(member, 100);
        // Seen at once, given by the background.
        Assert.Equal("coming", (await page.ReadAsync("missions")).GetProperty("missions")[0].GetProperty("prizes")[0].GetProperty("state").GetString());
        await MissionPaper.SettleAsync(app);
        await MissionPaper.SettleAsync(app);
        Assert.Equal("given", (await page.ReadAsync("missions")).GetProperty("missions")[0].GetProperty("prizes")[0].GetProperty("state").GetString());
        Assert.Equal(0, (await page.ReadAsync("card")).GetProperty("card").GetProperty("missions").GetInt32());
        await app.Line.HearsAsync(page.UserId!, "任務完成！");
        Assert.Equal(1, await app.DbAsync(db => db.Deliveries.CountAsync(d => d.Messages.Contains("任務完成！"), Ct)));
        await app.Line.SayAsync(page.UserId!, "任務");
        await app.Line.HearsAsync(page.UserId!, "您的任務都完成了");
        await MissionPaper.AssertHoldsAsync(app);
    }
}
