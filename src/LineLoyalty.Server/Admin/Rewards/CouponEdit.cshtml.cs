using LineLoyalty.Data;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

public sealed class CouponEditModel(LoyaltyDb db, SaveCouponKind save) : AdminPage
{
    /// <summary>Code of the kind being changed; null for a new one.</summary>
    [BindProperty(SupportsGet = true)] public string? Existing { get; set; }
    [BindProperty] public CouponKindForm Form { get; set; } = new();

    public CouponDefinition? Kind { get; private set; }
    public IReadOnlyList<Product> Products { get; private set; } = [];
    /// <summary>Somebody holds one: what it is worth cannot change any more.</summary>
    public bool IsFixed => Kind is { IssuedCount: > 0 };

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        if (Kind is not null) Form = CouponKindForm.Of(Kind);
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
            return Page();
        }
        Notice("優惠券已儲存。", "Coupon saved.");
        return Redirect("/admin/coupons/" + (Existing ?? Form.Code!.Trim()));
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        Products = await db.Products.AsNoTracking().Where(p => p.Active).OrderBy(p => p.Category).ThenBy(p => p.Name).Take(500).ToListAsync(ct);
        if (Existing is null) return true;
        Kind = await db.CouponDefinitions.AsNoTracking().SingleOrDefaultAsync(d => d.Code == Existing, ct);
        return Kind is not null;
    }
}
