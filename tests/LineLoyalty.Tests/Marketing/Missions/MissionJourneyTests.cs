using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Tests.Marketing.Journeys;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Marketing.Missions;

public sealed class MissionJourneyTests
{
    private static readonly DateTime Opening = new(2027, 3, 1, 12, 0, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_journey_gives_a_mission_waits_until_it_is_finished_and_another_begins_with_it()
    {
        await using var cafe = await Cafe.OpenAsync(Opening, ("Programmes:Reactivation:Enabled", "false"));
        var member = await cafe.JoinAsync("小美");
        await MissionPaper.WriteAsync(cafe.App, "come", new MissionDefinition { For = MissionFor.Given, Days = 5, Goals = [new PurchasesGoal(1)], Prizes = [new(new PointsPrize(40))] });
        await cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new TagHappens("沉睡")), "q1",
        [
            new GiveMissionStep("q1", "come") { Next = "q2" },
            // Given already: the journey goes on.
            new GiveMissionStep("q2", "come") { Next = "w1" },
            new WaitEvent("w1", new MissionDone { Mission = "come" }) { Days = 5, Happened = "t1", TimedOut = "t2" },
            new ChangeTag("t1", "回來了"), new ChangeTag("t2", "沒回來"),
        ], Trips.Once));
        await cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new MissionDone()), "t1", [new ChangeTag("t1", "完成任務")], Trips.EachTime), "任務後");
        await cafe.WearAsync(member, "沉睡");
        await cafe.RunAsync();
        Assert.Equal(["given", "mission.already"], (await cafe.StepsAsync(member)).Where(s => s.Node[0] == 'q').Select(s => s.Result));
        await cafe.GoToAsync(Opening.AddDays(2));
        await cafe.SellAsync(member);
        await cafe.RunAsync();
        Assert.Equivalent(new[] { "回來了", "完成任務", "沉睡" }, await cafe.TagsAsync(member), strict: true);
        Assert.Equal(1, await cafe.App.DbAsync(db => db.PointsEntries.CountAsync(e => e.Rule == "mission:come" && e.Points == 40, Ct)));
        await MissionPaper.AssertHoldsAsync(cafe.App);
    }

    [Fact]
    public async Task A_link_in_a_journeys_message_counts_for_a_mission_each_link_once_and_not_for_one_about_a_push()
    {
        await using var cafe = await Cafe.OpenAsync(Opening, ("Programmes:Reactivation:Enabled", "false"));
        var member = await cafe.JoinAsync("小美");
        await MissionPaper.WriteAsync(cafe.App, "look", new MissionDefinition { Goals = [new ClickGoal(2)], Prizes = [new(new PointsPrize(30))] });
        await MissionPaper.WriteAsync(cafe.App, "push", new MissionDefinition { Goals = [new ClickGoal(1) { Campaign = 7 }], Prizes = [new(new PointsPrize(90))] });
        await cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new TagHappens("看看")), "m1",
            [ClickTests.Card("m1", "新品", "https://shop.example/one", "m2"), ClickTests.Card("m2", "門市", "https://shop.example/two")], Trips.EachTime));
        await cafe.WearAsync(member, "看看");
        await cafe.RunAsync();
        var links = (await cafe.HeardAsync(member)).Select(h => ClickTests.Link(h.Text)).ToList();
        Assert.Equal(2, links.Count);
        await ClickTests.PressAsync(cafe, links[0]);
        await ClickTests.PressAsync(cafe, links[0]);
        await MissionPaper.SettleAsync(cafe.App);
        Assert.Equal([0, 1], (await MissionPaper.SeenAsync(cafe.App, member)).Select(m => m.Done).Order());
        await ClickTests.PressAsync(cafe, links[1]);
        await MissionPaper.SettleAsync(cafe.App);
        Assert.Equal(["done", "open"], (await MissionPaper.SeenAsync(cafe.App, member)).Select(m => m.State).Order());
        Assert.Equal(30, await cafe.App.DbAsync(db => db.Members.Where(m => m.Id == member.Id).Select(m => m.PointsBalance).SingleAsync(Ct)));
        await MissionPaper.AssertHoldsAsync(cafe.App);
    }

    [Fact]
    public async Task A_journey_is_not_published_with_a_mission_or_menu_that_is_not_there()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        await MissionPaper.WriteAsync(cafe.App, "all", new MissionDefinition { Goals = [new PurchasesGoal(1)], Prizes = [new(new PointsPrize(1))] });
        var told = await Assert.ThrowsAnyAsync<Exception>(() => cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new TagHappens("x")), "q1",
            [new GiveMissionStep("q1", "all") { Next = "u1" }, new ShowMenu("u1") { Menu = 9_999 }], Trips.Once)));
        Assert.Contains("There is no such mission that is given", told.Message, StringComparison.Ordinal);
        Assert.Contains("There is no such menu", told.Message, StringComparison.Ordinal);
    }
}
