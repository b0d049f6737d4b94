using System.Globalization;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Prizes;

namespace LineLoyalty.Marketing.Missions;

/// <summary>What codes in a mission are called, in one language.</summary>
public sealed record MissionNames
{
    public static readonly MissionNames None = new();

    public IReadOnlyDictionary<string, string> Stores { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> Products { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<long, string> Campaigns { get; init; } = new Dictionary<long, string>();
    public IReadOnlyDictionary<long, string> Segments { get; init; } = new Dictionary<long, string>();
}

/// <summary>Says in words what a mission asks and gives. One place for the phone, the bot and the back office.</summary>
public static class MissionWords
{
    /// <summary>What has to be done, as a member reads it.</summary>
    public static string Goal(MissionGoal goal, bool english, MissionNames names) => goal switch
    {
        PurchasesGoal g => english ? $"{Times(g.Times)}{What(g.Of, true, names)}" : $"{What(g.Of, false, names)} {g.Times} 次",
        SpendGoal g => english ? $"Spend {Money(g.Amount)} in all{Narrowed(g.Of, true, names)}" : $"{Narrowed(g.Of, false, names)}累積消費滿 {Money(g.Amount)}",
        StoresGoal g => english ? $"Buy at {g.Stores} different stores" : $"到 {g.Stores} 家不同門市消費",
        VarietyGoal g => english ? $"Buy {g.Different} different {(g.Categories ? "categories" : "products")}{Narrowed(g.Of, true, names)}" : $"{Narrowed(g.Of, false, names)}買 {g.Different} {(g.Categories ? "類不同商品" : "種不同商品")}",
        CheckInsGoal g => english ? g.Times == 1 ? "Check in once" : $"Check in {g.Times} times" : $"打卡 {g.Times} 次",
        FriendsGoal g => english ? g.Friends == 1 ? "Invite a friend who joins and buys" : $"Invite {g.Friends} friends who join and buy" : $"邀請 {g.Friends} 位好友入會並完成首次消費",
        ProfileGoal => english ? "Fill in your profile: name, gender and birthday" : "填完會員資料（姓名、性別、生日）",
        ClickGoal g => g.Campaign is { } push
            ? english ? $"Open {Links(g.Times)} in “{names.Campaigns.GetValueOrDefault(push, "a message")}”" : $"點開「{names.Campaigns.GetValueOrDefault(push, "推播")}」裡的 {g.Times} 個連結"
            : english ? $"Open {Links(g.Times)} in our messages" : $"點開訊息裡的 {g.Times} 個連結",
        WeeksGoal g => english ? $"Come {g.Weeks} weeks in a row" : $"連續 {g.Weeks} 週來店",
        _ => throw new InvalidOperationException($"No words for {goal.GetType().Name}."),
    };

    /// <summary>Everything a marketer should know before switching it on.</summary>
    /// <param name="prize">Says what a prize is called.</param>
    public static IReadOnlyList<string> Summary(MissionDefinition d, bool english, Func<Prize, string> prize, MissionNames names)
    {
        string W(string chinese, string inEnglish) => english ? inEnglish : chinese;
        List<string> said = [Who(d, english, names), Time(d, english)];
        var goals = d.Goals.Select(g => Goal(g, english, names)).ToList();
        said.Add(goals.Count switch
        {
            0 => W("還沒有目標。", "No goal yet."),
            1 => W($"目標：{goals[0]}。", $"Goal: {goals[0]}."),
            _ => d.Any ? W($"完成任一項：{string.Join("；", goals)}。", $"Any one of: {string.Join("; ", goals)}.") : W($"全部完成：{string.Join("；", goals)}。", $"All of: {string.Join("; ", goals)}."),
        });
        foreach (var p in d.Prizes.OrderBy(p => p.At ?? long.MaxValue))
        {
            said.Add(p.At is { } at && at < d.Needed ? W($"達到 {Measure(d, at, false)} 先送「{prize(p.Prize)}」。", $"At {Measure(d, at, true)}: “{prize(p.Prize)}”.") : W($"完成送「{prize(p.Prize)}」。", $"Finished: “{prize(p.Prize)}”."));
        }
        if (d.Tag is { } tag) said.Add(W($"完成後貼上標籤「{tag}」。", $"Whoever finishes gets the tag “{tag}”."));
        if (d.Budget is { } most) said.Add(W($"獎勵限量 {most:N0} 份，先完成先得。", $"{most:N0} rewards, first come first served."));
        said.Add(d.KeepsPrizes ? W("退貨會扣回進度，已送出的獎勵保留。", "A return takes progress back; what it brought stays.")
            : W($"退貨會扣回進度；因此不再達成時，未使用的券作廢、送出的點數扣回{(d.Tag is null ? "" : "，標籤移除")}。", $"A return takes progress back, and with it unused coupons and points{(d.Tag is null ? "" : ", and the tag")}."));
        return said;
    }

    /// <summary>So much of the mission's own measure.</summary>
    public static string Measure(MissionDefinition d, long value, bool english) => d.Goals switch
    {
        [SpendGoal] => Money(value),
        [WeeksGoal] => english ? $"{value} weeks" : $"{value} 週",
        [StoresGoal] => english ? $"{value} stores" : $"{value} 家門市",
        [VarietyGoal { Categories: true }] => english ? $"{value} categories" : $"{value} 類",
        [VarietyGoal] => english ? $"{value} products" : $"{value} 種",
        [FriendsGoal] => english ? $"{value} friends" : $"{value} 位好友",
        [_] => english ? $"{value} times" : $"{value} 次",
        _ => english ? $"{value} goals" : $"{value} 項目標",
    };

    private static string Who(MissionDefinition d, bool english, MissionNames names) => d.For switch
    {
        MissionFor.Segment => (english ? "For members in “{0}”; whoever has come in stays in." : "分眾「{0}」的會員參加，每晚更新名單；進入後不會被移出。").Replace("{0}", d.SegmentId is { } id ? names.Segments.GetValueOrDefault(id, "?") : "?", StringComparison.Ordinal),
        MissionFor.Given => english ? "Only for whom a journey or staff give it to." : "只有旅程或人員指派的會員參加。",
        _ => english ? "Every member takes part." : "所有會員自動參加。",
    };

    private static string Time(MissionDefinition d, bool english)
    {
        var period = (d.FirstDay, d.LastDay) switch
        {
            (null, null) => english ? "From when it is switched on, without an end" : "從啟用起，沒有結束日",
            (null, { } last) => english ? $"From when it is switched on to {Day(last)}" : $"從啟用起到 {Day(last)}",
            ({ } first, null) => english ? $"From {Day(first)}" : $"{Day(first)} 起",
            ({ } first, { } last) => english ? $"{Day(first)} to {Day(last)}" : $"{Day(first)} 至 {Day(last)}",
        };
        var often = (d.Days, d.For, d.Repeat) switch
        {
            ({ } days, MissionFor.Given, _) => english ? $"{days} days from being given it" : $"指派後 {days} 天內完成",
            ({ } days, MissionFor.Segment, _) => english ? $"{days} days from coming into the segment" : $"進入分眾後 {days} 天內完成",
            ({ } days, _, _) => english ? $"{days} days from joining" : $"入會後 {days} 天內完成",
            (_, _, MissionRepeat.Weekly) => english ? "anew each Monday" : "每週一重新開始",
            (_, _, MissionRepeat.Monthly) => english ? "anew on the first of each month" : "每月 1 日重新開始",
            _ => "",
        };
        var again = d.Repeat switch
        {
            MissionRepeat.Once => english ? "once per member" : "每位會員一次",
            MissionRepeat.Again => english ? "may be given again once it is over" : "結束後可再次指派",
            _ => "",
        };
        return string.Join(english ? "; " : "，", new[] { period, often, again }.Where(p => p.Length > 0)) + (english ? "." : "。");
    }

    private static string What(SaleFilter? of, bool english, MissionNames names)
    {
        var amount = of?.AtLeast is { } least ? english ? $" of {Money(least)} or more" : $"單筆滿 {Money(least)} 的" : "";
        return english ? amount + Narrowed(of, true, names) : $"{Narrowed(of, false, names)}{amount}消費";
    }

    private static string Narrowed(SaleFilter? of, bool english, MissionNames names)
    {
        if (of is null) return "";
        var goods = Join((of.Categories ?? []).Concat((of.Skus ?? []).Select(s => names.Products.GetValueOrDefault(s, s))), english);
        var stores = Join((of.Stores ?? []).Select(s => names.Stores.GetValueOrDefault(s, s)), english);
        var channel = of.Channel switch { SalesChannels.Web => english ? "the web shop" : "網路商店", SalesChannels.Store => english ? "a store" : "門市", _ => "" };
        return english
            ? (goods.Length > 0 ? $" on {goods}" : "") + (stores.Length > 0 ? $" at {stores}" : channel.Length > 0 ? $" in {channel}" : "")
            : (stores.Length > 0 ? $"在{stores}" : channel.Length > 0 ? $"在{channel}" : "") + (goods.Length > 0 ? $"購買「{goods}」" : "");
    }

    private static string Times(int times) => times == 1 ? "A purchase" : $"{times} purchases";
    private static string Links(int times) => times == 1 ? "a link" : $"{times} links";
    private static string Join(IEnumerable<string> all, bool english) => string.Join(english ? ", " : "、", all);
    private static string Money(long amount) => "NT$" + amount.ToString("N0", CultureInfo.InvariantCulture);
    private static string Day(DateOnly day) => day.ToString("yyyy/M/d", CultureInfo.InvariantCulture);
}
