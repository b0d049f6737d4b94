using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Grants;
using LineLoyalty.Rewards.Coupons.Codes;
using LineLoyalty.Server.Admin.Membership;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <param name="Added">Codes that are there now; 0 for a word.</param>
/// <param name="Doubled">Left out, as are <paramref name="Unfit"/> ones.</param>
public sealed record CodesReady(int Added, int Doubled = 0, int Unfit = 0);

/// <summary>Words and lists of codes of a coupon, each change with its line in the audit log.</summary>
public sealed class ManageCodes(LoyaltyDb db, BrandTime time, MakeCodes make, WeighCoupon weigh, ApproveGrant approve)
{
    public static readonly Refusal WordUnfit = new("promo.word_unfit", "A word has 4 to 30 letters and digits.", "優惠代碼請用 4–30 個英數字。", 422);
    public static readonly Refusal WordTaken = new("promo.word_taken", "This word is taken.", "這個優惠代碼已經使用過。");
    public static readonly Refusal NumbersUnfit = new("promo.numbers_unfit", "Give the last day, and how often each member may use it (1 to 100).", "請填結束日，以及每位會員可用次數（1–100）。", 422);
    public static readonly Refusal CountUnfit = new("promo.count_unfit", "Give a name and 1 to 100,000 codes.", "請填名稱與 1–100,000 組數量。", 422);
    public static readonly Refusal NoCodes = new("promo.no_codes", "The list holds no code that can be used: 8 to 40 characters, each once.", "清單內沒有可用的序號（8–40 碼，不得重複）。", 422);

    /// <summary>Carries it out at once, or asks for a second person when it can cost too much. A word gives by itself, codes let themselves be used.</summary>
    /// <param name="code">Of the coupon.</param>
    /// <param name="typed">The number as written out again, where nobody else is there to ask.</param>
    public async Task<Outcome<Granted<CodesReady>>> ExecuteAsync(GrantKind what, string code, GrantContent content, string? form, long? typed, long staffId, CancellationToken ct)
    {
        if (!Guid.TryParse(form, out var number)) return ChangeMember.FormOutdated;
        if (!(await PlanAsync(what, code, content, ct)).Succeeded(out var plan, out var refusal)) return refusal;
        if (!(await approve.PassAsync(plan, number, typed, staffId, ct)).Succeeded(out var gate, out refusal)) return refusal;
        if (gate.Waits is not null) return new Granted<CodesReady>(null);
        await using var unit = await db.BeginWriteAsync(ct);
        if (!await approve.OnceAsync(number, ct)) return GrantRefusals.FormUsed;
        if (!(await ExecuteNowAsync(what, code, content, staffId, ct)).Succeeded(out var ready, out refusal)) return refusal;
        await unit.CommitAsync(ct);
        return new Granted<CodesReady>(ready);
    }

    /// <summary>What it would make and what that can cost.</summary>
    public async Task<Outcome<GrantPlan>> PlanAsync(GrantKind what, string code, GrantContent content, CancellationToken ct)
    {
        if (await ProblemAsync(what, content, ct) is { } problem) return problem;
        var count = what switch
        {
            GrantKind.PromoWord => content.Number ?? await weigh.ReachOfAsync(code, content.PerMember!.Value, ct),
            GrantKind.MadeCodes => content.Number!.Value,
            _ => LinesOf(content.Text).Count,
        };
        var coupon = await weigh.OfAsync(code, count, ct);
        return new GrantPlan(what, code, content, count, coupon.Liability, coupon.Meaning);
    }

