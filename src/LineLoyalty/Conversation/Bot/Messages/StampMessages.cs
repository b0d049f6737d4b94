using Line.Messaging.Flex;
using Line.Messaging.Messages;
using LineLoyalty.Rewards.Stamps;

namespace LineLoyalty.Conversation.Bot.Messages;

/// <summary>The member's stamp cards: circles in rows of five, what comes next, and until when.</summary>
internal static class StampMessages
{
    private const int Most = 10;
    private const int PerRow = 5;

    public static Message Cards(BotStyle style, IReadOnlyList<StampCardView> cards)
    {
        if (cards.Count == 0) return new TextMessage(style.Words.NoStamps) { QuickReply = style.Choices(member: true) };
        List<FlexBubble> bubbles = [.. cards.Take(Most).Select(c => Card(style, c))];
        var alt = style.Words.StampsAlt(Name(style, cards[0]), $"{cards[0].Count}／{cards[0].Size}");
        return new FlexMessage(alt, bubbles.Count == 1 ? bubbles[0] : new FlexCarousel(bubbles)) { QuickReply = style.Choices(member: true) };
    }

    private static FlexBubble Card(BotStyle style, StampCardView card)
    {
        var next = card.Prizes.FirstOrDefault(p => p.At > card.Count);
        return new FlexBubble
        {
            Size = FlexBubbleSize.Kilo,
            Body = FlexBox.Vertical(
            [
                new FlexText(Name(style, card)) { Weight = FlexWeight.Bold, Color = BotStyle.Ink, Wrap = true },
                FlexBox.Baseline(
                    new FlexText($"{card.Count}／{card.Size}") { Size = FlexSize.X3l, Weight = FlexWeight.Bold, Color = style.Color, Flex = 0 }) with { Margin = FlexSize.Sm },
                .. Rows(style, card),
                next is null ? null : BotStyle.Small(style.Words.StampsToGo(next.At - card.Count, style.English ? next.TitleEn : next.Title)) with { Margin = FlexSize.Lg },
                BotStyle.Small(style.English ? card.HowEn : card.How) with { Margin = FlexSize.Sm },
                card.Until is { } until ? BotStyle.Small(style.Words.ValidUntil(style.Day(until))) with { Margin = FlexSize.Sm } : null,
            ]),
            Footer = FlexBox.Vertical(BotStyle.QuietButton(new UriAction(style.Words.SeeDetails, style.Liff("stamps")))),
        };
    }

    private static IEnumerable<FlexText> Rows(BotStyle style, StampCardView card) => Enumerable.Range(0, card.Size).Chunk(PerRow).Select(row =>
        new FlexText(string.Join(' ', row.Select(i => i < card.Count ? "●" : card.Prizes.Any(p => p.At == i + 1) ? "◎" : "○"))) { Size = FlexSize.Xl, Color = style.Color, Margin = FlexSize.Sm });

    private static string Name(BotStyle style, StampCardView card) => style.English && card.NameEn.Length > 0 ? card.NameEn : card.Name;
}
