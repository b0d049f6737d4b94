using System.Text.Json;
using System.Text.RegularExpressions;
using LineLoyalty.Data;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>A coupon kind as the form sends it.</summary>
public sealed record CouponKindForm
{
    public string? Code { get; set; }
    public CouponKind Kind { get; set; }
    public long? Value { get; set; }
    public long? MaximumDiscount { get; set; }
    public long? MinimumSpend { get; set; }
    public string? ProductSku { get; set; }
    public int? ValidDays { get; set; } = 30;
    public string? Title { get; set; }
    public string? TitleEn { get; set; }
    public string? Description { get; set; }
    public string? DescriptionEn { get; set; }
    public string? Terms { get; set; }
    public string? TermsEn { get; set; }
    public long? IssueLimit { get; set; }
    public bool Active { get; set; } = true;

    public static CouponKindForm Of(CouponDefinition d) => new()
    {
        Code = d.Code, Kind = d.Kind, Value = d.Value, MaximumDiscount = d.MaximumDiscount, MinimumSpend = d.MinimumSpend, ProductSku = d.ProductSku, ValidDays = d.ValidDays,
        Title = d.Title, TitleEn = d.TitleEn, Description = d.Description, DescriptionEn = d.DescriptionEn, Terms = d.Terms, TermsEn = d.TermsEn,
        IssueLimit = d.IssueLimit, Active = d.Active,
    };
}

/// <param name="Field">The form's field.</param>
public sealed record FormProblem(string Field, string Chinese, string English);

/// <summary>
/// Makes or changes a coupon kind. What a coupon is worth is a promise to everybody who holds one, so value and conditions are fixed once
/// the first has been given.
/// </summary>
public sealed partial class SaveCouponKind(LoyaltyDb db, TimeProvider clock)
{
    private const long HighestAmount = 100_000;
    private const long HighestPercent = 90;

    /// <returns>Empty when it is kept.</returns>
    public async Task<IReadOnlyList<FormProblem>> ExecuteAsync(CouponKindForm form, string? existingCode, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var existing = existingCode is null ? null : await db.CouponDefinitions.SingleAsync(d => d.Code == existingCode, ct);
        var problems = await ProblemsAsync(form, existing, ct);
        if (problems.Count > 0) return problems;
        var definition = existing ?? new CouponDefinition { Code = form.Code!.Trim(), Kind = form.Kind, Title = "", Value = 0, CreatedAt = clock.GetUtcNow().UtcDateTime };
        if (definition.IssuedCount == 0)
        {
            definition.Value = definition.Kind == CouponKind.Product ? 0 : form.Value!.Value;
            definition.MaximumDiscount = definition.Kind == CouponKind.Amount ? null : form.MaximumDiscount;
            definition.MinimumSpend = form.MinimumSpend ?? 0;
            definition.ProductSku = definition.Kind == CouponKind.Product ? Clean(form.ProductSku) : null;
        }
        (definition.Title, definition.TitleEn) = (Clean(form.Title)!, Clean(form.TitleEn) ?? "");
        (definition.Description, definition.DescriptionEn) = (Clean(form.Description) ?? "", Clean(form.DescriptionEn) ?? "");
        (definition.Terms, definition.TermsEn) = (Clean(form.Terms) ?? "", Clean(form.TermsEn) ?? "");
        (definition.ValidDays, definition.IssueLimit, definition.Active) = (form.ValidDays!.Value, form.IssueLimit, form.Active);
        if (existing is null) db.CouponDefinitions.Add(definition);
        db.AuditEntries.Add(new AuditEntry
        {
            At = clock.GetUtcNow().UtcDateTime, StaffId = staffId, Action = existing is null ? "coupon_kind.created" : "coupon_kind.changed", Subject = definition.Code,
            Data = JsonSerializer.Serialize(new { definition.Value, definition.IssueLimit, definition.ValidDays, definition.Active }, JsonSerializerOptions.Web),
        });
        await unit.CommitAsync(ct);
        return [];
    }

