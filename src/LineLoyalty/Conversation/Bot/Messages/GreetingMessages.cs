using Line.Messaging.Flex;
using Line.Messaging.Messages;

namespace LineLoyalty.Conversation.Bot.Messages;

/// <summary>The first words to somebody who is not a member yet.</summary>
internal static class GreetingMessages
{
    /// <param name="benefits">One line each, most attractive first.</param>
    public static FlexMessage Greeting(BotStyle style, IReadOnlyList<string> benefits) => new(style.Words.WelcomeAlt(style.BrandName), new FlexBubble
    {
        Header = FlexBox.Vertical(
            new FlexText(style.Words.Welcome) { Size = FlexSize.Sm, Color = style.OnColor },
            new FlexText(style.BrandName) { Size = FlexSize.Xxl, Weight = FlexWeight.Bold, Color = style.OnColor, Wrap = true, Margin = FlexSize.Sm })
            with { BackgroundColor = style.Color, PaddingAll = FlexSize.Px(24) },
        Body = FlexBox.Vertical(
            [
                new FlexText(style.Words.JoinBenefits) { Weight = FlexWeight.Bold, Color = BotStyle.Ink },
                .. benefits.Select(b => Benefit(style, b)),
            ]) with { Spacing = FlexSize.Md, PaddingAll = FlexSize.Px(20) },
        Footer = JoinFooter(style, "join?src=greeting"),
    })
    { QuickReply = style.Choices(member: false) };

    /// <summary>The answer to a member's question from somebody who is none.</summary>
    public static FlexMessage Invitation(BotStyle style) => new(style.Words.Invitation(style.BrandName), new FlexBubble
    {
        Size = FlexBubbleSize.Kilo,
        Body = FlexBox.Vertical(
            new FlexText(style.Words.Join) { Weight = FlexWeight.Bold, Size = FlexSize.Lg, Color = style.Color },
            BotStyle.Small(style.Words.Invitation(style.BrandName))) with { Spacing = FlexSize.Md },
        Footer = JoinFooter(style, "join?src=bot"),
    })
    { QuickReply = style.Choices(member: false) };

    private static FlexBox Benefit(BotStyle style, string text) => FlexBox.Horizontal(
        FlexBox.Vertical() with { Width = FlexSize.Px(8), Height = FlexSize.Px(8), CornerRadius = FlexSize.Px(4), BackgroundColor = style.Color, Margin = FlexSize.Sm, OffsetTop = FlexSize.Px(6), Flex = 0 },
        new FlexText(text) { Size = FlexSize.Sm, Color = BotStyle.Ink, Wrap = true, Flex = 1 }) with { Spacing = FlexSize.Md };

    private static FlexBox JoinFooter(BotStyle style, string path) => FlexBox.Vertical(
        style.Button(new UriAction(style.Words.Join, style.Liff(path))),
        new FlexText(style.Words.JoinTakes) { Size = FlexSize.Xs, Color = BotStyle.Muted, Align = FlexAlign.Center, Margin = FlexSize.Md });
}
