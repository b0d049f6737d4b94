using System.Globalization;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>The last look before it goes out: who, how many, what it costs, what it says.</summary>
public sealed class PushConfirmModel(LoyaltyDb db, BrandTime time, ScheduleCampaign schedule, CountAudience count, ReadQuota quota, PushPreview preview) : AdminPage
{
    public static readonly Refusal TimeInvalid = new("campaign.time_invalid", "Choose the day and time to send.", "請選擇發送的日期與時間。", 400);
    public static readonly Refusal NotConfirmed = new("campaign.not_confirmed", "Tick that you have checked it.", "請勾選已確認內容與人數。", 400);

    [BindProperty(SupportsGet = true)] public long Id { get; set; }

    public Campaign Push { get; private set; } = null!;
    public AudienceCount Count { get; private set; } = null!;
    public QuotaView? Quota { get; private set; }
    public IReadOnlyList<Tier> Tiers { get; private set; } = [];
    public string Messages { get; private set; } = "";
    public string At { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) =>
        !await LoadAsync(ct) ? NotFound() : Push.State == CampaignState.Draft ? Page() : Redirect($"/admin/pushes/{Id}");

    public async Task<IActionResult> OnPostAsync(string? when, string? at, string? confirmed, CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        DateTime? due = null;
        if (when == "later")
        {
            if (!DateTime.TryParseExact(at, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return Refused(TimeInvalid);
            (due, At) = (time.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local)), at!);
        }
        if (confirmed != "yes") return Refused(NotConfirmed);
        if (!(await schedule.ExecuteAsync(Id, due, ct)).Succeeded(out _, out var refusal))
        {
            foreach (var text in PushWords.Problems(refusal, W)) ModelState.AddModelError("", text);
            Response.StatusCode = 422;
            return Page();
        }
        await using (var unit = await db.BeginWriteAsync(ct))
        {
            db.AuditEntries.Add(new AuditEntry
            {
                At = time.Now, StaffId = Me.Id, Action = "campaign.scheduled", Subject = Id.ToString(CultureInfo.InvariantCulture),
                Data = System.Text.Json.JsonSerializer.Serialize(new { reachable = Count.Reachable, at = due }, System.Text.Json.JsonSerializerOptions.Web),
            });
            await unit.CommitAsync(ct);
        }
        if (due is null) Notice("開始發送。", "It is going out.");
        else Notice("已排程。", "Scheduled.");
        return Redirect($"/admin/pushes/{Id}");
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        if (await db.Campaigns.AsNoTracking().FirstOrDefaultAsync(c => c.Id == Id, ct) is not { } push) return false;
        Push = push;
        Count = await count.ExecuteAsync(CampaignAudience.Parse(push.Audience), ct);
        Quota = await quota.ExecuteAsync(ct);
        Tiers = await db.Tiers.AsNoTracking().OrderBy(t => t.Level).ToListAsync(ct);
        Messages = await preview.ExecuteAsync(CampaignContent.Parse(push.Content), W, ct);
        var tomorrow = time.At(time.Today.AddDays(1), new TimeOnly(10, 0));
        At = time.Local(tomorrow).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
        return true;
    }
}
