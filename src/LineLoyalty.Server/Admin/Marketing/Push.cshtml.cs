using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>One push: what it says, where it stands and what became of it for each person.</summary>
public sealed class PushModel(LoyaltyDb db, BrandTime time, ReadCampaignResult results, ReadDeliveryStatus status, ScheduleCampaign schedule, StopCampaign stop, PushPreview preview) : AdminPage
{
    private const int Size = 50;

    [BindProperty(SupportsGet = true)] public long Id { get; set; }
    /// <summary>One of the recipients' states, to list the people behind a number.</summary>
    [BindProperty(SupportsGet = true)] public string? State { get; set; }
    [BindProperty(SupportsGet = true)] public long After { get; set; }

    public Campaign Push { get; private set; } = null!;
    public CampaignResult Result { get; private set; } = null!;
    public IReadOnlyList<CampaignRecipientView> Recipients { get; private set; } = [];
    public IReadOnlyList<Tier> Tiers { get; private set; } = [];
    public DeliveryStatus Status { get; private set; } = null!;
    public RecipientState? Chosen { get; private set; }
    public string Messages { get; private set; } = "";
    public string? By { get; private set; }
    public long? Next { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await db.Campaigns.AsNoTracking().FirstOrDefaultAsync(c => c.Id == Id, ct) is not { } push) return NotFound();
        Push = push;
        Result = (await results.ExecuteAsync(Id, ct))!;
        Chosen = State switch
        {
            "waiting" => RecipientState.Planned,
            "accepted" => RecipientState.Accepted,
            "refused" => RecipientState.Refused,
            "suppressed" => RecipientState.Suppressed,
            "unknown" => RecipientState.Unknown,
            _ => null,
        };
        var page = await results.RecipientsAsync(Id, Chosen, After, Size + 1, ct);
        Next = page.Count > Size ? page[Size - 1].Id : null;
        Recipients = [.. page.Take(Size)];
        Tiers = await db.Tiers.AsNoTracking().OrderBy(t => t.Level).ToListAsync(ct);
        Status = await status.ExecuteAsync(ct);
        Messages = await preview.ExecuteAsync(CampaignContent.Parse(push.Content), W, ct);
        By = await db.StaffAccounts.Where(s => s.Id == push.CreatedBy).Select(s => s.DisplayName).FirstOrDefaultAsync(ct);
        return Page();
    }

    public Task<IActionResult> OnPostStopAsync(CancellationToken ct) =>
        ActAsync("campaign.stopped", () => stop.ExecuteAsync(Id, ct), "推播已停止。", "The push is stopped.", ct);

    public Task<IActionResult> OnPostWithdrawAsync(CancellationToken ct) =>
        ActAsync("campaign.withdrawn", () => schedule.WithdrawAsync(Id, ct), "已取消排程，回到草稿。", "Taken back: it is a draft again.", ct);

    private async Task<IActionResult> ActAsync(string action, Func<Task<Outcome<Campaign>>> act, string chinese, string english, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (!(await act()).Succeeded(out _, out var refusal))
        {
            Problem(refusal);
            return Redirect($"/admin/pushes/{Id}");
        }
        db.AuditEntries.Add(new AuditEntry { At = time.Now, StaffId = Me.Id, Action = action, Subject = Id.ToString(System.Globalization.CultureInfo.InvariantCulture) });
        await unit.CommitAsync(ct);
        Notice(chinese, english);
        return Redirect($"/admin/pushes/{Id}");
    }
}
