using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Segments;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>The builder's page. The browser draws the tree; what it means, who fits and why is answered here.</summary>
public sealed class SegmentEditModel(LoyaltyDb db, ReadSegments read, AskSegment ask, SaveSegment save) : AdminPage
{
    private const int Samples = 8;
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    [BindProperty(SupportsGet = true)] public long? Id { get; set; }
    /// <summary>Starts with the rule of another one.</summary>
    [BindProperty(SupportsGet = true)] public long? From { get; set; }

    public string Setup { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var source = Id ?? From;
        var segment = source is null ? null : await db.Segments.AsNoTracking().SingleOrDefaultAsync(s => s.Id == source && s.ArchivedAt == null, ct);
        if (source is not null && segment is null) return NotFound();
        var rule = segment?.Rule ?? new AllOf([]);
        // The page edits a group; a lone condition is a group of one.
        if (rule is not SegmentGroup) rule = new AllOf([rule]);
        var facts = JsonSerializer.Serialize(new
        {
            Id, Version = Id is null ? null : segment?.Version, W.Language,
            Name = segment is null ? "" : Id is null ? W[$"{segment.Name}（複本）", $"{segment.Name} (copy)"] : segment.Name,
            Fields = SegmentFields.Catalogue(W.IsEnglish), Lists = await read.ListsAsync(W.IsEnglish, ct),
        }, Json);
        Setup = $$"""{"rule":{{rule.ToJson()}},{{facts[1..]}}""";
        return Page();
    }

    /// <summary>Who fits: numbers, some of them, and the rule in words.</summary>
    public async Task<IActionResult> OnPostCountAsync(CancellationToken ct)
    {
        if (await ReadAsync(ct) is not { Rule: { } rule }) return BadRequest();
        var faults = rule.Faults();
        if (faults.Count > 0) return new JsonResult(new { problems = View(faults) }, Json);
        var names = ReadSegments.Names(await read.ListsAsync(W.IsEnglish, ct));
        return new JsonResult(new { count = await ask.CountAsync(rule, ct), sample = await ask.SampleAsync(rule, Samples, ct), words = rule.Words(names, W.IsEnglish), problems = Array.Empty<object>() }, Json);
    }

    public async Task<IActionResult> OnPostExplainAsync(CancellationToken ct)
    {
        if (await ReadAsync(ct) is not { Rule: { } rule, Member: { } member } || rule.Faults().Count > 0) return BadRequest();
        var names = ReadSegments.Names(await read.ListsAsync(W.IsEnglish, ct));
        return await ask.ExplainAsync(rule, member, names, W.IsEnglish, ct) is { } reason ? new JsonResult(reason, Json) : NotFound();
    }

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken ct)
    {
        if (await ReadAsync(ct) is not { Rule: { } rule } draft) return BadRequest();
        var outcome = await save.ExecuteAsync(new SegmentDraft(draft.Id, draft.Name, rule, draft.Version), Me.Id, ct);
        if (outcome.Succeeded(out var segment, out var refusal)) return new JsonResult(new { id = segment.Id, version = segment.Version }, Json);
        var faults = refusal.Facts.GetValueOrDefault("errors") as IReadOnlyList<SegmentFault> ?? [];
        return new JsonResult(new { code = refusal.Code, title = refusal.Text(W.Language), problems = View(faults) }, Json) { StatusCode = refusal.Status };
    }

    private async Task<Draft?> ReadAsync(CancellationToken ct)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(Request.Body, cancellationToken: ct);
            var root = body.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("rule", out var rule)) return null;
            return new Draft(
                Number(root, "id"), Number(root, "version"),
                root.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "",
                root.TryGetProperty("member", out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null,
                SegmentRule.Parse(rule.GetRawText()));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static long? Number(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    private IEnumerable<object> View(IEnumerable<SegmentFault> faults) => faults.Select(f => (object)new { f.Path, f.Code, Text = W[f.Chinese, f.English] });

    private sealed record Draft(long? Id, long? Version, string Name, string? Member, SegmentRule Rule);
}
