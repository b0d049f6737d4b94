using System.Globalization;

namespace LineLoyalty.Rewards.Stamps;

/// <summary>Says in words what a card asks, gives, and why. One place for the phone, the till and the back office.</summary>
public static class StampWords
{
    /// <summary>How one gets a stamp.</summary>
    /// <param name="goods">Names of products by SKU.</param>
    public static string How(StampDefinition d, bool english, IReadOnlyDictionary<string, string>? goods = null) => d.Earns switch
    {
        PerSale { Each: true } s => english ? $"One stamp for every {Money(s.Amount)}." : $"消費每滿 {Money(s.Amount)} 集 1 點。",
        PerSale s => english ? $"One stamp for a purchase of {Money(s.Amount)} or more." : $"單筆消費滿 {Money(s.Amount)} 集 1 點。",
        PerItems i => Goods(i, english, goods),
        _ => english ? "One stamp for each day you come and buy something." : "每天來店消費集 1 點。",
    };

    /// <summary>Everything a marketer should know before switching it on.</summary>
    /// <param name="prize">Says what a prize is called.</param>
    /// <param name="next">Name of the next card.</param>
    public static IReadOnlyList<string> Summary(StampDefinition d, bool english, Func<Prizes.Prize, string> prize, string? next, IReadOnlyDictionary<string, string>? goods = null, IReadOnlyDictionary<string, string>? stores = null)
    {
        string W(string chinese, string inEnglish) => english ? inEnglish : chinese;
        List<string> said = [W($"集滿 {d.Stamps} 點為一張卡。", $"A card has {d.Stamps} stamps."), How(d, english, goods)];
        if (d.IntervalHours is { } hours) said.Add(W($"兩次集點要間隔 {hours} 小時。", $"{hours} hours must lie between two stamps."));
        if (d.PerDay is { } daily) said.Add(W($"每天最多 {daily} 點。", $"At most {daily} a day."));
        if (d.Stores is { Count: > 0 } at) said.Add(W($"限{string.Join("、", at.Select(s => stores?.GetValueOrDefault(s, s) ?? s))}。", $"Only at {string.Join(", ", at.Select(s => stores?.GetValueOrDefault(s, s) ?? s))}."));
        if ((d.FirstDay, d.LastDay) is (not null, _) or (_, not null)) said.Add(W($"集點期間 {Day(d.FirstDay)} 至 {Day(d.LastDay)}。", $"Stamps from {Day(d.FirstDay)} to {Day(d.LastDay)}."));
        said.Add(d.LifeDays is { } life ? W($"從第一點起 {life} 天內有效，到期未集滿的點數失效。", $"A card lives {life} days from its first stamp; what is not full by then is lost.") : W("卡片沒有期限。", "A card has no end."));
        foreach (var p in d.Prizes.OrderBy(p => p.At)) said.Add(p.At == d.Stamps ? W($"集滿送「{prize(p.Prize)}」。", $"Full: “{prize(p.Prize)}”.") : W($"第 {p.At} 點送「{prize(p.Prize)}」。", $"Stamp {p.At}: “{prize(p.Prize)}”."));
        said.Add(d.Next is not null ? W($"集滿後換「{next ?? d.Next}」，多的點數算在下一張。", $"When full, “{next ?? d.Next}” begins; stamps left over go onto it.")
            : d.Again ? W("集滿後自動開始下一張，多的點數算在下一張。", "When full, the next one begins; stamps left over go onto it.") : W("每位會員一張。", "One per member."));
        said.Add(d.KeepsPrizes ? W("退貨收回點數，已送出的獎勵保留。", "A return takes stamps back; what they brought stays.") : W("退貨收回點數；因此不再達成的獎勵，未使用的券作廢、送出的點數扣回。", "A return takes stamps back, and with them unused coupons and points they had brought."));
        said.Add(d.ByHand > 0 ? W($"店員每次最多手動補 {d.ByHand} 點。", $"Staff may add up to {d.ByHand} at once by hand.") : W("不能手動補點。", "None can be added by hand."));
        return said;
    }

    public static string Why(StampInputs i, int stamps, bool english)
    {
        var text = i switch
        {
            { Visit: true } => english ? "came and bought" : "來店消費",
            { PerItems: { } per } => english ? $"{i.Items ?? 0} items, one stamp for {per}" : $"指定商品 {i.Items ?? 0} 件，每 {per} 件 1 點",
            { Each: true } => english ? $"{Money(i.Amount ?? 0)} paid, one stamp for every {Money(i.PerAmount ?? 0)}" : $"實付 {Money(i.Amount ?? 0)}，每滿 {Money(i.PerAmount ?? 0)} 集 1 點",
            _ => english ? $"{Money(i.Amount ?? 0)} paid, {Money(i.PerAmount ?? 0)} or more" : $"實付 {Money(i.Amount ?? 0)}，滿 {Money(i.PerAmount ?? 0)}",
        };
        return i.Uncapped is { } more && more > stamps ? english ? $"{text}; {more} cut by the limit of the day" : $"{text}；原為 {more} 點，達每日上限" : text;
    }

    public static string WhyNot(NoStamp why, long? missing, bool english) => why switch
    {
        NoStamp.NotBegun => english ? "not begun yet" : "活動尚未開始",
        NoStamp.Over => english ? "over" : "活動已結束",
        NoStamp.Store => english ? "not at this store" : "不是適用門市",
        NoStamp.TooLittle => missing > 0 ? english ? $"{Money(missing.Value)} short" : $"還差 {Money(missing.Value)}" : english ? "nothing that counts" : "沒有可集點的消費",
        NoStamp.Goods => missing > 0 ? english ? $"{missing} items short" : $"指定商品還差 {missing} 件" : english ? "none of these goods" : "沒有指定商品",
        NoStamp.Visited => english ? "today's visit has been counted" : "今天已經集過點",
        NoStamp.TooSoon => english ? $"less than {missing} hours from another stamp" : $"與另一次集點間隔不到 {missing} 小時",
        NoStamp.DayFull => english ? $"at most {missing} a day" : $"已達每天 {missing} 點上限",
        _ => english ? "the card is full and no other begins" : "卡片已集滿，沒有下一張",
    };

    private static string Goods(PerItems i, bool english, IReadOnlyDictionary<string, string>? goods)
    {
        var names = string.Join(english ? ", " : "、", (i.Categories ?? []).Concat((i.Skus ?? []).Select(s => goods?.GetValueOrDefault(s, s) ?? s)));
        if (names.Length == 0) names = english ? "goods" : "商品";
        return i.Items == 1 ? english ? $"One stamp for each of: {names}." : $"買{names}，每件集 1 點。" : english ? $"One stamp for {i.Items} of: {names}." : $"買{names}，每 {i.Items} 件集 1 點。";
    }

    private static string Money(long amount) => "NT$" + amount.ToString("N0", CultureInfo.InvariantCulture);

    private static string Day(DateOnly? day) => day?.ToString("yyyy/M/d", CultureInfo.InvariantCulture) ?? "…";
}
