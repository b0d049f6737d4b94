using System.Globalization;
using Line.Messaging.Flex;
using Line.Messaging.Messages;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Card;
using LineLoyalty.Rewards.Coupons;

namespace LineLoyalty.Conversation.Join;

/// <summary>What joining says in the chat, in the member's language.</summary>
internal static class JoinMessages
{
    private const string Grey = "#6B7280";

    public static string CodeText(BrandOptions brand, string language, string code) => language == Languages.English
        ? $"{code} is your {NameOf(brand, language)} code, valid for 5 minutes. Never share it with anyone, not even our staff."
        : $"【{brand.Name}】您的驗證碼為 {code}，5 分鐘內有效。請勿提供給任何人，包含門市人員。";

    /// <summary>The member's card as a message: name, tier, points, the coupon just given, and the way to the card.</summary>
    public static FlexMessage Welcome(BrandOptions brand, LineOptions line, BrandTime time, Member member, MemberCard card, Coupon? coupon, bool returning)
    {
        var english = member.Language == Languages.English;
        var title = (english, returning) switch
        {
            (true, true) => $"Welcome back, {member.Name}",
            (true, false) => $"Welcome, {member.Name}",
            (false, true) => $"歡迎回來，{member.Name}",
            (false, false) => $"歡迎加入，{member.Name}",
        };
        var body = new List<FlexComponent>
        {
            new FlexText(title) { Weight = FlexWeight.Bold, Size = "lg", Wrap = true },
            new FlexText(returning
                ? english ? "Your card is connected to this LINE account." : "您的會員卡已綁定這個 LINE 帳號。"
                : english ? "Your member card is ready. Show it at every visit." : "您的會員卡已開通，每次消費請出示。") { Size = "sm", Color = Grey, Wrap = true, Margin = "sm" },
            new FlexSeparator { Margin = "lg" },
            Row(english ? "Tier" : "會員等級", card.Tier.Name),
            Row(english ? "Points" : "目前點數", card.Points.Balance.ToString("N0", CultureInfo.InvariantCulture) + (english ? "" : " 點")),
            Row(english ? "Card no." : "會員卡號", Grouped(card.CardNumber)),
        };
        if (coupon is not null) body.Add(Gift(time, coupon, english, brand.Color));
        var footer = new List<FlexComponent>
        {
            new FlexButton(new UriAction(english ? "Open my card" : "打開會員卡", line.LiffLink("card"))) { Style = FlexButtonStyle.Primary, Color = brand.Color, Height = FlexButtonHeight.Sm },
        };
        if (coupon is not null)
        {
            footer.Add(new FlexButton(new UriAction(english ? "My coupons" : "查看優惠券", line.LiffLink("coupons"))) { Style = FlexButtonStyle.Link, Color = brand.Color, Height = FlexButtonHeight.Sm });
        }
        return new FlexMessage(title, new FlexBubble
        {
            Header = FlexBox.Vertical(new FlexText(NameOf(brand, member.Language)) { Color = "#FFFFFF", Weight = FlexWeight.Bold }) with
            {
                BackgroundColor = brand.Color,
                PaddingAll = "16px",
            },
            Body = new FlexBox(FlexLayout.Vertical, body),
            Footer = new FlexBox(FlexLayout.Vertical, footer) { Spacing = "sm" },
        });
    }

    /// <summary>Told to the LINE account that loses a card: it may be a thief's doing, or a number that found a new owner.</summary>
    public static TextMessage Moved(BrandOptions brand, string language) => new(language == Languages.English
        ? $"Your {NameOf(brand, language)} card was just connected to another LINE account after a code was sent to your mobile number. Points and coupons are locked for 72 hours. If this was not you, please contact our staff now."
        : $"您的「{brand.Name}」會員卡剛透過手機驗證碼，改綁到另一個 LINE 帳號。點數與優惠券將鎖定 72 小時。若非您本人操作，請立即聯絡門市人員。");

    private static FlexBox Row(string label, string value) => FlexBox.Baseline(
        new FlexText(label) { Size = "sm", Color = Grey, Flex = 2 },
        new FlexText(value) { Size = "sm", Flex = 5, Wrap = true, Align = FlexAlign.End }) with
    {
        Margin = "md",
    };

    private static FlexBox Gift(BrandTime time, Coupon coupon, bool english, string color)
    {
        var definition = coupon.Definition;
        var name = english && definition.TitleEn.Length > 0 ? definition.TitleEn : definition.Title;
        var lastDay = time.DayOf(coupon.ValidUntil.AddTicks(-1)).ToString("yyyy/MM/dd", CultureInfo.InvariantCulture);
        return FlexBox.Vertical(
            new FlexText(english ? "Welcome coupon" : "入會禮") { Size = "xs", Color = color, Weight = FlexWeight.Bold },
            new FlexText(name) { Weight = FlexWeight.Bold, Wrap = true, Margin = "xs" },
            new FlexText(english ? $"Valid until {lastDay}" : $"有效至 {lastDay}") { Size = "xs", Color = Grey, Margin = "xs" }) with
        {
            Margin = "lg",
            PaddingAll = "12px",
            CornerRadius = "8px",
            BorderColor = color,
            BorderWidth = "1px",
        };
    }

    private static string Grouped(string cardNumber) => string.Join(' ', cardNumber.Chunk(4).Select(c => new string(c)));

    private static string NameOf(BrandOptions brand, string language) =>
        language == Languages.English && brand.NameEn.Length > 0 ? brand.NameEn : brand.Name;
}
