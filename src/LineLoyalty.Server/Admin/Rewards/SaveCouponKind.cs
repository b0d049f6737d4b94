using System.Text.Json;
using System.Text.RegularExpressions;
using LineLoyalty.Data;
using LineLoyalty.Pictures;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>
/// Makes or changes a coupon kind. What a coupon is worth is a promise to everybody who holds one, so value and conditions are fixed once
/// the first has been given.
/// </summary>
public sealed partial class SaveCouponKind(LoyaltyDb db, TimeProvider clock, IOptions<BrandOptions> brand, KeepPicture pictures)
{
    /// <returns>Empty when it is kept.</returns>
    public async Task<IReadOnlyList<FormProblem>> ExecuteAsync(CouponKindForm form, string? existingCode, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var existing = existingCode is null ? null : await db.CouponDefinitions.SingleAsync(d => d.Code == existingCode, ct);
        var definition = existing ?? Draft(form);
        if (definition.IssuedCount == 0) form.WriteWorth(definition);
        form.WriteRest(definition);
        var problems = await ProblemsAsync(definition, isNew: existing is null, ct);
        if (problems.Count > 0) return problems;
        if (!await pictures.ChooseAsync(definition.ImageUrl, ct)) return [new("ImageUrl", KeepPicture.Gone.Chinese, KeepPicture.Gone.English)];
        if (existing is null) db.CouponDefinitions.Add(definition);
        db.AuditEntries.Add(new AuditEntry
        {
            At = clock.GetUtcNow().UtcDateTime, StaffId = staffId, Action = existing is null ? "coupon_kind.created" : "coupon_kind.changed", Subject = definition.Code,
            Data = JsonSerializer.Serialize(
                new { definition.Value, definition.IssueLimit, definition.ValidDays, definition.Active, definition.Budget, definition.MinimumSpend, definition.MaximumDiscount, rules = JsonDocument.Parse(definition.Rules.ToJson()).RootElement },
                JsonSerializerOptions.Web),
        });
        await unit.CommitAsync(ct);
        return [];
    }

    /// <summary>The form as a kind of its own that is stored nowhere: for the preview and the try-it box.</summary>
    public CouponDefinition Draft(CouponKindForm form)
    {
        var draft = new CouponDefinition { Code = form.Code?.Trim() ?? "", Kind = form.Kind, Title = "", Value = 0, CreatedAt = clock.GetUtcNow().UtcDateTime };
        form.WriteWorth(draft);
        form.WriteRest(draft);
        return draft;
    }

    /// <summary>What keeps it from being saved.</summary>
    public async Task<List<FormProblem>> ProblemsAsync(CouponDefinition d, bool isNew, CancellationToken ct)
    {
        var found = new List<FormProblem>();
        void Wrong(string field, string chinese, string english) => found.Add(new(field, chinese, english));
        if (isNew)
        {
            if (!Codes().IsMatch(d.Code)) Wrong(nameof(d.Code), "代碼請用 2–40 個小寫英數字、連字號或底線。", "Use 2 to 40 lower-case letters, digits, hyphens or underscores.");
            else if (await db.CouponDefinitions.AnyAsync(x => x.Code == d.Code, ct)) Wrong(nameof(d.Code), "這個代碼已經使用過。", "This code is taken.");
            if (!Enum.IsDefined(d.Kind)) Wrong(nameof(d.Kind), "請選擇種類。", "Choose a kind.");
        }
        found.AddRange(CouponRulesCheck.Problems(d).Where(p => d.IssuedCount == 0 || p.Field is "ValidDays" or "Budget").Select(p => new FormProblem(p.Field, p.Chinese, p.English)));
        if (d.IssuedCount == 0) await NamesAsync(d, Wrong, ct);
        if (d.IsPaid && !brand.Value.Issuer.IsComplete) Wrong("PaidGuarantor", "尚未設定發行人資料（Brand:Issuer：名稱、地址、統編、負責人、電話），依法不得發行付費券。", "The issuer is not set (Brand:Issuer: name, address, tax id, person responsible, phone): the law wants it on paid vouchers.");
        if (d.IssueLimit is < 1 or > 100_000_000) Wrong(nameof(d.IssueLimit), "發行上限需大於 0。", "The limit must be above 0.");
        if (d.IssueLimit < d.IssuedCount) Wrong(nameof(d.IssueLimit), $"已發出 {d.IssuedCount} 張，上限不能更低。", $"{d.IssuedCount} have been given already.");
        if (d.Budget < d.BudgetSpent) Wrong(nameof(d.Budget), $"已折抵 NT${d.BudgetSpent:N0}，預算不能更低。", $"NT${d.BudgetSpent:N0} have been taken off already.");
        if (d.SoldSku is { } sold && !await db.Products.AnyAsync(p => p.Sku == sold, ct)) Wrong(nameof(d.SoldSku), "查無這個商品編號。", "There is no product with this SKU.");
        if (d.SoldSku is { } sku && await db.CouponDefinitions.AnyAsync(x => x.SoldSku == sku && x.Code != d.Code && x.Active, ct)) Wrong(nameof(d.SoldSku), "這個商品已連結另一張優惠券。", "This product sells another coupon.");
        if (!PicturePath.IsShowable(d.ImageUrl)) Wrong(nameof(d.ImageUrl), "請上傳圖片，或填寫 https:// 開頭的網址。", "Upload a picture, or give an address that starts with https://.");
        Texts(d, Wrong);
        return found;
    }

