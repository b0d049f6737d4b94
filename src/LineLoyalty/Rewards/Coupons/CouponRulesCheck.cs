namespace LineLoyalty.Rewards.Coupons;

/// <param name="Field">As the form names it.</param>
public readonly record struct RuleProblem(string Field, string Chinese, string English);

/// <summary>Says what is wrong with a kind of coupon before anybody is promised one. Pure; whether a SKU or store exists is the caller's to ask.</summary>
public static class CouponRulesCheck
{
    private const long HighestAmount = 100_000;
    private const long HighestPercent = 90;

    public static IReadOnlyList<RuleProblem> Problems(CouponDefinition d)
    {
        var found = new List<RuleProblem>();
        void Wrong(string field, string chinese, string english) => found.Add(new(field, chinese, english));
        Worth(d, Wrong);
        Conditions(d, Wrong);
        if (d.Rules.Paid is { } paid) Paid(d, paid, Wrong);
        return found;
    }

    private static void Worth(CouponDefinition d, Action<string, string, string> wrong)
    {
        var r = d.Rules;
        if (d.Kind == CouponKind.Amount && d.Value is < 1 or > HighestAmount) wrong("Value", $"折抵金額請填 1–{HighestAmount:N0} 元。", $"Give NT$1 to {HighestAmount:N0}.");
        if (d.Kind == CouponKind.Percent && d.Value is < 1 or > HighestPercent) wrong("Value", $"折扣請填 1–{HighestPercent}（20 代表 8 折）。", $"Give 1 to {HighestPercent} percent off.");
        if (d.Kind == CouponKind.Pass && d.Value is < 0 or > HighestAmount) wrong("Value", "每次折抵金額不能是負數。", "The amount per use cannot be negative.");
        // Without a ceiling nobody can say what the campaign may cost; goods that were paid for cost what they cost.
        var capped = d.Kind is CouponKind.Percent or CouponKind.Product or CouponKind.BuyGet or CouponKind.Delivery || (d.Kind == CouponKind.Pass && d.Value == 0);
        if (capped && !d.IsPaid && d.MaximumDiscount is null) wrong("MaximumDiscount", "請填最高折抵金額，避免無上限的優惠。", "Give the most it may take off: no offer without a ceiling.");
        if (d.MaximumDiscount is < 1 or > HighestAmount) wrong("MaximumDiscount", $"最高折抵請填 1–{HighestAmount:N0} 元。", $"Give NT$1 to {HighestAmount:N0}.");
        if (d.MinimumSpend is < 0 or > 10_000_000) wrong("MinimumSpend", "最低消費不能是負數。", "The minimum cannot be negative.");
        if (d.Kind is CouponKind.Pass or CouponKind.Deposit && r.Uses is null or < 2 or > 1000) wrong("Uses", "次數（份數）請填 2–1000。", "Give 2 to 1000 uses.");
        if (d.Kind == CouponKind.Deposit && d.ProductSku is null && !r.LimitsProducts) wrong("ProductSku", "寄杯請選擇商品或分類。", "Choose the goods that are kept.");
        if (d.Kind == CouponKind.BuyGet && r.BuyGet is not { Buy: >= 1 and <= 100, Get: >= 1 and <= 100, PercentOff: >= 1 and <= 100, MostTimes: >= 1 and <= 100 })
        {
            wrong("BuyGet", "請填買幾件、送幾件（1–100）與折扣（1–100%）。", "Give how many to buy and get (1–100) and the percentage off (1–100).");
        }
        // Of what gets cheaper nothing counts as bought.
        if (d.Kind == CouponKind.BuyGet && r.BuyGet?.GetSku is { } gift && r.Categories.Count == 0 && r.Skus.Count > 0 && r.Skus.All(s => string.Equals(s, gift, StringComparison.OrdinalIgnoreCase)))
        {
            wrong("GetSku", "優惠的商品不能是唯一適用的商品；同款買送請選「適用商品中價低者」。", "What gets cheaper cannot be all that is bought; for more of the same choose “the cheaper ones of the goods below”.");
        }
        if (d.Kind == CouponKind.Bundle && (r.Bundle.Count is < 1 or > 20 || r.Bundle.Any(b => b.Count is < 1 or > 20))) wrong("Bundle", "請選擇 1–20 種優惠券，每種 1–20 張。", "Choose 1 to 20 kinds, 1 to 20 of each.");
        if (d.Kind == CouponKind.Bundle && r.Bundle.Any(b => b.Coupon == d.Code)) wrong("Bundle", "組合不能包含自己。", "A bundle cannot contain itself.");
        if (d.Budget is < 1) wrong("Budget", "預算需大於 0。", "The budget must be above 0.");
    }

