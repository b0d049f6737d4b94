using System.Text.Json;
using System.Text.RegularExpressions;
using LineLoyalty.Data;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>Adds a version to an earning rule, or a rule with its first. What was in force yesterday stays as it was.</summary>
public sealed partial class SaveEarningRule(LoyaltyDb db, BrandTime time)
{
    public async Task<KnownNames> KnownAsync(CancellationToken ct) => new(
        await db.Tiers.OrderBy(t => t.Level).Select(t => t.Code).ToListAsync(ct), await db.Stores.OrderBy(s => s.Code).Select(s => s.Code).ToListAsync(ct),
        await db.Products.OrderBy(p => p.Sku).Select(p => p.Sku).ToListAsync(ct), await db.Products.Select(p => p.Category).Distinct().OrderBy(c => c).ToListAsync(ct));

    /// <returns>Empty when it is kept.</returns>
    public async Task<IReadOnlyList<FormProblem>> ExecuteAsync(EarningRuleForm form, string? existing, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var now = time.Now;
        var problems = await ProblemsAsync(form, existing, now, ct);
        var code = existing ?? form.Code?.Trim() ?? "";
        var all = await db.EarningRuleVersions.AsNoTracking().Where(v => v.Rule.Code == code).ToListAsync(ct);
        if (existing is not null && WaitingVersions.Problem(all, form.Waiting, now) is { } unsaid) problems = [.. problems, unsaid];
        if (problems.Count > 0) return problems;
        var rule = await db.EarningRules.SingleOrDefaultAsync(r => r.Code == code, ct)
            ?? db.EarningRules.Add(new EarningRule { Code = code, CreatedAt = now }).Entity;
        var number = all.Select(v => v.Version).DefaultIfEmpty(0).Max();
        EarningRuleVersion New(EarningRuleVersion like, DateTime from, bool active) => new()
        {
            Version = ++number, Name = like.Name, NameEn = like.NameEn, Definition = like.Definition, Active = active, ValidFrom = from, ValidTo = like.ValidTo, CreatedAt = now, CreatedBy = staffId,
        };
        var starts = Instant(form.From) is { } from && from > now ? from : now;
        var (first, last) = WaitingVersions.Around(all, form.Waiting, starts, now);
        List<EarningRuleVersion> added = [];
        // Nothing speaks yet: nothing speaks until the new day either.
        if (first is not null) added.Add(New(first, now, first.Active && first.ValidFrom <= now));
        added.Add(new EarningRuleVersion
        {
            Version = ++number, Name = form.Name!.Trim(), NameEn = form.NameEn?.Trim() ?? "", Definition = form.Says().ToJson(), Active = form.Active, ValidFrom = starts, ValidTo = Instant(form.To), CreatedAt = now, CreatedBy = staffId,
        });
        added.AddRange(last.Select(v => New(v, v.ValidFrom, v.Active)));
        rule.Versions.AddRange(added);
        db.AuditEntries.AddRange(added.Select(v => new AuditEntry
        {
            At = now, StaffId = staffId, Action = "earning_rule.changed", Subject = code,
            Data = JsonSerializer.Serialize(new { v.Version, v.Active, v.ValidFrom, v.ValidTo, v.Definition }, JsonSerializerOptions.Web),
        }));
        await unit.CommitAsync(ct);
        return [];
    }

    public async Task<IReadOnlyList<FormProblem>> ProblemsAsync(EarningRuleForm form, string? existing, DateTime now, CancellationToken ct)
    {
        List<FormProblem> found = [];
        void Wrong(string field, string chinese, string english) => found.Add(new(field, chinese, english));
        if (existing is null)
        {
            if (!Codes().IsMatch(form.Code?.Trim() ?? "")) Wrong(nameof(form.Code), "代碼請用 2–40 個小寫英數字、連字號或底線。", "Use 2 to 40 lower-case letters, digits, hyphens or underscores.");
            else if (await db.EarningRules.AnyAsync(r => r.Code == form.Code!.Trim(), ct)) Wrong(nameof(form.Code), "這個代碼已經使用過。", "This code is taken.");
        }
        if (form.Name?.Trim() is not { Length: > 0 and <= 60 }) Wrong(nameof(form.Name), "請填寫名稱，最多 60 字。", "Give a name of at most 60 characters.");
        if (form.NameEn?.Length > 60) Wrong(nameof(form.NameEn), "英文名稱最多 60 字。", "At most 60 characters.");
        if (!Enum.IsDefined(form.Event) || form.Kind is not ("rate" or "multiply" or "bonus") || !Enum.IsDefined(form.Stacking)) Wrong(nameof(form.Kind), "請選擇種類。", "Choose a kind.");
        if (Instant(form.From) is { } from && from < now.AddMinutes(-10)) Wrong(nameof(form.From), "生效時間不能早於現在：已發生的消費不會重算。", "It cannot begin in the past: sales that happened stay as they are.");
        if (Instant(form.To) is { } to && to <= (Instant(form.From) ?? now)) Wrong(nameof(form.To), "結束時間須晚於生效時間。", "It must end after it begins.");
        var says = form.Says();
        found.AddRange(CheckEarningRule.Problems(says, await KnownAsync(ct)).Select(p => new FormProblem(p.Field, p.Chinese, p.English)));
        return found;
    }

    public DateTime? Instant(DateTime? local) => local is { } at ? time.At(DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at)) : null;

    [GeneratedRegex("^(?!edit$|policy$|try$)[a-z0-9][a-z0-9_-]{1,39}$")]
    private static partial Regex Codes();
}
