using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Rewards.Catalogue;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <param name="Redeemed">Not counting what was taken back.</param>
public sealed record RewardRow(RewardItem Item, string Gives, int Redeemed, int Cancelled);

/// <summary>The catalogue as the marketer sees it, and for how long members may change their mind.</summary>
public sealed class RewardItemsModel(LoyaltyDb db, TimeProvider clock) : AdminPage
{
    public IReadOnlyList<RewardRow> Rows { get; private set; } = [];
    [BindProperty] public int? CancelHours { get; set; }
    public DateTime Now => clock.GetUtcNow().UtcDateTime;

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        ModelState.Clear();
        if (CancelHours is not { } hours || hours is < 0 or > RewardSettings.MostCancelHours)
        {
            ModelState.AddModelError(nameof(CancelHours), W["請填 0–720 小時。", "Give 0 to 720 hours."]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            var wrong = CancelHours;
            await LoadAsync(ct);
            CancelHours = wrong;
            return Page();
        }
        await using var unit = await db.BeginWriteAsync(ct);
        await db.SetCancelHoursAsync(hours, ct);
        db.AuditEntries.Add(new AuditEntry { At = Now, StaffId = Me.Id, Action = "reward.settings_changed", Data = JsonSerializer.Serialize(new { cancelHours = hours }, JsonSerializerOptions.Web) });
        await unit.CommitAsync(ct);
        Notice("設定已儲存，從下一筆兌換開始適用。", "Saved; it holds from the next redemption on.");
        return Redirect("/admin/rewards");
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        CancelHours = await db.CancelHoursAsync(ct);
        var items = await db.RewardItems.AsNoTracking().OrderByDescending(i => i.Active).ThenBy(i => i.Position).ThenBy(i => i.Id).ToListAsync(ct);
        var counts = await db.Redemptions.GroupBy(r => r.ItemId).Select(g => new { g.Key, Done = g.Count(r => r.CancelledAt == null), Back = g.Count(r => r.CancelledAt != null) }).ToDictionaryAsync(g => g.Key, ct);
        var names = await PrizeNames.ReadAsync(db, W.IsEnglish, ct);
        Rows = [.. items.Select(i => new RewardRow(i, names.Of(i.Gives), counts.GetValueOrDefault(i.Id)?.Done ?? 0, counts.GetValueOrDefault(i.Id)?.Back ?? 0))];
    }
}
