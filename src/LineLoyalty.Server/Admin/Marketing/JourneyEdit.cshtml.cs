using System.Text.Json;
using Line.Messaging;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Outside;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>The canvas's page. The browser draws; what is right, what would have happened and who stands where is answered here.</summary>
public sealed class JourneyEditModel(LoyaltyDb db, ReadJourneys read, SaveJourney save, ChangeJourney change, DryRunJourney dryRun, ReadMissionBook missions, PriceJourney price, MeasureJourney measure, ChooseChannel channels, PushPreview preview, TestSend test, Vault vault, BrandTime time, IOptions<BrandOptions> brand) : AdminPage
{
    private const int Travellers = 20;
    internal const int DryRunDays = 90;
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    [BindProperty(SupportsGet = true)] public long? Id { get; set; }

    public string Setup { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var journey = Id is null ? null : await db.Journeys.AsNoTracking().FirstOrDefaultAsync(j => j.Id == Id && j.ArchivedAt == null, ct);
        if (Id is not null && journey is null) return NotFound();
        var english = W.IsEnglish;
        var definition = journey?.Draft ?? new JourneyDefinition(new HappeningTrigger(new BindHappens()), null, [], new JourneyEntry(Again: null)).ToJson();
        var replaces = SwitchProgrammes.Replaces(journey?.Code);
        var facts = JsonSerializer.Serialize(new
        {
            Id, journey?.Version, Name = journey?.Name ?? "", W.Language, On = journey?.State == JourneyState.On, journey?.Live, Replaces = replaces is { } r ? W[r.Chinese, r.English] : null,
            Published = journey?.Live is { } live && await db.JourneyVersions.AnyAsync(v => v.JourneyId == journey.Id && v.Number == live && v.Definition == journey.Draft, ct),
            Segments = await db.Segments.AsNoTracking().Where(s => s.ArchivedAt == null).OrderBy(s => s.Code != null).ThenBy(s => s.Id).Select(s => new { s.Id, s.Name }).ToListAsync(ct),
            Coupons = await db.CouponDefinitions.AsNoTracking().Where(d => d.Active).OrderBy(d => d.Id).Select(d => new { d.Code, Title = english && d.TitleEn != "" ? d.TitleEn : d.Title }).ToListAsync(ct),
            Missions = (await missions.ExecuteAsync(ct)).Newest.Where(m => m.Active).Select(m => new { m.Code, Name = m.NameIn(english), Given = m.Says.For == MissionFor.Given }),
            Menus = await db.Menus.AsNoTracking().Where(m => m.Live != null).OrderBy(m => m.Rank).Select(m => new { m.Id, m.Name }).ToListAsync(ct),
            Tiers = await db.Tiers.AsNoTracking().OrderBy(t => t.Level).Select(t => new { t.Code, Name = english ? t.NameEn : t.Name }).ToListAsync(ct),
            Tags = await db.MemberTags.Select(t => t.Name).Distinct().OrderBy(t => t).Take(200).ToListAsync(ct),
            Categories = await db.Products.Select(p => p.Category).Distinct().OrderBy(c => c).Take(200).ToListAsync(ct),
            Products = await db.Products.OrderBy(p => p.Category).ThenBy(p => p.Name).Take(500).Select(p => new { p.Sku, Name = english && p.NameEn != "" ? p.NameEn : p.Name }).ToListAsync(ct),
            Ratios = CampaignImage.Ratios, Most = new { Messages = LineLimits.MessagesPerRequest, Cards = LineLimits.FlexBubbles },
            Brand = brand.Value.Name, TestReady = Me.TestLineAccountId is not null,
            Secret = Id is { } known ? WebhookSignature.Secret(vault, known) : null,
            Journeys = await db.Journeys.AsNoTracking().Where(j => j.ArchivedAt == null && j.Live != null && j.Id != Id).OrderBy(j => j.Id).Select(j => new { j.Id, j.Name }).ToListAsync(ct),
            Channels = new { Email = channels.Available.Any(s => s.Channel == OutsideChannel.Email), Sms = channels.Available.Any(s => s.Channel == OutsideChannel.Sms) },
            Campaigns = await db.Campaigns.AsNoTracking().Where(c => c.StartedAt != null).OrderByDescending(c => c.Id).Take(50).Select(c => new { c.Id, c.Name }).ToListAsync(ct),
        }, Json);
        Setup = $$"""{"definition":{{definition}},{{facts[1..]}}""";
        return Page();
    }

