using LineLoyalty.Data;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin;

/// <param name="Field">The form's field.</param>
public sealed record FormProblem(string Field, string Chinese, string English);

/// <summary>What editors of one thing with a live preview do alike: show, save or say what is wrong, and draw the preview while it is written.</summary>
/// <typeparam name="TForm">What the browser sends.</typeparam>
/// <typeparam name="TPreview">What the preview is drawn from.</typeparam>
public abstract class EditPage<TForm, TPreview> : AdminPage where TForm : class, new()
{
    private protected const int MostChoices = 500;

    /// <summary>Code of what is changed; null for a new one.</summary>
    [BindProperty(SupportsGet = true)] public string? Existing { get; set; }
    [BindProperty] public TForm Form { get; set; } = new();
    public TPreview Preview { get; private protected set; } = default!;

    /// <summary>The partial page the preview is drawn with.</summary>
    private protected abstract string PreviewPart { get; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        if (Begun() is { } form) Form = form;
        Preview = await PreviewAsync([], ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        ModelState.Clear();
        var problems = await SaveAsync(ct);
        if (problems.Count == 0) return Redirect(await SavedAsync(ct));
        foreach (var problem in problems) ModelState.AddModelError("Form." + problem.Field, W[problem.Chinese, problem.English]);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        Preview = await PreviewAsync([], ct);
        return Page();
    }

    /// <summary>As members see it and what it will do, while the form is being written.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        return Partial(PreviewPart, await PreviewAsync([.. (await ProblemsAsync(ct)).Select(p => W[p.Chinese, p.English]).Distinct()], ct));
    }

    /// <summary>Reads what the page offers to choose from, and what is there already.</summary>
    /// <returns>False when there is no such thing.</returns>
    private protected abstract Task<bool> LoadAsync(CancellationToken ct);

    /// <summary>Stores to choose from, those named already among them though they may be closed: saving would drop them.</summary>
    private protected static async Task<IReadOnlyList<Store>> StoresAsync(LoyaltyDb db, IEnumerable<string> codes, CancellationToken ct)
    {
        var named = codes.Distinct().ToList();
        return await db.Stores.AsNoTracking().Where(s => s.Active || named.Contains(s.Code)).OrderByDescending(s => named.Contains(s.Code)).ThenBy(s => s.Code).Take(MostChoices).ToListAsync(ct);
    }

    /// <summary>Coupons to give as a prize, those named already (as <c>coupon:CODE</c>) among them though they may be stopped.</summary>
    private protected static async Task<IReadOnlyList<CouponDefinition>> PrizesAsync(LoyaltyDb db, IEnumerable<string?> gives, CancellationToken ct)
    {
        const string prefix = "coupon:";
        var named = gives.Where(g => g?.StartsWith(prefix, StringComparison.Ordinal) == true).Select(g => g![prefix.Length..]).Distinct().ToList();
        return await db.CouponDefinitions.AsNoTracking().Where(d => (d.Active || named.Contains(d.Code)) && d.Kind != CouponKind.Bundle)
            .OrderByDescending(d => named.Contains(d.Code)).ThenBy(d => d.Id).Take(MostChoices).ToListAsync(ct);
    }

    /// <summary>The form as it is first seen; null for an empty one.</summary>
    private protected abstract TForm? Begun();

    private protected abstract Task<IReadOnlyList<FormProblem>> SaveAsync(CancellationToken ct);

    /// <summary>Says so, and where to go from here.</summary>
    private protected abstract Task<string> SavedAsync(CancellationToken ct);

    /// <summary>What is wrong with the form so far; a code may not be there yet.</summary>
    private protected abstract Task<IReadOnlyList<FormProblem>> ProblemsAsync(CancellationToken ct);

    private protected abstract Task<TPreview> PreviewAsync(IReadOnlyList<string> problems, CancellationToken ct);
}
