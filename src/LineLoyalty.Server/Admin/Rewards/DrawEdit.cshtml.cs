using LineLoyalty.Data;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Draws;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <param name="Says">What it will do, one sentence each.</param>
public sealed record DrawPreview(Draw Draw, IReadOnlyList<string> Says, IReadOnlyList<string> Problems);

public sealed class DrawEditModel(LoyaltyDb db, SaveDraw save, BrandTime time, Show show) : AdminPage
{
    [BindProperty(SupportsGet = true)] public string? Existing { get; set; }
    [BindProperty] public DrawForm Form { get; set; } = new();

    public Draw? Draw { get; private set; }
    public IReadOnlyList<CouponDefinition> Coupons { get; private set; } = [];
    public DrawPreview Preview { get; private set; } = null!;
    /// <summary>Members may be in it: only the words can change.</summary>
    public bool IsFixed => Draw is { State: not DrawState.Draft };

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        var tomorrow = time.Today.AddDays(1);
        Form = Draw is not null ? DrawForm.Of(Draw, time) : new DrawForm { OpensAt = tomorrow.ToDateTime(new TimeOnly(10, 0)), ClosesAt = tomorrow.AddDays(14).ToDateTime(new TimeOnly(23, 59)), DrawAt = tomorrow.AddDays(15).ToDateTime(new TimeOnly(12, 0)) };
        Preview = await PreviewAsync([], ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        ModelState.Clear();
        var problems = await save.ExecuteAsync(Form, Existing, Me.Id, ct);
        if (problems.Count > 0)
        {
            foreach (var problem in problems) ModelState.AddModelError("Form." + problem.Field, W[problem.Chinese, problem.English]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            Preview = await PreviewAsync([], ct);
            return Page();
        }
        Notice("抽獎已儲存。", "Draw saved.");
        return Redirect("/admin/draws/" + (Existing ?? Form.Code!.Trim()));
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        var problems = IsFixed ? [] : (await save.ProblemsAsync(save.Draft(Form), isNew: false, isDraft: true, ct)).Select(p => W[p.Chinese, p.English]).Distinct().ToList();
        return Partial("_DrawPreview", await PreviewAsync(problems, ct));
    }

    private async Task<DrawPreview> PreviewAsync(List<string> problems, CancellationToken ct)
    {
        var draft = IsFixed ? Draw! : save.Draft(Form);
        return new DrawPreview(draft, DrawSummary.Lines(draft, (await PrizeNames.ReadAsync(db, W.IsEnglish, ct)).Of, W, show), problems);
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        Coupons = await db.CouponDefinitions.AsNoTracking().Where(d => d.Active && d.Kind != CouponKind.Bundle).OrderBy(d => d.Id).Take(500).ToListAsync(ct);
        if (Existing is null) return true;
        Draw = await db.Draws.AsNoTracking().Include(d => d.Prizes).SingleOrDefaultAsync(d => d.Code == Existing, ct);
        return Draw is not null;
    }
}
