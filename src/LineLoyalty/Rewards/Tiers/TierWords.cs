using System.Globalization;

namespace LineLoyalty.Rewards.Tiers;

/// <summary>What levels ask for and give, in plain words: the same sentence on the card, in the chat and at the back office.</summary>
public static class TierWords
{
    /// <summary>What is still missing, e.g. 再消費 NT$1,250 或 再來 3 次.</summary>
    public static string Missing(IReadOnlyList<TierNeed> needs, bool any, string? language)
    {
        var english = IsEnglish(language);
        return Join(needs.Where(n => !n.IsMet).Select(n => n.Measure switch
        {
            TierMeasure.Spend => english ? $"spend {Money(n.Missing)} more" : $"再消費 {Money(n.Missing)}",
            TierMeasure.Visits => english ? Count(n.Missing, "more visit") : $"再來 {Number(n.Missing)} 次",
            TierMeasure.SingleSale => english ? $"one purchase of {Money(n.Required)}" : $"單筆消費滿 {Money(n.Required)}",
            _ => english ? Count(n.Missing, "more point") : $"再集 {Number(n.Missing)} 點",
        }), any, english);
    }

    /// <summary>A demand, e.g. 12 個月內消費滿 NT$5,000.</summary>
    /// <param name="within">Such as <see cref="Months"/>.</param>
    public static string Demand(TierCriteria criteria, string within, string? language)
    {
        var english = IsEnglish(language);
        var parts = Join(criteria.Needs(default).Select(n => n.Measure switch
        {
            TierMeasure.Spend => english ? $"spend {Money(n.Required)}" : $"消費滿 {Money(n.Required)}",
            TierMeasure.Visits => english ? $"visit on {Count(n.Required, "day")}" : $"消費 {Number(n.Required)} 次",
            TierMeasure.SingleSale => english ? $"one purchase of {Money(n.Required)}" : $"單筆滿 {Money(n.Required)}",
            _ => english ? $"earn {Count(n.Required, "point")}" : $"集滿 {Number(n.Required)} 點",
        }), criteria.Any, english);
        return english ? $"{parts} {within}" : within + parts;
    }

    public static string Months(int months, string? language) => IsEnglish(language) ? $"within {months} months" : $"{months} 個月內";

    public static string WithinPeriod(string? language) => IsEnglish(language) ? "within its period" : "效期內";

    /// <summary>What a level gives, a line each.</summary>
    /// <param name="coupons">Titles by code.</param>
    public static IEnumerable<string> Benefits(TierBenefits benefits, IReadOnlyDictionary<string, string> coupons, string? language)
    {
        var english = IsEnglish(language);
        if (benefits.Discount is { } discount) yield return Discount(discount, language);
        if (benefits.EntryCoupon is { } entry && coupons.TryGetValue(entry, out var first)) yield return english ? $"Welcome gift: {first}" : $"升等禮：{first}";
        if (benefits.MonthlyCoupon is { } monthly && coupons.TryGetValue(monthly, out var each)) yield return english ? $"Every month: {each}" : $"每月禮：{each}";
        foreach (var promise in Promises(benefits, english)) yield return promise;
        foreach (var note in (english && benefits.NotesEn.Length > 0 ? benefits.NotesEn : benefits.Notes).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) yield return note;
    }

    /// <summary>A level's discount, e.g. 消費享 95 折，每筆最多折 NT$200；菸酒不適用；先折等級、再用優惠券.</summary>
    public static string Discount(TierDiscount d, string? language)
    {
        var english = IsEnglish(language);
        List<string> parts = [english ? $"{d.Percent}% off every purchase" : $"消費享 {Fold(d.Percent)} 折"];
        if (d.MaximumPerSale is { } sale) parts.Add(english ? $"at most {Money(sale)} a purchase" : $"每筆最多折 {Money(sale)}");
        if (d.MaximumPerMonth is { } month) parts.Add(english ? $"at most {Money(month)} a month" : $"每月最多折 {Money(month)}");
        if (d.ExceptCategories is { Count: > 0 } except) parts.Add(english ? $"not on {string.Join(", ", except)}" : $"{string.Join("、", except)}不適用");
        parts.Add(d.WithCoupons switch
        {
            TierDiscountOrder.BeforeCoupons => english ? "before coupons" : "可與優惠券併用（先打折再用券）",
            TierDiscountOrder.AfterCoupons => english ? "after coupons" : "可與優惠券併用（先用券再打折）",
            _ => english ? "or the coupons, whichever takes off more" : "與優惠券擇優，不併用",
        });
        return string.Join(english ? ", " : "，", parts);
    }

    /// <summary>As shops here say a percentage off: 10 → 9 折, 5 → 95 折.</summary>
    private static string Fold(int percentOff) => Number((100 - percentOff) % 10 == 0 ? (100 - percentOff) / 10 : 100 - percentOff);

    private static IEnumerable<string> Promises(TierBenefits benefits, bool english)
    {
        if (benefits.FreeDeliveryFrom is { } from) yield return from == 0 ? english ? "Free delivery" : "宅配免運" : english ? $"Free delivery from {Money(from)}" : $"宅配滿 {Money(from)} 免運";
        if (benefits.EarlyAccessDays is { } days) yield return english ? $"New products {Count(days, "day")} early" : $"新品提前 {Number(days)} 天購買";
        if (benefits.ExclusiveRewards) yield return english ? "Rewards only for this level" : "等級專屬兌換好禮";
    }

    /// <summary>How far a member has come, 0–100 %: the weakest of all demands, or the best where one is enough.</summary>
    public static int Progress(IReadOnlyList<TierNeed> needs, bool any)
    {
        var shares = needs.Select(n => n.Required <= 0 ? 100 : (int)Math.Clamp(n.Have * 100 / n.Required, 0, 100)).ToList();
        return shares.Count == 0 ? 0 : any ? shares.Max() : shares.Min();
    }

    private static string Join(IEnumerable<string> parts, bool any, bool english) =>
        string.Join(english ? any ? " or " : " and " : any ? "，或" : "，並", parts);

    private static bool IsEnglish(string? language) => language is not null && language.StartsWith("en", StringComparison.OrdinalIgnoreCase);
    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
    private static string Money(long amount) => "NT$" + Number(amount);
    private static string Count(long number, string what) => $"{Number(number)} {what}{(number == 1 ? "" : "s")}";
}
