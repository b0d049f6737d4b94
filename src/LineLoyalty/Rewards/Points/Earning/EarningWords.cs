using System.Globalization;

namespace LineLoyalty.Rewards.Points.Earning;

/// <summary>Rules and their reasons in plain language, zh-TW and English: the only place that words them.</summary>
public static class EarningWords
{
    private static readonly string[] Weekdays = ["一", "二", "三", "四", "五", "六", "日"];
    private static readonly string[] WeekdaysEn = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    /// <summary>What a rule will do, in a sentence or two.</summary>
    public static string Summary(EarningDefinition says, bool english)
    {
        List<string> parts = [];
        var when = Conditions(says, english);
        if (english)
        {
            parts.Add(Effect(says, true) + (when.Count > 0 ? " – " + string.Join(", ", when) : ""));
            if (says.MinimumAmount > 0) parts.Add($"only from {Money(says.MinimumAmount)} of matching goods");
            if (Exclusions(says, true) is { Count: > 0 } not) parts.Add("not for " + string.Join(", ", not));
            if (Caps(says, true) is { Count: > 0 } caps) parts.Add("at most " + string.Join(", ", caps));
            if (says.Stacking == Stacking.Best) parts.Add("of the rules marked “best”, only the one that gives most counts");
            if (says.Stop) parts.Add("rules below it stop when it applies");
            if (says.ExpiryDays is { } days) parts.Add($"these points live {days} days");
            return string.Join("; ", parts) + ".";
        }
        parts.Add((when.Count > 0 ? string.Join("、", when) + "：" : "") + Effect(says, false));
        if (says.MinimumAmount > 0) parts.Add($"符合品項滿 {Money(says.MinimumAmount)} 才適用");
        if (Exclusions(says, false) is { Count: > 0 } excluded) parts.Add("不含" + string.Join("、", excluded));
        if (Caps(says, false) is { Count: > 0 } limits) parts.Add(string.Join("、", limits));
        if (says.Stacking == Stacking.Best) parts.Add("與其他「擇優」規則只取最高的一項");
        if (says.Stop) parts.Add("適用後，順位較低的規則不再計算");
        if (says.ExpiryDays is { } life) parts.Add($"這些點數 {life} 天後到期");
        return string.Join("；", parts) + "。";
    }

    /// <summary>How a part came to its points: "NT$250 ÷ NT$100 × 10 點".</summary>
    public static string Why(EarningInputs i, bool english)
    {
        var text = i switch
        {
            { Percent: { } percent } => english ? $"{Times(percent)}× points: {Number(i.Of ?? 0)} × {percent - 100}% on top" : $"{Times(percent)} 倍點數：{Number(i.Of ?? 0)} 點再加 {percent - 100}%",
            { PerAmount: { } per } => english
                ? $"{Money(i.Amount ?? 0)} paid: {Number((i.Amount ?? 0) / per)} × {Money(per)}, {Number(i.PerPoints ?? 0)} points each"
                : $"實付 {Money(i.Amount ?? 0)}，每滿 {Money(per)} 得 {Number(i.PerPoints ?? 0)} 點，共 {Number((i.Amount ?? 0) / per)} 次",
            { Items: { } items } => english ? $"{Number(items)} items, {Number(i.PerPoints ?? 0)} points each" : $"{Number(items)} 件，每件 {Number(i.PerPoints ?? 0)} 點",
            _ => english ? $"{Number(i.PerPoints ?? 0)} points" : $"贈送 {Number(i.PerPoints ?? 0)} 點",
        };
        return i.Cap is not { } cap ? text
            : english ? $"{text}; {Number(i.Uncapped ?? 0)} cut by the limit {Of(cap, true)}" : $"{text}；原為 {Number(i.Uncapped ?? 0)} 點，達{Of(cap, false)}上限";
    }

    public static string Name(EarningInputs i, bool english) => english && i.NameEn is { } name ? name : i.Name;

    /// <summary>Why a rule gave nothing.</summary>
    public static string WhyNot(SkippedRule s, bool english) => s.Why switch
    {
        NotEarned.Tier => english ? "not this member's level" : "會員等級不符",
        NotEarned.Weekday => english ? "not on this weekday" : "不是適用的星期",
        NotEarned.Hours => english ? "not at this hour" : "不在適用時段",
        NotEarned.Dates => english ? "not on this date" : "不在活動期間",
        NotEarned.Store => english ? "not in this store" : "不是適用門市",
        NotEarned.Channel => english ? "not by this way of selling" : "不是適用通路",
        NotEarned.Payment => english ? "not with this payment" : "不是適用的付款方式",
        NotEarned.FirstPurchase => english ? "not the first purchase" : "不是首次消費",
        NotEarned.BirthdayMonth => english ? "not the birthday month" : "不是生日當月",
        NotEarned.Goods => english ? "nothing paid for matching goods" : "沒有符合的品項，或實付為 0",
        NotEarned.Minimum => english ? $"{Money(s.Missing ?? 0)} short of the minimum" : $"差 {Money(s.Missing ?? 0)} 達門檻",
        NotEarned.NothingToMultiply => english ? "no points to multiply" : "沒有可加倍的點數",
        NotEarned.TooLittle => english ? $"{Money(s.Missing ?? 0)} short of the first points" : $"差 {Money(s.Missing ?? 0)} 才能得點",
        NotEarned.CapReached => english ? $"limit {Of(s.Cap ?? EarningCap.Member, true)} reached" : $"已達{Of(s.Cap ?? EarningCap.Member, false)}上限",
        NotEarned.Stopped => english ? $"stopped by rule “{s.By}”" : $"已適用規則「{s.By}」，不再計算",
        _ => english ? $"rule “{s.By}” gives more" : $"規則「{s.By}」更優惠",
    };

