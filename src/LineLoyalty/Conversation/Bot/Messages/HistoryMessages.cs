using Line.Messaging.Flex;
using Line.Messaging.Messages;

namespace LineLoyalty.Conversation.Bot.Messages;

/// <param name="Items">Names on the receipt, first line first.</param>
/// <param name="Points">Earned and not taken back.</param>
internal sealed record RecentPurchase(DateTime At, string Store, IReadOnlyList<string> Items, long Paid, long Points, bool Returned);

internal static class HistoryMessages
{
    public static Message Recent(BotStyle style, IReadOnlyList<RecentPurchase> purchases)
    {
        if (purchases.Count == 0) return new TextMessage(style.Words.NoHistory) { QuickReply = style.Choices(member: true) };
        List<FlexComponent> rows = [new FlexText(style.Words.HistoryTitle) { Weight = FlexWeight.Bold, Size = FlexSize.Lg, Color = BotStyle.Ink }];
        foreach (var purchase in purchases)
        {
            rows.Add(new FlexSeparator { Margin = FlexSize.Lg, Color = BotStyle.Rule });
            rows.Add(Row(style, purchase));
        }
        return new FlexMessage(style.Words.HistoryAlt, new FlexBubble
        {
            Body = new FlexBox(FlexLayout.Vertical, rows) { PaddingAll = FlexSize.Px(20) },
            Footer = FlexBox.Vertical(BotStyle.QuietButton(new UriAction(style.Words.AllHistory, style.Liff("history")))),
        })
        { QuickReply = style.Choices(member: true) };
    }

    private static FlexBox Row(BotStyle style, RecentPurchase purchase) => FlexBox.Horizontal(
        FlexBox.Vertical(
            new FlexText(Summary(style, purchase.Items)) { Size = FlexSize.Sm, Color = BotStyle.Ink, Wrap = true, MaxLines = 2 },
            new FlexText($"{style.Day(purchase.At)}  {purchase.Store}") { Size = FlexSize.Xs, Color = BotStyle.Muted, Margin = FlexSize.Xs }) with { Flex = 1 },
        FlexBox.Vertical(
            new FlexText(BotStyle.Money(purchase.Paid))
            {
                Size = FlexSize.Sm, Weight = FlexWeight.Bold, Color = BotStyle.Ink, Align = FlexAlign.End, Decoration = purchase.Returned ? FlexDecoration.LineThrough : null,
            },
            new FlexText(purchase.Returned ? style.Words.Returned : $"+{BotStyle.Number(purchase.Points)} {style.Words.PointsUnit}")
            {
                Size = FlexSize.Xs, Color = purchase.Returned ? BotStyle.Urgent : style.Color, Align = FlexAlign.End, Margin = FlexSize.Xs,
            }) with { Flex = 0 }) with { Margin = FlexSize.Lg, Spacing = FlexSize.Md };

    private static string Summary(BotStyle style, IReadOnlyList<string> items) => items.Count switch
    {
        0 => style.Words.SomethingBought,
        1 => items[0],
        _ => style.Words.AndMore(items[0], items.Count),
    };
}
