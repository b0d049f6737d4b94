using Line.Messaging.Flex;
using Line.Messaging.Messages;

namespace LineLoyalty.Conversation.Bot.Messages;

/// <param name="Coupon">False for points.</param>
internal sealed record Expiring(DateTime At, string What, bool Coupon);

/// <summary>到期: points and coupons that end soon, soonest first.</summary>
internal static class ExpiryMessages
{
    private const int Most = 10;
    private const int SoonDays = 7;

    public static Message Soon(BotStyle style, IReadOnlyList<Expiring> things)
    {
        var w = style.Account;
        if (things.Count == 0) return new TextMessage(w.NothingExpires) { QuickReply = style.Choices(member: true) };
        List<FlexComponent> body = [new FlexText(w.ExpiryTitle) { Weight = FlexWeight.Bold, Size = FlexSize.Lg, Color = BotStyle.Ink }];
        foreach (var thing in things.Take(Most))
        {
            body.Add(new FlexSeparator { Margin = FlexSize.Md, Color = BotStyle.Rule });
            body.Add(Row(style, thing));
        }
        if (things.Count > Most) body.Add(BotStyle.Small(w.MoreOf(things.Count - Most)) with { Margin = FlexSize.Lg });
        List<FlexComponent> buttons = [];
        if (things.Any(t => t.Coupon)) buttons.Add(style.Button(new UriAction(w.UseCoupons, style.Liff("coupons"))));
        if (things.Any(t => !t.Coupon)) buttons.Add(BotStyle.QuietButton(new UriAction(w.UsePoints, style.Liff("history"))));
        return new FlexMessage(w.ExpiryAlt(things.Count), new FlexBubble
        {
            Body = new FlexBox(FlexLayout.Vertical, body) { PaddingAll = FlexSize.Px(20) },
            Footer = new FlexBox(FlexLayout.Vertical, buttons) { Spacing = FlexSize.Sm },
        })
        { QuickReply = style.Choices(member: true) };
    }

    private static FlexBox Row(BotStyle style, Expiring thing)
    {
        var days = style.Time.DayOf(thing.At).DayNumber - style.Time.Today.DayNumber;
        return FlexBox.Horizontal(
            FlexBox.Vertical(
                new FlexText(thing.What) { Size = FlexSize.Sm, Weight = FlexWeight.Bold, Color = BotStyle.Ink, Wrap = true, MaxLines = 2 },
                new FlexText(style.Day(thing.At)) { Size = FlexSize.Xs, Color = BotStyle.Muted, Margin = FlexSize.Xs }) with { Flex = 1 },
            new FlexText(style.Account.Left(days))
            {
                Size = FlexSize.Sm, Weight = days <= SoonDays ? FlexWeight.Bold : null, Color = days <= SoonDays ? BotStyle.Urgent : BotStyle.Muted, Align = FlexAlign.End, Gravity = FlexGravity.Center, Flex = 0,
            }) with { Margin = FlexSize.Md, Spacing = FlexSize.Md };
    }
}
