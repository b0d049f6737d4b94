using System.Globalization;
using LineLoyalty.Membership;

namespace LineLoyalty.Conversation.Bot.Messages;

/// <summary>What the bot says, as Taiwanese shops say it; <see cref="English"/> for everybody else.</summary>
internal abstract class BotWords
{
    public static BotWords Chinese { get; } = new ChineseWords();
    public static BotWords English { get; } = new EnglishWords();

    public static BotWords In(string language) => language == Languages.English ? English : Chinese;

    // Commands: the text on a button is what the person would type.
    public abstract string Card { get; }
    public abstract string Points { get; }
    public abstract string Coupons { get; }
    public abstract string History { get; }
    public abstract string Help { get; }
    /// <summary>On the bar that opens the rich menu; at most 14 characters.</summary>
    public abstract string MenuBar { get; }

    public abstract string Welcome { get; }
    public abstract string WelcomeAlt(string brand);
    public abstract string WelcomeBack(string name, string brand);
    public abstract string JoinBenefits { get; }
    public abstract string BenefitPoints(long amount, long points);
    public abstract string BenefitCoupon(string title);
    public abstract string BenefitBirthday { get; }
    public abstract string Join { get; }
    public abstract string JoinTakes { get; }
    public abstract string Invitation(string brand);
    public abstract string WhatCanYouDo { get; }

    public abstract string CardAlt(string tier, string points);
    public abstract string PointsUnit { get; }
    public abstract string UsablePoints { get; }
    public abstract string UsableCoupons { get; }
    public abstract string Sheets(int count);
    public abstract string ToNextTier(string missing, string tier);
    public abstract string HighestTier { get; }
    public abstract string ShowCard { get; }
    public abstract string CardHint { get; }

    public abstract string PointsAlt(string points);
    public abstract string PointsExpire(string points, string day);
    public abstract string NothingExpires { get; }
    public abstract string PointsPending(string points);
    public abstract string PointsOwed { get; }
    public abstract string PointsHint(long amount, long points);
    public abstract string SeeDetails { get; }

    public abstract string StampsAlt(string name, string count);
    public abstract string StampsToGo(int stamps, string prize);
    public abstract string NoStamps { get; }

    public abstract string CouponsAlt(int count);
    public abstract string NoCoupons { get; }
    public abstract string Off(string amount);
    public abstract string PercentOff(long percent);
    public abstract string Free { get; }
    public abstract string MinimumSpend(string amount);
    public abstract string NoMinimum { get; }
    public abstract string ValidUntil(string day);
    public abstract string LastDays(int days);
    public abstract string Use { get; }
    public abstract string AllCoupons(int count);

    public abstract string HistoryTitle { get; }
    public abstract string HistoryAlt { get; }
    public abstract string NoHistory { get; }
    public abstract string AndMore(string first, int items);
    public abstract string Returned { get; }
    public abstract string AllHistory { get; }
    public abstract string SomethingBought { get; }

    public abstract string HelpTitle { get; }
    public abstract string HelpAlt { get; }
    public abstract string HelpCard { get; }
    public abstract string HelpPoints { get; }
    public abstract string HelpCoupons { get; }
    public abstract string HelpHistory { get; }
    public abstract string HelpJoin { get; }
    public abstract string HelpStaff { get; }

    public abstract string NotUnderstood { get; }
    public abstract string ThanksForThat { get; }

    public abstract string Day(DateOnly day);

    private sealed class ChineseWords : BotWords
    {
        public override string Card => "會員卡";
        public override string Points => "點數";
        public override string Coupons => "優惠券";
        public override string History => "消費紀錄";
        public override string Help => "說明";
        public override string MenuBar => "會員服務";

        public override string Welcome => "歡迎加入好友";
        public override string WelcomeAlt(string brand) => $"歡迎加入{brand}！加入會員，集點、領券都在 LINE。";
        public override string WelcomeBack(string name, string brand) => $"{name}，歡迎回到{brand}！您的會員卡、點數和優惠券都還在。";
        public override string JoinBenefits => "加入會員就能享有";
        public override string BenefitPoints(long amount, long points) => $"消費滿 NT${amount} 集 {points} 點，點數可折抵";
        public override string BenefitCoupon(string title) => $"入會立即送「{title}」";
        public override string BenefitBirthday => "生日當月專屬驚喜";
        public override string Join => "加入會員";
        public override string JoinTakes => "免下載 App，一分鐘完成";
        public override string Invitation(string brand) => $"您還不是{brand}的會員，加入後就能在這裡查看會員卡、點數和優惠券。";
        public override string WhatCanYouDo => "看看有哪些功能";