    private async Task<List<FormProblem>> ProblemsAsync(CouponKindForm form, CouponDefinition? existing, CancellationToken ct)
    {
        var found = new List<FormProblem>();
        void Wrong(string field, string chinese, string english) => found.Add(new(field, chinese, english));
        if (existing is null)
        {
            if (!Codes().IsMatch(form.Code?.Trim() ?? "")) Wrong(nameof(form.Code), "代碼請用 2–40 個小寫英數字、連字號或底線。", "Use 2 to 40 lower-case letters, digits, hyphens or underscores.");
            else if (await db.CouponDefinitions.AnyAsync(d => d.Code == form.Code!.Trim(), ct)) Wrong(nameof(form.Code), "這個代碼已經使用過。", "This code is taken.");
        }
        var kind = existing?.Kind ?? form.Kind;
        if (!Enum.IsDefined(kind)) Wrong(nameof(form.Kind), "請選擇種類。", "Choose a kind.");
        if (existing is null or { IssuedCount: 0 }) CheckWorth(form, kind, Wrong);
        if (existing is null or { IssuedCount: 0 } && kind == CouponKind.Product && Clean(form.ProductSku) is { } sku && !await db.Products.AnyAsync(p => p.Sku == sku, ct))
        {
            Wrong(nameof(form.ProductSku), "查無這個商品編號。", "There is no product with this SKU.");
        }
        if (form.ValidDays is null or < 1 or > 3650) Wrong(nameof(form.ValidDays), "有效天數請填 1–3650。", "Give 1 to 3650 days.");
        if (form.IssueLimit is < 1 or > 100_000_000) Wrong(nameof(form.IssueLimit), "發行上限需大於 0。", "The limit must be above 0.");
        if (form.IssueLimit < existing?.IssuedCount) Wrong(nameof(form.IssueLimit), $"已發出 {existing.IssuedCount} 張，上限不能更低。", $"{existing.IssuedCount} have been given already.");
        if (Clean(form.Title) is not { Length: <= 60 }) Wrong(nameof(form.Title), "請填寫名稱，最多 60 字。", "Give a title of at most 60 characters.");
        if (form.TitleEn?.Length > 60) Wrong(nameof(form.TitleEn), "英文名稱最多 60 字。", "At most 60 characters.");
        foreach (var (field, text) in new[] { (nameof(form.Description), form.Description), (nameof(form.DescriptionEn), form.DescriptionEn), (nameof(form.Terms), form.Terms), (nameof(form.TermsEn), form.TermsEn) })
        {
            if (text?.Length > 1000) Wrong(field, "最多 1,000 字。", "At most 1,000 characters.");
        }
        return found;
    }

    private static void CheckWorth(CouponKindForm form, CouponKind kind, Action<string, string, string> wrong)
    {
        if (kind == CouponKind.Amount && form.Value is not (>= 1 and <= HighestAmount)) wrong(nameof(form.Value), $"折抵金額請填 1–{HighestAmount:N0} 元。", $"Give NT$1 to {HighestAmount:N0}.");
        if (kind == CouponKind.Percent && form.Value is not (>= 1 and <= HighestPercent)) wrong(nameof(form.Value), $"折扣請填 1–{HighestPercent}（20 代表 8 折）。", $"Give 1 to {HighestPercent} percent off.");
        // Without a ceiling nobody can say what the campaign may cost.
        if (kind != CouponKind.Amount && form.MaximumDiscount is not (>= 1 and <= HighestAmount)) wrong(nameof(form.MaximumDiscount), "請填最高折抵金額，避免無上限的優惠。", "Give the most it may take off: no offer without a ceiling.");
        if (form.MinimumSpend is < 0 or > 10_000_000) wrong(nameof(form.MinimumSpend), "最低消費不能是負數。", "The minimum cannot be negative.");
    }

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [GeneratedRegex("^(?!edit$)[a-z0-9][a-z0-9_-]{1,39}$")]
    private static partial Regex Codes();
}
