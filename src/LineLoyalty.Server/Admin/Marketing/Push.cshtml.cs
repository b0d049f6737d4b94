using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <param name="Mine">Asked for by whoever is looking.</param>
public sealed record PushListRequest(ListRequest Request, string By, string? ReleasedBy, bool Mine, DateTime Until);

public sealed record PushList(int People, ApprovalNeed Need, IReadOnlyList<PushListRequest> Requests);

/// <summary>One push: what it says, where it stands, what became of it for each person and what it brought.</summary>
public sealed class PushModel(
    LoyaltyDb db, BrandTime time, ReadCampaignResult results, MeasureCampaign measure, ReadDeliveryStatus status, ScheduleCampaign schedule, ApproveCampaign approve, StopCampaign stop, ExportPush export, LetListOut letOut, PushPreview preview, ReadAudienceWords words, ReadSendingRules rules) : AdminPage
{
    private const int Size = 50;

    [BindProperty(SupportsGet = true)] public long Id { get; set; }
    /// <summary>One of the recipients' states, or <c>left-out</c>, to list the people behind a number.</summary>
    [BindProperty(SupportsGet = true)] public string? State { get; set; }
    [BindProperty(SupportsGet = true)] public long After { get; set; }

    public Campaign Push { get; private set; } = null!;
    /// <summary>What taking the list out takes; null while there is none.</summary>
    public PushList? List { get; private set; }
    public CampaignResult Result { get; private set; } = null!;
    public CampaignExperiment Experiment { get; private set; } = CampaignExperiment.None;
    public CampaignTiming Timing { get; private set; } = new SendNow();
    public IReadOnlyList<CampaignGroup> Groups { get; private set; } = [];
    public CampaignCoupons? Coupons { get; private set; }
    public IReadOnlyList<CampaignLink> Links { get; private set; } = [];
    public IReadOnlyDictionary<string, int> LeftOut { get; private set; } = new Dictionary<string, int>();
    public IReadOnlyList<LeftOutView> LeftOutPeople { get; private set; } = [];
    public IReadOnlyList<CampaignRecipientView> Recipients { get; private set; } = [];
    public IReadOnlyList<Campaign> Runs { get; private set; } = [];
    public DeliveryStatus Status { get; private set; } = null!;
    public RecipientState? Chosen { get; private set; }
    /// <summary>Each version's messages.</summary>
    public IReadOnlyList<string> Versions { get; private set; } = [];
    public string Audience { get; private set; } = "";
    public string? By { get; private set; }
    public string? AskedBy { get; private set; }
    public string? ApprovedBy { get; private set; }
    public DateTime? NextRun { get; private set; }
    /// <summary>When the next message is due, if none is due now: quiet hours, or a member's best hour.</summary>
    public DateTime? WaitsUntil { get; private set; }
    /// <summary>When the first message goes, if the quiet hours hold the push back longer than its own time.</summary>
    public DateTime? QuietUntil { get; private set; }
    public long? Next { get; private set; }
    public bool MayApprove => Push.State == CampaignState.AwaitingApproval && Push.RequestedBy != Me.Id && Push.ChangedBy != Me.Id;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await db.Campaigns.AsNoTracking().FirstOrDefaultAsync(c => c.Id == Id, ct) is not { } push) return NotFound();
        Push = push;
        (Experiment, Timing) = (CampaignExperiment.Parse(push.Experiment), CampaignTiming.Parse(push.Timing));
        Result = (await results.ExecuteAsync(Id, ct))!;
        LeftOut = await results.LeftOutAsync(Id, ct);
        await PeopleAsync(ct);
        if (push.FrozenAt is not null) List = await ListAsync(ct);
        Groups = await measure.ExecuteAsync(push, time.Now, ct);
        Links = await results.LinksAsync(push, ct);
        Coupons = await results.CouponsAsync(push, ct);
        Runs = await db.Campaigns.AsNoTracking().Where(c => c.ParentId == Id).OrderByDescending(c => c.PlannedFor).Take(Size).ToListAsync(ct);
        if (push.State == CampaignState.Repeating && Timing is SendRepeatedly repeat) NextRun = repeat.Next(push.RepeatedUpTo ?? time.Now, time);
        if (Result.Waiting > 0 && await db.Deliveries.Where(d => d.CampaignId == Id && d.State == DeliveryState.Pending).MinAsync(d => (DateTime?)d.DueAt, ct) is { } due && due > time.Now.AddMinutes(1)) WaitsUntil = due;
        if (push is { State: CampaignState.Scheduled, ScheduledAt: { } at } && (await rules.ExecuteAsync(ct)).Quiet?.NotBefore(at, time) is { } first && first > at) QuietUntil = first;
        Status = await status.ExecuteAsync(ct);
        List<string> versions = [];
        foreach (var content in CampaignExperiment.Parse(push.Experiment).Variants.Prepend(CampaignContent.Parse(push.Content))) versions.Add(await preview.ExecuteAsync(content, W, ct));
        Versions = versions;
        Audience = await words.ExecuteAsync(CampaignAudience.Parse(push.Audience), W, ct);
        var staff = await db.StaffAccounts.Where(s => s.Id == push.CreatedBy || s.Id == push.RequestedBy || s.Id == push.ApprovedBy).ToDictionaryAsync(s => s.Id, s => s.DisplayName, ct);
        (By, AskedBy, ApprovedBy) = (staff.GetValueOrDefault(push.CreatedBy), staff.GetValueOrDefault(push.RequestedBy ?? 0), staff.GetValueOrDefault(push.ApprovedBy ?? 0));
        return Page();
    }

    public Task<IActionResult> OnPostStopAsync(CancellationToken ct) =>
        ActAsync("campaign.stopped", () => stop.ExecuteAsync(Id, ct), "推播已停止。", "The push is stopped.", ct);

    public Task<IActionResult> OnPostWithdrawAsync(CancellationToken ct) =>
        ActAsync("campaign.withdrawn", () => schedule.WithdrawAsync(Id, ct), "已取消，回到草稿。", "Taken back: it is a draft again.", ct);

    public Task<IActionResult> OnPostApproveAsync(CancellationToken ct) =>
        ActAsync("campaign.approved", () => approve.ExecuteAsync(Id, Me.Id, ct), "已核准。", "Approved.", ct);

    public Task<IActionResult> OnPostReleaseAsync(CancellationToken ct) =>
        ActAsync("campaign.released", () => schedule.ReleaseHeldAsync(Id, ct), "即將發送，一分鐘內可以取消。", "It goes out in a minute; until then it can be undone.", ct);

    public Task<IActionResult> OnPostAskListAsync(string? reason, CancellationToken ct) =>
        ActAsync("campaign.export_asked", () => letOut.AskAsync(Id, reason, Me.Id, ct), "已申請匯出，等另一位同事放行。", "Asked for; somebody else has to let it out.", ct, new { reason });

    public Task<IActionResult> OnPostLetListOutAsync(long request, CancellationToken ct) =>
        ActAsync("campaign.export_released", () => letOut.AnswerAsync(Id, request, yes: true, Me.Id, ct), "已放行，申請的同事可以下載。", "Let out: your colleague can take it now.", ct, new { request });

    public Task<IActionResult> OnPostRefuseListAsync(long request, CancellationToken ct) =>
        ActAsync("campaign.export_ended", () => letOut.AnswerAsync(Id, request, yes: false, Me.Id, ct), "已取消這個匯出申請。", "The request is ended.", ct, new { request });

    /// <summary>Everybody of the kept audience with what became of their message, as a CSV file.</summary>
    public async Task<IActionResult> OnPostExportAsync(int? typed, CancellationToken ct)
    {
        if (await db.Campaigns.AsNoTracking().FirstOrDefaultAsync(c => c.Id == Id, ct) is not { } push) return NotFound();
        if (!(await export.BeginAsync(push, typed, Me, ct)).Succeeded(out _, out var refusal))
        {
            Problem(refusal);
            return Redirect($"/admin/pushes/{Id}");
        }
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = $"attachment; filename=\"push-{Id}.csv\"";
        await export.WriteAsync(push, Response.Body, W, ct);
        return new EmptyResult();
    }

    private async Task<PushList> ListAsync(CancellationToken ct)
    {
        var people = await letOut.PeopleAsync(Id, ct);
        var need = await letOut.NeededAsync(people, Me.Id, ct);
        var open = need == ApprovalNeed.SecondPerson ? await letOut.OpenAsync(Id, ct) : [];
        var ids = open.SelectMany(r => new[] { r.RequestedBy, r.ReleasedBy ?? 0 }).ToList();
        var names = await db.StaffAccounts.Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.DisplayName, ct);
        return new PushList(people, need, [.. open.Select(r => new PushListRequest(r, names.GetValueOrDefault(r.RequestedBy) ?? "", names.GetValueOrDefault(r.ReleasedBy ?? 0), r.RequestedBy == Me.Id, letOut.EndOf(r)))]);
    }

    private async Task PeopleAsync(CancellationToken ct)
    {
        if (State == "left-out")
        {
            var left = await results.LeftOutAsync(Id, null, After, Size + 1, ct);
            (Next, LeftOutPeople) = (left.Count > Size ? left[Size - 1].MemberId : null, [.. left.Take(Size)]);
            return;
        }
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
        (Next, Recipients) = (page.Count > Size ? page[Size - 1].Id : null, [.. page.Take(Size)]);
    }

    private async Task<IActionResult> ActAsync<T>(string action, Func<Task<Outcome<T>>> act, string chinese, string english, CancellationToken ct, object? data = null) where T : class
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (!(await act()).Succeeded(out _, out var refusal))
        {
            Problem(refusal);
            return Redirect($"/admin/pushes/{Id}");
        }
        db.AuditEntries.Add(new AuditEntry { At = time.Now, StaffId = Me.Id, Action = action, Subject = Id.ToString(CultureInfo.InvariantCulture), Data = data is null ? null : JsonSerializer.Serialize(data, JsonSerializerOptions.Web) });
        await unit.CommitAsync(ct);
        Notice(chinese, english);
        return Redirect($"/admin/pushes/{Id}");
    }
}
