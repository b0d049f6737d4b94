using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.LineCoupons;
using Line.Messaging;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>The composer's page. The browser only draws and asks: what may be sent, to whom and how it looks is answered here.</summary>
public sealed class PushEditModel(LoyaltyDb db, SaveCampaign save, CountAudience count, ReadQuota quota, TestSend test, PushPreview preview, ManageLineCoupons lineCoupons) : AdminPage
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    [BindProperty(SupportsGet = true)] public long? Id { get; set; }
    /// <summary>Starts with the text of an earlier push.</summary>
    [BindProperty(SupportsGet = true)] public long? From { get; set; }

    /// <summary>Starts with this coupon of LINE's own.</summary>
    [BindProperty(SupportsGet = true)] public string? LineCoupon { get; set; }

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
        if (await ReadAsync(ct) is not { Content: { } content }) return BadRequest();
        var messages = await preview.ExecuteAsync(content, W, ct);
        return Answer($$"""{"messages":{{messages}},"problems":{{Problems(content.Problems())}}}""");
    }

    /// <summary>LINE's own coupons that can be sent now; asked for when somebody wants to add one.</summary>
    public async Task<IActionResult> OnPostLineCouponsAsync(CancellationToken ct) =>
        (await lineCoupons.RunningAsync(ct)).Succeeded(out var running, out var refusal) ? new JsonResult(new { coupons = running.Select(c => new { id = c.CouponId, c.Title }) }, Json) : Refuse(refusal with { Facts = new Dictionary<string, object?>() });

    public async Task<IActionResult> OnPostCountAsync(CancellationToken ct)
    {
        if (await ReadAsync(ct) is not { Audience: { } audience }) return BadRequest();
        var problems = audience.Problems();
        var counted = problems.Count == 0 ? await count.ExecuteAsync(audience, ct) : null;
        return new JsonResult(new { counted, quota = await quota.ExecuteAsync(ct), problems = View(problems) }, Json);
    }

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken ct)
    {
        if (await ReadAsync(ct) is not { Content: { } content, Audience: { } audience } draft) return BadRequest();
        var outcome = await save.ExecuteAsync(new CampaignDraft(draft.Id, draft.Name, content, audience, draft.Version), Me.Id, ct);
        return outcome.Succeeded(out var push, out var refusal) ? new JsonResult(new { id = push.Id, version = push.Version }, Json) : Refuse(refusal);
    }

    public async Task<IActionResult> OnPostTestAsync(CancellationToken ct)
    {
        if (await ReadAsync(ct) is not { Content: { } content }) return BadRequest();
        if (Me.TestLineAccountId is not { } account) return Refuse(PushPreview.NoTestAccount);
        return (await test.ExecuteAsync(content, account, ct)).Succeeded(out var delivery, out var refusal) ? new JsonResult(new { delivery = delivery.Id }, Json) : Refuse(refusal);
    }

    private async Task<string> SetupAsync(Campaign? push, CancellationToken ct)
    {
        var english = W.IsEnglish;
        var tiers = await db.Tiers.AsNoTracking().OrderBy(t => t.Level).Select(t => new { t.Level, Name = english ? t.NameEn : t.Name }).ToListAsync(ct);
        var tags = await db.MemberTags.Select(t => t.Name).Distinct().OrderBy(t => t).Take(200).ToListAsync(ct);
        var coupons = await db.CouponDefinitions.AsNoTracking().Where(d => d.Active).OrderBy(d => d.Id)
            .Select(d => new { d.Code, Title = english && d.TitleEn != "" ? d.TitleEn : d.Title }).ToListAsync(ct);
        var brand = HttpContext.RequestServices.GetRequiredService<Microsoft.Extensions.Options.IOptions<BrandOptions>>().Value;
        var content = push is not null ? push.Content
            : string.IsNullOrEmpty(LineCoupon) ? """{"messages":[{"kind":"text","text":""}]}""" : new CampaignContent([new CampaignLineCoupon(LineCoupon)]).ToJson();
        var audience = push is null ? new CampaignAudience().ToJson() : push.Audience;
        var facts = JsonSerializer.Serialize(new
        {
            Id, Version = Id is null ? null : push?.Version, Name = push is null ? "" : Id is null ? W[$"{push.Name}（複本）", $"{push.Name} (copy)"] : push.Name,
            Language = W.Language, Brand = brand.Name, brand.Color, Tiers = tiers, Tags = tags, Coupons = coupons, TestReady = Me.TestLineAccountId is not null,
        }, Json);
        return $$"""{"content":{{content}},"audience":{{audience}},{{facts[1..]}}""";
    }

    private async Task<Draft?> ReadAsync(CancellationToken ct)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(Request.Body, cancellationToken: ct);
            var root = body.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            var content = root.TryGetProperty("content", out var c) ? CampaignContent.Parse(c.GetRawText()) : null;
            if (content is { Messages: null } || content?.Messages.Any(m => m is null) == true) return null;
            return new Draft(
                root.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number ? id.GetInt64() : null,
                root.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.Number ? version.GetInt64() : null,
                root.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "",
                content is null ? null : PushPreview.WithoutNulls(content),
                root.TryGetProperty("audience", out var audience) ? CampaignAudience.Parse(audience.GetRawText()) : null);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or FormatException)
        {
            return null;
        }
    }

    private JsonResult Refuse(Refusal refusal)
    {
        var problems = refusal.Facts.GetValueOrDefault("errors") as IReadOnlyList<CampaignProblem> ?? [];
        return new JsonResult(new { code = refusal.Code, title = string.Join(" ", PushWords.Problems(refusal with { Facts = new Dictionary<string, object?>() }, W)), problems = View(problems) }, Json) { StatusCode = refusal.Status };
    }

    private static ContentResult Answer(string json) => new() { Content = json, ContentType = "application/json; charset=utf-8", StatusCode = 200 };

    private string Problems(IReadOnlyList<CampaignProblem> problems) => JsonSerializer.Serialize(View(problems), Json);

    private IEnumerable<object> View(IEnumerable<CampaignProblem> problems) => problems.Select(p => (object)new { p.Path, p.Code, Text = W[p.Chinese, p.English] });

    private sealed record Draft(long? Id, long? Version, string Name, CampaignContent? Content, CampaignAudience? Audience);
}
