using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Tags;
using LineLoyalty.Membership;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <param name="ByRule">Of them, put on by a rule.</param>
public sealed record TagRow(string Name, int Members, int ByRule, TagRule? Rule);

/// <summary>Every tag there is, the rules that put tags on, and tagging by a list.</summary>
public sealed class TagsModel(LoyaltyDb db, ImportTags import, TimeProvider clock) : AdminPage
{
    private const int LargestFile = 4_000_000;

    public IReadOnlyList<TagRow> Rows { get; private set; } = [];
    public TagImport? Looked { get; private set; }
    [BindProperty] public string? Tag { get; set; }
    /// <summary>Takes the tag off instead.</summary>
    [BindProperty] public bool Off { get; set; }
    [BindProperty] public int? Days { get; set; }
    [BindProperty] public string? List { get; set; }
    [BindProperty] public IFormFile? Upload { get; set; }

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    /// <summary>Counts first; the same list sent with <paramref name="go"/> puts the tag on.</summary>
    public async Task<IActionResult> OnPostImportAsync(bool go, CancellationToken ct)
    {
        ModelState.Clear();
        if (Upload is { Length: > 0 and <= LargestFile })
        {
            using var reader = new StreamReader(Upload.OpenReadStream());
            List = await reader.ReadToEndAsync(ct);
        }
        var tag = Names.Readable(Tag ?? "");
        if (tag.Length is 0 or > 40) ModelState.AddModelError("Tag", W["標籤為 1–40 個字。", "A tag has 1 to 40 characters."]);
        if (string.IsNullOrWhiteSpace(List) || List.Length > LargestFile) ModelState.AddModelError("List", W["請貼上或上傳名單，一行一位會員的手機或會員卡號。", "Paste or upload a list: a phone or card number a line."]);
        if (Days is < 1 or > 3650) ModelState.AddModelError("Days", W["天數請填 1–3650。", "Give 1 to 3650 days."]);
        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            await LoadAsync(ct);
            return Page();
        }
        Looked = await import.ExecuteAsync(List!, tag, Days, $"staff:{Me.Id}", go, Off, ct);
        if (!go)
        {
            await LoadAsync(ct);
            return Page();
        }
        db.AuditEntries.Add(new AuditEntry
        {
            At = clock.GetUtcNow().UtcDateTime, StaffId = Me.Id, Action = Off ? "tag.removed_by_list" : "tag.imported", Subject = tag,
            Data = JsonSerializer.Serialize(new { Looked.Members, faults = Looked.Faults.Count }, JsonSerializerOptions.Web),
        });
        await db.SaveChangesAsync(ct);
        if (Off) Notice($"已為 {Looked.Had:N0} 位會員移除「{tag}」。", $"“{tag}” was taken off {Looked.Had:N0} members.");
        else Notice($"已為 {Looked.Members:N0} 位會員貼上「{tag}」。", $"{Looked.Members:N0} members were tagged “{tag}”.");
        return Redirect("/admin/tags");
    }

    public async Task<IActionResult> OnPostRemoveAllAsync(CancellationToken ct)
    {
        var removed = await import.RemoveFromAllAsync(Tag ?? "", $"staff:{Me.Id}", ct);
        db.AuditEntries.Add(new AuditEntry { At = clock.GetUtcNow().UtcDateTime, StaffId = Me.Id, Action = "tag.removed_from_all", Subject = Tag, Data = JsonSerializer.Serialize(new { removed }) });
        await db.SaveChangesAsync(ct);
        Notice($"已為 {removed:N0} 位會員移除「{Tag}」。", $"“{Tag}” was taken off {removed:N0} members.");
        return Redirect("/admin/tags");
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var counts = await db.MemberTags.GroupBy(t => t.Name)
            .Select(g => new { Name = g.Key, Members = g.Count(), ByRule = g.Count(t => EF.Functions.Like(t.Source, TagRule.SourcePrefix + "%")) }).ToDictionaryAsync(g => g.Name, ct);
        var rules = await db.TagRules.AsNoTracking().ToDictionaryAsync(r => r.Tag, ct);
        Rows = [.. counts.Keys.Union(rules.Keys).Select(name => new TagRow(name, counts.GetValueOrDefault(name)?.Members ?? 0, counts.GetValueOrDefault(name)?.ByRule ?? 0, rules.GetValueOrDefault(name)))
            .OrderByDescending(r => r.Members).ThenBy(r => r.Name, StringComparer.Ordinal)];
    }
}
