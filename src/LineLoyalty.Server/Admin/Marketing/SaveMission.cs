using System.Text.Json;
using System.Text.RegularExpressions;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Server.Admin.Rewards;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>Adds a version to a mission, or a mission with its first. Rounds that members have begun keep the version they began with.</summary>
public sealed partial class SaveMission(LoyaltyDb db, ReadMissionBook read, GiveMission give, MakeUpMission makeUp, BrandTime time)
{
    public async Task<IReadOnlyList<FormProblem>> ExecuteAsync(MissionForm form, string? existing, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var problems = await ProblemsAsync(form, existing, ct);
        if (problems.Count > 0) return problems;
        var (now, code) = (time.Now, existing ?? form.Code!.Trim());
        var mission = await db.Missions.Include(m => m.Versions).SingleOrDefaultAsync(m => m.Code == code, ct) ?? db.Missions.Add(new Mission { Code = code, CreatedAt = now }).Entity;
        var version = new MissionVersion
        {
            Version = mission.Versions.Select(v => v.Version).DefaultIfEmpty(0).Max() + 1, Name = form.Name!.Trim(), NameEn = form.NameEn?.Trim() ?? "", Definition = form.Says().ToJson(), Active = form.Active,
            ValidFrom = now, CreatedAt = now, CreatedBy = staffId,
        };
        mission.Versions.Add(version);
        Note(staffId, "mission.changed", code, new { version.Version, version.Active, says = JsonDocument.Parse(version.Definition).RootElement }, now);
        await unit.CommitAsync(ct);
        return [];
    }

