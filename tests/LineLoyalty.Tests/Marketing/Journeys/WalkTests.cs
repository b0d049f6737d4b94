using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static LineLoyalty.Tests.Marketing.Journeys.Trips;

namespace LineLoyalty.Tests.Marketing.Journeys;

public sealed class WalkTests
{
    private static readonly DateTime Opening = new(2027, 3, 1, 12, 0, 0);
    private static readonly JourneyEnd BoughtIsGoal = new(new PurchaseHappens(), Goal: true);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Task<Cafe> OpenAsync(params (string, string)[] settings) => Cafe.OpenAsync(Opening,
        [("Programmes:PointsExpiry:Enabled", "false"), ("Programmes:CouponExpiry:Enabled", "false"), ("Programmes:Reactivation:Enabled", "false"), .. settings]);

    [Fact]
    public async Task A_tag_lets_in_and_each_step_comes_at_its_time()
    {
        await using var cafe = await OpenAsync();
        var member = await cafe.JoinAsync("小美");
        var other = await cafe.JoinAsync("旁人");
        await cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new TagHappens("貴賓")), "m1",
        [
            Say("m1", "{name}，歡迎", "w1"),
            new WaitTime("w1") { Days = 3, Next = "m2" },
            Say("m2", "三天了", "t1"),
            new ChangeTag("t1", "走完了"),
        ], Once));
        await cafe.WearAsync(member, "貴賓");
        await cafe.RunAsync();
        Assert.Contains("小美，歡迎", Assert.Single(await cafe.HeardAsync(member)).Text, StringComparison.Ordinal);
        await cafe.GoToAsync(Opening.AddDays(3).AddMinutes(-1));
        Assert.Single(await cafe.HeardAsync(member));
        await cafe.GoToAsync(Opening.AddDays(3));
        Assert.Equal(2, (await cafe.HeardAsync(member)).Count);
        Assert.Equivalent(new[] { "貴賓", "走完了" }, await cafe.TagsAsync(member), strict: true);
        Assert.Empty(await cafe.HeardAsync(other));
        Assert.Equal((EnrolmentState.Finished, "end"), (await cafe.EnrolmentsAsync(member)).Select(e => (e.State, e.Outcome)).Single());
        Assert.Equal(["m1", "w1", "m2", "t1"], (await cafe.StepsAsync(member)).Select(s => s.Node));
    }

    [Fact]
    public async Task A_member_enters_as_often_as_the_limits_say()
    {
        await using var cafe = await OpenAsync();
        var member = await cafe.JoinAsync("常客");
        await cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new PurchaseHappens { AtLeast = 200 }), "t1", [new ChangeTag("t1", "買過")], new JourneyEntry(Again: 10) { Most = 2 }));
        await cafe.SellAsync(member, 100);
        await cafe.RunAsync();
        Assert.Empty(await cafe.EnrolmentsAsync(member));
        foreach (var day in (int[])[0, 5, 10, 25])
        {
            await cafe.GoToAsync(Opening.AddDays(day));
            await cafe.SellAsync(member);
            await cafe.RunAsync();
        }
        // Day 5 is within ten days of day 0; day 25 would be the third time.
        Assert.Equal([0, 10], (await cafe.EnrolmentsAsync(member)).Select(e => (cafe.Time.DayOf(e.EnteredAt).DayNumber - DateOnly.FromDateTime(Opening).DayNumber)));
    }

    [Fact]
    public async Task Waiting_for_an_event_goes_on_by_the_event_or_by_the_time()
    {
        await using var cafe = await OpenAsync();
        var (buyer, quiet) = (await cafe.JoinAsync("買了"), await cafe.JoinAsync("沒買"));
        await cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new TagHappens("邀請")), "w1",
        [
            new WaitEvent("w1", new PurchaseHappens()) { Days = 2, Happened = "m1", TimedOut = "m2" },
            Say("m1", "謝謝光臨"),
            Say("m2", "還在等您"),
        ], Once));
        await cafe.WearAsync(buyer, "邀請");
        await cafe.WearAsync(quiet, "邀請");
        await cafe.RunAsync();
        await cafe.GoToAsync(Opening.AddDays(1));
        await cafe.SellAsync(buyer);
        await cafe.RunAsync();
        Assert.Contains("謝謝光臨", Assert.Single(await cafe.HeardAsync(buyer), h => h.Text.Contains("謝謝光臨", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
        await cafe.GoToAsync(Opening.AddDays(2));
        Assert.Contains("還在等您", Assert.Single(await cafe.HeardAsync(quiet)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(await cafe.HeardAsync(buyer), h => h.Text.Contains("還在等您", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Branches_ask_the_member_as_they_are_then_and_waits_know_the_weekday()
    {
        await using var cafe = await OpenAsync();
        var (tagged, plain) = (await cafe.JoinAsync("有標籤"), await cafe.JoinAsync("沒標籤"));
        await cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new TagHappens("進入")), "w1",
        [
            new WaitClock("w1", new(15, 0)) { Weekdays = [3], Next = "b1" },
            new BranchRule("b1") { Rule = new ChoiceCondition("tag", ["甜點控"]), Yes = "m1", No = "m2" },
            Say("m1", "甜點上架"),
            Say("m2", "咖啡上架"),
        ], Once));
        await cafe.WearAsync(tagged, "進入");
        await cafe.WearAsync(plain, "進入");
        await cafe.RunAsync();
        await cafe.WearAsync(tagged, "甜點控");
        // 1 March 2027 is a Monday.
        await cafe.GoToAsync(new DateTime(2027, 3, 3, 14, 59, 0));
        Assert.Empty(await cafe.HeardAsync(tagged));
        await cafe.GoToAsync(new DateTime(2027, 3, 3, 15, 0, 0));
        Assert.Contains("甜點", Assert.Single(await cafe.HeardAsync(tagged)).Text, StringComparison.Ordinal);
        Assert.Contains("咖啡", Assert.Single(await cafe.HeardAsync(plain)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_purchase_ends_it_at_once_and_takes_back_what_is_planned_but_not_sent()
    {
        await using var cafe = await OpenAsync();
        var (buyer, away) = (await cafe.JoinAsync("買了"), await cafe.JoinAsync("沒買"));
        await cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new TagHappens("喚回")), "m1",
            [Say("m1", "回來吧", "w1", coupon: "reactivation60"), new WaitTime("w1") { Days = 1, Next = "m2" }, Say("m2", "再一次")], Once) { Ends = [BoughtIsGoal] });
        await cafe.GoToAsync(Opening.Date.AddHours(22));
        await cafe.WearAsync(buyer, "喚回");
        await cafe.WearAsync(away, "喚回");
        await cafe.RunAsync();
        // Planned in the quiet hours: waits for nine o'clock.
        Assert.Equal(2, await cafe.App.DbAsync(db => db.Deliveries.CountAsync(d => d.State == DeliveryState.Pending && d.Cause == "journey", Ct)));
        await cafe.GoToAsync(Opening.Date.AddDays(1).AddHours(8));
        await cafe.SellAsync(buyer);
        await cafe.GoToAsync(Opening.Date.AddDays(1).AddHours(9));

        Assert.DoesNotContain(await cafe.HeardAsync(buyer), h => h.Text.Contains("回來吧", StringComparison.Ordinal));
        Assert.Equal(CouponState.Revoked, Assert.Single(await cafe.CouponsAsync(buyer, "journey")).State);
        Assert.Equal("journey_over", await cafe.App.DbAsync(db => db.DeliveryRecipients.Where(r => r.MemberId == buyer.Id && r.State == RecipientState.Suppressed).Select(r => r.Reason).SingleAsync(Ct)));
        Assert.Equal((EnrolmentState.Goal, MemberEvents.Purchased), (await cafe.EnrolmentsAsync(buyer)).Select(e => (e.State, e.Outcome)).Single());
        Assert.Single(await cafe.HeardAsync(away));
        Assert.Equal(CouponState.Issued, Assert.Single(await cafe.CouponsAsync(away, "journey")).State);
    }

    [Fact]
    public async Task The_worker_asks_for_a_purchase_itself_even_when_no_signal_was_answered_yet()
    {
        await using var cafe = await OpenAsync();
        var member = await cafe.JoinAsync("剛買");
        await cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new TagHappens("喚回")), "w1", [new WaitTime("w1") { Days = 1, Next = "m1" }, Say("m1", "回來吧")], Once) { Ends = [BoughtIsGoal] });
        await cafe.WearAsync(member, "喚回");
        await cafe.RunAsync();
        await cafe.SellAsync(member);
        await cafe.App.DbAsync(db => db.JourneySignals.ExecuteDeleteAsync(Ct));
        await cafe.GoToAsync(Opening.AddDays(1));
        Assert.DoesNotContain(await cafe.HeardAsync(member), h => h.Text.Contains("回來吧", StringComparison.Ordinal));
        Assert.Equal(EnrolmentState.Goal, (await cafe.EnrolmentsAsync(member)).Single().State);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task After_an_outage_a_step_is_made_up_for_three_days_and_no_longer(int backOn, bool heard)
    {
        await using var cafe = await OpenAsync();
        var member = await cafe.JoinAsync("停機");
        await cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new TagHappens("進入")), "w1",
            [new WaitTime("w1") { Days = 1, Next = "c1" }, new GiveCoupon("c1", "welcome") { Next = "m1" }, Say("m1", "到了", "w2"), new WaitTime("w2") { Days = 20, Next = "m2" }, Say("m2", "後來")], Once));
        await cafe.WearAsync(member, "進入");
        await cafe.RunAsync();
        await cafe.GoToAsync(Opening.AddDays(1 + backOn));
        Assert.Equal(heard ? 1 : 0, (await cafe.HeardAsync(member)).Count);
        Assert.Equal(heard ? 1 : 0, (await cafe.CouponsAsync(member, "journey")).Count);
        await cafe.DaysAsync(Opening, 6, 26);
        Assert.Contains("後來", (await cafe.HeardAsync(member))[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_had_two_marketing_messages_this_week_waits_for_room_and_the_unreachable_walk_on_in_silence()
    {
        await using var cafe = await OpenAsync();
        var (full, silent) = (await cafe.JoinAsync("夠了"), await cafe.JoinAsync("不要", optIn: false));
        await cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new TagHappens("進入")), "m1",
            [Say("m1", "一", "w1"), new WaitTime("w1") { Days = 1, Next = "m2" }, Say("m2", "二", "w2"), new WaitTime("w2") { Days = 4, Next = "m3" }, Say("m3", "三", "t1"), new ChangeTag("t1", "完")], Once));
        await cafe.WearAsync(full, "進入");
        await cafe.WearAsync(silent, "進入");
        await cafe.RunAsync();
        for (var day = 1; day <= 9; day++) await cafe.GoToAsync(Opening.AddDays(day));
        // Days 0 and 1 fill the week; day 5 has no room, the seventh has again.
        Assert.Equal([0, 1, 7], await cafe.DaysHeardAsync(full, Opening));
        Assert.Empty(await cafe.HeardAsync(silent));
        Assert.Contains("完", await cafe.TagsAsync(silent));
        Assert.All((await cafe.StepsAsync(silent)).Where(s => s.Node.StartsWith('m')), s => Assert.Equal(StepResults.OptedOut, s.Result));
    }

    [Fact]
    public async Task Those_inside_finish_their_version_or_are_moved()
    {
        await using var cafe = await OpenAsync();
        var (stays, moved) = (await cafe.JoinAsync("舊版"), await cafe.JoinAsync("新版"));
        JourneyDefinition Draw(string text) => new(new HappeningTrigger(new TagHappens("進入")), "w1", [new WaitTime("w1") { Days = 2, Next = "m1" }, Say("m1", text)], Once);
        var id = await cafe.StartAsync(Draw("第一版"));
        await cafe.WearAsync(stays, "進入");
        await cafe.RunAsync();
        await PublishAsync("第二版", move: false);
        await cafe.WearAsync(moved, "進入");
        await cafe.RunAsync();
        Assert.Equal((1, 2), ((await cafe.EnrolmentsAsync(stays)).Single().Version, (await cafe.EnrolmentsAsync(moved)).Single().Version));
        await cafe.GoToAsync(Opening.AddDays(2));
        Assert.Contains("第一版", Assert.Single(await cafe.HeardAsync(stays)).Text, StringComparison.Ordinal);
        Assert.Contains("第二版", Assert.Single(await cafe.HeardAsync(moved)).Text, StringComparison.Ordinal);

        var late = await cafe.JoinAsync("搬家");
        await cafe.WearAsync(late, "進入");
        await cafe.RunAsync();
        await PublishAsync("第三版", move: true);
        await cafe.GoToAsync(Opening.AddDays(4));
        Assert.Contains("第三版", Assert.Single(await cafe.HeardAsync(late)).Text, StringComparison.Ordinal);

        async Task PublishAsync(string text, bool move)
        {
            await cafe.ChangeAsync(c => c.SaveAsync(new JourneyDraft(id, "版本", Draw(text)), Ct));
            await cafe.ChangeAsync(c => c.PublishAsync(id, move, null, Ct));
        }
    }

    [Fact]
    public async Task Off_lets_nobody_in_and_stopped_takes_back_what_waits()
    {
        await using var cafe = await OpenAsync();
        var (inside, outside) = (await cafe.JoinAsync("裡面"), await cafe.JoinAsync("外面"));
        var id = await cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new TagHappens("進入")), "m1", [Say("m1", "晚安")], Once));
        await cafe.GoToAsync(Opening.Date.AddHours(23));
        await cafe.WearAsync(inside, "進入");
        await cafe.RunAsync();
        await cafe.ChangeAsync(c => c.SwitchOffAsync(id, stop: false, Ct));
        await cafe.WearAsync(outside, "進入");
        await cafe.GoToAsync(Opening.Date.AddDays(1).AddHours(9));
        Assert.Single(await cafe.HeardAsync(inside));
        Assert.Empty(await cafe.EnrolmentsAsync(outside));
    }

    [Fact]
    public async Task A_split_is_stable_and_near_its_shares()
    {
        var split = new BranchSplit("s1", [new SplitArm(30) { Next = "a" }, new SplitArm(70) { Next = "b" }]);
        var first = Enumerable.Range(1, 10_000).Count(id => JourneyClock.Draw(split, 7, id) == "0");
        Assert.InRange(first, 2_850, 3_150);
        Assert.All(Enumerable.Range(1, 100), id => Assert.Equal(JourneyClock.Draw(split, 7, id), JourneyClock.Draw(split, 7, id)));
        // Another journey or another split draws independently.
        var both = Enumerable.Range(1, 10_000).Count(id => JourneyClock.Draw(split, 7, id) == "0" && JourneyClock.Draw(split, 8, id) == "0");
        Assert.InRange(both, 780, 1_020);
        await Task.CompletedTask;
    }
}
