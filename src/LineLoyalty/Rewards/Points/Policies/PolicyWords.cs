using System.Globalization;

namespace LineLoyalty.Rewards.Points.Policies;

/// <summary>How points live and pay, in plain language; the only place that words it.</summary>
public static class PolicyWords
{
    public static IReadOnlyList<string> Summary(PointsPolicy p, bool english)
    {
        List<string> lines = [Expiry(p.Expiry, english)];
        if (english)
        {
            lines.Add(p.PendingDays == 0 ? "Points of a sale in a store can be used at once; those of a web sale " + Days(p.WebPendingDays, true)
                : $"Points of a sale in a store can be used {Days(p.PendingDays, true)}; those of a web sale {Days(p.WebPendingDays, true)}");
            if (p.Convert is { } c) lines.Add($"What would lapse becomes coupons: {Number(c.Points)} points each give one “{c.Coupon}”, the rest lapses");
            lines.Add($"{Number(p.Redeem.Points)} points take off NT${Number(p.Redeem.Amount)}, from {Number(p.Redeem.Minimum)} points, up to {p.Redeem.MaximumShare}% of a sale");
            lines.Add($"Points returned after their expiry live {p.ReturnedDays} days more");
            lines.Add(p.Gifts is { } g ? $"Members may give each other from {Number(g.Minimum)} points, up to {Number(g.MaximumPerMonth)} a month" : "Points cannot be given to other members");
            lines.Add(p.Family is { } f ? $"Up to {f.MaximumMembers} members of a family spend each other's points" : "Families do not share points");
            lines.Add($"A clerk may change up to {Number(p.Till.PerTime)} points at once and {Number(p.Till.PerDay)} a day at the till; more needs a manager");
            if (p.CheckInNeedsCode) lines.Add("A check-in needs the code on the store's counter");
            return lines;
        }
        lines.Add($"門市消費的點數{Days(p.PendingDays, false)}可用，網路消費{Days(p.WebPendingDays, false)}可用");
        if (p.Convert is { } convert) lines.Add($"到期時每 {Number(convert.Points)} 點自動換成一張「{convert.Coupon}」，不足的部分失效");
        lines.Add($"每 {Number(p.Redeem.Points)} 點折抵 NT${Number(p.Redeem.Amount)}，單次至少 {Number(p.Redeem.Minimum)} 點，最多折抵消費的 {p.Redeem.MaximumShare}%");
        lines.Add($"退貨歸還時已到期的點數，再延長 {p.ReturnedDays} 天");
        lines.Add(p.Gifts is { } gifts ? $"會員可互贈點數，單次至少 {Number(gifts.Minimum)} 點，每人每月最多 {Number(gifts.MaximumPerMonth)} 點" : "不開放會員互贈點數");
        lines.Add(p.Family is { } family ? $"家庭共享：最多 {family.MaximumMembers} 位會員可共用彼此的點數" : "不開放家庭共享點數");
        lines.Add($"店員在收銀台單次最多調整 {Number(p.Till.PerTime)} 點，每人每日共 {Number(p.Till.PerDay)} 點，超過須主管核可");
        if (p.CheckInNeedsCode) lines.Add("打卡必須掃描門市櫃台的打卡碼");
        return lines;
    }

    public static string Expiry(ExpiryPolicy expiry, bool english) => expiry switch
    {
        RollingDays d => english ? $"Points live {d.Days} days, to the end of the day" : $"點數自獲得日起 {d.Days} 天，至當日 23:59:59 到期",
        RollingMonths m => english ? $"Points live {m.Months} months, to the end of the day" : $"點數自獲得日起 {m.Months} 個月，至當日 23:59:59 到期",
        FixedDay f => english ? $"Points lapse after {f.Day} {CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(f.Month)} of {(f.YearsAfter == 0 ? "the same" : f.YearsAfter == 1 ? "the next" : f.YearsAfter + " years on, that")} year"
            : $"點數於{(f.YearsAfter == 0 ? "當年" : f.YearsAfter == 1 ? "隔年" : f.YearsAfter + " 年後")} {f.Month} 月 {f.Day} 日 23:59:59 到期",
        EndOfMonth m => english ? (m.MonthsAfter == 0 ? "Points lapse at the end of the month" : $"Points lapse at the end of the month {m.MonthsAfter} months on")
            : m.MonthsAfter == 0 ? "點數於當月底到期" : $"點數於 {m.MonthsAfter} 個月後的月底到期",
        Inactivity i => english ? $"Points lapse {i.Days} days after the latest purchase" : $"超過 {i.Days} 天沒有消費，點數全數到期；每次消費重新起算",
        TierAnniversary => english ? "Points lapse with the tier period (on the first level, on the anniversary of joining)" : "點數於會員等級效期屆滿時到期（一般會員為入會週年）",
        _ => english ? "Points never lapse" : "點數不會到期",
    };

    private static string Days(int days, bool english) => days == 0 ? english ? "at once" : "立即" : english ? $"after {days} days" : $" {days} 天後";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