    /// <summary>Gives it to one member by hand.</summary>
    /// <param name="key">Number of the form: sent twice, it is given once.</param>
    public async Task<Refusal?> GiveAsync(string code, string? who, Guid key, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var text = who?.Trim() ?? "";
        if (await db.Members.Where(m => m.ErasedAt == null && (m.CardNumber == text || m.Ref == text)).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct) is not { } member) return MemberRefusals.NotFound;
        if (!(await give.ExecuteAsync(member, code, $"hand:{key:N}", $"staff:{staffId}", ct)).Succeeded(out _, out var refusal)) return refusal;
        Note(staffId, "mission.given", code, new { member }, time.Now);
        await unit.CommitAsync(ct);
        return null;
    }

    /// <returns>How many get what they had missed.</returns>
    public async Task<int> MakeUpAsync(MissionKind kind, int count, long staffId, CancellationToken ct)
    {
        var given = await makeUp.ExecuteAsync(kind.Id, count, ct);
        if (given == 0) return 0;
        await using var unit = await db.BeginWriteAsync(ct);
        Note(staffId, "mission.made_up", kind.Code, new { given }, time.Now);
        await unit.CommitAsync(ct);
        return given;
    }

    public async Task<List<FormProblem>> ProblemsAsync(MissionForm form, string? existing, CancellationToken ct)
    {
        var (says, found) = (form.Says(), new List<FormProblem>());
        void Wrong(string field, string chinese, string english) => found.Add(new(field, chinese, english));
        if (existing is null && !Codes().IsMatch(form.Code?.Trim() ?? "")) Wrong("Code", "代碼請用 2–20 個小寫英數字、連字號或底線。", "Use 2 to 20 lower-case letters, digits, hyphens or underscores.");
        else if (existing is null && (await read.ExecuteAsync(ct)).ByCode(form.Code!.Trim()) is not null) Wrong("Code", "這個代碼已經使用過。", "This code is taken.");
        if (form.Name?.Trim() is not { Length: > 0 and <= MissionVersion.LongestName }) Wrong("Name", "請填寫名稱，最多 60 字。", "Give a name of at most 60 characters.");
        if (form.NameEn?.Length > MissionVersion.LongestName) Wrong("NameEn", "英文名稱最多 60 字。", "At most 60 characters.");
        found.AddRange(Problems(says));
        if (says.For == MissionFor.Segment && !await db.Segments.AnyAsync(s => s.Id == says.SegmentId && s.ArchivedAt == null, ct)) Wrong("SegmentId", "請選擇分眾。", "Choose a segment.");
        var coupons = says.Prizes.Select(p => (p.Prize as CouponPrize)?.Coupon).OfType<string>().Distinct().ToList();
        if (await db.CouponDefinitions.CountAsync(d => coupons.Contains(d.Code) && d.Active && d.Kind != CouponKind.Bundle, ct) < coupons.Count) Wrong("Prizes", "請選擇現有的優惠券。", "Choose a coupon that exists.");
        var stores = says.Goals.Select(FilterOf).SelectMany(f => f?.Stores ?? []).Distinct().ToList();
        if (await db.Stores.CountAsync(s => stores.Contains(s.Code), ct) < stores.Count) Wrong("Goals", "查無指定的門市。", "There is no such store.");
        var skus = says.Goals.Select(FilterOf).SelectMany(f => f?.Skus ?? []).Distinct().ToList();
        if (await db.Products.CountAsync(p => skus.Contains(p.Sku), ct) < skus.Count) Wrong("Goals", "查無指定的商品。", "There is no such product.");
        return found;
    }

    /// <summary>What is wrong with a mission by itself.</summary>
    public static IReadOnlyList<FormProblem> Problems(MissionDefinition says)
    {
        List<FormProblem> found = [];
        void Wrong(string field, string chinese, string english) => found.Add(new(field, chinese, english));
        if (says.About?.Length > 500 || says.AboutEn?.Length > 500) Wrong("About", "說明最多 500 字。", "At most 500 characters.");
        if (says.LastDay < says.FirstDay) Wrong("LastDay", "結束日不能早於開始日。", "It ends before it begins.");
        if (says.Days is < 1 or > 3650) Wrong("Days", "天數請填 1–3,650，或留空。", "Give 1 to 3,650 days, or nothing.");
        if (says.Repeat == MissionRepeat.Again && says.For != MissionFor.Given) Wrong("Repeat", "只有指派的任務可以再次指派。", "Only a mission that is given can be given again.");
        if (says.Repeat is MissionRepeat.Weekly or MissionRepeat.Monthly && (says.For == MissionFor.Given || says.Days is not null)) Wrong("Repeat", "每週、每月的任務不能是指派的，也不能另設天數。", "A weekly or monthly mission is not given and has no days of its own.");
        if (says.Goals.Count is 0 or > MissionDefinition.MostGoals) Wrong("Goals", $"請設定 1–{MissionDefinition.MostGoals} 個目標。", $"Set 1 to {MissionDefinition.MostGoals} goals.");
        if (says.Goals.Any(g => g is SpendGoal { Amount: < 1 or > 10_000_000 })) Wrong("Goals", "金額請填 1–10,000,000。", "Give NT$1 to 10,000,000.");
        if (says.Goals.Any(g => g is not SpendGoal && g.Needed is < 1 or > 1_000)) Wrong("Goals", "次數請填 1–1,000。", "Give a number from 1 to 1,000.");
        if (says.Goals.Any(g => FilterOf(g)?.AtLeast is < 1 or > 10_000_000)) Wrong("Goals", "單筆金額請填 1–10,000,000，或留空。", "Give NT$1 to 10,000,000, or nothing.");
        if (says.Prizes.Count == 0 && says.Tag is null) Wrong("Prizes", "請設定完成後送什麼。", "Set what it brings.");
        if (says.Prizes.Count > MissionDefinition.MostPrizes) Wrong("Prizes", "獎勵最多 5 個。", "At most 5 rewards.");
        if (says.Goals.Count > 0 && says.Prizes.Any(p => p.At < 1 || p.At > says.Needed)) Wrong("Prizes", $"先送的獎勵請填 1–{says.Needed}。", $"A reward on the way comes at 1 to {says.Needed}.");
        if (says.Prizes.Any(p => p.Prize is PointsPrize { Points: < 1 or > 1_000_000 })) Wrong("Prizes", "贈送點數請填 1–1,000,000。", "Give 1 to 1,000,000 points.");
        if (says.Tag is { } tag && (tag.Length > WearTag.LongestName || Names.Readable(tag) != tag)) Wrong("Tag", "標籤為 1–40 個字。", "A tag has 1 to 40 characters.");
        if (says.Budget is < 1 or > 10_000_000) Wrong("Budget", "名額請填 1 以上，或留空。", "Give 1 or more, or nothing.");
        return found;
    }

    private static SaleFilter? FilterOf(MissionGoal goal) => goal switch { PurchasesGoal g => g.Of, SpendGoal g => g.Of, VarietyGoal g => g.Of, _ => null };

    private void Note(long staffId, string action, string subject, object data, DateTime at) =>
        db.AuditEntries.Add(new AuditEntry { At = at, StaffId = staffId, Action = action, Subject = subject, Data = JsonSerializer.Serialize(data, JsonSerializerOptions.Web) });

    [GeneratedRegex("^(?!edit$)[a-z0-9][a-z0-9_-]{1,19}$")]
    private static partial Regex Codes();
}
