using Line.Messaging.Flex;
using Line.Messaging.Messages;

namespace LineLoyalty.Conversation.Bot.Messages;

internal static class HelpMessages
{
    public static FlexMessage Help(BotStyle style, bool member) => new(style.Words.HelpAlt, new FlexBubble
    {
        Size = FlexBubbleSize.Kilo,
        Body = FlexBox.Vertical(
            new FlexText(style.Words.HelpTitle) { Weight = FlexWeight.Bold, Size = FlexSize.Lg, Color = BotStyle.Ink },
            member ? null : BotStyle.Small(style.Words.HelpJoin) with { Margin = FlexSize.Sm },
            Row(style, style.Words.Card, style.Words.HelpCard),
            Row(style, style.Words.Points, style.Words.HelpPoints),
            Row(style, style.Words.Coupons, style.Words.HelpCoupons),
            member ? Row(style, style.Account.Tier, style.Account.HelpTier) : null,
            member ? Row(style, style.Account.Expiry, style.Account.HelpExpiry) : null,
            Row(style, style.Words.History, style.Words.HelpHistory),
            member ? Row(style, style.Account.Notices, style.Account.HelpNotices) : null,
            new FlexText(style.Words.HelpStaff) { Size = FlexSize.Xs, Color = BotStyle.Muted, Wrap = true, Margin = FlexSize.Xl }),
        Footer = member ? null : FlexBox.Vertical(style.Button(new UriAction(style.Words.Join, style.Liff("join?src=bot")))),
    })
    { QuickReply = style.Choices(member) };

    public static TextMessage NotUnderstood(BotStyle style, bool member) => new(style.Words.NotUnderstood) { QuickReply = style.Choices(member) };

    /// <summary>For a sticker or a picture.</summary>
    public static TextMessage Hint(BotStyle style, bool member) => new(style.Words.ThanksForThat) { QuickReply = style.Choices(member) };

    private static FlexBox Row(BotStyle style, string command, string what) => FlexBox.Horizontal(
        new FlexText(command) { Size = FlexSize.Sm, Weight = FlexWeight.Bold, Color = style.Color, Flex = 2 },
        new FlexText(what) { Size = FlexSize.Sm, Color = BotStyle.Muted, Flex = 4, Wrap = true })
        with { Margin = FlexSize.Lg, Action = new MessageAction(command, command) };
}
