using System.Text.Json;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Marketing.Segments;
using Xunit;
using static LineLoyalty.Tests.Marketing.Journeys.Trips;

namespace LineLoyalty.Tests.Marketing.Journeys;

public sealed class DefinitionTests
{
    private static readonly JourneyTrigger OnTag = new HappeningTrigger(new TagHappens("貴賓"));

    public static TheoryData<string, string> Wrong => new()
    {
        { "journey.start", Json(null, new WaitTime("w1") { Days = 1 }) },
        { "journey.nodes", Json("w1") },
        { "journey.dangling", Json("w1", new WaitTime("w1") { Days = 1, Next = "x9" }) },
        { "journey.twice", Json("w1", new WaitTime("w1") { Days = 1 }, new WaitTime("w1") { Days = 2 }) },
        { "journey.unreached", Json("w1", new WaitTime("w1") { Days = 1 }, new WaitTime("w2") { Days = 2 }) },
        { "journey.wait", Json("w1", new WaitTime("w1")) },
        { "journey.loop", Json("t1", new ChangeTag("t1", "一") { Next = "t2" }, new ChangeTag("t2", "二") { Next = "t1" }) },
        { "journey.split", Json("s1", new BranchSplit("s1", [new SplitArm(50), new SplitArm(40)])) },
        { "journey.segment", Json("b1", new BranchRule("b1")) },
        { "segment.unknown", Json("b1", new BranchRule("b1") { Rule = new FlagCondition("no-such-field") }) },
        { "text.variable_unknown", Json("m1", Say("m1", "{nobody}")) },
        { "journey.url", Json("h1", new CallWebhook("h1", "http://example.com/")) },
        { "journey.url", Json("h1", new CallWebhook("h1", "https://user:secret@example.com/")) },
        { "journey.points", Json("p1", new GivePointsStep("p1", 0)) },
        { "journey.id", Json("a b", new WaitTime("a b") { Days = 1 }) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_named(string code, string json) => Assert.Contains(CheckJourney.Faults(JourneyDefinition.Parse(json)), f => f.Code == code);

    [Fact]
    public void A_circle_with_a_wait_is_a_repetition_and_right()
    {
        var definition = JourneyDefinition.Parse(Json("m1", Say("m1", "每週問候", "w1"), new WaitTime("w1") { Days = 7, Next = "m1" }));
        Assert.Empty(CheckJourney.Faults(definition));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"trigger":{"type":"nothing"},"nodes":[],"entry":{}}""")]
    [InlineData("""{"trigger":{"type":"birthday","daysBefore":1},"nodes":[{"type":"eval","id":"x"}],"entry":{}}""")]
    [InlineData("""{"trigger":{"type":"birthday","daysBefore":1},"nodes":[null],"entry":{}}""")]
    [InlineData("""{"trigger":null,"nodes":[],"entry":{}}""")]
    public void What_is_no_journey_is_not_read(string json) => Assert.Throws<JsonException>(() => JourneyDefinition.Parse(json));

    [Fact]
    public void A_text_may_say_what_let_the_member_in()
    {
        var content = JourneyText.Fill(Say("m1", "您有 {expiringPoints} 點到 {expiresOn}，{name}").Content, new Dictionary<string, string> { ["expiringPoints"] = "120", ["expiresOn"] = "2027/3/9" });
        Assert.Contains("您有 120 點到 2027/3/9，{name}", content.ToJson(), StringComparison.Ordinal);
    }

    private static string Json(string? start, params JourneyNode[] nodes) => new JourneyDefinition(OnTag, start, nodes, Once).ToJson();
}
