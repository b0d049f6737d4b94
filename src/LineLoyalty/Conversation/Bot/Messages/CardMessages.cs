using Line.Messaging.Flex;
using Line.Messaging.Messages;
using LineLoyalty.Rewards.Card;

namespace LineLoyalty.Conversation.Bot.Messages;

/// <summary>The member's card in the chat: level with the way to the next, points, coupons, and a button to the codes.</summary>
internal static class CardMessages
{
    public static FlexMessage Card(BotStyle style, MemberCard card) => new(style.Words.CardAlt(card.Tier.Name, BotStyle.Number(card.Points.Balance)), new FlexBubble
    {
        Header = Header(style, card),
        Body = FlexBox.Vertical(
            FlexBox.Horizontal(
                Figure(style.Words.UsablePoints, BotStyle.Number(card.Points.Balance), new MessageAction(style.Words.Points, style.Words.Points)),
                Figure(style.Words.UsableCoupons, style.Words.Sheets(card.Coupons.Usable), new MessageAction(style.Words.Coupons, style.Words.Coupons))),
            new FlexSeparator { Margin = FlexSize.Lg, Color = BotStyle.Rule },
            Progress(style, card.Tier)) with { PaddingAll = FlexSize.Px(20) },
        Footer = FlexBox.Vertical(
            style.Button(new UriAction(style.Words.ShowCard, style.Liff(""))),
            new FlexText(style.Words.CardHint) { Size = FlexSize.Xs, Color = BotStyle.Muted, Align = FlexAlign.Center, Margin = FlexSize.Md, Wrap = true }),
    })
    { QuickReply = style.Choices(member: true) };

    private static FlexBox Header(BotStyle style, MemberCard card)
    {
        var on = BotStyle.On(card.Tier.Color);
        return FlexBox.Vertical(
            FlexBox.Horizontal(
                new FlexText(style.BrandName) { Size = FlexSize.Sm, Color = on, Flex = 1 },
                new FlexText(card.Tier.Name) { Size = FlexSize.Sm, Weight = FlexWeight.Bold, Color = on, Align = FlexAlign.End, Flex = 0 }),
            new FlexText(card.Name) { Size = FlexSize.Xl, Weight = FlexWeight.Bold, Color = on, Margin = FlexSize.Xl },
            new FlexText(Grouped(card.CardNumber)) { Size = FlexSize.Sm, Color = on, Margin = FlexSize.Sm })
            with { BackgroundColor = card.Tier.Color, PaddingAll = FlexSize.Px(20) };
    }

    private static FlexBox Figure(string label, string value, LineAction action) => FlexBox.Vertical(
        new FlexText(label) { Size = FlexSize.Xs, Color = BotStyle.Muted },
        new FlexText(value) { Size = FlexSize.Xxl, Weight = FlexWeight.Bold, Color = BotStyle.Ink, Margin = FlexSize.Xs, AdjustMode = FlexAdjustMode.ShrinkToFit }) with { Flex = 1, Action = action };

    private static FlexBox Progress(BotStyle style, CardTier tier)
    {
        if (tier.Next is not { } next) return FlexBox.Vertical(BotStyle.Small(style.Words.HighestTier)) with { Margin = FlexSize.Lg };
        // At least a sliver, so that an empty bar is seen to be one.
        var share = Math.Max(2, next.Progress);
        return FlexBox.Vertical(
            BotStyle.Small(style.Words.ToNextTier(next.Missing, next.Name)),
            FlexBox.Vertical(
                FlexBox.Vertical() with { Width = FlexSize.Percent(share), Height = FlexSize.Px(8), CornerRadius = FlexSize.Px(4), BackgroundColor = style.Color })
                with { BackgroundColor = BotStyle.Rule, Height = FlexSize.Px(8), CornerRadius = FlexSize.Px(4) })
            with { Margin = FlexSize.Lg, Spacing = FlexSize.Sm };
    }

    private static string Grouped(string cardNumber) => string.Join(' ', cardNumber.Chunk(4).Select(c => new string(c)));
}
