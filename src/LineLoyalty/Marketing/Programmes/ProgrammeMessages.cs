using Line.Messaging.Messages;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Tiers;

namespace LineLoyalty.Marketing.Programmes;

/// <summary>The words of the programmes, in the member's language.</summary>
internal sealed class ProgrammeMessages(MessageLook look, BrandTime time)
{
    public IReadOnlyList<Message> BirthdayCoupon(Member member, Coupon coupon, GiftRule rule) => Band(member,
        English(member) ? $"{member.Name}, your birthday gift is here" : $"{member.Name}，生日禮送到您手上",
        Own(rule, member) ?? (English(member) ? "Your birthday is near. We have put a little something into your wallet." : "您的生日禮已放進票匣，祝您有個開心的生日，記得來使用。"),
        coupon);

    public IReadOnlyList<Message> BirthdayGreeting(Member member, Coupon? coupon) => Band(member,
        English(member) ? $"Happy birthday, {member.Name}!" : $"{member.Name}，生日快樂！",
        English(member) ? "All of us wish you a wonderful year ahead. Thank you for being with us." : "祝您平安喜樂、事事順心，謝謝您一直以來的支持。",
        coupon);

    public IReadOnlyList<Message> WeMissYou(Member member, int days) => Band(member,
        English(member) ? $"How have you been, {member.Name}?" : $"{member.Name}，最近好嗎？",
        English(member) ? $"It has been {days} days since we last met. Your card and your points are still here, and so are we." : $"距離上次見面已經 {days} 天了。您的會員卡和點數都替您留著，期待再次為您服務。",
        coupon: null);

    public IReadOnlyList<Message> ComeBack(Member member, Coupon? coupon) => Band(member,
        English(member) ? $"We miss you, {member.Name}" : $"{member.Name}，想念您",
        English(member) ? "It has been a while, so we have put a coupon into your wallet. Come by when you like." : "好一陣子沒見到您了，送您一張優惠券，有空回來坐坐。",
        coupon);

    public IReadOnlyList<Message> LongTimeNoSee(Member member, Coupon? coupon) => Band(member,
        English(member) ? $"{member.Name}, this one is only for you" : $"{member.Name}，好久不見",
        English(member) ? "We would love to see you again. Here is the best offer we have." : "我們想您了！這是目前最優惠的一張，特別留給您。",
        coupon);

    public IReadOnlyList<Message> TierUp(Member member, Tier tier, Coupon? gift, DateTime? until)
    {
        var english = English(member);
        var title = english ? $"Congratulations, {member.Name}: you are {tier.NameEn} now" : $"恭喜升等{tier.Name}！";
        var valid = until is { } end ? MessageLook.Day(time.DayOf(end.AddTicks(-1)), member.Language) : null;
        return Band(member, title, english
            ? valid is null ? "Its benefits begin with your next purchase." : $"Its benefits begin with your next purchase and last until {valid}."
            : valid is null ? $"{member.Name}，謝謝您的支持，專屬優惠從下一筆消費開始。" : $"{member.Name}，謝謝您的支持，專屬優惠從下一筆消費開始，效期至 {valid}。", gift);
    }

    public IReadOnlyList<Message> TierDown(Member member, Tier tier, string reason)
    {
        var english = English(member);
        var why = reason switch
        {
            TierReasons.Refund => english ? "after the return of a purchase" : "因消費退貨重新計算",
            TierReasons.Manual => english ? "set by our staff" : "由服務人員調整",
            _ => english ? "as the period has ended" : "因等級效期已滿",
        };
        return Band(member, english ? $"Your level is {tier.NameEn} now" : $"您的等級調整為{tier.Name}",
            english ? $"It was changed {why}. Your points and coupons stay as they are." : $"{member.Name}，您的會員等級{why}。點數與優惠券不受影響，歡迎常回來。", coupon: null);
    }

    public IReadOnlyList<Message> TierEnds(Member member, Tier tier, string missing, DateTime end)
    {
        var english = English(member);
        var day = MessageLook.Day(time.DayOf(end.AddTicks(-1)), member.Language);
        return Band(member, english ? $"Keep your {tier.NameEn} level" : $"保留您的{tier.Name}資格",
            english ? $"Your level ends on {day}. To keep it: {missing}." : $"{member.Name}，您的等級效期至 {day}，{missing}即可續等。", coupon: null);
    }

    public IReadOnlyList<Message> Gift(Member member, GiftRule rule, Coupon coupon) => Band(member,
        English(member) ? rule.NameEn.Length > 0 ? rule.NameEn : "A gift for you" : $"{rule.Name}送給您",
        Own(rule, member) ?? (English(member) ? "Thank you for coming. A coupon is waiting in your wallet." : $"{member.Name}，謝謝您的光臨，優惠券已放進您的票匣。"),
        coupon);