    /// <summary>What is not right yet, in words.</summary>
    public async Task<IActionResult> OnPostCheckAsync(CancellationToken ct) =>
        await ReadAsync(ct) is { } draft ? new JsonResult(new { problems = View(await change.FaultsAsync(draft.Definition, ct)) }, Json) : BadRequest();

    /// <summary>A step's message as a phone shows it, with what is wrong in it.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken ct)
    {
        if (await PushDraft.ReadAsync(Request.Body, ct) is not { Content: { } written } draft) return BadRequest();
        var content = JourneyText.Fill(written, JourneyText.Sample);
        var problems = JsonSerializer.Serialize(JourneyText.Fill(written, JourneyText.Longest).Problems().Select(p => new { p.Path, p.Code, Text = W[p.Chinese, p.English] }), Json);
        return new ContentResult { Content = $$"""{"messages":{{await preview.ExecuteAsync(content, W, ct, draft.Language)}},"problems":{{problems}}}""", ContentType = "application/json; charset=utf-8", StatusCode = 200 };
    }

    /// <summary>Sends a step's message to whoever is writing it.</summary>
    public async Task<IActionResult> OnPostTestAsync(CancellationToken ct)
    {
        if (await PushDraft.ReadAsync(Request.Body, ct) is not { Content: { } content } draft) return BadRequest();
        if (Me.TestLineAccountId is not { } account) return Refuse(PushPreview.NoTestAccount);
        return (await test.ExecuteAsync(JourneyText.Fill(content, JourneyText.Sample), account, ct, draft.Language)).Succeeded(out var delivery, out var refusal) ? new JsonResult(new { delivery = delivery.Id }, Json) : Refuse(refusal);
    }

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken ct) =>
        await ReadAsync(ct) is { } draft ? Answer(await save.SaveAsync(new JourneyDraft(draft.Id, draft.Name, draft.Definition, draft.Version), Me.Id, ct)) : BadRequest();

    public async Task<IActionResult> OnPostPublishAsync(bool move, CancellationToken ct) => Id is { } id ? Answer(await save.PublishAsync(id, move, Me.Id, ct)) : BadRequest();

    /// <summary>What it would have done over the last 90 days, by what really happened.</summary>
    public async Task<IActionResult> OnPostDryRunAsync(CancellationToken ct)
    {
        if (await ReadAsync(ct) is not { } draft) return BadRequest();
        var faults = await change.FaultsAsync(draft.Definition, ct);
        if (faults.Count > 0) return new JsonResult(new { title = JourneyRefusals.Invalid.Text(W.Language), problems = View(faults) }, Json) { StatusCode = JourneyRefusals.Invalid.Status };
        var run = await dryRun.ExecuteAsync(await change.WithRulesAsync(draft.Definition, ct), DryRunDays, ct, Id);
        return new JsonResult(new { run, price = View(await price.ExecuteAsync(run, Id, ct)) }, Json);
    }

    /// <summary>What its messages have brought, and what the published version will take of the next month.</summary>
    public async Task<IActionResult> OnGetResultAsync(CancellationToken ct)
    {
        if (Id is not { } id || await (from j in db.Journeys where j.Id == id join v in db.JourneyVersions on new { JourneyId = j.Id, Number = j.Live } equals new { v.JourneyId, Number = (int?)v.Number } select v.Definition).FirstOrDefaultAsync(ct) is not { } live) return BadRequest();
        var run = await dryRun.ExecuteAsync(JourneyDefinition.Parse(live), DryRunDays, ct, id);
        return new JsonResult(new { result = await measure.ExecuteAsync(id, ct), price = View(await price.ExecuteAsync(run, id, ct)) }, Json);
    }

    /// <summary>How many came to, stand at and have left each step.</summary>
    public async Task<IActionResult> OnGetNumbersAsync(CancellationToken ct) =>
        Id is { } id ? new JsonResult(new { totals = await read.TotalsAsync(id, ct), nodes = await read.NumbersAsync(id, ct) }, Json) : BadRequest();

    public async Task<IActionResult> OnGetTravellersAsync(string? node, string? member, CancellationToken ct)
    {
        if (Id is not { } id) return BadRequest();
        var rows = await read.TravellersAsync(id, node, member?.Trim(), Travellers, ct);
        // Each is on the version that was live when they came in: its words, not the draft's.
        var numbers = rows.Select(r => r.Version).ToHashSet();
        var versions = await db.JourneyVersions.Where(v => v.JourneyId == id && numbers.Contains(v.Number)).Select(v => new { v.Number, v.Definition }).ToListAsync(ct);
        return new JsonResult(new { versions = versions.ToDictionary(v => v.Number, v => JsonElement.Parse(v.Definition)), rows = rows.Select(r => new { r.Id, r.MemberRef, r.MemberName, State = r.State.ToString(), r.Node, r.Outcome, r.Version, Entered = Moment(r.EnteredAt), Ended = r.EndedAt is { } end ? Moment(end) : null, Due = Moment(r.DueAt) }) }, Json);
    }

    public async Task<IActionResult> OnGetPathAsync(long enrolment, CancellationToken ct) =>
        new JsonResult(new { steps = (await read.PathAsync(enrolment, ct)).Select(s => new { s.Node, At = Moment(s.At), s.Port, s.Result }) }, Json);

    private string Moment(DateTime at) => time.Local(at).ToString("yyyy/MM/dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    private JsonResult Answer(Outcome<Journey> outcome)
    {
        if (outcome.Succeeded(out var journey, out var refusal)) return new JsonResult(new { id = journey.Id, version = journey.Version, live = journey.Live }, Json);
        var faults = refusal.Facts.GetValueOrDefault("errors") as IReadOnlyList<JourneyFault> ?? [];
        return new JsonResult(new { code = refusal.Code, title = refusal.Text(W.Language), problems = View(faults) }, Json) { StatusCode = refusal.Status };
    }

    private JsonResult Refuse(Refusal refusal) => new(new { code = refusal.Code, title = string.Join(" ", PushWords.Problems(refusal, W)), problems = Array.Empty<object>() }, Json) { StatusCode = refusal.Status };

    private async Task<Draft?> ReadAsync(CancellationToken ct)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(Request.Body, cancellationToken: ct);
            var root = body.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("definition", out var definition)) return null;
            return new Draft(Number(root, "id"), Number(root, "version"), root.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "", Whole(JourneyDefinition.Parse(definition.GetRawText())));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static JourneyDefinition Whole(JourneyDefinition definition) =>
        definition with { Nodes = [.. definition.Nodes.Select(n => n is SendMessage { Content: not null } message ? message with { Content = PushDraft.Whole(message.Content) } : n)] };

    private static long? Number(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    private object View(JourneyPrice price) => new
    {
        Plan = price.Plan is { } plan ? W[plan.Name, plan.NameEn] : null, price.Plan?.Included, price.Quota, price.Months, price.Next,
    };

    private IEnumerable<object> View(IEnumerable<JourneyFault> faults) => faults.Select(f => (object)new { f.Path, f.Code, Text = W[f.Chinese, f.English] });

    private sealed record Draft(long? Id, long? Version, string Name, JourneyDefinition Definition);
}
