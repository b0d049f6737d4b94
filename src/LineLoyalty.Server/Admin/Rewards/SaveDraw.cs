using System.Text.Json;
using System.Text.RegularExpressions;
using LineLoyalty.Data;
using LineLoyalty.Pictures;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>Makes and changes draws, opens them and draws them. What was promised when it opened stands.</summary>
public sealed partial class SaveDraw(LoyaltyDb db, BrandTime time, RunDraw run, KeepPicture pictures)
{
    public async Task<IReadOnlyList<FormProblem>> ExecuteAsync(DrawForm form, string? existing, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var draw = existing is null ? Draft(form) : await db.Draws.Include(d => d.Prizes).SingleAsync(d => d.Code == existing, ct);
        var isDraft = draw.State == DrawState.Draft;
        if (isDraft)
        {
            if (existing is not null) db.RemoveRange(draw.Prizes);
            form.Write(draw, time);
        }
        else
        {
            form.WriteWords(draw);
        }
        var problems = await ProblemsAsync(draw, existing is null, isDraft, ct);
        if (problems.Count > 0) return problems;
        if (!await pictures.ChooseAsync(draw.ImageUrl, ct)) return [new("ImageUrl", KeepPicture.Gone.Chinese, KeepPicture.Gone.English)];
        if (existing is null) db.Draws.Add(draw);
        Note(staffId, existing is null ? "draw.created" : "draw.changed", draw.Code,
            new { draw.OpensAt, draw.ClosesAt, draw.DrawAt, draw.EntryPoints, draw.Free, draw.MaxPerMember, prizes = draw.Prizes.Select(p => new { p.Name, p.Count }) });
        await unit.CommitAsync(ct);
        return [];
    }

    public async Task<Refusal?> OpenAsync(string code, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.Draws.Where(d => d.Code == code).Select(d => (long?)d.Id).SingleOrDefaultAsync(ct) is not { } id) return DrawRefusals.NotFound;
        if (!(await run.OpenAsync(id, ct)).Succeeded(out var commitment, out var refusal)) return refusal;
        Note(staffId, "draw.opened", code, new { commitment });
        await unit.CommitAsync(ct);
        return null;
    }

    public async Task<Refusal?> DrawNowAsync(string code, long staffId, CancellationToken ct)
    {
        if (await db.Draws.Where(d => d.Code == code).Select(d => (long?)d.Id).SingleOrDefaultAsync(ct) is not { } id) return DrawRefusals.NotFound;
        await using (var unit = await db.BeginWriteAsync(ct))
        {
            if (!(await run.DrawAsync(id, ct)).Succeeded(out _, out var refusal)) return refusal;
            Note(staffId, "draw.drawn", code, new { });
            await unit.CommitAsync(ct);
        }
        // The timetable would do it within the minute; the marketer is looking now.
        await run.DueAsync(ct);
        return null;
    }

    /// <summary>The form as a draw that is stored nowhere.</summary>
    public Draw Draft(DrawForm form)
    {
        var draft = new Draw { Code = form.Code?.Trim() ?? "", Name = "", OpensAt = default, ClosesAt = default, CreatedAt = time.Now };
        form.Write(draft, time);
        return draft;
    }

    public async Task<List<FormProblem>> ProblemsAsync(Draw d, bool isNew, bool isDraft, CancellationToken ct)
    {
        var found = new List<FormProblem>();
        void Wrong(string field, string chinese, string english) => found.Add(new(field, chinese, english));
        if (isNew && !Codes().IsMatch(d.Code)) Wrong("Code", "代碼請用 2–30 個小寫英數字、連字號或底線。", "Use 2 to 30 lower-case letters, digits, hyphens or underscores.");
        else if (isNew && await db.Draws.AnyAsync(x => x.Code == d.Code, ct)) Wrong("Code", "這個代碼已經使用過。", "This code is taken.");
        if (d.Name.Length is 0 or > 60) Wrong("Name", "請填寫名稱，最多 60 字。", "Give a name of at most 60 characters.");
        if (d.NameEn.Length > 60) Wrong("NameEn", "英文名稱最多 60 字。", "At most 60 characters.");
        if (d.Description.Length > 1000 || d.DescriptionEn.Length > 1000) Wrong("Description", "最多 1,000 字。", "At most 1,000 characters.");
        if (!PicturePath.IsShowable(d.ImageUrl)) Wrong("ImageUrl", "請上傳圖片，或填寫 https:// 開頭的網址。", "Upload a picture, or give an address that starts with https://.");
        if (!isDraft) return found;
        if (d.OpensAt == default) Wrong("OpensAt", "請填寫開始時間。", "Give when it begins.");
        if (d.ClosesAt <= d.OpensAt || d.ClosesAt <= time.Now) Wrong("ClosesAt", "截止時間要在開始之後，並且還沒過。", "It closes after it opens, and in the future.");
        if (d.DrawAt < d.ClosesAt) Wrong("DrawAt", "開獎時間不能早於截止時間。", "It cannot be drawn before it has closed.");
        if (d.EntryPoints is < 1 or > 1_000_000) Wrong("EntryPoints", "點數請填 1–1,000,000，或留空。", "Give 1 to 1,000,000 points, or nothing.");
        if (!Enum.IsDefined(d.Free)) Wrong("Free", "請選擇免費參加方式。", "Choose how one enters for nothing.");
        if (d.MaxPerMember is < 1 or > 10_000) Wrong("MaxPerMember", "請填 1–10,000，或留空不限。", "Give 1 to 10,000, or nothing.");
        if (d.Prizes.Count == 0) Wrong("Prizes", "請至少設定一個獎項。", "Name at least one prize.");
        if (d.Prizes.Exists(p => p.Count is < 1 or > 10_000)) Wrong("Prizes", "名額請填 1–10,000。", "Give 1 to 10,000 of each.");
        if (d.Prizes.Exists(p => p.Name.Length > 60 || p.NameEn.Length > 60)) Wrong("Prizes", "獎項名稱最多 60 字。", "At most 60 characters for a prize.");
        if (d.Prizes.Exists(p => p.Prize is PointsPrize { Points: < 1 or > 10_000_000 })) Wrong("Prizes", "獎項點數請填 1–10,000,000。", "Give 1 to 10,000,000 points.");
        var coupons = d.Prizes.ConvertAll(p => (p.Prize as CouponPrize)?.Coupon).OfType<string>().Distinct().ToList();
        if (await db.CouponDefinitions.CountAsync(c => coupons.Contains(c.Code) && c.Active && c.Kind != CouponKind.Bundle, ct) < coupons.Count) Wrong("Prizes", "請選擇現有的優惠券。", "Choose a coupon that exists.");
        return found;
    }

    private void Note(long staffId, string action, string code, object data) => db.AuditEntries.Add(new AuditEntry
    {
        At = time.Now, StaffId = staffId, Action = action, Subject = code, Data = JsonSerializer.Serialize(data, JsonSerializerOptions.Web),
    });

    [GeneratedRegex("^(?!edit$)[a-z0-9][a-z0-9_-]{1,29}$")]
    private static partial Regex Codes();
}

