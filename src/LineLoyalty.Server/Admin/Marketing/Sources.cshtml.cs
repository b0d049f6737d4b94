using System.Text.Json;
using System.Text.RegularExpressions;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Sources;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>A source as a form sends it.</summary>
public sealed partial record SourceForm
{
    public string? Code { get; set; }
    public string? Name { get; set; }
    public string? Store { get; set; }
    public string? Tag { get; set; }
    public bool Active { get; set; } = true;

    public string CleanName => Names.Readable(Name ?? "");
    public string? CleanTag => Names.Readable(Tag ?? "") is { Length: > 0 } tag ? tag : null;
    public string? CleanStore => string.IsNullOrEmpty(Store) ? null : Store;

    internal void Check(ModelStateDictionary state, IReadOnlyList<Store> stores, bool isNew, Words w)
    {
        if (isNew && !Codes().IsMatch(Code?.Trim() ?? "")) state.AddModelError("Form.Code", w["代碼請用 2–40 個小寫英數字或連字號。", "Use 2 to 40 lower-case letters, digits or hyphens."]);
        if (CleanName.Length is 0 or > 60) state.AddModelError("Form.Name", w["請填寫名稱，最多 60 字。", "Give a name of at most 60 characters."]);
        if (CleanTag?.Length > WearTag.LongestName) state.AddModelError("Form.Tag", w["標籤為 1–40 個字。", "A tag has 1 to 40 characters."]);
        if (CleanStore is { } store && !stores.Any(s => s.Code == store)) state.AddModelError("Form.Store", w["查無這家門市。", "There is no such store."]);
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,39}$")]
    private static partial Regex Codes();
}

/// <summary>Every source with how many members came through it.</summary>
public sealed class SourcesModel(LoyaltyDb db, TimeProvider clock) : AdminPage
{
    private const int MostUnknown = 30;

    public IReadOnlyList<(JoinSource Source, int Joined)> Rows { get; private set; } = [];
    /// <summary>Codes that came with links and stand in no list.</summary>
    public IReadOnlyList<(string Code, int Joined)> Unknown { get; private set; } = [];
    public IReadOnlyList<Store> Stores { get; private set; } = [];
    [BindProperty] public SourceForm Form { get; set; } = new();

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        ModelState.Clear();
        Form.Check(ModelState, Stores, isNew: true, W);
        var code = Form.Code?.Trim() ?? "";
        if (Rows.Any(r => r.Source.Code == code)) ModelState.AddModelError("Form.Code", W["這個代碼已經使用過。", "This code is taken."]);
        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }
        var now = clock.GetUtcNow().UtcDateTime;
        db.JoinSources.Add(new JoinSource { Code = code, Name = Form.CleanName, Store = Form.CleanStore, Tag = Form.CleanTag, CreatedAt = now });
        db.AuditEntries.Add(new AuditEntry { At = now, StaffId = Me.Id, Action = "source.created", Subject = code, Data = JsonSerializer.Serialize(new { Form.Name, Form.Store, Form.Tag }, JsonSerializerOptions.Web) });
        await db.SaveChangesAsync(ct);
        return Redirect("/admin/sources/" + code);
    }

    public string StoreName(string? code) => Stores.FirstOrDefault(s => s.Code == code) is { } s ? W.IsEnglish && s.NameEn != "" ? s.NameEn : s.Name : code ?? "";

    private async Task LoadAsync(CancellationToken ct)
    {
        Stores = await db.Stores.AsNoTracking().OrderBy(s => s.Code).Take(500).ToListAsync(ct);
        var joined = await db.Members.Where(m => m.JoinSource != null && m.ErasedAt == null).GroupBy(m => m.JoinSource!).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        Rows = [.. (await db.JoinSources.AsNoTracking().OrderByDescending(s => s.Active).ThenBy(s => s.Id).ToListAsync(ct)).Select(s => (s, joined.GetValueOrDefault(s.Code)))];
        var known = Rows.Select(r => r.Source.Code).ToHashSet(StringComparer.Ordinal);
        Unknown = [.. joined.Where(j => !known.Contains(j.Key)).OrderByDescending(j => j.Value).Take(MostUnknown).Select(j => (j.Key, j.Value))];
    }
}