        public override string CardAlt(string tier, string points) => $"您的會員卡：{tier}，{points} 點";
        public override string PointsUnit => "點";
        public override string UsablePoints => "可用點數";
        public override string UsableCoupons => "可用優惠券";
        public override string Sheets(int count) => $"{count} 張";
        public override string ToNextTier(string missing, string tier) => $"{missing} 升等{tier}";
        public override string HighestTier => "您已是最高等級";
        public override string ShowCard => "出示會員卡";
        public override string CardHint => "結帳時請出示 QR Code 給店員掃描";

        public override string PointsAlt(string points) => $"您有 {points} 點可以使用";
        public override string PointsExpire(string points, string day) => $"{points} 點將於 {day} 到期";
        public override string NothingExpires => "目前沒有即將到期的點數";
        public override string PointsPending(string points) => $"另有 {points} 點即將入帳";
        public override string PointsOwed => "退貨後點數不足，之後的集點會先補回。";
        public override string PointsHint(long amount, long points) => $"消費每滿 NT${amount} 集 {points} 點";
        public override string SeeDetails => "查看點數明細";

        public override string StampsAlt(string name, string count) => $"{name}：{count}";
        public override string StampsToGo(int stamps, string prize) => $"再集 {stamps} 點送「{prize}」";
        public override string NoStamps => "目前沒有進行中的集點卡。";

        public override string CouponsAlt(int count) => $"您有 {count} 張可用的優惠券";
        public override string NoCoupons => "目前沒有可用的優惠券，有新的優惠會第一時間通知您！";
        public override string Off(string amount) => $"折 {amount}";
        public override string PercentOff(long percent) => (100 - percent) % 10 == 0 ? $"{(100 - percent) / 10} 折" : $"{100 - percent} 折";
        public override string Free => "免費兌換";
        public override string MinimumSpend(string amount) => $"消費滿 {amount} 可用";
        public override string NoMinimum => "不限金額";
        public override string ValidUntil(string day) => $"有效至 {day}";
        public override string LastDays(int days) => days == 0 ? "今天到期" : $"剩 {days} 天";
        public override string Use => "使用";
        public override string AllCoupons(int count) => $"查看全部 {count} 張";

        public override string HistoryTitle => "最近的消費";
        public override string HistoryAlt => "您最近的消費紀錄";
        public override string NoHistory => "還沒有消費紀錄。結帳時出示會員卡，就會開始累積囉！";
        public override string AndMore(string first, int items) => $"{first} 等 {items} 項";
        public override string Returned => "已退貨";
        public override string AllHistory => "查看全部紀錄";
        public override string SomethingBought => "消費";

        public override string HelpTitle => "我可以幫您";
        public override string HelpAlt => "輸入「會員卡」「點數」「優惠券」「消費紀錄」，我馬上為您查詢。";
        public override string HelpCard => "出示條碼、查看等級";
        public override string HelpPoints => "餘額與到期日";
        public override string HelpCoupons => "查看與使用";
        public override string HelpHistory => "最近五筆消費";
        public override string HelpJoin => "加入後即可使用以下功能";
        public override string HelpStaff => "其他問題歡迎直接詢問門市人員。";

        public override string NotUnderstood => "不好意思，我還看不懂這句話。\n您可以點下面的按鈕，或輸入「會員卡」「點數」「優惠券」「消費紀錄」。";
        public override string ThanksForThat => "收到囉，謝謝您！想查會員卡、點數或優惠券，點下面的按鈕就可以。";

