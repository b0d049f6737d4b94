using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Rewards.Coupons.Codes;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>Words and lists of codes of a coupon, each change with its line in the audit log.</summary>
public sealed class ManageCodes(LoyaltyDb db, BrandTime time, MakeCodes make)
{
    public static readonly Refusal WordUnfit = new("promo.word_unfit", "A word has 4 to 30 letters and digits.", "優惠代碼請用 4–30 個英數字。", 422);
    public static readonly Refusal WordTaken = new("promo.word_taken", "This word is taken.", "這個優惠代碼已經使用過。");
    public static readonly Refusal NumbersUnfit = new("promo.numbers_unfit", "Give the last day, and how often each member may use it (1 to 100).", "請填結束日，以及每位會員可用次數（1–100）。", 422);
    public static readonly Refusal CountUnfit = new("promo.count_unfit", "Give a name and 1 to 100,000 codes.", "請填名稱與 1–100,000 組數量。", 422);
    public static readonly Refusal NoCodes = new("promo.no_codes", "The list holds no code that can be used: 8 to 40 characters, each once.", "清單內沒有可用的序號（8–40 碼，不得重複）。", 422);

    public async Task<Refusal?> AddWordAsync(long definitionId, string? text, int? perMember, long? limit, DateOnly? from, DateOnly? until, long staffId, CancellationToken ct)
    {
        var word = ClaimCode.WordOf(text ?? "");
        if (word.Length is < 4 or > 30 || !word.All(char.IsAsciiLetterOrDigit)) return WordUnfit;
        if (perMember is not (>= 1 and <= 100) || until is not { } last || last < (from ?? time.Today) || limit < 1) return NumbersUnfit;
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.PromoWords.AnyAsync(w => w.Word == word, ct)) return WordTaken;
        db.PromoWords.Add(new PromoWord
        {
            Word = word, DefinitionId = definitionId, PerMember = perMember.Value, Limit = limit, ValidFrom = time.StartOf(from ?? time.Today), ValidUntil = time.EndOf(last),
        });
        Audit("coupon_word.added", word, new { perMember, limit, from, until }, staffId);
        await unit.CommitAsync(ct);
        return null;
    }

    public async Task EndWordAsync(long definitionId, long wordId, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var ended = await db.PromoWords.Where(w => w.Id == wordId && w.DefinitionId == definitionId && w.Active).ExecuteUpdateAsync(s => s.SetProperty(w => w.Active, false), ct);
        if (ended == 0) return;
        Audit("coupon_word.ended", wordId.ToString(CultureInfo.InvariantCulture), new { }, staffId);
        await unit.CommitAsync(ct);
    }

    public async Task<Outcome<CodeBatch>> GenerateAsync(long definitionId, string? name, int? count, long staffId, CancellationToken ct)
    {
        if (CouponKindForm.Clean(name) is not { Length: <= 60 } called || count is not (>= 1 and <= MakeCodes.MostAtOnce)) return CountUnfit;
        await using var unit = await db.BeginWriteAsync(ct);
        var batch = await make.GenerateAsync(definitionId, called, count.Value, staffId, ct);
        Audit("coupon_codes.made", batch.Name, new { batch = batch.Id, batch.Count }, staffId);
        await unit.CommitAsync(ct);
        return batch;
    }

    public async Task<Outcome<ImportedCodes>> ImportAsync(long definitionId, string? name, string? text, long staffId, CancellationToken ct)
    {
        if (CouponKindForm.Clean(name) is not { Length: <= 60 } called) return CountUnfit;
        var lines = (text ?? "").ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim().TrimStart('\uFEFF').Split([',', '\t', ';'])[0].Trim().Trim('"')).Where(l => l.Length > 0).ToList();
        if (lines.Count is 0 or > MakeCodes.MostAtOnce) return NoCodes;
        await using var unit = await db.BeginWriteAsync(ct);
        var imported = await make.ImportAsync(definitionId, called, lines, staffId, ct);
        if (imported.Added == 0) return NoCodes;
        Audit("coupon_codes.imported", imported.Batch.Name, new { batch = imported.Batch.Id, imported.Added, imported.Doubled, imported.Unfit }, staffId);
        await unit.CommitAsync(ct);
        return imported;
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
