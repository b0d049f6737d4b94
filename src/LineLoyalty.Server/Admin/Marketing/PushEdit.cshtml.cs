using System.Text.Json;
using Line.Messaging;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.LineCoupons;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Membership;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>The composer's page. The browser only draws and asks: what may be sent, to whom and how it looks is answered here.</summary>
public sealed class PushEditModel(
    LoyaltyDb db, SaveCampaign save, ScheduleCampaign schedule, CountAudience count, ReadQuota quota, TestSend test, PushPreview preview, ManageLineCoupons lineCoupons, ReadSegments segments, SaveAudienceList lists) : AdminPage
{
    private const int LargestList = 4_000_000;
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    [BindProperty(SupportsGet = true)] public long? Id { get; set; }
    /// <summary>Starts with the text of an earlier push.</summary>
    [BindProperty(SupportsGet = true)] public long? From { get; set; }

    /// <summary>Starts with this coupon of LINE's own.</summary>
    [BindProperty(SupportsGet = true)] public string? LineCoupon { get; set; }

    /// <summary>Starts with this segment.</summary>
    [BindProperty(SupportsGet = true)] public long? Segment { get; set; }

    public string Setup { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var source = Id ?? From;
        var push = source is null ? null : await db.Campaigns.AsNoTracking().FirstOrDefaultAsync(c => c.Id == source, ct);
        if (source is not null && push is null) return NotFound();
        if (Id is not null && push!.State != CampaignState.Draft) return Redirect($"/admin/pushes/{Id}");
        Setup = await SetupAsync(push, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken ct)
    {
        if (await PushDraft.ReadAsync(Request.Body, ct) is not { Content: { } content } draft) return BadRequest();
        var messages = await preview.ExecuteAsync(content, W, ct, draft.Language);
        return Answer($$"""{"messages":{{messages}},"problems":{{JsonSerializer.Serialize(View(content.Problems()), Json)}}}""");
    }

    /// <summary>LINE's own coupons that can be sent now; asked for when somebody wants to add one.</summary>
    public async Task<IActionResult> OnPostLineCouponsAsync(CancellationToken ct) =>
        (await lineCoupons.RunningAsync(ct)).Succeeded(out var running, out var refusal) ? new JsonResult(new { coupons = running.Select(c => new { id = c.CouponId, c.Title }) }, Json) : Refuse(refusal with { Facts = new Dictionary<string, object?>() });

    public async Task<IActionResult> OnPostCountAsync(CancellationToken ct)
    {
        if (await PushDraft.ReadAsync(Request.Body, ct) is not { Audience: { } audience }) return BadRequest();
        var problems = audience.Problems();
        AudienceCount? counted = null;
        if (problems.Count == 0 && !(await count.ExecuteAsync(audience, ct)).Succeeded(out counted, out var refusal)) return Refuse(refusal);
        return new JsonResult(new { counted, quota = await quota.ExecuteAsync(ct), problems = View(problems) }, Json);
    }

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken ct)
    {
        if (await PushDraft.ReadAsync(Request.Body, ct) is not { Content: { } content, Audience: { } audience } draft) return BadRequest();
        var outcome = await save.ExecuteAsync(new CampaignDraft(draft.Id, draft.Name, content, audience, draft.Version) { Experiment = draft.Experiment }, Me.Id, ct);
        return outcome.Succeeded(out var push, out var refusal) ? new JsonResult(new { id = push.Id, version = push.Version }, Json) : Refuse(refusal);
    }

    public async Task<IActionResult> OnPostTestAsync(CancellationToken ct)
    {
        if (await PushDraft.ReadAsync(Request.Body, ct) is not { Content: { } content } draft) return BadRequest();
        if (Me.TestLineAccountId is not { } account) return Refuse(PushPreview.NoTestAccount);
        return (await test.ExecuteAsync(content, account, ct, draft.Language)).Succeeded(out var delivery, out var refusal) ? new JsonResult(new { delivery = delivery.Id }, Json) : Refuse(refusal);
    }

    /// <summary>LINE's own check of what is being written.</summary>
    public async Task<IActionResult> OnPostCheckAsync(CancellationToken ct)
    {
        if (await PushDraft.ReadAsync(Request.Body, ct) is not { Content: { } content }) return BadRequest();
        if (content.Problems() is { Count: > 0 } problems) return Refuse(CampaignRefusals.Invalid.With(("errors", problems)));
        return await schedule.AskLineAsync(content, ct) is { } refusal ? Refuse(refusal) : new JsonResult(new { ok = true }, Json);
    }

    /// <summary>A file of phone or card numbers becomes a list.</summary>
    public async Task<IActionResult> OnPostListAsync(IFormFile? file, CancellationToken ct)
    {
        if (file is not { Length: > 0 and <= LargestList }) return Refuse(CampaignRefusals.ListEmpty);
        using var reader = new StreamReader(file.OpenReadStream());
        var name = Names.Readable(Path.GetFileNameWithoutExtension(file.FileName));
        var outcome = await lists.ExecuteAsync(name.Length == 0 ? W["名單", "List"] : name, await reader.ReadToEndAsync(ct), Me.Id, ct);
        return outcome.Succeeded(out var saved, out var refusal)
            ? new JsonResult(new { id = saved.List.Id, saved.List.Name, saved.List.Count, faults = saved.Faults.Select(f => f.Line) }, Json) : Refuse(refusal);
    }

    private async Task<string> SetupAsync(Campaign? push, CancellationToken ct)
    {
        var english = W.IsEnglish;
        var tags = await db.MemberTags.Select(t => t.Name).Distinct().OrderBy(t => t).Take(200).ToListAsync(ct);
        var coupons = await db.CouponDefinitions.AsNoTracking().Where(d => d.Active).OrderBy(d => d.Id)
            .Select(d => new { d.Code, Title = english && d.TitleEn != "" ? d.TitleEn : d.Title }).ToListAsync(ct);
        var kept = await db.AudienceLists.AsNoTracking().OrderByDescending(l => l.Id).Take(50).Select(l => new { l.Id, l.Name, l.Count }).ToListAsync(ct);
        var brand = HttpContext.RequestServices.GetRequiredService<Microsoft.Extensions.Options.IOptions<BrandOptions>>().Value;
        var content = push is not null ? push.Content
            : string.IsNullOrEmpty(LineCoupon) ? """{"messages":[{"kind":"text","text":""}]}""" : new CampaignContent([new CampaignLineCoupon(LineCoupon)]).ToJson();
        var audience = push is not null ? push.Audience : (Segment is { } id ? CampaignAudience.OfSegment(id) : new CampaignAudience()).ToJson();
        var facts = JsonSerializer.Serialize(new
        {
            Id, Version = Id is null ? null : push?.Version, Name = push is null ? "" : Id is null ? W[$"{push.Name}（複本）", $"{push.Name} (copy)"] : push.Name,
            W.Language, Brand = brand.Name, brand.Color, Tags = tags, Coupons = coupons, Lists = kept, TestReady = Me.TestLineAccountId is not null,
            Segments = (await segments.ListAsync(ct)).Select(s => new { s.Id, s.Name, Ready = s.Code is not null }),
            Ratios = CampaignImage.Ratios, Most = new { Messages = LineLimits.MessagesPerRequest, Cards = LineLimits.FlexBubbles, Versions = CampaignExperiment.MostVersions },
        }, Json);
        return $$"""{"content":{{content}},"audience":{{audience}},"experiment":{{push?.Experiment ?? CampaignExperiment.None.ToJson()}},{{facts[1..]}}""";
    }

    private JsonResult Refuse(Refusal refusal)
    {
        var problems = refusal.Facts.GetValueOrDefault("errors") as IReadOnlyList<CampaignProblem> ?? [];
        var said = refusal.Facts.ContainsKey("errors") ? refusal with { Facts = new Dictionary<string, object?>() } : refusal;
        return new JsonResult(new { code = refusal.Code, title = string.Join(" ", PushWords.Problems(said, W)), problems = View(problems) }, Json) { StatusCode = refusal.Status };
    }

    private static ContentResult Answer(string json) => new() { Content = json, ContentType = "application/json; charset=utf-8", StatusCode = 200 };

    private IEnumerable<object> View(IEnumerable<CampaignProblem> problems) => problems.Select(p => (object)new { p.Path, p.Code, Text = W[p.Chinese, p.English] });
}