/// <summary>Says in words what a draw will do.</summary>
internal static class DrawSummary
{
    public static IReadOnlyList<string> Lines(Draw d, Func<Prize, string> prize, Words w, Show s)
    {
        List<string> said = [];
        if (d.OpensAt != default && d.ClosesAt != default) said.Add(w[$"{s.Moment(d.OpensAt)} 到 {s.Moment(d.ClosesAt)} 可以參加。", $"Entries from {s.Moment(d.OpensAt)} to {s.Moment(d.ClosesAt)}."]);
        said.Add(d.Free switch { FreeEntry.Once => w["每位會員免費參加一次。", "Each member enters once for nothing."], FreeEntry.Daily => w["每位會員每天免費參加一次。", "Each member enters once a day for nothing."], _ => w["沒有免費參加。", "No free entries."] });
        if (d.EntryPoints is { } points) said.Add(w[$"用 {Show.Number(points)} 點可以多參加一次。", $"{Show.Number(points)} points buy an entry."]);
        said.Add(d.MaxPerMember is { } most ? w[$"每位會員最多 {most} 次。", $"At most {most} entries each."] : w["參加次數不限。", "As many entries as one likes."]);
        foreach (var p in d.Prizes.OrderBy(p => p.Position)) said.Add(w[$"{p.Name} {p.Count} 名：{prize(p.Prize)}。", $"{(p.NameEn != "" ? p.NameEn : p.Name)} ×{p.Count}: {prize(p.Prize)}."]);
        said.Add(w["每位會員最多中一個獎。", "A member wins at most once."]);
        said.Add(d.DrawAt is { } at ? w[$"{s.Moment(at)} 自動開獎。", $"Drawn by itself on {s.Moment(at)}."] : w["截止後由人員按下開獎。", "Drawn by hand after it has closed."]);
        said.Add(d.TellLosers ? w["中獎與未中獎的會員都會收到一則通知。", "Winners and the others each hear of it once."] : w["中獎的會員會收到一則通知。", "Winners hear of it once."]);
        said.Add(w["開放時公布亂數種子的雜湊值，開獎時公布種子，任何人都能驗證結果。", "Opening publishes the hash of a secret seed, drawing publishes the seed: anybody can check the result."]);
        return said;
    }
}
