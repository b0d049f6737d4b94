using LineLoyalty.Rewards.Tiers;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>A level's rules in plain words, as the marketer reads them before and after saving.</summary>
internal static class TierSummary
{
    public static IEnumerable<string> Lines(Tier tier, bool first, IReadOnlyDictionary<string, string> coupons, Words w)
    {
        if (first) yield return w["所有會員加入時的等級，沒有期限", "Where every member starts; it has no end"];
        else
        {
            yield return tier.Reach is { } reach
                ? w["升等：", "Reached: "] + TierWords.Demand(reach, TierWords.Months(tier.Months, w.Language), w.Language)
                : w["升等：僅由人員設定或購買取得", "Reached only by hand or by buying it"];
            var period = tier.ValidDays is { } days ? w[$"{days} 天", $"{days} days"] : w[$"{tier.ValidMonths} 個月", $"{tier.ValidMonths} months"];
            yield return w[$"效期 {period}", $"Lasts {period}"] + (tier.GraceDays > 0 ? w[$"，期滿後另有 {tier.GraceDays} 天寬限", $", with {tier.GraceDays} days of grace"] : "");
            if (tier.ToKeep is { } keep) yield return w["續等：", "Kept: "] + TierWords.Demand(keep, TierWords.WithinPeriod(w.Language), w.Language);
            yield return tier.Downgrade switch
            {
                TierDowngrade.OneStep => w["未續等時降一級", "Else one level down"],
                TierDowngrade.Never => w["達成後不再降等", "Never lost once reached"],
                _ => w["未續等時降到當時消費所達的等級", "Else down to what their purchases justify"],
            };
        }
        foreach (var benefit in TierWords.Benefits(tier.Benefits, coupons, w.Language)) yield return benefit;
    }
}
