using Line.Messaging.Flex;
using Line.Messaging.Messages;
using LineLoyalty.Rewards.Coupons;

namespace LineLoyalty.Conversation.Bot.Messages;

/// <summary>The usable coupons to swipe through, soonest to lapse first; 使用 opens the coupon's page, where its code is shown.</summary>
internal static class CouponMessages
{
    private const int Most = 10;
    private const int SoonDays = 3;

    public static Message Wallet(BotStyle style, IReadOnlyList<CouponView> usable)
    {
        if (usable.Count == 0) return new TextMessage(style.Words.NoCoupons) { QuickReply = style.Choices(member: true) };
        List<FlexBubble> bubbles = [.. usable.Take(Most).Select(c => Coupon(style, c))];
        if (usable.Count > Most) bubbles.Add(All(style, usable.Count));
        return new FlexMessage(style.Words.CouponsAlt(usable.Count), new FlexCarousel(bubbles)) { QuickReply = style.Choices(member: true) };
    }

    private static FlexBubble Coupon(BotStyle style, CouponView coupon)
    {
        var days = style.Time.DayOf(coupon.ValidUntil).DayNumber - style.Time.Today.DayNumber;
        return new FlexBubble
        {
            Size = FlexBubbleSize.Kilo,
            Header = FlexBox.Vertical(
                new FlexText(Worth(style, coupon)) { Size = FlexSize.X3l, Weight = FlexWeight.Bold, Color = style.OnColor, AdjustMode = FlexAdjustMode.ShrinkToFit },
                new FlexText(coupon.MinimumSpend > 0 ? style.Words.MinimumSpend(BotStyle.Money(coupon.MinimumSpend)) : style.Words.NoMinimum) { Size = FlexSize.Sm, Color = style.OnColor, Margin = FlexSize.Xs })
                with { BackgroundColor = style.Color, PaddingAll = FlexSize.Px(18) },
            Body = FlexBox.Vertical(
                new FlexText(style.English && coupon.TitleEn.Length > 0 ? coupon.TitleEn : coupon.Title) { Weight = FlexWeight.Bold, Color = BotStyle.Ink, Wrap = true, MaxLines = 2 },
                FlexBox.Horizontal(
                    new FlexText(coupon.NeverExpires ? style.Account.NeverExpires : style.Words.ValidUntil(style.Day(coupon.ValidUntil))) { Size = FlexSize.Xs, Color = BotStyle.Muted, Flex = 1 },
                    days <= SoonDays && !coupon.NeverExpires ? new FlexText(style.Words.LastDays(Math.Max(0, days))) { Size = FlexSize.Xs, Weight = FlexWeight.Bold, Color = BotStyle.Urgent, Align = FlexAlign.End, Flex = 0 } : null)
                    with { Margin = FlexSize.Md }),
            Footer = FlexBox.Vertical(style.Button(new UriAction(style.Words.Use, style.Liff($"coupons/{Uri.EscapeDataString(coupon.Id)}")))),
        };
    }

    private static FlexBubble All(BotStyle style, int count) => new()
    {
        Size = FlexBubbleSize.Kilo,
        Body = FlexBox.Vertical(new FlexButton(new UriAction(style.Words.AllCoupons(count), style.Liff("coupons"))) { Color = style.Color })
            with { JustifyContent = FlexJustify.Center },
    };

    private static string Worth(BotStyle style, CouponView coupon) => coupon.Kind switch
    {
        "amount" when coupon.HoldsMoney => style.Account.MoneyLeft(BotStyle.Money(coupon.UsesLeft)),
        "amount" => style.Words.Off(BotStyle.Money(coupon.Value)),
        "percent" => style.Words.PercentOff(coupon.Value),
        "pass" or "deposit" => style.Account.UsesLeft(coupon.UsesLeft),
        "buyGet" => style.Account.BuyGet,
        "delivery" => style.Account.FreeDelivery,
        _ => style.Words.Free,
    };
}