    private static void Conditions(CouponDefinition d, Action<string, string, string> wrong)
    {
        var r = d.Rules;
        if (!d.IsPaid && d.ValidDays is < 1 or > 3650) wrong("ValidDays", "有效天數請填 1–3650。", "Give 1 to 3650 days.");
        if (r.StartsAfterDays is < 0 or > 365) wrong("StartsAfterDays", "請填 0–365 天。", "Give 0 to 365 days.");
        if (r.EndsOn < r.StartsOn) wrong("EndsOn", "結束日不能早於開始日。", "The last day cannot be before the first.");
        if (r.FromTime is { } from && r.ToTime == from) wrong("ToTime", "起訖時間不能相同。", "The hours must differ.");
        if (r.Stores.Count > 0 && r.NotStores.Count > 0) wrong("Stores", "適用與不適用門市請擇一設定。", "Name either the stores it is for or those it is not for.");
        if (r.Stacking == CouponStacking.OneOfGroup && string.IsNullOrWhiteSpace(r.Group)) wrong("Group", "請填群組名稱。", "Name the group.");
        if (r.Group?.Length > 40) wrong("Group", "群組名稱最多 40 字。", "At most 40 characters.");
        if (r.Priority is < -100 or > 100) wrong("Priority", "優先順序請填 -100–100。", "Give -100 to 100.");
        if (r.NewMemberDays is < 1 or > 3650) wrong("NewMemberDays", "請填 1–3650 天。", "Give 1 to 3650 days.");
        if (r.PerMember is < 1 or > 1000) wrong("PerMember", "請填 1–1000 張。", "Give 1 to 1000.");
        if (r.UsesPerDay is < 1 or > 1000) wrong("UsesPerDay", "請填 1–1000 次。", "Give 1 to 1000.");
        foreach (var list in new[] { r.Stores, r.NotStores, r.Skus, r.NotSkus, r.Categories, r.NotCategories, r.Tiers })
        {
            if (list.Count > 200 || list.Any(x => x.Length is 0 or > 40)) wrong("Rules", "清單最多 200 項，每項最多 40 字。", "At most 200 entries of at most 40 characters.");
        }
    }

    /// <summary>What the law forbids on a voucher that was paid for.</summary>
    private static void Paid(CouponDefinition d, PaidTerms paid, Action<string, string, string> wrong)
    {
        var r = d.Rules;
        if (d.Kind is not (CouponKind.Amount or CouponKind.Product or CouponKind.Pass or CouponKind.Deposit or CouponKind.Experience))
        {
            wrong("Kind", "付費券限折價（禮券）、商品、體驗、多次券或寄杯。", "Only money, products, experiences, passes and deposits can be sold.");
        }
        if (paid.Price is < 1 or > 10_000_000) wrong("PaidPrice", "請填售價。", "Give its price.");
        if (string.IsNullOrWhiteSpace(paid.Guarantee) || string.IsNullOrWhiteSpace(paid.Guarantor)) wrong("PaidGuarantee", "請填履約保證方式與機構（依禮券定型化契約規定）。", "Say how and by whom performance is guaranteed: the law wants it.");
        if (paid.GuaranteeMonths is < 12 or > 120) wrong("PaidGuaranteeMonths", "履約保證期間至少 12 個月。", "The guarantee lasts twelve months at least.");
        if (paid.FeePercent is < 0 or > 3) wrong("PaidFeePercent", "退費手續費不得超過 3%。", "A refund may cost three percent at most.");
        if (r.EndsOn is not null || d.MinimumSpend > 0 || r.Weekdays.Count > 0 || r.FromTime is not null || r.ToTime is not null || r.Tiers.Count > 0
            || r.NewMemberDays is not null || r.FirstPurchase || r.UsesPerDay is not null || d.Budget is not null || r.NotReturned)
        {
            wrong("Paid", "付費券不得限制使用期限、時段、等級、低消、次數或預算。", "A paid voucher may not be limited by date, hour, tier, minimum, frequency or budget.");
        }
    }
}
