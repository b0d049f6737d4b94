using LineLoyalty.Data;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Tiers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <param name="Says">What it will do, one sentence each.</param>
public sealed record CouponPreview(CouponDefinition Kind, IReadOnlyList<string> Says, IReadOnlyList<string> Problems);

public sealed class CouponEditModel(LoyaltyDb db, SaveCouponKind save, ReadTrial trials, TryInEditor tryOut) : AdminPage
{
    private const int MostChoices = 500;

    /// <summary>Code of the kind being changed; null for a new one.</summary>
    [BindProperty(SupportsGet = true)] public string? Existing { get; set; }
    [BindProperty] public CouponKindForm Form { get; set; } = new();
    [BindProperty] public TryForm Try { get; set; } = new();

    public CouponDefinition? Kind { get; private set; }
    public IReadOnlyList<Product> Products { get; private set; } = [];
    public IReadOnlyList<string> Categories { get; private set; } = [];
    public IReadOnlyList<Store> Stores { get; private set; } = [];
    public IReadOnlyList<Tier> Tiers { get; private set; } = [];
    public IReadOnlyList<CouponDefinition> Parts { get; private set; } = [];
    public CouponPreview Preview { get; private set; } = null!;
    public TryBox Box { get; private set; } = null!;
    /// <summary>Somebody holds one: what it is worth cannot change any more.</summary>
    public bool IsFixed => Kind is { IssuedCount: > 0 };

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        if (Kind is not null) Form = CouponKindForm.Of(Kind);
        Preview = await PreviewAsync(Kind ?? save.Draft(Form), [], ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        // Numbers that could not be read are told with the rest, in the reader's language.
        ModelState.Clear();
        var problems = await save.ExecuteAsync(Form, Existing, Me.Id, ct);
        if (problems.Count > 0)
        {
            foreach (var problem in problems) ModelState.AddModelError("Form." + problem.Field, W[problem.Chinese, problem.English]);
            Response.StatusCode = 422;
            Preview = await PreviewAsync(Written(), [], ct);
            return Page();
        }
        Notice("優惠券已儲存。", "Coupon saved.");
        return Redirect("/admin/coupons/" + (Existing ?? Form.Code!.Trim()));
    }

    /// <summary>The voucher and its summary as the form stands, while it is being written.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        var written = Written();
        var problems = CouponRulesCheck.Problems(written).Select(p => W[p.Chinese, p.English]).Distinct().ToList();
        return Partial("_CouponPreview", await PreviewAsync(written, IsFixed ? [] : problems, ct));
    }

    /// <summary>This member, this basket, this time with the coupon as it stands in the form; nothing is saved.</summary>
    public async Task<IActionResult> OnPostTryAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        ModelState.Clear();
        var isNew = Kind is null;
        var written = Written();
        var problems = await save.ProblemsAsync(written, isNew, ct);
        foreach (var problem in problems) ModelState.AddModelError("Form." + problem.Field, W[problem.Chinese, problem.English]);
        Box = await tryOut.ExecuteAsync(Box with { ForCoupon = true }, problems.Count > 0 ? null : _ => new WhatIf { Coupon = written }, W, ct);
        Preview = await PreviewAsync(written, [], ct);
        return Page();
    }

    private CouponDefinition Written()
    {
        if (Kind is null) return save.Draft(Form);
        if (!IsFixed) Form.WriteWorth(Kind);
        Form.WriteRest(Kind);
        return Kind;
    }

    private async Task<CouponPreview> PreviewAsync(CouponDefinition kind, List<string> problems, CancellationToken ct) =>
        new(kind, problems.Count > 0 && kind is { Kind: CouponKind.BuyGet, Rules.BuyGet: null } ? [] : CouponSummary.Of(kind, await CouponNames.ReadAsync(db, [kind], ct), W.IsEnglish), problems);

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        Kind = Existing is null ? null : await db.CouponDefinitions.AsNoTracking().SingleOrDefaultAsync(d => d.Code == Existing, ct);
        // What is named stays in the lists, or saving would drop it.
        CouponKindForm[] named = Kind is null ? [Form] : [Form, CouponKindForm.Of(Kind)];
        (Products, Categories) = await ProductChoices.ReadAsync(
            db, named.SelectMany(f => f.Skus.Concat(f.NotSkus).Append(f.ProductSku).Append(f.GetSku).Append(f.SoldSku)), named.SelectMany(f => f.Categories.Concat(f.NotCategories)), ct);
        var (stores, parts) = (named.SelectMany(f => f.Stores).ToList(), named.SelectMany(f => f.PartCodes).ToList());
        Stores = await db.Stores.AsNoTracking().Where(s => s.Active || stores.Contains(s.Code)).OrderByDescending(s => stores.Contains(s.Code)).ThenBy(s => s.Code).Take(MostChoices).ToListAsync(ct);
        Tiers = await db.Tiers.AsNoTracking().OrderBy(t => t.Level).ToListAsync(ct);
        Parts = await db.CouponDefinitions.AsNoTracking().Where(d => (d.Active || parts.Contains(d.Code)) && d.Kind != CouponKind.Bundle).OrderByDescending(d => parts.Contains(d.Code)).ThenBy(d => d.Id).Take(MostChoices).ToListAsync(ct);
        Box = await trials.BoxAsync(Try, HttpContext.Request.Path + "?handler=Try", ct);
        return Existing is null || Kind is not null;
    }
}
