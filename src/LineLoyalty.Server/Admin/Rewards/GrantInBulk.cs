using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Grants;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Server.Admin.Membership;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <param name="Problem">Why the line cannot be given; null when it can.</param>
public sealed record GrantLine(int Number, string Who, long Points, long? MemberId, string? Name, string? ProblemChinese, string? ProblemEnglish)
{
    public bool Good => ProblemChinese is null;
}

/// <summary>Points for many members from a file: looked at first, given once, undone at most once.</summary>
public sealed class GrantInBulk(LoyaltyDb db, BrandTime time, Vault vault, GivePoints give, ReadPointsProgramme programmes, ApproveGrant approve)
{
    public const int MostLines = 5000;
    private const int PerUnit = 100;

    public static readonly Refusal HasProblems = new("points.batch_problems", "Correct the lines marked first.", "請先修正有問題的資料列。", 422);
    public static readonly Refusal AlreadyUndone = new("points.batch_undone", "This has been taken back already.", "這批點數已經收回過。");

    /// <summary>Each line: card number, mobile number or reference, then points. A heading is passed over.</summary>
    public async Task<IReadOnlyList<GrantLine>> ReadAsync(string text, CancellationToken ct)
    {
        var most = (await programmes.PolicyAtAsync(time.Now, ct)).AdjustLimit;
        List<GrantLine> lines = [];
        HashSet<long> seen = [];
        var number = 0;
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var cells = raw.Trim().TrimStart('\uFEFF').Split([',', '\t', ';']).Select(c => c.Trim().Trim('"')).ToArray();
            if (cells.All(c => c.Length == 0)) continue;
            var readable = cells.Length >= 2 && long.TryParse(cells[1], NumberStyles.AllowLeadingSign | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _);
            if (number == 1 && !readable) continue;
            var points = readable ? long.Parse(cells[1], NumberStyles.AllowLeadingSign | NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 0;
            GrantLine Line(Member? member, string? chinese, string? english) => new(number, cells[0], points, member?.Id, member?.Name, chinese, english);
            if (lines.Count >= MostLines) { lines.Add(Line(null, $"一次最多 {MostLines:N0} 筆。", $"At most {MostLines:N0} lines at once.")); break; }
            if (!readable || points < 1 || points > most) { lines.Add(Line(null, $"點數請填 1–{most:N0}。", $"Give 1 to {most:N0} points.")); continue; }
            if (await FindAsync(cells[0], ct) is not { } member) { lines.Add(Line(null, "查無此會員。", "There is no such member.")); continue; }
            lines.Add(seen.Add(member.Id) ? Line(member, null, null) : Line(member, "同一位會員重複。", "The member appears twice."));
        }
        return lines;
    }

    /// <summary>Gives them at once, or asks for a second person when they can cost too much.</summary>
    /// <param name="typed">The number of members as written out, where nobody else is there to ask.</param>
    public async Task<Outcome<Granted<PointsBatch>>> GiveAsync(string text, string? reason, string? form, long? typed, long staffId, CancellationToken ct)
    {
        if (!Guid.TryParse(form, out var number)) return ChangeMember.FormOutdated;
        var content = new GrantContent(text, reason);
        if (!(await PlanAsync(content, ct)).Succeeded(out var plan, out var refusal)) return refusal;
        if (!(await approve.PassAsync(plan, number, typed, staffId, ct)).Succeeded(out var gate, out refusal)) return refusal;
        if (gate.Waits is not null) return new Granted<PointsBatch>(null);
        return (await GiveNowAsync(content, number, staffId, ct)).Succeeded(out var batch, out refusal) ? new Granted<PointsBatch>(batch) : refusal;
    }

    /// <summary>What the file would give and what it can cost.</summary>
    public async Task<Outcome<GrantPlan>> PlanAsync(GrantContent content, CancellationToken ct)
    {
        if (!ChangeMember.TryReason(content.Reason, out _)) return ChangeMember.ReasonRequired;
        var lines = await ReadAsync(content.Text ?? "", ct);
        if (lines.Count == 0 || lines.Any(l => !l.Good)) return HasProblems;
        var redeem = (await programmes.PolicyAtAsync(time.Now, ct)).Redeem;
        return new GrantPlan(GrantKind.PointsFile, null, content, lines.Count, redeem.WorthOf(lines.Sum(l => l.Points)),
            JsonSerializer.Serialize(new { redeem, Lines = lines.Select(l => new { l.MemberId, l.Points }) }));
    }

