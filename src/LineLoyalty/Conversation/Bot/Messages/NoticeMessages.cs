using Line.Messaging.Flex;
using Line.Messaging.Messages;
using LineLoyalty.Membership;

namespace LineLoyalty.Conversation.Bot.Messages;

/// <summary>通知設定: what the chat tells about points and coupons now, and one tap to change it.</summary>
internal static class NoticeMessages
{
    private static readonly AnnounceLevel[] Choices = [AnnounceLevel.Every, AnnounceLevel.Important, AnnounceLevel.None];

    /// <param name="changed">The person has just chosen it.</param>
    public static FlexMessage Show(BotStyle style, AnnounceLevel now, bool changed)
    {
        var w = style.Account;
        List<FlexComponent> body =
        [
            new FlexText(w.NoticesTitle) { Weight = FlexWeight.Bold, Size = FlexSize.Lg, Color = BotStyle.Ink, Wrap = true },
            new FlexText($"{(changed ? w.NoticesSet : w.NoticesNow)}{w.Colon}{w.Choice(now)}") { Size = FlexSize.Sm, Color = style.Color, Weight = FlexWeight.Bold, Margin = FlexSize.Sm, Wrap = true },
            .. Choices.Select(c => Row(style, c, c == now)),
            new FlexText(w.NoticesHint) { Size = FlexSize.Xs, Color = BotStyle.Muted, Wrap = true, Margin = FlexSize.Xl },
        ];
        return new FlexMessage(w.NoticesAlt(w.Choice(now)), new FlexBubble { Size = FlexBubbleSize.Kilo, Body = new FlexBox(FlexLayout.Vertical, body) { PaddingAll = FlexSize.Px(20) } })
        { QuickReply = style.Choices(member: true) };
    }

    private static FlexBox Row(BotStyle style, AnnounceLevel level, bool on)
    {
        var w = style.Account;
        return FlexBox.Horizontal(
            FlexBox.Vertical(
                new FlexText(w.Choice(level)) { Size = FlexSize.Md, Weight = FlexWeight.Bold, Color = on ? style.Color : BotStyle.Ink, Wrap = true },
                new FlexText(w.ChoiceHint(level)) { Size = FlexSize.Xs, Color = BotStyle.Muted, Wrap = true, Margin = FlexSize.Xs }) with { Flex = 1 },
            new FlexText(on ? "✓" : " ") { Size = FlexSize.Lg, Weight = FlexWeight.Bold, Color = style.Color, Align = FlexAlign.End, Gravity = FlexGravity.Center, Flex = 0 }) with
        {
            Margin = FlexSize.Lg, PaddingAll = FlexSize.Px(12), CornerRadius = FlexSize.Px(10), BorderWidth = FlexSize.Px(1), BorderColor = on ? style.Color : BotStyle.Rule,
            Action = new MessageAction(w.Choice(level), w.Choice(level)),
        };
    }
}
