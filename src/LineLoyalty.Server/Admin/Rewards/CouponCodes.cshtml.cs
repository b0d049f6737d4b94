using System.Text;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Grants;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Coupons.Codes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

public sealed record CodeBatchRow(CodeBatch Batch, int Taken);

public sealed class CouponCodesModel(LoyaltyDb db, ManageCodes codes, ForeseeGrant foresee) : AdminPage
{
    private const int MostCharacters = 5_000_000;

    [BindProperty(SupportsGet = true)] public string Code { get; set; } = "";

    /// <summary>Of the form: sent twice, it counts once.</summary>
    [BindProperty] public string? Form { get; set; }
    [BindProperty] public long? Typed { get; set; }

    /// <summary>What one coupon can cost, and who has to agree above how many.</summary>
    public GrantForecast Forecast { get; private set; } = null!;
    public CouponDefinition Kind { get; private set; } = null!;
    public IReadOnlyList<PromoWord> Words { get; private set; } = [];
    public IReadOnlyList<CodeBatchRow> Batches { get; private set; } = [];
    private string Here => $"/admin/coupons/{Code}/codes";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostWordAsync(string? word, int? perMember, long? limit, DateOnly? from, DateOnly? until, CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        return await MakeAsync(GrantKind.PromoWord, new GrantContent(Name: word, Number: limit, PerMember: perMember, From: from, Until: until), _ => ("優惠代碼已建立。", "The word is ready."), ct);
    }

    public async Task<IActionResult> OnPostEndWordAsync(long id, CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        await codes.EndWordAsync(Kind.Id, id, Me.Id, ct);
        return Redirect(Here);
    }

    public async Task<IActionResult> OnPostGenerateAsync(string? name, int? count, CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        return await MakeAsync(GrantKind.MadeCodes, new GrantContent(Name: name, Number: count), done => ($"已產生 {done.Added:N0} 組序號。", $"{done.Added:N0} codes made."), ct);
    }

    public async Task<IActionResult> OnPostImportAsync(string? name, string? text, IFormFile? upload, CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        if (upload is { Length: > 0 and < MostCharacters })
        {
            using var reader = new StreamReader(upload.OpenReadStream());
            text = await reader.ReadToEndAsync(ct);
        }
        return await MakeAsync(GrantKind.ImportedCodes, new GrantContent(Text: text, Name: name), done => (
            $"已匯入 {done.Added:N0} 組；重複 {done.Doubled:N0} 組、格式不符 {done.Unfit:N0} 組未匯入。", $"{done.Added:N0} imported; left out: {done.Doubled:N0} doubled, {done.Unfit:N0} unfit."), ct);
    }

    /// <summary>The list of made codes leaves the server once.</summary>
    public async Task<IActionResult> OnPostExportAsync(long id, CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        if (await codes.ExportAsync(Kind.Id, id, Me.Id, ct) is not { } list) return Redirect(Here);
        Response.Headers.CacheControl = "no-store";
        return File(Encoding.UTF8.GetBytes("code\r\n" + string.Join("\r\n", list) + "\r\n"), "text/csv; charset=utf-8", $"{Code}-{id}.csv");
    }

    private async Task<IActionResult> MakeAsync(GrantKind what, GrantContent content, Func<CodesReady, (string Chinese, string English)> said, CancellationToken ct)
    {
        if (!(await codes.ExecuteAsync(what, Code, content, Form, Typed, Me.Id, ct)).Succeeded(out var granted, out var refusal)) Problem(refusal);
        else if (granted.Given is not { } done) return Waits();
        else
        {
            var (chinese, english) = said(done);
            Notice(chinese, english);
        }
        return Redirect(Here);
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        if (await db.CouponDefinitions.AsNoTracking().SingleOrDefaultAsync(d => d.Code == Code, ct) is not { } kind) return false;
        Kind = kind;
        Forecast = await foresee.CouponsAsync(Code, 1, Me.Id, ct);
        Words = await db.PromoWords.AsNoTracking().Where(w => w.DefinitionId == kind.Id).OrderByDescending(w => w.Id).Take(200).ToListAsync(ct);
        Batches = await db.CodeBatches.AsNoTracking().Where(b => b.DefinitionId == kind.Id).OrderByDescending(b => b.Id).Take(200)
            .Select(b => new CodeBatchRow(b, db.PoolCodes.Count(p => p.BatchId == b.Id && p.CouponId != null))).ToListAsync(ct);
        return true;
    }
}