    public static string Event(EarningEvent e, bool english) => e switch
    {
        EarningEvent.Sale => english ? "a purchase" : "消費",
        EarningEvent.Join => english ? "joining" : "加入會員",
        EarningEvent.Profile => english ? "completing the profile" : "填完個人資料",
        EarningEvent.Survey => english ? "a survey" : "填寫問卷",
        EarningEvent.CheckIn => english ? "a check-in" : "每日簽到",
        EarningEvent.Review => english ? "a review" : "撰寫評論",
        _ => english ? "a referral" : "推薦好友",
    };

    private static string Effect(EarningDefinition says, bool english) => says.Effect switch
    {
        RateEffect r => english ? $"{Number(r.Points)} points for every {Money(r.Amount)} paid" : $"每實付 {Money(r.Amount)} 得 {Number(r.Points)} 點",
        MultiplyEffect m => english ? $"{Times(m.Percent)}× points" : $"點數 {Times(m.Percent)} 倍",
        BonusEffect { EachItem: true } b => english ? $"{Number(b.Points)} points for each item" : $"每件加贈 {Number(b.Points)} 點",
        BonusEffect b when says.Event == EarningEvent.Sale => english ? $"{Number(b.Points)} extra points" : $"加贈 {Number(b.Points)} 點",
        BonusEffect b => english ? $"{Number(b.Points)} points for {Event(says.Event, true)}" : $"{Event(says.Event, false)}贈 {Number(b.Points)} 點",
        _ => "",
    };

    private static List<string> Conditions(EarningDefinition says, bool english)
    {
        var c = says.Conditions;
        List<string> list = [];
        void Add(string chinese, string text) => list.Add(english ? text : chinese);
        if (c.FirstDay is not null || c.LastDay is not null) Add(Days(c, false), Days(c, true));
        if (c.Weekdays is { Count: > 0 } w) Add("週" + string.Concat(w.Order().Select(d => Weekdays[d - 1])), string.Join("/", w.Order().Select(d => WeekdaysEn[d - 1])));
        if (c.FromTime is not null || c.ToTime is not null)
        {
            var (from, to) = (Clock(c.FromTime ?? TimeOnly.MinValue), c.ToTime is { } t && t != TimeOnly.MinValue ? Clock(t) : "24:00");
            var overnight = c.ToTime is { } end && end != TimeOnly.MinValue && end <= (c.FromTime ?? TimeOnly.MinValue);
            Add($"{from}–{(overnight ? "隔日 " : "")}{to}", $"{from}–{to}{(overnight ? " next day" : "")}");
        }
        if (c.Tiers is { Count: > 0 } tiers) Add($"等級 {string.Join("/", tiers)}", $"level {string.Join("/", tiers)}");
        if (c.Stores is { Count: > 0 } stores) Add($"門市 {string.Join("/", stores)}", $"store {string.Join("/", stores)}");
        if (c.Channels is { Count: > 0 } channels) Add(string.Join("/", channels.Select(x => x == "web" ? "網路" : "門市")), string.Join("/", channels) + " sales");
        if (c.Payments is { Count: > 0 } payments) Add($"付款 {string.Join("/", payments)}", $"paid by {string.Join("/", payments)}");
        if (c.Skus is { Count: > 0 } skus) Add($"商品 {string.Join("/", skus)}", $"product {string.Join("/", skus)}");
        if (c.Categories is { Count: > 0 } categories) Add($"類別 {string.Join("/", categories)}", $"category {string.Join("/", categories)}");
        if (c.FirstPurchase) Add("首次消費", "first purchase");
        if (c.BirthdayMonth) Add("生日當月", "in the birthday month");
        return list;
    }

    private static List<string> Exclusions(EarningDefinition says, bool english)
    {
        List<string> list = [.. says.ExcludedSkus ?? [], .. says.ExcludedCategories ?? []];
        return english || list.Count == 0 ? list : [string.Join("、", list)];
    }

    private static List<string> Caps(EarningDefinition says, bool english) =>
    [
        .. new (long? Points, EarningCap Cap)[] { (says.CapPerSale, EarningCap.Sale), (says.CapPerDay, EarningCap.Day), (says.CapPerMember, EarningCap.Member) }
            .Where(x => x.Points is not null)
            .Select(x => english ? $"{Number(x.Points!.Value)} points {Of(x.Cap, true)}" : $"{Of(x.Cap, false)}最多 {Number(x.Points!.Value)} 點"),
    ];

    private static string Of(EarningCap cap, bool english) => cap switch
    {
        EarningCap.Sale => english ? "per purchase" : "單筆",
        EarningCap.Day => english ? "per day" : "每人每日",
        _ => english ? "per member" : "每人總計",
    };

    private static string Days(EarningConditions c, bool english)
    {
        string Day(DateOnly d) => d.ToString(english ? "d MMM yyyy" : "yyyy/M/d", CultureInfo.InvariantCulture);
        return (c.FirstDay, c.LastDay) switch
        {
            ({ } first, { } last) => $"{Day(first)}–{Day(last)}",
            ({ } first, null) => english ? $"from {Day(first)}" : $"{Day(first)} 起",
            (_, { } last) => english ? $"until {Day(last)}" : $"至 {Day(last)}",
            _ => "",
        };
    }

    private static string Clock(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Times(int percent) => (percent / 100m).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Money(long value) => "NT$" + Number(value);
}
