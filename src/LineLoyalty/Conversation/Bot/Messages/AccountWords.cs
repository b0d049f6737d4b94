using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points;

namespace LineLoyalty.Conversation.Bot.Messages;

/// <summary>What the bot says about a member's points, level, expiry and messages.</summary>
internal sealed record AccountWords(bool English)
{
    private string Say(string chinese, string english) => English ? english : chinese;

    // Commands, as the person would type them.
    public string Tier => Say("等級", "Tier");
    public string Expiry => Say("到期", "Expiry");
    public string Notices => Say("通知設定", "Notifications");

    public string Missions => Say("任務", "Missions");
    public string NoMissions => Say("目前沒有進行中的任務。", "There is no mission for you right now.");
    public string MissionsAlt(int open) => open == 0 ? Say("您的任務都完成了！", "All your missions are done!") : Say($"您有 {open} 個進行中的任務", $"{open} {(open == 1 ? "mission" : "missions")} to work on");
    public string MissionDone => Say("已完成", "Done");
    public string MissionOver => Say("已結束", "Over");
    public string MissionSoldOut => Say("獎勵已送完", "Rewards are gone");
    public string MissionBrings(string prize) => Say($"完成送「{prize}」", $"Brings “{prize}”");
    public string MissionUntil(string day) => Say($"{day} 前完成", $"Until {day}");
    public string AllMissions => Say("查看任務", "See my missions");

    public string LatestMoves => Say("最近異動", "Latest changes");
    public string Point => Say("點", "points");
    public string Purchase(string? store) => store is null ? Say("消費集點", "Purchase") : Say($"{store} 消費集點", $"Purchase, {store}");
    public string Spent => Say("折抵消費", "Paid with points");
    public string Expired => Say("點數到期", "Expired");
    public string TakenBack => Say("退貨收回點數", "Return: taken back");
    public string GivenBack => Say("退貨歸還點數", "Return: given back");
    public string Adjusted => Say("點數調整", "Adjusted");
    public string GiftGiven => Say("轉贈點數", "Given to a friend");
    public string FamilyUsed => Say("家人使用點數", "Used by your family");
    public string FamilyGave => Say("家人分享點數", "From your family");
    public string GiftReceived => Say("收到朋友送的點數", "From a friend");
    public string Earned => Say("獲得點數", "Earned");

    public string TierAlt(string tier) => Say($"您目前是{tier}", $"You are {tier}");
    public string YourTier => Say("您的會員等級", "Your level");
    public string ValidUntil(string day) => Say($"效期至 {day}", $"until {day}");
    public string NoEnd => Say("沒有期限", "no end date");
    public string UpTo(string tier) => Say($"升等{tier}", $"To {tier}");
    public string ToKeep => Say("續等", "To keep it");
    public string Kept => Say("已達續等條件", "You keep it");
    public string TopTier => Say("您已是最高等級，謝謝您一路相伴！", "You have reached the top. Thank you!");
    public string Benefits => Say("目前享有", "Your benefits");
    public string AllTiers => Say("看所有等級與權益", "All levels and benefits");

    public string ExpiryTitle => Say("30 天內到期", "Expiring within 30 days");
    public string ExpiryAlt(int things) => Say($"30 天內有 {things} 項即將到期", $"{things} things expire within 30 days");
    public string NothingExpires => Say("30 天內沒有點數或優惠券到期，請放心。", "Nothing of yours expires within 30 days.");
    public string Left(int days) => days <= 0 ? Say("今天到期", "last day") : days == 1 ? Say("明天到期", "tomorrow") : Say($"剩 {days} 天", $"{days} days left");
    public string PointsOf(string points) => Say($"{points} 點", $"{points} points");
    public string MoreOf(int count) => Say($"還有 {count} 項", $"and {count} more");
    public string UsePoints => Say("查看點數", "My points");
    public string UseCoupons => Say("查看優惠券", "My coupons");

    public string UsesLeft(long uses) => Say($"剩 {uses:N0} 次", uses == 1 ? "1 use left" : $"{uses:N0} uses left");
    public string MoneyLeft(string amount) => Say($"餘額 {amount}", $"{amount} left");
    public string BuyGet => Say("買就送", "Buy & get");
    public string FreeDelivery => Say("免運費", "Free delivery");
    public string NeverExpires => Say("無使用期限", "Never expires");

    public string HelpTier => Say("目前等級與升等進度", "Your level and the way up");
    public string HelpExpiry => Say("30 天內到期的點數與優惠券", "What ends within 30 days");
    public string HelpNotices => Say("選擇要收到哪些通知", "Choose what you hear");

    public string NoticesTitle => Say("點數與優惠券通知", "Points and coupon messages");
    public string NoticesAlt(string choice) => Say($"目前通知：{choice}", $"Messages: {choice}");
    public string NoticesNow => Say("目前設定", "Now");
    public string Colon => Say("：", ": ");
    public string NoticesSet => Say("已更新", "Done");
    public string NoticesHint => Say("行銷訊息另外在「會員資料」設定。", "Offers and news are a separate switch in your profile.");

    /// <summary>The choices, in the words that choose them.</summary>
    public string Choice(AnnounceLevel level) => level switch
    {
        AnnounceLevel.Every => Say("每次通知", "Notify everything"),
        AnnounceLevel.Important => Say("只通知重要的", "Notify important"),
        AnnounceLevel.Tiers => Say("只通知等級變動", "Level changes only"),
        _ => Say("不通知", "Notify nothing"),
    };

    public string ChoiceHint(AnnounceLevel level) => level switch
    {
        AnnounceLevel.Every => Say("消費集點、折抵、優惠券使用等每次異動", "Every purchase, use and change"),
        AnnounceLevel.Important => Say("到期、升等、收到優惠券與贈點", "Expiry, level, coupons and points that arrive"),
        AnnounceLevel.Tiers => Say("升等或降等時", "When your level changes"),
        _ => Say("不在聊天室通知", "Nothing in the chat"),
    };

    public string Reason(PointsEntryKind kind, string reason) => kind switch
    {
        PointsEntryKind.Spend => reason switch { PointsReasons.Gift => GiftGiven, PointsReasons.Family => FamilyUsed, _ => Spent },
        PointsEntryKind.Expire => Expired,
        PointsEntryKind.TakeBack => TakenBack,
        PointsEntryKind.GiveBack => GivenBack,
        PointsEntryKind.Adjust => Adjusted,
        _ => reason switch { PointsReasons.Gift => GiftReceived, PointsReasons.Family => FamilyGave, _ => Earned },
    };
}
