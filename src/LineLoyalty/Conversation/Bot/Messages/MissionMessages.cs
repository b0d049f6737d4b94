using Line.Messaging.Flex;
using Line.Messaging.Messages;
using LineLoyalty.Marketing.Missions;

namespace LineLoyalty.Conversation.Bot.Messages;

/// <summary>The member's missions: what to do, how far it is, what it brings and until when.</summary>
internal static class MissionMessages
{
    private const int Most = 10;

    public static Message List(BotStyle style, IReadOnlyList<MissionView> missions)
    {
        if (missions.Count == 0) return new TextMessage(style.Account.NoMissions) { QuickReply = style.Choices(member: true) };
        List<FlexBubble> bubbles = [.. missions.Take(Most).Select(m => Card(style, m))];
        return new FlexMessage(style.Account.MissionsAlt(missions.Count(m => m.State == "open")), bubbles.Count == 1 ? bubbles[0] : new FlexCarousel(bubbles)) { QuickReply = style.Choices(member: true) };
    }

    private static FlexBubble Card(BotStyle style, MissionView mission)
    {
        var w = style.Account;
        var last = mission.Prizes.Count == 0 ? null : mission.Prizes[^1];
        return new FlexBubble
        {
            Size = FlexBubbleSize.Kilo,
            Body = FlexBox.Vertical(
            [
                new FlexText(style.English && mission.NameEn.Length > 0 ? mission.NameEn : mission.Name) { Weight = FlexWeight.Bold, Color = BotStyle.Ink, Wrap = true },
                mission.State switch
                {
                    "done" => new FlexText(w.MissionDone) { Size = FlexSize.Sm, Weight = FlexWeight.Bold, Color = style.Color, Margin = FlexSize.Sm },
                    "over" => BotStyle.Small(w.MissionOver) with { Margin = FlexSize.Sm },
                    "soldOut" => BotStyle.Small(w.MissionSoldOut) with { Margin = FlexSize.Sm },
                    _ => null,
                },
                .. mission.Goals.SelectMany(g => Goal(style, g)),
                last is null ? null : BotStyle.Small(w.MissionBrings(style.English ? last.TitleEn : last.Title)) with { Margin = FlexSize.Lg },
                mission is { State: "open", Until: { } until } ? BotStyle.Small(w.MissionUntil(style.Day(until))) with { Margin = FlexSize.Sm } : null,
            ]),
            Footer = FlexBox.Vertical(BotStyle.QuietButton(new UriAction(w.AllMissions, style.Liff("missions")))),
        };
    }

    private static IEnumerable<FlexComponent> Goal(BotStyle style, MissionGoalView goal)
    {
        string Amount(long value) => goal.Unit == "money" ? BotStyle.Money(value) : BotStyle.Number(value);
        yield return BotStyle.Small(style.English ? goal.TextEn : goal.Text) with { Margin = FlexSize.Lg };
        var done = (int)(goal.Done * 100 / goal.Needed);
        yield return new FlexBox(FlexLayout.Vertical, [new FlexBox(FlexLayout.Vertical, [new FlexFiller()]) { Width = FlexSize.Percent(Math.Max(done, 2)), Height = FlexSize.Px(8), BackgroundColor = style.Color, CornerRadius = FlexSize.Px(4) }])
        {
            Height = FlexSize.Px(8), BackgroundColor = BotStyle.Rule, CornerRadius = FlexSize.Px(4), Margin = FlexSize.Sm,
        };
        yield return new FlexText($"{Amount(goal.Done)}／{Amount(goal.Needed)}") { Size = FlexSize.Xs, Color = BotStyle.Muted, Align = FlexAlign.End, Margin = FlexSize.Xs };
    }
}