    /// <summary>Carries out what has been decided on, in one unit: all of it or nothing.</summary>
    internal async Task<Outcome<CodesReady>> ExecuteNowAsync(GrantKind what, string code, GrantContent content, long staffId, CancellationToken ct)
    {
        if (await ProblemAsync(what, content, ct) is { } problem) return problem;
        await using var unit = await db.BeginWriteAsync(ct);
        var definitionId = await db.CouponDefinitions.Where(d => d.Code == code).Select(d => d.Id).SingleAsync(ct);
        CodesReady ready;
        if (what == GrantKind.PromoWord)
        {
            await AddWordAsync(definitionId, content, staffId, ct);
            ready = new CodesReady(0);
        }
        else if (what == GrantKind.MadeCodes)
        {
            var batch = await make.GenerateAsync(definitionId, CouponKindForm.Clean(content.Name)!, (int)content.Number!.Value, staffId, ct);
            Audit("coupon_codes.made", batch.Name, new { batch = batch.Id, batch.Count }, staffId);
            ready = new CodesReady(batch.Count);
        }
        else
        {
            var imported = await make.ImportAsync(definitionId, CouponKindForm.Clean(content.Name)!, LinesOf(content.Text), staffId, ct);
            if (imported.Added == 0) return NoCodes;
            Audit("coupon_codes.imported", imported.Batch.Name, new { batch = imported.Batch.Id, imported.Added, imported.Doubled, imported.Unfit }, staffId);
            ready = new CodesReady(imported.Added, imported.Doubled, imported.Unfit);
        }
        await unit.CommitAsync(ct);
        return ready;
    }

    private async Task<Refusal?> ProblemAsync(GrantKind what, GrantContent content, CancellationToken ct)
    {
        if (what == GrantKind.PromoWord)
        {
            var word = ClaimCode.WordOf(content.Name ?? "");
            if (word.Length is < 4 or > 30 || !word.All(char.IsAsciiLetterOrDigit)) return WordUnfit;
            if (content.PerMember is not (>= 1 and <= 100) || content.Until is not { } last || last < (content.From ?? time.Today) || content.Number < 1) return NumbersUnfit;
            return await db.PromoWords.AnyAsync(w => w.Word == word, ct) ? WordTaken : null;
        }
        if (CouponKindForm.Clean(content.Name) is not { Length: <= 60 }) return CountUnfit;
        if (what == GrantKind.MadeCodes) return content.Number is >= 1 and <= MakeCodes.MostAtOnce ? null : CountUnfit;
        return LinesOf(content.Text).Count is >= 1 and <= MakeCodes.MostAtOnce ? null : NoCodes;
    }

    private async Task AddWordAsync(long definitionId, GrantContent content, long staffId, CancellationToken ct)
    {
        var (word, from) = (ClaimCode.WordOf(content.Name!), content.From ?? time.Today);
        db.PromoWords.Add(new PromoWord
        {
            Word = word, DefinitionId = definitionId, PerMember = content.PerMember!.Value, Limit = content.Number, ValidFrom = time.StartOf(from), ValidUntil = time.EndOf(content.Until!.Value),
        });
        Audit("coupon_word.added", word, new { content.PerMember, limit = content.Number, content.From, content.Until }, staffId);
        await db.SaveChangesAsync(ct);
    }

    private static List<string> LinesOf(string? text) =>
        [.. (text ?? "").ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim().TrimStart('\uFEFF').Split([',', '\t', ';'])[0].Trim().Trim('"')).Where(l => l.Length > 0)];

    public async Task EndWordAsync(long definitionId, long wordId, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var ended = await db.PromoWords.Where(w => w.Id == wordId && w.DefinitionId == definitionId && w.Active).ExecuteUpdateAsync(s => s.SetProperty(w => w.Active, false), ct);
        if (ended == 0) return;
        Audit("coupon_word.ended", wordId.ToString(CultureInfo.InvariantCulture), new { }, staffId);
        await unit.CommitAsync(ct);
    }

    /// <summary>Null when the list was taken before.</summary>
    public async Task<IReadOnlyList<string>?> ExportAsync(long definitionId, long batchId, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (!await db.CodeBatches.AnyAsync(b => b.Id == batchId && b.DefinitionId == definitionId, ct)) return null;
        if (await make.ExportAsync(batchId, staffId, ct) is not { } codes) return null;
        Audit("coupon_codes.exported", batchId.ToString(CultureInfo.InvariantCulture), new { codes = codes.Count }, staffId);
        await unit.CommitAsync(ct);
        return codes;
    }

    private void Audit(string action, string subject, object data, long staffId) => db.AuditEntries.Add(new AuditEntry
    {
        At = time.Now, StaffId = staffId, Action = action, Subject = subject, Data = JsonSerializer.Serialize(data, JsonSerializerOptions.Web),
    });
}
