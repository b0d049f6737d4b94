using System.Text.Json;
using System.Text.RegularExpressions;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>What a level asks for, as the form sends it; empty fields ask for nothing.</summary>
public sealed record CriteriaForm
{
    public bool Any { get; set; }
    public long? Spend { get; set; }
    public int? Visits { get; set; }
    public long? SingleSale { get; set; }
    public long? Points { get; set; }

    public TierCriteria? ToCriteria() => Spend is null && Visits is null && SingleSale is null && Points is null ? null : new(Any, Spend, Visits, SingleSale, Points);

    public static CriteriaForm Of(TierCriteria? c) => c is null ? new() : new() { Any = c.Any, Spend = c.Spend, Visits = c.Visits, SingleSale = c.SingleSale, Points = c.Points };
}

/// <summary>A level's discount as the form sends it; no percentage means no discount.</summary>
public sealed record DiscountForm
{
    public int? Percent { get; set; }
    public long? PerSale { get; set; }
    public long? PerMonth { get; set; }
    public List<string>? Except { get; set; }
    public TierDiscountOrder WithCoupons { get; set; }

    public TierDiscount? ToRule() => Percent is not > 0 ? null : new TierDiscount(Percent.Value, PerSale, PerMonth, Except is { Count: > 0 } ? [.. Except.Distinct().Order(StringComparer.Ordinal)] : null, WithCoupons);

    public static DiscountForm Of(TierDiscount? d) => d is null ? new() : new()
    {
        Percent = d.Percent, PerSale = d.MaximumPerSale, PerMonth = d.MaximumPerMonth, Except = [.. d.ExceptCategories ?? []], WithCoupons = d.WithCoupons,
    };
}

/// <summary>A level as the form sends it.</summary>
public sealed record TierForm
{
    public string? Code { get; set; }
    public string? Name { get; set; }
    public string? NameEn { get; set; }
    public string? Color { get; set; } = "#0f766e";
    /// <summary>Level below the new one.</summary>
    public int? Above { get; set; }
    public CriteriaForm Reach { get; set; } = new();
    /// <summary>Kept by the same as it was reached.</summary>
    public bool KeepSame { get; set; } = true;
    public CriteriaForm Keep { get; set; } = new();
    public int? Months { get; set; } = 12;
    public int? ValidFor { get; set; } = 12;
    public bool ValidInDays { get; set; }
    public int? GraceDays { get; set; } = 30;
    public TierDowngrade Downgrade { get; set; }
    public bool Hidden { get; set; }
    public string? Sku { get; set; }
    public bool Active { get; set; } = true;
    public DiscountForm Discount { get; set; } = new();
    public string? EntryCoupon { get; set; }
    public string? MonthlyCoupon { get; set; }
    public string? Notes { get; set; }
    public string? NotesEn { get; set; }
    public long? FreeDeliveryFrom { get; set; }
    public int? EarlyAccessDays { get; set; }
    public bool ExclusiveRewards { get; set; }

    public static TierForm Of(Tier t) => new()
    {
        Code = t.Code, Name = t.Name, NameEn = t.NameEn, Color = t.Color, Reach = CriteriaForm.Of(t.Reach), KeepSame = t.Keep is null, Keep = CriteriaForm.Of(t.Keep),
        Months = t.Months, ValidFor = t.ValidDays ?? t.ValidMonths, ValidInDays = t.ValidDays is not null, GraceDays = t.GraceDays, Downgrade = t.Downgrade,
        Hidden = t.Hidden, Sku = t.Sku, Active = t.Active, EntryCoupon = t.Benefits.EntryCoupon,
        MonthlyCoupon = t.Benefits.MonthlyCoupon, Notes = t.Benefits.Notes, NotesEn = t.Benefits.NotesEn,
        Discount = DiscountForm.Of(t.Benefits.Discount), FreeDeliveryFrom = t.Benefits.FreeDeliveryFrom, EarlyAccessDays = t.Benefits.EarlyAccessDays, ExclusiveRewards = t.Benefits.ExclusiveRewards,
    };

