using LineLoyalty.Data;
using LineLoyalty.Rewards.Coupons;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

public sealed class CouponGiveModel(LoyaltyDb db, GiveCoupons bulk, ForeseeGrant foresee) : AdminPage
{
    private const int MostCharacters = 500_000;

    [BindProperty(SupportsGet = true)] public string Code { get; set; } = "";
    [BindProperty] public string? Text { get; set; }
    [BindProperty] public IFormFile? Upload { get; set; }
    [BindProperty] public string? Reason { get; set; }
    [BindProperty] public string Form { get; set; } = Guid.NewGuid().ToString("N");

    public CouponDefinition Kind { get; private set; } = null!;
    /// <summary>What the list would do; null before one was read.</summary>
    public IReadOnlyList<CouponGiveLine>? Lines { get; private set; }
    /// <summary>What it can cost, and who has to agree.</summary>
    public GrantForecast? Forecast { get; private set; }
    [BindProperty] public long? Typed { get; set; }
    public GivenCoupons? Given { get; private set; }
    /// <summary>Given by lists before.</summary>
    public IReadOnlyList<CouponList> Lists { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        ModelState.Clear();
        if (Upload is { Length: > 0 and < MostCharacters })
        {
            using var reader = new StreamReader(Upload.OpenReadStream());
            Text = await reader.ReadToEndAsync(ct);
        }
        if (string.IsNullOrWhiteSpace(Text) || Text.Length > MostCharacters) return Refused(GiveCoupons.HasProblems);
        await ForeseeAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostGiveAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        ModelState.Clear();
        if ((await bulk.GiveAsync(Code, Text ?? "", Reason, Form, Typed, Me.Id, ct)).Succeeded(out var granted, out var refusal))
        {
            if (granted.Given is not { } given) return Waits();
            (Given, Text, Form) = (given, null, Guid.NewGuid().ToString("N"));
            return Page();
        }
        await ForeseeAsync(ct);
        return Refused(refusal);
    }

    public async Task<IActionResult> OnPostWithdrawAsync(string? list, CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        if (!(await bulk.WithdrawAsync(Code, list, Reason, Me.Id, ct)).Succeeded(out var back, out var refusal)) Problem(refusal);
        else Notice($"已收回 {Show.Number(back.Taken)} 張" + (back.Kept > 0 ? $"；{Show.Number(back.Kept)} 張已使用、轉贈、到期或先前已收回。" : "。"), $"{Show.Number(back.Taken)} withdrawn" + (back.Kept > 0 ? $"; {Show.Number(back.Kept)} were used, given away, over or withdrawn before." : "."));
        return Redirect($"/admin/coupons/{Code}/give");
    }

    private async Task ForeseeAsync(CancellationToken ct)
    {
        Lines = await bulk.ReadAsync(Text ?? "", ct);
        if (Lines.Count > 0 && Lines.All(l => l.Good)) Forecast = await foresee.CouponsAsync(Code, Lines.Count, Me.Id, ct);
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        Lists = await bulk.ListsAsync(Code, ct);
        var kind = await db.CouponDefinitions.AsNoTracking().SingleOrDefaultAsync(d => d.Code == Code, ct);
        Kind = kind!;
        return kind is not null;
    }
}