    private static void Texts(CouponDefinition d, Action<string, string, string> wrong)
    {
        if (d.Title.Length is 0 or > 60) wrong(nameof(d.Title), "請填寫名稱，最多 60 字。", "Give a title of at most 60 characters.");
        if (d.TitleEn.Length > 60) wrong(nameof(d.TitleEn), "英文名稱最多 60 字。", "At most 60 characters.");
        foreach (var (field, text) in new[] { (nameof(d.Description), d.Description), (nameof(d.DescriptionEn), d.DescriptionEn), (nameof(d.Terms), d.Terms), (nameof(d.TermsEn), d.TermsEn) })
        {
            if (text.Length > 1000) wrong(field, "最多 1,000 字。", "At most 1,000 characters.");
        }
    }

    /// <summary>Whatever the rules name must exist: a mistyped SKU would be a coupon nobody can use.</summary>
    private async Task NamesAsync(CouponDefinition d, Action<string, string, string> wrong, CancellationToken ct)
    {
        var r = d.Rules;
        List<string> skus = [.. r.Skus.Concat(r.NotSkus).Concat(new[] { d.ProductSku, r.BuyGet?.GetSku }.OfType<string>()).Distinct()];
        var known = await db.Products.Where(p => skus.Contains(p.Sku)).Select(p => p.Sku).ToListAsync(ct);
        if (skus.Except(known).FirstOrDefault() is { } sku) wrong(nameof(d.ProductSku), $"查無商品編號 {sku}。", $"There is no product {sku}.");
        List<string> stores = [.. r.Stores.Concat(r.NotStores)];
        if (stores.Count > await db.Stores.CountAsync(s => stores.Contains(s.Code), ct)) wrong("Stores", "查無指定的門市。", "There is no such store.");
        List<string> tiers = [.. r.Tiers];
        if (tiers.Count > await db.Tiers.CountAsync(t => tiers.Contains(t.Code), ct)) wrong("Tiers", "查無指定的等級。", "There is no such tier.");
        List<string> parts = [.. r.Bundle.Select(b => b.Coupon).Distinct()];
        if (parts.Count > await db.CouponDefinitions.CountAsync(x => parts.Contains(x.Code) && x.Kind != CouponKind.Bundle, ct))
        {
            wrong("Bundle", "組合內請選擇現有的優惠券，不能是另一個組合。", "A bundle holds coupons that exist, and no other bundle.");
        }
    }

    [GeneratedRegex("^(?!(edit|try)$)[a-z0-9][a-z0-9_-]{1,39}$")]
    private static partial Regex Codes();
}