        public override string Day(DateOnly day) => day.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture);
    }

    private sealed class EnglishWords : BotWords
    {
        public override string Card => "Card";
        public override string Points => "Points";
        public override string Coupons => "Coupons";
        public override string History => "History";
        public override string Help => "Help";
        public override string MenuBar => "Member menu";

        public override string Welcome => "Thanks for adding us";
        public override string WelcomeAlt(string brand) => $"Welcome to {brand}! Join to collect points and coupons here in LINE.";
        public override string WelcomeBack(string name, string brand) => $"Welcome back to {brand}, {name}! Your card, points and coupons are all still here.";
        public override string JoinBenefits => "What members get";
        public override string BenefitPoints(long amount, long points) => $"{points} points for every NT${amount}, to pay with";
        public override string BenefitCoupon(string title) => $"At once: {title}";
        public override string BenefitBirthday => "A surprise for your birthday";
        public override string Join => "Join now";
        public override string JoinTakes => "No app to install, takes a minute";
        public override string Invitation(string brand) => $"You are not a member of {brand} yet. Join, and your card, points and coupons are right here.";
        public override string WhatCanYouDo => "What can I do here?";

        public override string CardAlt(string tier, string points) => $"Your card: {tier}, {points} points";
        public override string PointsUnit => "points";
        public override string UsablePoints => "Points";
        public override string UsableCoupons => "Coupons";
        public override string Sheets(int count) => count.ToString(CultureInfo.InvariantCulture);
        public override string ToNextTier(string missing, string tier) => $"To reach {tier}: {missing}";
        public override string HighestTier => "You have reached the top level";
        public override string ShowCard => "Show my card";
        public override string CardHint => "Show the QR code at the till";

        public override string PointsAlt(string points) => $"You have {points} points";
        public override string PointsExpire(string points, string day) => $"{points} points expire on {day}";
        public override string NothingExpires => "No points are about to expire";
        public override string PointsPending(string points) => $"{points} more points are on their way";
        public override string PointsOwed => "After a return you are short of points; the next ones you earn fill the gap.";
        public override string PointsHint(long amount, long points) => $"{points} points for every NT${amount} you spend";
        public override string SeeDetails => "See details";

        public override string StampsAlt(string name, string count) => $"{name}: {count}";
        public override string StampsToGo(int stamps, string prize) => $"{stamps} more for “{prize}”";
        public override string NoStamps => "There is no stamp card to fill right now.";

        public override string CouponsAlt(int count) => count == 1 ? "You have 1 coupon to use" : $"You have {count} coupons to use";
        public override string NoCoupons => "You have no coupon to use right now. We will tell you when there is a new one!";
        public override string Off(string amount) => $"{amount} off";
        public override string PercentOff(long percent) => $"{percent}% off";
        public override string Free => "Free";
        public override string MinimumSpend(string amount) => $"When you spend {amount}";
        public override string NoMinimum => "Any amount";
        public override string ValidUntil(string day) => $"Until {day}";
        public override string LastDays(int days) => days switch { 0 => "Last day", 1 => "1 day left", _ => $"{days} days left" };
        public override string Use => "Use";
        public override string AllCoupons(int count) => $"See all {count}";

        public override string HistoryTitle => "Latest purchases";
        public override string HistoryAlt => "Your latest purchases";
        public override string NoHistory => "No purchases yet. Show your card at the till and they will appear here.";
        public override string AndMore(string first, int items) => $"{first} and {items - 1} more";
        public override string Returned => "Returned";
        public override string AllHistory => "See all";
        public override string SomethingBought => "Purchase";

        public override string HelpTitle => "I can help you with";
        public override string HelpAlt => "Type \"card\", \"points\", \"coupons\" or \"history\" and I will look it up.";
        public override string HelpCard => "Your barcode and level";
        public override string HelpPoints => "Balance and expiry";
        public override string HelpCoupons => "See and use them";
        public override string HelpHistory => "Your last five purchases";
        public override string HelpJoin => "Join first to use these";
        public override string HelpStaff => "For anything else, please ask the staff in the shop.";

        public override string NotUnderstood => "Sorry, I did not understand that.\nTap a button below, or type \"card\", \"points\", \"coupons\" or \"history\".";
        public override string ThanksForThat => "Got it, thank you! For your card, points or coupons, tap a button below.";

        public override string Day(DateOnly day) => day.ToString("MMM d, yyyy", CultureInfo.InvariantCulture);
    }
}
