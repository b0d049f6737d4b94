using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Sources;
using LineLoyalty.Purchases;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>One source: its link, its QR code to print, and what joining through it brings.</summary>
public sealed class SourceModel(LoyaltyDb db, TimeProvider clock, IOptions<LineOptions> line) : AdminPage
{
    [BindProperty(SupportsGet = true)] public string Code { get; set; } = "";
    [BindProperty] public SourceForm Form { get; set; } = new();

    public JoinSource Source { get; private set; } = null!;
    public IReadOnlyList<Store> Stores { get; private set; } = [];
    public int Joined { get; private set; }
    public string Link => line.Value.LiffLink("join?src=" + Uri.EscapeDataString(Source.Code));

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        Form = new SourceForm { Name = Source.Name, Store = Source.Store, Tag = Source.Tag, Active = Source.Active };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        ModelState.Clear();
        Form.Check(ModelState, Stores, isNew: false, W);
        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }
        (Source.Name, Source.Store, Source.Tag, Source.Active) = (Form.CleanName, Form.CleanStore, Form.CleanTag, Form.Active);
        db.AuditEntries.Add(new AuditEntry { At = clock.GetUtcNow().UtcDateTime, StaffId = Me.Id, Action = "source.changed", Subject = Code, Data = JsonSerializer.Serialize(new { Form.Name, Form.Store, Form.Tag, Form.Active }, JsonSerializerOptions.Web) });
        await db.SaveChangesAsync(ct);
        Notice("來源已儲存。", "The source is saved.");
        return Redirect("/admin/sources/" + Code);
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        Stores = await db.Stores.AsNoTracking().OrderBy(s => s.Code).Take(500).ToListAsync(ct);
        Joined = await db.Members.CountAsync(m => m.JoinSource == Code && m.ErasedAt == null, ct);
        if (await db.JoinSources.SingleOrDefaultAsync(s => s.Code == Code, ct) is not { } source) return false;
        Source = source;
        return true;
    }
}