    /// <summary>Gives what has been decided on; given again after an interruption, it goes on.</summary>
    internal async Task<Outcome<PointsBatch>> GiveNowAsync(GrantContent content, Guid form, long staffId, CancellationToken ct)
    {
        if (!ChangeMember.TryReason(content.Reason, out var why)) return ChangeMember.ReasonRequired;
        var lines = await ReadAsync(content.Text ?? "", ct);
        if (lines.Count == 0 || lines.Any(l => !l.Good)) return HasProblems;
        var batch = await OpenAsync(form.ToString("N"), why, lines, staffId, ct);
        // Each line has its own key: given again after an interruption, what was given stays given once.
        foreach (var chunk in lines.Chunk(PerUnit))
        {
            await using var unit = await db.BeginWriteAsync(ct);
            // Taken back meanwhile, or before this form was sent again: no more of it. Holds the row against an undo that begins now.
            if (await db.PointsBatches.Where(b => b.Id == batch.Id && b.UndoneAt == null).ExecuteUpdateAsync(s => s.SetProperty(b => b.Reason, b => b.Reason), ct) == 0) return AlreadyUndone;
            foreach (var line in chunk) await give.AdjustAsync(line.MemberId!.Value, line.Points, why, $"batch:{batch.Id}:{line.MemberId}", staffId, batch.Id, ct);
            await unit.CommitAsync(ct);
            db.ChangeTracker.Clear();
        }
        return batch;
    }

    public async Task<Outcome<PointsBatch>> UndoAsync(long batchId, long staffId, CancellationToken ct)
    {
        var won = await db.PointsBatches.Where(b => b.Id == batchId && b.UndoneAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(b => b.UndoneAt, time.Now).SetProperty(b => b.UndoneBy, staffId), ct);
        // One that was interrupted goes on: no member is asked twice.
        if (won == 0 && !await db.PointsBatches.AnyAsync(b => b.Id == batchId && b.UndoneAt != null && b.UndonePoints == null, ct)) return AlreadyUndone;
        var members = await db.PointsGrants.Where(g => g.BatchId == batchId).OrderBy(g => g.Id).Select(g => g.MemberId).ToListAsync(ct);
        foreach (var chunk in members.Chunk(PerUnit))
        {
            await using var unit = await db.BeginWriteAsync(ct);
            foreach (var member in chunk) await give.UndoAsync(member, batchId, staffId, ct);
            await unit.CommitAsync(ct);
            db.ChangeTracker.Clear();
        }
        await using var last = await db.BeginWriteAsync(ct);
        var batch = await db.PointsBatches.SingleAsync(b => b.Id == batchId, ct);
        var undo = GivePoints.UndoKey(batchId);
        batch.UndonePoints = -await db.PointsGrants.Where(g => g.Key.StartsWith(undo)).SumAsync(g => g.Points, ct);
        Audit("points.batch_undone", batch, staffId);
        await last.CommitAsync(ct);
        return batch;
    }

    private async Task<PointsBatch> OpenAsync(string form, string reason, IReadOnlyList<GrantLine> lines, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.PointsBatches.AsNoTracking().SingleOrDefaultAsync(b => b.Form == form, ct) is { } known) return known;
        var batch = new PointsBatch { Form = form, Reason = reason, CreatedAt = time.Now, CreatedBy = staffId, Members = lines.Count, Points = lines.Sum(l => l.Points) };
        db.PointsBatches.Add(batch);
        await db.SaveChangesAsync(ct);
        Audit("points.batch_given", batch, staffId);
        await unit.CommitAsync(ct);
        return batch;
    }

    private void Audit(string action, PointsBatch batch, long staffId) => db.AuditEntries.Add(new AuditEntry
    {
        At = time.Now, StaffId = staffId, Action = action, Subject = $"batch {batch.Id}",
        Data = JsonSerializer.Serialize(new { batch.Members, batch.Points, batch.UndonePoints, batch.Reason }, JsonSerializerOptions.Web),
    });

    private async Task<Member?> FindAsync(string who, CancellationToken ct)
    {
        if (who.Length is 0 or > 40) return null;
        var phone = PhoneNumber.TryParse(who, out var canonical) ? PhoneNumber.Index(vault, canonical) : null;
        return await db.Members.AsNoTracking().FirstOrDefaultAsync(m => m.ErasedAt == null && (m.Ref == who || m.CardNumber == who || (phone != null && m.PhoneIndex == phone)), ct);
    }
}