    public IReadOnlyList<Message> ReferralGift(Member member, Coupon coupon, bool inviter) => Band(member,
        English(member) ? inviter ? "Your friend came, here is your thank-you" : "Your gift for coming with a friend" : inviter ? "謝謝您推薦好友！" : "好友推薦禮送給您",
        English(member) ? "A coupon is waiting in your wallet." : inviter ? $"{member.Name}，您推薦的好友已完成首次消費，推薦禮已放進您的票匣。" : $"{member.Name}，謝謝您的首次消費，好友推薦禮已放進您的票匣。",
        coupon);

    private static string? Own(GiftRule rule, Member member) =>
        English(member) ? rule.MessageEn.Length > 0 ? rule.MessageEn : null : rule.Message.Length > 0 ? rule.Message : null;

    public IReadOnlyList<Message> TierGift(Member member, Tier tier, Coupon coupon) => Band(member,
        English(member) ? $"Your {tier.NameEn} gift of the month" : $"{tier.Name}每月禮到囉",
        English(member) ? "A little thank-you for being with us." : $"{member.Name}，謝謝您一直以來的支持，本月禮已放進您的票匣。",
        coupon);

    public IReadOnlyList<Message> DrawWon(Member member, Draw draw, DrawPrize prize, Coupon? coupon)
    {
        var english = English(member);
        var (what, name) = (english && prize.NameEn.Length > 0 ? prize.NameEn : prize.Name, english && draw.NameEn.Length > 0 ? draw.NameEn : draw.Name);
        return Band(member, english ? $"You have won: {what}" : $"恭喜中獎：{what}",
            english ? $"{member.Name}, luck was with you in “{name}”. The prize is yours already." : $"{member.Name}，您在「{name}」抽中{what}，獎品已放進您的帳戶。", coupon);
    }

    public IReadOnlyList<Message> DrawLost(Member member, Draw draw)
    {
        var english = English(member);
        var name = english && draw.NameEn.Length > 0 ? draw.NameEn : draw.Name;
        return Band(member, english ? $"“{name}” has been drawn" : $"「{name}」開獎了",
            english ? "No luck this time. Thank you for joining, and good luck with the next." : $"{member.Name}，這次沒有抽中，謝謝您的參加，下次再試試手氣！", coupon: null);
    }

    public IReadOnlyList<Message> PointsExpire(Member member, long points, DateTime first)
    {
        var english = English(member);
        var day = MessageLook.Day(time.DayOf(first.AddTicks(-1)), member.Language);
        var title = english ? $"{MessageLook.Number(points)} points are about to expire" : $"您有 {MessageLook.Number(points)} 點即將到期";
        return [MessageLook.Message(title, look.Band(new MessageParts(look.BrandName(member.Language), title, english
            ? "Points are spent soonest-expiring first: use them on your next visit."
            : "消費時會優先折抵最快到期的點數，下次光臨別忘了使用。")
        {
            Rows = [(english ? "Expiring points" : "即將到期", MessageLook.Number(points)), (english ? "Use them by" : "最早到期日", day), (english ? "Balance" : "目前點數", MessageLook.Number(member.PointsBalance))],
            Button = look.HistoryButton(member.Language),
        }))];
    }

    public IReadOnlyList<Message> CouponsExpire(Member member, IReadOnlyList<Coupon> coupons)
    {
        var english = English(member);
        var title = coupons.Count > 1
            ? english ? $"{coupons.Count} coupons are about to expire" : $"您有 {coupons.Count} 張優惠券即將到期"
            : english ? "A coupon is about to expire" : "您有一張優惠券即將到期";
        return [MessageLook.Message(title, look.Band(new MessageParts(look.BrandName(member.Language), title, english ? "A pity to let it go to waste." : "別讓優惠白白溜走，記得來使用。")
        {
            Rows = [.. coupons.Take(4).Select(c => (TitleOf(c, english), Until(c, member)))],
            Button = look.WalletButton(member.Language),
        }))];
    }

    private IReadOnlyList<Message> Band(Member member, string title, string body, Coupon? coupon)
    {
        var english = English(member);
        var parts = new MessageParts(look.BrandName(member.Language), title, body)
        {
            Coupon = coupon is null ? null : new MessageCoupon(english ? "Coupon" : "優惠券", TitleOf(coupon, english), (english ? "Use it by " : "使用期限至 ") + Until(coupon, member)),
            Button = coupon is null ? look.CardButton(member.Language) : look.WalletButton(member.Language),
        };
        return [MessageLook.Message(title, look.Band(parts))];
    }

    private string Until(Coupon coupon, Member member) => MessageLook.Day(time.DayOf(coupon.ValidUntil.AddTicks(-1)), member.Language);

    private static string TitleOf(Coupon coupon, bool english) => english && coupon.Definition.TitleEn.Length > 0 ? coupon.Definition.TitleEn : coupon.Definition.Title;

    private static bool English(Member member) => Languages.Nearest(member.Language) == Languages.English;
}