    /// <summary>The level this form describes; only what <see cref="SaveTier"/> has found no fault with.</summary>
    public Tier Apply(Tier to, bool first)
    {
        (to.Name, to.NameEn, to.Color) = (Name!.Trim(), NameEn?.Trim() is { Length: > 0 } english ? english : Name.Trim(), Color!.Trim());
        to.Benefits = new TierBenefits(Clean(EntryCoupon), Clean(MonthlyCoupon), Notes?.Trim() ?? "", NotesEn?.Trim() ?? "", Discount.ToRule(), FreeDeliveryFrom,
            EarlyAccessDays is > 0 ? EarlyAccessDays : null, ExclusiveRewards);
        if (first) return to;
        (to.Reach, to.Keep, to.Months) = (Reach.ToCriteria(), KeepSame ? null : Keep.ToCriteria(), Months ?? 12);
        (to.ValidDays, to.ValidMonths) = ValidInDays ? (ValidFor, to.ValidMonths) : (null, ValidFor ?? 12);
        (to.GraceDays, to.Downgrade, to.Hidden, to.Sku, to.Active) = (GraceDays ?? 0, Downgrade, Hidden, Clean(Sku), Active);
        return to;
    }

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>
/// Makes or changes a level. Whoever is in a level stays until their period ends, whatever it asks for from now on; nobody is moved by
/// saving. The first level can be renamed, not removed: everybody starts there.
/// </summary>
public sealed partial class SaveTier(LoyaltyDb db, TimeProvider clock)
{
    public async Task<IReadOnlyList<FormProblem>> ExecuteAsync(TierForm form, string? existingCode, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var tiers = await db.Tiers.OrderBy(t => t.Level).ToListAsync(ct);
        var existing = existingCode is null ? null : tiers.Single(t => t.Code == existingCode);
        var problems = await ProblemsAsync(form, existing, tiers, ct);
        if (problems.Count > 0) return problems;
        var tier = form.Apply(existing ?? New(form, tiers), first: existing?.Level == tiers[0].Level);
        if (existing is null) db.Tiers.Add(tier);
        db.AuditEntries.Add(new AuditEntry
        {
            At = clock.GetUtcNow().UtcDateTime, StaffId = staffId, Action = existing is null ? "tier.created" : "tier.changed", Subject = tier.Code,
            Data = JsonSerializer.Serialize(new { tier.Level, tier.Reach, tier.Keep, tier.GraceDays, tier.Downgrade, tier.Active, tier.Benefits }, JsonSerializerOptions.Web),
        });
        await unit.CommitAsync(ct);
        return [];
    }

    /// <summary>The programme as it would be with this form; null while the form has faults.</summary>
    public async Task<TierRules?> TryAsync(TierForm form, string? existingCode, CancellationToken ct)
    {
        var tiers = await db.Tiers.AsNoTracking().OrderBy(t => t.Level).ToListAsync(ct);
        var existing = existingCode is null ? null : tiers.Find(t => t.Code == existingCode);
        if ((await ProblemsAsync(form, existing, tiers, ct)).Count > 0) return null;
        var tier = form.Apply(existing ?? New(form, tiers), first: existing?.Level == tiers[0].Level);
        if (existing is null) tiers.Add(tier);
        return new TierRules(tiers);
    }

    private static Tier New(TierForm form, List<Tier> tiers) =>
        new() { Level = LevelAbove(form, tiers)!.Value, Code = form.Code!.Trim(), Name = "", NameEn = "", Color = "" };

    /// <summary>Half-way to the next level; null when there is no room or nothing to stand above.</summary>
    private static int? LevelAbove(TierForm form, List<Tier> tiers)
    {
        var below = tiers.FindIndex(t => t.Level == form.Above);
        if (below < 0) return null;
        if (below == tiers.Count - 1) return tiers[below].Level + 10;
        var level = (tiers[below].Level + tiers[below + 1].Level) / 2;
        return level > tiers[below].Level ? level : null;
    }

