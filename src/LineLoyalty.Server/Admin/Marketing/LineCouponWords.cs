using Line.Messaging.Coupons;
using LineLoyalty.Marketing.LineCoupons;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>LINE's own coupons in words.</summary>
internal static class LineCouponWords
{
    public static string Reward(LineCouponReward reward, Words w) => reward switch
    {
        LineCouponReward.Discount => w["折扣", "Discount"],
        LineCouponReward.Free => w["免費", "Free"],
        LineCouponReward.Gift => w["贈品", "Gift"],
        LineCouponReward.CashBack => w["現金回饋", "Money back"],
        _ => w["其他", "Other"],
    };

    public static string Price(LineCouponPrice price, Words w) => price switch
    {
        LineCouponPrice.Fixed => w["固定金額", "An amount"],
        LineCouponPrice.Percentage => w["百分比", "A percentage"],
        _ => w["原價與優惠價", "Price before and after"],
    };

    /// <summary>What it gives, as LINE tells it.</summary>
    public static string Worth(Coupon coupon, Words w) => coupon.Reward switch
    {
        DiscountReward d => Price(d.PriceInfo, w["折", "off"], w),
        CashBackReward c => Price(c.PriceInfo, w["回饋", "back"], w),
        FreeReward => Reward(LineCouponReward.Free, w),
        GiftReward => Reward(LineCouponReward.Gift, w),
        _ => Reward(LineCouponReward.Other, w),
    };

    public static string Acquisition(Coupon coupon, Words w) => coupon.AcquisitionCondition switch
    {
        LotteryAcquisition l => w[$"抽獎：中獎機率 {l.LotteryProbability}%，", $"A draw: {l.LotteryProbability}% win, "]
            + (l.MaxAcquireCount < 0 ? w["名額不限", "any number"] : w[$"最多 {Show.Number(l.MaxAcquireCount)} 位", $"at most {Show.Number(l.MaxAcquireCount)}"]),
        ReferralAcquisition => w["推薦好友取得（在 LINE 後台建立）", "For bringing a friend (made in LINE's manager)"],
        NormalAcquisition => w["打開就能領", "Whoever opens it"],
        _ => w["其他方式", "Another way"],
    };

    public static string Visibility(string visibility, Words w) => visibility switch
    {
        CouponVisibility.Public => w["公開：也出現在 LINE 的優惠券列表", "Public: also in LINE's own lists"],
        CouponVisibility.Unlisted => w["不公開：只有收到的人看得到", "Unlisted: only for those it is sent to"],
        _ => w["在 LINE 後台建立", "Made in LINE's manager"],
    };

    /// <summary>LINE keeps a coupon running after its last second, and before its first.</summary>
    public static (string Text, string Badge) State(Coupon coupon, DateTime now, Words w)
    {
        var second = new DateTimeOffset(now).ToUnixTimeSeconds();
        return coupon.Status switch
        {
            CouponStatus.Closed => (w["已結束", "Over"], "bg-secondary-lt"),
            CouponStatus.Draft => (w["草稿", "Draft"], "bg-azure-lt"),
            _ when coupon.EndTimestamp <= second => (w["已結束", "Over"], "bg-secondary-lt"),
            _ when coupon.StartTimestamp > second => (w["尚未開始", "Not yet"], "bg-azure-lt"),
            _ => (w["進行中", "Running"], "bg-green-lt"),
        };
    }

    public static DateTime At(long seconds) => DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, 253_402_300_799)).UtcDateTime;

    private static string Price(CouponPrice? price, string what, Words w) => price switch
    {
        FixedPrice f => w[$"{what}{(what == "折" ? "抵" : "")} {Show.Money(f.FixedAmount)}", $"{Show.Money(f.FixedAmount)} {what}"],
        PercentagePrice { Percentage: var p } when what == "折" => $"{Tenths(100 - p)} 折（{p}% off）",
        PercentagePrice p => w[$"{what} {p.Percentage}%", $"{p.Percentage}% {what}"],
        ExplicitPrice e => $"{Show.Money(e.OriginalPrice)} → {Show.Money(e.PriceAfterDiscount)}",
        _ => what,
    };

    // 85 % of the price is said 85 折, 80 % is 8 折.
    private static string Tenths(int percent) => (percent % 10 == 0 ? percent / 10 : percent).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
