using System.Text.Json;
using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Server.Admin.Conversation;

/// <summary>The menu editor's page. The browser draws and asks; what is right and who will see it is answered here.</summary>
public sealed class MenuEditModel(LoyaltyDb db, ChangeMenus change, CheckMenu check, CountViewers count, KeepMenuImage keep, IOptions<BrandOptions> brand) : AdminPage
{
    private const int MostJson = 300_000;
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    [BindProperty(SupportsGet = true)] public long? Id { get; set; }

    public string Setup { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var menu = Id is null ? null : await db.Menus.AsNoTracking().FirstOrDefaultAsync(m => m.Id == Id, ct);
        if (Id is not null && menu is null) return NotFound();
        Setup = await SetupAsync(menu, ct);
        return Page();
    }

    /// <summary>A picture as the body. Answers its name, or why LINE would not take it.</summary>
    public async Task<IActionResult> OnPostImageAsync(CancellationToken ct)
    {
        if (await BodyAsync(KeepMenuImage.MostBytes, ct) is not { } file) return Refuse(MenuRefusals.ImageTooHeavy(Request.ContentLength ?? (KeepMenuImage.MostBytes + 1)));
        return (await keep.ExecuteAsync(file, ct)).Succeeded(out var kept, out var refusal) ? new JsonResult(kept, Json) : Refuse(refusal);
    }

    public async Task<IActionResult> OnPostCheckAsync(CancellationToken ct)
    {
        if (await ReadAsync(ct) is not { } draft) return BadRequest();
        // Counting looks at every friend: only when the audience is another one.
        int? viewers = Request.Query.ContainsKey("count") ? (await count.ExecuteAsync((draft.Id, draft.Content.Audience), ct)).GetValueOrDefault(draft.Id ?? CountViewers.NewMenu) : null;
        return new JsonResult(new { problems = View(await check.ExecuteAsync(draft.Name, draft.Content, ct)), viewers }, Json);
    }

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken ct)
    {
        if (await ReadAsync(ct) is not { } draft) return BadRequest();
        return (await change.SaveAsync(draft, Me.Id, ct)).Succeeded(out var menu, out var refusal) ? new JsonResult(new { menu.Id, menu.Version }, Json) : Refuse(refusal);
    }

    public async Task<IActionResult> OnPostPublishAsync(CancellationToken ct)
    {
        if (await ReadAsync(ct) is not { } draft) return BadRequest();
        if (!(await change.SaveAsync(draft, Me.Id, ct)).Succeeded(out var menu, out var refusal)) return Refuse(refusal);
        var published = await change.PublishAsync(menu.Id, Me.Id, ct);
        if (!published.Succeeded(out menu, out refusal)) return Refuse(refusal);
        Notice($"「{menu.Name}」開始發布，幾秒後就會出現在手機上。", $"“{menu.Name}” is being published; it will be on the phones in a few seconds.");
        return new JsonResult(new { menu.Id, menu.Version }, Json);
    }

    private async Task<string> SetupAsync(Menu? menu, CancellationToken ct)
    {
        var english = W.IsEnglish;
        var tiers = await db.Tiers.AsNoTracking().OrderBy(t => t.Level).Select(t => new { t.Level, Name = english ? t.NameEn : t.Name }).ToListAsync(ct);
        var tags = await db.MemberTags.Select(t => t.Name).Distinct().OrderBy(t => t).Take(200).ToListAsync(ct);
        var segments = await db.Segments.AsNoTracking().Where(s => s.ArchivedAt == null).OrderBy(s => s.Code != null).ThenBy(s => s.Id).Select(s => new { s.Id, s.Name }).ToListAsync(ct);
        var facts = JsonSerializer.Serialize(new
        {
            Id, menu?.Version, Name = menu?.Name ?? "", W.Language, Brand = brand.Value.Name, brand.Value.Color, Tiers = tiers, Tags = tags, Segments = segments,
            State = menu is null ? null : MenuWords.State(menu, W).Text, menu?.Refusal, MostBytes = KeepMenuImage.MostBytes,
        }, Json);
        return menu is null ? facts : $$"""{"content":{{menu.Draft}},{{facts[1..]}}""";
    }

    private async Task<MenuDraft?> ReadAsync(CancellationToken ct)
    {
        if (await BodyAsync(MostJson, ct) is not { } body) return null;
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            return new MenuDraft(
                root.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number ? id.GetInt64() : null,
                root.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.Number ? version.GetInt64() : null,
                root.GetProperty("name").GetString() ?? "",
                MenuContent.Parse(root.GetProperty("content").GetRawText()));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private async Task<byte[]?> BodyAsync(int most, CancellationToken ct)
    {
        if (Request.ContentLength > most) return null;
        using var kept = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = await Request.Body.ReadAsync(buffer, ct)) > 0;)
        {
            if (kept.Length + read > most) return null;
            kept.Write(buffer, 0, read);
        }
        return kept.ToArray();
    }

    private JsonResult Refuse(Refusal refusal) =>
        new(new { code = refusal.Code, title = refusal.Text(W.Language), problems = View(refusal.Facts.GetValueOrDefault("errors") as IReadOnlyList<MenuProblem> ?? []) }, Json) { StatusCode = refusal.Status };

    private IEnumerable<object> View(IEnumerable<MenuProblem> problems) => problems.Select(p => (object)new { p.Path, Text = W[p.Chinese, p.English] });
}
