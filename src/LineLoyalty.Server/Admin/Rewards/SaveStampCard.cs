using System.Text.Json;
using System.Text.RegularExpressions;
using LineLoyalty.Data;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Rewards.Stamps;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>Adds a version to a stamp card, or a card with its first. Cards that members have begun keep the size and prizes they began with.</summary>
public sealed partial class SaveStampCard(LoyaltyDb db, BrandTime time)
{
    public async Task<IReadOnlyList<FormProblem>> ExecuteAsync(StampCardForm form, string? existing, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var problems = await ProblemsAsync(form, existing, ct);
        if (problems.Count > 0) return problems;
        var (now, code) = (time.Now, existing ?? form.Code!.Trim());
        var card = await db.StampProgrammes.Include(p => p.Versions).SingleOrDefaultAsync(p => p.Code == code, ct) ?? db.StampProgrammes.Add(new StampProgramme { Code = code, CreatedAt = now }).Entity;
        var version = new StampProgrammeVersion
        {
            Version = card.Versions.Select(v => v.Version).DefaultIfEmpty(0).Max() + 1, Name = form.Name!.Trim(), NameEn = form.NameEn?.Trim() ?? "", Definition = form.Says().ToJson(), Active = form.Active,
            ValidFrom = now, CreatedAt = now, CreatedBy = staffId,
        };
        card.Versions.Add(version);
        db.AuditEntries.Add(new AuditEntry
        {
            At = now, StaffId = staffId, Action = "stamp_card.changed", Subject = code,
            Data = JsonSerializer.Serialize(new { version.Version, version.Active, says = JsonDocument.Parse(version.Definition).RootElement }, JsonSerializerOptions.Web),
        });
        await unit.CommitAsync(ct);
        return [];
    }

    public async Task<List<FormProblem>> ProblemsAsync(StampCardForm form, string? existing, CancellationToken ct)
    {
        var (found, says, now) = (new List<FormProblem>(), form.Says(), time.Now);
        void Wrong(string field, string chinese, string english) => found.Add(new(field, chinese, english));
        if (existing is null && !Codes().IsMatch(form.Code?.Trim() ?? "")) Wrong("Code", "代碼請用 2–20 個小寫英數字、連字號或底線。", "Use 2 to 20 lower-case letters, digits, hyphens or underscores.");
        else if (existing is null && await db.StampProgrammes.AnyAsync(p => p.Code == form.Code!.Trim(), ct)) Wrong("Code", "這個代碼已經使用過。", "This code is taken.");
        if (form.Name?.Trim() is not { Length: > 0 and <= 60 }) Wrong("Name", "請填寫名稱，最多 60 字。", "Give a name of at most 60 characters.");
        if (form.NameEn?.Length > 60) Wrong("NameEn", "英文名稱最多 60 字。", "At most 60 characters.");
        if (says.About?.Length > 500 || says.AboutEn?.Length > 500) Wrong("About", "說明最多 500 字。", "At most 500 characters.");
        if (says.Stamps is < 1 or > StampDefinition.MostStamps) Wrong("Stamps", "點數請填 1–50。", "Give 1 to 50 stamps.");
        if (says.Earns is PerSale { Amount: < 1 or > 1_000_000 }) Wrong("Amount", "金額請填 1–1,000,000。", "Give NT$1 to 1,000,000.");
        if (says.Earns is PerItems { Items: < 1 or > 100 }) Wrong("Items", "件數請填 1–100。", "Give 1 to 100 pieces.");
        if (says.IntervalHours is < 1 or > 744) Wrong("IntervalHours", "間隔請填 1–744 小時，或留空。", "Give 1 to 744 hours, or nothing.");
        if (says.PerDay is < 1 or > 500) Wrong("PerDay", "每天上限請填 1–500，或留空。", "Give 1 to 500, or nothing.");
        if (says.LifeDays is < 1 or > 3650) Wrong("LifeDays", "天數請填 1–3,650，或留空。", "Give 1 to 3,650 days, or nothing.");
        if (says.LastDay < says.FirstDay) Wrong("LastDay", "結束日不能早於開始日。", "It ends before it begins.");
        if (says.ByHand is < 0 or > 50) Wrong("ByHand", "請填 0–50。", "Give 0 to 50.");
        await CheckPrizesAsync(says, Wrong, ct);
        await CheckNextAsync(says.Next, existing ?? form.Code?.Trim(), now, Wrong, ct);
        if (says.Stores is { } stores && await db.Stores.CountAsync(s => stores.Contains(s.Code), ct) < stores.Count) Wrong("Stores", "查無指定的門市。", "There is no such store.");
        if (says.Earns is PerItems { Skus: { } skus } && await db.Products.CountAsync(p => skus.Contains(p.Sku), ct) < skus.Count) Wrong("Items", "查無指定的商品。", "There is no such product.");
        return found;
    }

    private async Task CheckPrizesAsync(StampDefinition says, Action<string, string, string> wrong, CancellationToken ct)
    {
        if (says.Prizes.Count == 0 || !says.Prizes.Any(p => p.At == says.Stamps)) wrong("Prizes", $"請設定集滿第 {says.Stamps} 點的獎勵。", $"Name what the full card ({says.Stamps}) brings.");
        if (says.Prizes.Any(p => p.At < 1 || p.At > says.Stamps)) wrong("Prizes", "獎勵的位置要在卡片的點數之內。", "A prize stands on one of the card's stamps.");
        if (says.Prizes.GroupBy(p => p.At).Any(g => g.Count() > 1)) wrong("Prizes", "同一點只能有一個獎勵。", "One prize for each stamp.");
        if (says.Prizes.Any(p => p.Prize is PointsPrize { Points: < 1 or > 1_000_000 })) wrong("Prizes", "贈送點數請填 1–1,000,000。", "Give 1 to 1,000,000 points.");
        var coupons = says.Prizes.Select(p => (p.Prize as CouponPrize)?.Coupon).OfType<string>().Distinct().ToList();
        if (await db.CouponDefinitions.CountAsync(d => coupons.Contains(d.Code) && d.Active && d.Kind != CouponKind.Bundle, ct) < coupons.Count) wrong("Prizes", "請選擇現有的優惠券。", "Choose a coupon that exists.");
    }

    /// <summary>The next card exists, and following it never comes back here.</summary>
    private async Task CheckNextAsync(string? next, string? own, DateTime now, Action<string, string, string> wrong, CancellationToken ct)
    {
        if (next is null) return;
        var kinds = await StampKinds.ReadAsync(db, ct);
        HashSet<string> seen = [own ?? ""];
        for (var code = next; code is not null; code = kinds.ByCode(code, now)?.Says.Next)
        {
            if (kinds.ByCode(code, now) is null) wrong("Then", "查無下一張卡。", "There is no such card.");
            else if (seen.Add(code)) continue;
            else wrong("Then", "卡片不能繞一圈回到自己。", "Cards must not lead back to themselves.");
            return;
        }
    }

    [GeneratedRegex("^(?!(edit|try|again|none)$)[a-z0-9][a-z0-9_-]{1,19}$")]
    private static partial Regex Codes();
}
