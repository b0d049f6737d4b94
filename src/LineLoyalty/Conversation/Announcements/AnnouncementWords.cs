using System.Globalization;
using LineLoyalty.Membership;

namespace LineLoyalty.Conversation.Announcements;

/// <summary>The words of announcements in one language.</summary>
internal sealed record AnnouncementWords(bool English)
{
    private static readonly AnnouncementWords ChineseWords = new(false);
    private static readonly AnnouncementWords EnglishWords = new(true);

    public static AnnouncementWords In(string language) => Languages.Nearest(language) == Languages.English ? EnglishWords : ChineseWords;

    private string Say(string chinese, string english) => English ? english : chinese;

    public string Store => Say("門市", "Store");
    public string Paid => Say("消費金額", "Paid");
    public string PointsUsed => Say("折抵點數", "Points used");
    public string UsableFrom => Say("可用日", "Usable from");
    public string Why => Say("點數怎麼算的？", "Why these points?");
    public string Details => Say("查看明細", "See details");
    public string OpenWallet => Say("查看優惠券", "See my coupons");
    public string Balance => Say("目前點數", "Balance");
    public string Refunded => Say("退款金額", "Refunded");
    public string PointsGivenBack => Say("歸還點數", "Points given back");
    public string PointsTakenBack => Say("收回點數", "Points taken back");
    public string RefundTitle => Say("退貨完成", "Your return is done");
    public string Adjusted => Say("點數調整", "Points adjusted");
    public string Expired => Say("點數到期", "Points expired");
    public string GiftGiven => Say("轉贈點數", "Points given");
    public string FamilyUsed => Say("家人使用點數", "Used by your family");
    public string FamilyGave => Say("家人分享點數", "From your family");
    public string GiftReceived => Say("收到朋友送的點數", "Points from a friend");
    public string FriendTook => Say("朋友已領取您送的點數", "Your friend took the points");
    public string GiftCameBack => Say("無人領取，點數已退回", "Not taken; your points are back");
    public string Redeemed => Say("兌換商品", "Reward");
    public string RedemptionCancelled => Say("取消兌換，點數已退回", "Reward cancelled");
    public string PointsEarned => Say("獲得點數", "Points earned");
    public string MissionReward => Say("任務獎勵", "Mission reward");
    public string MissionDone => Say("任務完成！", "Mission done!");
    public string MissionUndone => Say("退貨後任務未達成", "After a return the mission is open again");
    public string Mission => Say("任務", "Mission");
    public string SeeMissions => Say("查看任務", "See my missions");
    public string Then => Say("，", ", ");

    public string SaleTitle(long earned) => earned > 0 ? Say("本次消費獲得", "This purchase earned you") : Say("謝謝您的消費", "Thank you for your purchase");
    public string SaleAlt(long paid, long earned) => earned > 0 ? Say($"消費 {Money(paid)} 獲得 {Number(earned)} 點", $"You spent {Money(paid)} and earned {Number(earned)} points") : Say($"消費 {Money(paid)}", $"You spent {Money(paid)}");
    public string RefundAlt(long amount) => Say($"退貨 {Money(amount)} 完成", $"{Money(amount)} refunded");
    public string Used(long points, long amount) => Say($"−{Number(points)} 點（折 {Money(amount)}）", $"−{Number(points)} ({Money(amount)} off)");
    public string Title(long points, bool coupon) => coupon ? Say("您收到優惠券了", "A coupon has arrived") : points == 0 ? Say("會員帳戶異動", "News of your account") : Say("點數異動", "Your points changed");
    public string RewardTitle => Say("兌換成功", "Your reward is ready");
    public string Points(long points) => Say($"{Number(points)} 點", $"{Number(points)} points");
    public string Signed(long points) => (points > 0 ? "+" : "−") + Points(Math.Abs(points));
    public string BalanceIs(long points) => Say($"目前 {Number(points)} 點", $"balance {Number(points)} points");
    public string Day(DateOnly day) => English ? day.ToString("MMM d, yyyy", CultureInfo.InvariantCulture) : day.ToString("yyyy/M/d", CultureInfo.InvariantCulture);

    /// <summary>What became of a coupon; null for what is not told.</summary>
    public string? Coupon(string kind) => kind switch
    {
        MemberEvents.CouponIssued => Say("獲得優惠券", "New coupon"),
        MemberEvents.CouponReceived => Say("收到朋友送的優惠券", "Coupon from a friend"),
        MemberEvents.CouponRedeemed => Say("使用優惠券", "Coupon used"),
        MemberEvents.CouponReturned => Say("歸還優惠券", "Coupon given back"),
        MemberEvents.CouponRevoked => Say("取消優惠券", "Coupon ended"),
        MemberEvents.CouponGiven => Say("朋友已領走優惠券", "Your friend took the coupon"),
        MemberEvents.CouponTakenBack => Say("無人領取，優惠券已退回", "Not taken; the coupon is back"),
        _ => null,
    };

    public static string Money(long value) => "NT$" + Number(value);
    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
