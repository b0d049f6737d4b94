using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>The last look before it goes out, on the members as they are: who and who not, what they read, what it costs, and when.</summary>
public sealed class PushConfirmModel(LoyaltyDb db, BrandTime time, ScheduleCampaign schedule, ForecastCampaign forecast, ReadAudienceWords words, ReadSendingRules rules) : AdminPage
{
    public static readonly Refusal TimeInvalid = new("campaign.time_invalid", "Choose the day and time to send.", "請選擇發送的日期與時間。", 400);
    public static readonly Refusal NotConfirmed = new("campaign.not_confirmed", "Tick that you have checked it.", "請勾選已確認內容與人數。", 400);

    [BindProperty(SupportsGet = true)] public long Id { get; set; }
    [BindProperty] public PushTimingForm Form { get; set; } = new();

    public Campaign Push { get; private set; } = null!;
    public SendingRules Rules { get; private set; } = null!;
    public CampaignForecast Forecast { get; private set; } = null!;
    public CampaignExperiment Experiment { get; private set; } = CampaignExperiment.None;
    public string Audience { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await PushAsync(ct) is not { } push) return NotFound();
        if (push.State != CampaignState.Draft) return Redirect($"/admin/pushes/{Id}");
        return await LoadAsync(push, ct) ? Page() : Redirect($"/admin/pushes/edit/{Id}");
    }

    public async Task<IActionResult> OnPostAsync(string? confirmed, int? typed, CancellationToken ct)
    {
        ModelState.Clear();
        if (await PushAsync(ct) is not { } push) return NotFound();
        if (!await LoadAsync(push, ct)) return Redirect($"/admin/pushes/edit/{Id}");
        if (Form.Read(time) is not { } timing) return Refused(TimeInvalid);
        if (confirmed != "yes") return Refused(NotConfirmed);
        if (!(await schedule.ExecuteAsync(Id, timing, Me.Id, typed, ct)).Succeeded(out var scheduled, out var refusal))
        {
            foreach (var text in PushWords.Problems(refusal, W)) ModelState.AddModelError("", text);
            Response.StatusCode = 422;
            return Page();
        }
        var asked = scheduled.State == CampaignState.AwaitingApproval;
        // Said as it was decided, not as it was forecast: the rules may have changed between the two.
        var second = asked ? ApprovalNeed.SecondPerson : Forecast.Approval == ApprovalNeed.TypedCount ? ApprovalNeed.TypedCount : ApprovalNeed.None;
        var by = await rules.ExecuteAsync(ct);
        await using (var unit = await db.BeginWriteAsync(ct))
        {
            db.AuditEntries.Add(new AuditEntry
            {
                At = time.Now, StaffId = Me.Id, Action = asked ? "campaign.requested" : "campaign.scheduled", Subject = Id.ToString(CultureInfo.InvariantCulture),
                Data = JsonSerializer.Serialize(new { reachable = Forecast.Count.Reachable, timing = timing.Words(time, english: true), secondPerson = second.ToString(), limits = new { people = by.ApprovalAbove, percent = by.ApprovalAbovePercent, everyone = by.ApprovalForEveryone, money = by.GrantAbove } }, JsonSerializerOptions.Web),
            });
            await unit.CommitAsync(ct);
        }
        if (asked) Notice("已送審，請另一位同事核准。", "Sent for approval by a second person.");
        else if (timing is SendNow) Notice("即將發送，一分鐘內可以取消。", "It goes out in a minute; until then it can be undone.");
        else Notice("已排程。", "Scheduled.");
        return Redirect($"/admin/pushes/{Id}");
    }

    private Task<Campaign?> PushAsync(CancellationToken ct) => db.Campaigns.AsNoTracking().FirstOrDefaultAsync(c => c.Id == Id, ct);

    private async Task<bool> LoadAsync(Campaign push, CancellationToken ct)
    {
        Push = push;
        Experiment = CampaignExperiment.Parse(push.Experiment);
        if (!(await forecast.ExecuteAsync(push, Me.Id, ct)).Succeeded(out var seen, out var refusal))
        {
            Problem(refusal);
            return false;
        }
        Forecast = seen;
        Rules = await rules.ExecuteAsync(ct);
        Audience = await words.ExecuteAsync(CampaignAudience.Parse(push.Audience), W, ct);
        Form.At ??= time.Local(time.At(time.Today.AddDays(1), new TimeOnly(10, 0))).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
        Form.Clock ??= "10:00";
        return true;
    }
}
