using Line.Messaging.Flex;
using Line.Messaging.Messages;
using LineLoyalty.Rewards.Card;

namespace LineLoyalty.Conversation.Bot.Messages;

/// <param name="Why">How the points came about; empty when the reason says it all.</param>
internal sealed record PointsMovement(DateTime At, string Reason, string Why, long Points);

internal static class PointsMessages
{
    /// <param name="rate">"10 points for every NT$100", in the person's language.</param>
    public static FlexMessage Balance(BotStyle style, CardPoints points, IReadOnlyList<PointsMovement> latest, string rate)
    {
        List<FlexComponent> body =
        [
            new FlexText(style.Words.UsablePoints) { Size = FlexSize.Sm, Color = BotStyle.Muted },
            FlexBox.Baseline(
                new FlexText(BotStyle.Number(points.Balance)) { Size = FlexSize.X4l, Weight = FlexWeight.Bold, Color = style.Color, Flex = 0 },
                new FlexText(style.Words.PointsUnit) { Size = FlexSize.Md, Color = BotStyle.Muted, Margin = FlexSize.Sm, Flex = 0 }),
            Expiry(style, points) with { Margin = FlexSize.Sm },
        ];
        if (points.Pending > 0) body.Add(BotStyle.Small(style.Words.PointsPending(BotStyle.Number(points.Pending))) with { Margin = FlexSize.Sm });
        if (points.Balance < 0) body.Add(BotStyle.Small(style.Words.PointsOwed) with { Margin = FlexSize.Sm });
        if (rate.Length > 0) body.Add(BotStyle.Small(rate) with { Margin = FlexSize.Sm });
        if (latest.Count > 0)
        {
            body.Add(new FlexSeparator { Margin = FlexSize.Lg, Color = BotStyle.Rule });
            body.Add(new FlexText(style.Account.LatestMoves) { Size = FlexSize.Sm, Weight = FlexWeight.Bold, Color = BotStyle.Ink, Margin = FlexSize.Lg });
            body.AddRange(latest.Select(m => Row(style, m)));
        }
        return new FlexMessage(style.Words.PointsAlt(BotStyle.Number(points.Balance)), new FlexBubble
        {
            Body = new FlexBox(FlexLayout.Vertical, body) { PaddingAll = FlexSize.Px(20) },
            Footer = FlexBox.Vertical(style.Button(new UriAction(style.Words.SeeDetails, style.Liff("history")))),
        })
        { QuickReply = style.Choices(member: true) };
    }

    private static FlexText Expiry(BotStyle style, CardPoints points) => points.ExpiringNext is { } next
        ? new FlexText(style.Words.PointsExpire(BotStyle.Number(next.Points), style.Day(next.At))) { Size = FlexSize.Sm, Weight = FlexWeight.Bold, Color = BotStyle.Ink, Wrap = true }
        : BotStyle.Small(style.Words.NothingExpires);

    private static FlexBox Row(BotStyle style, PointsMovement m) => FlexBox.Horizontal(
        FlexBox.Vertical(
            new FlexText(m.Reason) { Size = FlexSize.Sm, Color = BotStyle.Ink, Wrap = true, MaxLines = 2 },
            new FlexText(m.Why.Length == 0 ? style.Day(m.At) : $"{style.Day(m.At)}  {m.Why}") { Size = FlexSize.Xs, Color = BotStyle.Muted, Wrap = true, Margin = FlexSize.Xs }) with { Flex = 1 },
        new FlexText((m.Points > 0 ? "+" : "−") + BotStyle.Number(Math.Abs(m.Points)))
        {
            Size = FlexSize.Md, Weight = FlexWeight.Bold, Color = m.Points > 0 ? style.Color : BotStyle.Muted, Align = FlexAlign.End, Gravity = FlexGravity.Center, Flex = 0,
        }) with { Margin = FlexSize.Md, Spacing = FlexSize.Md };
}
