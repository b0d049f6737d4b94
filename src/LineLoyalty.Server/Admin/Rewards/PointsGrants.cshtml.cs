using LineLoyalty.Data;
using LineLoyalty.Marketing.Grants;
using LineLoyalty.Rewards.Points;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

public sealed class PointsGrantsModel(LoyaltyDb db, GrantInBulk bulk, ForeseeGrant foresee) : AdminPage
{
    private const int MostCharacters = 500_000;

    [BindProperty] public string? Text { get; set; }
    [BindProperty] public IFormFile? Upload { get; set; }
    [BindProperty] public string? Reason { get; set; }
    [BindProperty] public string Form { get; set; } = Guid.NewGuid().ToString("N");

    /// <summary>What the file would do; null before one was read.</summary>
    public IReadOnlyList<GrantLine>? Lines { get; private set; }
    /// <summary>What it can cost, and who has to agree.</summary>
    public GrantForecast? Forecast { get; private set; }
    [BindProperty] public long? Typed { get; set; }
    public IReadOnlyList<(PointsBatch Batch, string? By)> Batches { get; private set; } = [];

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        ModelState.Clear();
        if (Upload is { Length: > 0 and < MostCharacters })
        {
            using var reader = new StreamReader(Upload.OpenReadStream());
            Text = await reader.ReadToEndAsync(ct);
        }
        if (string.IsNullOrWhiteSpace(Text) || Text.Length > MostCharacters) return Refused(GrantInBulk.HasProblems);
        await ForeseeAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostGiveAsync(CancellationToken ct)
    {
        if (!(await bulk.GiveAsync(Text ?? "", Reason, Form, Typed, Me.Id, ct)).Succeeded(out var granted, out var refusal))
        {
            await LoadAsync(ct);
            await ForeseeAsync(ct);
            return Refused(refusal);
        }
        if (granted.Given is not { } batch) return Waits();
        Notice($"已發給 {batch.Members} 位會員共 {Show.Number(batch.Points)} 點。", $"{Show.Number(batch.Points)} points given to {batch.Members} members.");
        return Redirect("/admin/points/grants");
    }

    public async Task<IActionResult> OnPostUndoAsync(long batch, CancellationToken ct)
    {
        if (!(await bulk.UndoAsync(batch, Me.Id, ct)).Succeeded(out var undone, out var refusal)) Problem(refusal);
        else Notice($"已收回 {Show.Number(undone.UndonePoints ?? 0)} 點；已使用的部分不追回。", $"{Show.Number(undone.UndonePoints ?? 0)} points taken back; what was spent stays spent.");
        return Redirect("/admin/points/grants");
    }

    private async Task ForeseeAsync(CancellationToken ct)
    {
        Lines = await bulk.ReadAsync(Text ?? "", ct);
        if (Lines.Count > 0 && Lines.All(l => l.Good)) Forecast = await foresee.PointsAsync(Lines.Sum(l => l.Points), Lines.Count, Me.Id, ct);
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var staff = await db.StaffAccounts.AsNoTracking().ToDictionaryAsync(s => s.Id, s => s.DisplayName, ct);
        Batches = [.. (await db.PointsBatches.AsNoTracking().OrderByDescending(b => b.Id).Take(50).ToListAsync(ct)).Select(b => (b, staff.GetValueOrDefault(b.CreatedBy)))];
    }
}
