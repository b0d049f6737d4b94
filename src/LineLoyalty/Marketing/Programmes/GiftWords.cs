namespace LineLoyalty.Marketing.Programmes;

/// <summary>What a gift rule will do, in plain words; the only place that words it.</summary>
public static class GiftWords
{
    public static string Occasion(GiftRule rule, bool english) => rule.Occasion switch
    {
        GiftOccasion.CardOpening => english ? "When the card is opened" : "開卡時",
        GiftOccasion.FirstPurchase => english ? "After the first purchase" : "首次消費後",
        GiftOccasion.NthVisit => english ? $"After the visit no. {rule.Visit}" : $"第 {rule.Visit} 次來店消費後",
        GiftOccasion.MonthlyVisit => english ? "After the first purchase of each month" : "每月第一次消費後",
        GiftOccasion.Birthday => Birthday(rule, english),
        _ => english ? "Each year on the day of joining" : "每年入會週年當天",
    };

    /// <param name="coupon">Its title.</param>
    public static IReadOnlyList<string> Summary(GiftRule rule, string coupon, bool english)
    {
        List<string> says = [english ? $"{Occasion(rule, true)}: “{coupon}” goes into the wallet." : $"{Occasion(rule, false)}，自動送「{coupon}」到會員票匣。"];
        says.Add(rule.Occasion switch
        {
            GiftOccasion.CardOpening => english ? "Once per member, also when the card later moves to another LINE account." : "每位會員一次；之後換綁其他 LINE 帳號不會再送。",
            GiftOccasion.FirstPurchase or GiftOccasion.NthVisit => english ? "Once per member. A purchase wholly returned is none; purchases before this rule began do not count." : "每位會員一次；整筆退貨的消費不算，規則開始前的消費不算。",
            GiftOccasion.MonthlyVisit => english ? "Once per calendar month. A purchase wholly returned is none." : "每位會員每個月份一次；整筆退貨的消費不算。",
            GiftOccasion.Birthday => english ? "Once per calendar year, also when the birthday is corrected or this rule is changed." : "每位會員每年一次；更正生日或修改本規則都不會多送。",
            _ => english ? "Once per year, from the first anniversary on." : "每位會員每年一次，從滿週年開始。",
        });
        if (rule.Occasion is GiftOccasion.Birthday or GiftOccasion.Anniversary)
        {
            says.Add(rule.LeapDay == LeapDay.March1
                ? english ? "29 February is kept on 1 March in other years." : "2/29 在平年以 3/1 計算。"
                : english ? "29 February is kept on the 28th in other years." : "2/29 在平年以 2/28 計算。");
        }
        if (rule is { Occasion: GiftOccasion.Birthday, Greets: true }) says.Add(english ? "A greeting on the day itself, at 9 in the morning." : "生日當天早上 9 點另外傳祝賀訊息。");
        if (rule is { Occasion: GiftOccasion.Birthday, Timing: BirthdayTiming.Month }) says.Add(english ? "The coupon is valid to the end of that month at most." : "優惠券最晚用到當月底。");
        says.Add(english ? "Members who want no marketing get the coupon without a message." : "不接受行銷訊息的會員只會收到券，不會收到訊息。");
        return says;
    }

    private static string Birthday(GiftRule rule, bool english) => rule switch
    {
        { Timing: BirthdayTiming.Month } => english ? "On the first of the month of birth" : "生日當月 1 日",
        { DaysBefore: 0 } => english ? "On the birthday" : "生日當天",
        _ => english ? $"{rule.DaysBefore} days before the birthday" : $"生日前 {rule.DaysBefore} 天",
    };
}
