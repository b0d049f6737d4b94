using Line.Messaging.Flex;
using Line.Messaging.Messages;
using LineLoyalty.Rewards.Card;

namespace LineLoyalty.Conversation.Bot.Messages;

internal static class PointsMessages
{
    /// <param name="rate">"10 points for every NT$100", in the person's language.</param>
    public static FlexMessage Balance(BotStyle style, CardPoints points, string rate) => new(style.Words.PointsAlt(BotStyle.Number(points.Balance)), new FlexBubble
    {
        Size = FlexBubbleSize.Kilo,
        Body = FlexBox.Vertical(
            new FlexText(style.Words.UsablePoints) { Size = FlexSize.Sm, Color = BotStyle.Muted },
            FlexBox.Baseline(
                new FlexText(BotStyle.Number(points.Balance)) { Size = FlexSize.X4l, Weight = FlexWeight.Bold, Color = style.Color, Flex = 0 },
                new FlexText(style.Words.PointsUnit) { Size = FlexSize.Md, Color = BotStyle.Muted, Margin = FlexSize.Sm, Flex = 0 }),
            new FlexSeparator { Margin = FlexSize.Lg, Color = BotStyle.Rule },
            Expiry(style, points) with { Margin = FlexSize.Lg },
            points.Pending > 0 ? BotStyle.Small(style.Words.PointsPending(BotStyle.Number(points.Pending))) with { Margin = FlexSize.Sm } : null,
            points.Balance < 0 ? BotStyle.Small(style.Words.PointsOwed) with { Margin = FlexSize.Sm } : null,
            rate.Length == 0 ? null : BotStyle.Small(rate) with { Margin = FlexSize.Sm }),
        Footer = FlexBox.Vertical(BotStyle.QuietButton(new UriAction(style.Words.SeeDetails, style.Liff("history")))),
    })
    { QuickReply = style.Choices(member: true) };

    private static FlexText Expiry(BotStyle style, CardPoints points) => points.ExpiringNext is { } next
        ? new FlexText(style.Words.PointsExpire(BotStyle.Number(next.Points), style.Day(next.At))) { Size = FlexSize.Sm, Weight = FlexWeight.Bold, Color = BotStyle.Ink, Wrap = true }
        : BotStyle.Small(style.Words.NothingExpires);
}
