using LineLoyalty.Data;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Tiers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

public sealed class TierEditModel(LoyaltyDb db, SaveTier save, ForecastTiers forecast, ForecastMember forecastMember, ReadTrial trials) : AdminPage
{
    /// <summary>Code of the level being changed; null for a new one.</summary>
    [BindProperty(SupportsGet = true)] public string? Existing { get; set; }
    [BindProperty] public TierForm Form { get; set; } = new();

    public Tier? Tier { get; private set; }
    public IReadOnlyList<Tier> Tiers { get; private set; } = [];
    public IReadOnlyList<CouponDefinition> Coupons { get; private set; } = [];
    public IReadOnlyList<Product> Products { get; private set; } = [];
    public IReadOnlyList<string> Categories { get; private set; } = [];
    public IReadOnlyList<TierForecast>? Forecast { get; private set; }
    [BindProperty] public TryForm Try { get; set; } = new();
    public TryBox Box { get; private set; } = null!;
    public bool IsFirst => Tier is not null && Tier.Level == Tiers[0].Level;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct, fresh: true)) return NotFound();
        if (Tier is null) Form.Above = Tiers[^1].Level;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        ModelState.Clear();
        if (!Told(await save.ExecuteAsync(Form, Existing, Me.Id, ct))) return Page();
        Notice("等級已儲存。", "Level saved.");
        return Redirect("/admin/tiers");
    }

    /// <summary>How many members each level would hold with the form as it stands; nothing is saved.</summary>
    public async Task<IActionResult> OnPostTryAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        ModelState.Clear();
        if (await save.TryAsync(Form, Existing, ct) is { } rules) Forecast = await forecast.ExecuteAsync(rules, ct);
        else ModelState.AddModelError("", W["請先修正欄位，再試算。", "Correct the fields first."]);
        return Page();
    }

    /// <summary>What this member would be with the form as it stands; nothing is saved.</summary>
    public async Task<IActionResult> OnPostTryMemberAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        ModelState.Clear();
        if (await save.TryAsync(Form, Existing, ct) is not { } rules) ModelState.AddModelError("", W["請先修正欄位，再試算。", "Correct the fields first."]);
        else if (!(await trials.MemberAsync(Try.Who, ct)).Succeeded(out var member, out var refusal)) Box = Box with { Refusal = refusal };
        else Box = Box with { Member = member, Tier = await forecastMember.ExecuteAsync(member, rules, null, ct) };
        return Page();
    }

    private bool Told(IReadOnlyList<FormProblem> problems)
    {
        foreach (var problem in problems) ModelState.AddModelError("Form." + problem.Field, W[problem.Chinese, problem.English]);
        if (problems.Count > 0) Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return problems.Count == 0;
    }

    /// <param name="fresh">The form is filled from what is saved.</param>
    private async Task<bool> LoadAsync(CancellationToken ct, bool fresh = false)
    {
        Tiers = await db.Tiers.AsNoTracking().OrderBy(t => t.Level).ToListAsync(ct);
        if (Existing is not null) Tier = Tiers.FirstOrDefault(t => t.Code == Existing);
        if (fresh && Tier is not null) Form = TierForm.Of(Tier);
        // What the level has stays in the lists even when it is no longer given out or sold, or saving would drop it.
        List<string?> held = [Form.EntryCoupon, Form.MonthlyCoupon];
        Coupons = await db.CouponDefinitions.AsNoTracking().Where(d => d.Active || held.Contains(d.Code)).OrderBy(d => d.Id).ToListAsync(ct);
        (Products, Categories) = await ProductChoices.ReadAsync(db, [Form.Sku], Form.Discount.Except ?? [], ct);
        Box = await trials.BoxAsync(Try, HttpContext.Request.Path + "?handler=TryMember", ct) with { WithBasket = false };
        return Existing is null || Tier is not null;
    }
}
