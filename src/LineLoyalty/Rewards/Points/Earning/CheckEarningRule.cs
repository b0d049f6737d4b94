namespace LineLoyalty.Rewards.Points.Earning;

/// <param name="Field">Field of the form, e.g. <c>Points</c>.</param>
public sealed record RuleProblem(string Field, string Chinese, string English);

/// <summary>Names a rule may use.</summary>
public sealed record KnownNames(IReadOnlyCollection<string> Tiers, IReadOnlyCollection<string> Stores, IReadOnlyCollection<string> Skus, IReadOnlyCollection<string> Categories);

/// <summary>What is wrong with a rule, told to the person who wrote it; pure.</summary>
public static class CheckEarningRule
{
    private const long HighestPoints = 1_000_000;

    public static IReadOnlyList<RuleProblem> Problems(EarningDefinition says, KnownNames known)
    {
        List<RuleProblem> found = [];
        void Wrong(string field, string chinese, string english) => found.Add(new(field, chinese, english));
        void Range(long? value, string field, long most)
        {
            if (value is not null && (value < 1 || value > most)) Wrong(field, $"請填 1–{most:N0}。", $"Give 1 to {most:N0}.");
        }
        switch (says.Effect)
        {
            case RateEffect rate:
                Range(rate.Amount, "Amount", HighestPoints);
                Range(rate.Points, "Points", HighestPoints);
                break;
            case MultiplyEffect multiply:
                if (multiply.Percent is < 101 or > 2000) Wrong("Times", "倍數請填 1.01–20。", "Give 1.01 to 20 times.");
                break;
            case BonusEffect bonus:
                Range(bonus.Points, "Points", HighestPoints);
                break;
        }
        if (says.Event != EarningEvent.Sale)
        {
            if (says.Effect is not BonusEffect { EachItem: false }) Wrong("Kind", "非消費的活動只能贈送固定點數。", "Only fixed points can be given for anything but a purchase.");
            if (says.Conditions is { Skus.Count: > 0 } or { Categories.Count: > 0 } or { Stores.Count: > 0 } or { Channels.Count: > 0 } or { Payments.Count: > 0 } or { FirstPurchase: true } || says.MinimumAmount > 0)
            {
                Wrong("Event", "商品、門市、通路、付款與金額條件只適用於消費。", "Goods, stores, channels, payments and amounts belong to purchases.");
            }
        }
        CheckConditions(says.Conditions, known, Wrong);
        Unknown(says.ExcludedSkus, known.Skus, "ExcludedSkus", "商品", "product", Wrong);
        Unknown(says.ExcludedCategories, known.Categories, "ExcludedCategories", "類別", "category", Wrong);
        if (says.MinimumAmount is < 0 or > 10_000_000) Wrong("MinimumAmount", "門檻金額請填 0–10,000,000。", "Give 0 to 10,000,000.");
        Range(says.CapPerSale, "CapPerSale", HighestPoints);
        Range(says.CapPerDay, "CapPerDay", HighestPoints);
        Range(says.CapPerMember, "CapPerMember", HighestPoints * 100);
        if (says.CapPerSale > says.CapPerDay) Wrong("CapPerSale", "單筆上限不能高於每日上限。", "The limit per purchase is above the one per day.");
        if (says.CapPerDay > says.CapPerMember) Wrong("CapPerDay", "每日上限不能高於每人總上限。", "The limit per day is above the one per member.");
        if (says.Priority is < -1000 or > 1000) Wrong("Priority", "順位請填 -1000–1000。", "Give -1000 to 1000.");
        Range(says.ExpiryDays, "ExpiryDays", 3650);
        return found;
    }

    private static void CheckConditions(EarningConditions c, KnownNames known, Action<string, string, string> wrong)
    {
        if (c.FirstDay > c.LastDay) wrong("LastDay", "結束日不能早於開始日。", "The last day is before the first.");
        if (c.Weekdays is { } days && days.Any(d => d is < 1 or > 7)) wrong("Weekdays", "星期無法讀取。", "That is no weekday.");
        if (c.FromTime is { } from && from == c.ToTime) wrong("ToTime", "開始與結束時間相同；整天請留白。", "Both times are the same; leave them empty for the whole day.");
        Unknown(c.Tiers, known.Tiers, "Tiers", "等級", "level", wrong);
        Unknown(c.Stores, known.Stores, "Stores", "門市", "store", wrong);
        Unknown(c.Channels, ["store", "web"], "Channels", "通路", "channel", wrong);
        Unknown(c.Skus, known.Skus, "Skus", "商品", "product", wrong);
        Unknown(c.Categories, known.Categories, "Categories", "類別", "category", wrong);
        if (c.Payments is { } payments && payments.Any(p => p.Length is 0 or > 20 || !p.All(x => char.IsAsciiLetterLower(x) || char.IsAsciiDigit(x) || x == '_')))
        {
            wrong("Payments", "付款方式請用小寫英數字與底線，例如 linepay。", "Payments are lower-case letters, digits and underscores, like linepay.");
        }
    }

    private static void Unknown(IReadOnlyList<string>? used, IReadOnlyCollection<string> known, string field, string chinese, string english, Action<string, string, string> wrong)
    {
        if (used?.FirstOrDefault(u => !known.Contains(u)) is { } stranger) wrong(field, $"查無{chinese}「{stranger}」。", $"There is no {english} “{stranger}”.");
    }
}
