using System.Globalization;

namespace LineLoyalty.Marketing;

/// <summary>What the sending rules do, in plain words; the only place that words it.</summary>
public static class SendingWords
{
    /// <param name="zone">Of the brand.</param>
    public static IReadOnlyList<string> Summary(SendingRules rules, string zone, bool english) =>
    [
        Cap(rules, english),
        english ? "Birthday greetings and gifts, news of tiers and rewards, and journey messages set to go in any case are not held back by it, but they count." : "生日祝賀與贈禮、等級與回饋通知，以及旅程中設為例外的訊息，不受次數上限限制，但仍會計入次數。",
        Quiet(rules, english) + (rules.Quiet is null ? "" : english ? $" The clock is the brand's ({zone})." : $"以品牌所在時區（{zone}）為準。"),
        rules.LatestDays == 0
            ? english ? "Automatic messages missed on their day, after an outage for instance, are not made up." : "自動訊息若因系統中斷而錯過當天，不會補發。"
            : english ? $"Automatic messages late by more than {Days(rules.LatestDays)}, after an outage for instance, are not made up." : $"自動訊息若因系統中斷等原因延誤超過 {rules.LatestDays} 天，不再補發。",
        SecondPerson(rules, english),
        rules.ExportAbove == 0
            ? english ? "A second person lets out every list of a push's recipients." : "匯出任何推播名單，都需要另一位同事放行。"
            : english ? $"A second person lets out a list of more than {Number(rules.ExportAbove)} recipients." : $"匯出超過 {Number(rules.ExportAbove)} 人的推播名單，需要另一位同事放行。",
        rules.GrantAbove == 0
            ? english ? "A second person approves all points and coupons of value that are given by hand." : "手動或批次發放有價值的點數與優惠券，都需要另一位同事核准。"
            : english ? $"A second person approves points and coupons given by hand when those of one person within 24 hours can cost more than NT${Number(rules.GrantAbove)}, and a push whose coupons can." : $"同一人 24 小時內手動或批次發放點數、優惠券與序號，最高可能成本合計超過 NT${Number(rules.GrantAbove)} 時，需要另一位同事核准；推播附帶的優惠券也以每則推播計算。",
    ];

    /// <summary>How often.</summary>
    public static string Cap(SendingRules rules, bool english)
    {
        var (most, days) = (rules.MostMessages, rules.MostMessagesDays);
        // One a day is stricter already.
        if (most >= days) return english ? "Each member gets at most one marketing message a day." : "每位會員一天最多收到 1 則行銷訊息。";
        return english ? $"Each member gets at most one marketing message a day and {most} in any {Days(days)}; whoever has had enough is left out of a push." : $"每位會員一天最多收到 1 則、任何 {days} 天內最多 {most} 則行銷訊息；已達上限的人不會收到這次推播。";
    }

    /// <summary>When not.</summary>
    public static string Quiet(SendingRules rules, bool english)
    {
        if (rules.Quiet is not { } quiet) return english ? "No quiet hours: messages go out at any time." : "沒有勿擾時段，訊息隨時都可能送出。";
        var next = quiet.From > quiet.Until;
        return english ? $"From {quiet.From:HH\\:mm} to {quiet.Until:HH\\:mm}{(next ? " of the next day" : "")} nothing is sent: what is due then waits until {quiet.Until:HH\\:mm}."
            : $"{quiet.From:HH\\:mm}–{(next ? "隔天 " : "")}{quiet.Until:HH\\:mm} 為勿擾時段，這段期間該送的訊息會等到 {quiet.Until:HH\\:mm} 才送出。";
    }

    /// <summary>When two people have to agree.</summary>
    public static string SecondPerson(SendingRules rules, bool english)
    {
        if (rules.ApprovalAbove == 0 || rules.ApprovalAbovePercent == 0) return english ? "A second person approves every push." : "每一則推播都需要另一位同事核准才會發送。";
        List<string> cases = [english ? $"to more than {Number(rules.ApprovalAbove)} people" : $"超過 {Number(rules.ApprovalAbove)} 人"];
        if (rules.ApprovalAbovePercent < 100) cases.Add(english ? $"to more than {rules.ApprovalAbovePercent}% of all members" : $"超過全部會員的 {rules.ApprovalAbovePercent}%");
        if (rules.ApprovalForEveryone) cases.Add(english ? "to everyone" : "發給所有會員");
        return english ? $"A second person approves a push {string.Join(" or ", cases)}." : $"推播{string.Join("、或", cases)}時，需要另一位同事核准才會發送。";
    }

    /// <summary>What a change changed: each thing with what it was and what it is.</summary>
    public static IReadOnlyList<(string What, string Before, string After)> Changes(SendingRules before, SendingRules after, bool english) =>
        [.. Facts(before, english).Zip(Facts(after, english)).Where(p => p.First.Value != p.Second.Value).Select(p => (p.First.What, p.First.Value, p.Second.Value))];

    private static (string What, string Value)[] Facts(SendingRules rules, bool english) =>
    [
        (english ? "Most messages" : "次數上限", english ? $"{rules.MostMessages} in {Days(rules.MostMessagesDays)}" : $"{rules.MostMessagesDays} 天 {rules.MostMessages} 則"),
        (english ? "Quiet hours" : "勿擾時段", rules.Quiet is { } q ? $"{q.From:HH\\:mm}–{q.Until:HH\\:mm}" : english ? "none" : "無"),
        (english ? "Made up for" : "補發期限", english ? Days(rules.LatestDays) : $"{rules.LatestDays} 天"),
        (english ? "A second person above" : "核准人數", Number(rules.ApprovalAbove)),
        (english ? "A second person above this part of all members" : "核准占全部會員", $"{rules.ApprovalAbovePercent}%"),
        (english ? "A push to everyone" : "發給所有會員", rules.ApprovalForEveryone ? english ? "needs a second person" : "需核准" : english ? "like any other" : "不另外要求"),
        (english ? "Lists let out above" : "名單放行人數", Number(rules.ExportAbove)),
        (english ? "Given by hand above" : "發放核准金額", "NT$" + Number(rules.GrantAbove)),
    ];

    private static string Days(int days) => days == 1 ? "1 day" : string.Create(CultureInfo.InvariantCulture, $"{days} days");
    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