    private async Task<List<FormProblem>> ProblemsAsync(TierForm form, Tier? existing, List<Tier> tiers, CancellationToken ct)
    {
        var found = new List<FormProblem>();
        void Wrong(string field, string chinese, string english) => found.Add(new(field, chinese, english));
        if (existing is null)
        {
            if (!Codes().IsMatch(form.Code?.Trim() ?? "")) Wrong(nameof(form.Code), "代碼請用 2–20 個小寫英數字、連字號或底線。", "Use 2 to 20 lower-case letters, digits, hyphens or underscores.");
            else if (tiers.Exists(t => t.Code == form.Code!.Trim())) Wrong(nameof(form.Code), "這個代碼已經使用過。", "This code is taken.");
            if (LevelAbove(form, tiers) is null) Wrong(nameof(form.Above), "這兩個等級之間已經沒有空間，請換一個位置。", "There is no room between these two levels: choose another place.");
        }
        if (form.Name?.Trim() is not { Length: >= 1 and <= 30 }) Wrong(nameof(form.Name), "請填寫名稱，最多 30 字。", "Give a name of at most 30 characters.");
        if (form.NameEn?.Length > 30) Wrong(nameof(form.NameEn), "英文名稱最多 30 字。", "At most 30 characters.");
        if (!Colors().IsMatch(form.Color?.Trim() ?? "")) Wrong(nameof(form.Color), "請選擇顏色。", "Choose a colour.");
        if (form.Notes?.Length > 500) Wrong(nameof(form.Notes), "最多 500 字。", "At most 500 characters.");
        if (form.NotesEn?.Length > 500) Wrong(nameof(form.NotesEn), "最多 500 字。", "At most 500 characters.");
        CheckDiscount(form.Discount, Wrong);
        if (form.FreeDeliveryFrom is < 0 or > 1_000_000) Wrong(nameof(form.FreeDeliveryFrom), "免運門檻請填 0–1,000,000。", "Give NT$0 to 1,000,000.");
        if (form.EarlyAccessDays is < 0 or > 90) Wrong(nameof(form.EarlyAccessDays), "請填 0–90 天。", "Give 0 to 90 days.");
        var had = existing?.Benefits;
        foreach (var (field, code, before) in new[] { (nameof(form.EntryCoupon), form.EntryCoupon, had?.EntryCoupon), (nameof(form.MonthlyCoupon), form.MonthlyCoupon, had?.MonthlyCoupon) })
        {
            // What has been stopped since may stay; it is just not given.
            if (!string.IsNullOrWhiteSpace(code) && code != before && !await db.CouponDefinitions.AnyAsync(d => d.Code == code && d.Active, ct)) Wrong(field, "查無這張優惠券。", "There is no such coupon.");
        }
        if (existing?.Level == tiers[0].Level) return found;

        CheckCriteria("Reach", form.Reach, Wrong);
        if (!form.KeepSame)
        {
            CheckCriteria("Keep", form.Keep, Wrong);
            if (form.Keep.ToCriteria() is null) Wrong("Keep", "請至少填一項續等條件，或改用與升等相同。", "Name at least one demand, or keep it by the same.");
        }
        if (form.Months is null or < 1 or > 36) Wrong(nameof(form.Months), "計算期間請填 1–36 個月。", "Look back 1 to 36 months.");
        if (form.ValidFor is null or < 1 || form.ValidFor > (form.ValidInDays ? 3650 : 120)) Wrong(nameof(form.ValidFor), "請填寫效期。", "Give how long it lasts.");
        if (form.GraceDays is < 0 or > 365) Wrong(nameof(form.GraceDays), "寬限期請填 0–365 天。", "Give 0 to 365 days.");
        if (!Enum.IsDefined(form.Downgrade)) Wrong(nameof(form.Downgrade), "請選擇降等方式。", "Choose what happens.");
        if (!string.IsNullOrWhiteSpace(form.Sku) && !await db.Products.AnyAsync(p => p.Sku == form.Sku, ct)) Wrong(nameof(form.Sku), "查無這個商品。", "There is no such product.");
        return found;
    }

    private static void CheckDiscount(DiscountForm form, Action<string, string, string> wrong)
    {
        const string Field = nameof(TierForm.Discount);
        if (form.Percent is < 0 or > TierDiscount.LargestPercent) wrong(Field + ".Percent", "折扣請填 1–50%。", "Give 1 to 50 percent.");
        if (form.PerSale is < 1 or > 1_000_000) wrong(Field + ".PerSale", "上限請填 1–1,000,000。", "Give NT$1 to 1,000,000.");
        if (form.PerMonth is < 1 or > 1_000_000) wrong(Field + ".PerMonth", "上限請填 1–1,000,000。", "Give NT$1 to 1,000,000.");
        if (form.Except is { } except && (except.Count > 50 || except.Exists(c => c is not { Length: >= 1 and <= 40 }))) wrong(Field + ".Except", "請從清單選擇分類。", "Choose categories from the list.");
        if (!Enum.IsDefined(form.WithCoupons)) wrong(Field + ".WithCoupons", "請選擇與優惠券的關係。", "Choose how it goes with coupons.");
    }

    private static void CheckCriteria(string field, CriteriaForm form, Action<string, string, string> wrong)
    {
        if (form.Spend is < 1 or > 100_000_000) wrong(field + ".Spend", "金額請填 1–100,000,000。", "Give NT$1 to 100,000,000.");
        if (form.Visits is < 1 or > 1000) wrong(field + ".Visits", "次數請填 1–1,000。", "Give 1 to 1,000.");
        if (form.SingleSale is < 1 or > 100_000_000) wrong(field + ".SingleSale", "金額請填 1–100,000,000。", "Give NT$1 to 100,000,000.");
        if (form.Points is < 1 or > 100_000_000) wrong(field + ".Points", "點數請填 1–100,000,000。", "Give 1 to 100,000,000.");
    }

    [GeneratedRegex("^(?!edit$)[a-z0-9][a-z0-9_-]{1,19}$")]
    private static partial Regex Codes();

    [GeneratedRegex("^#[0-9a-fA-F]{6}$")]
    private static partial Regex Colors();
}
