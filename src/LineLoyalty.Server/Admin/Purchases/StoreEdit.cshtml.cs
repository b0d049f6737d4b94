using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Purchases;

public sealed record StoreForm
{
    public string? Code { get; set; }
    public string? Name { get; set; }
    public string? NameEn { get; set; }
    public string Channel { get; set; } = SalesChannels.Store;
    /// <summary>Minutes after midnight.</summary>
    public int DayStartsAt { get; set; }
    public bool Active { get; set; } = true;
}

/// <summary>A store, and how it sells.</summary>
public sealed partial class StoreEditModel(LoyaltyDb db, TimeProvider clock) : AdminPage
{
    /// <summary>The store being edited; null for a new one.</summary>
    [BindProperty(SupportsGet = true)] public string? Code { get; set; }
    [BindProperty] public StoreForm Form { get; set; } = new();

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (Code is null) return Page();
        if (await db.Stores.AsNoTracking().SingleOrDefaultAsync(s => s.Code == Code, ct) is not { } store) return NotFound();
        Form = new StoreForm { Name = store.Name, NameEn = store.NameEn, Channel = store.Channel, DayStartsAt = store.DayStartsAt, Active = store.Active };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        ModelState.Clear();
        var store = Code is null ? null : await db.Stores.SingleOrDefaultAsync(s => s.Code == Code, ct);
        if (Code is not null && store is null) return NotFound();
        var (code, name, english) = (Code ?? Form.Code?.Trim() ?? "", Names.Readable(Form.Name ?? ""), Names.Readable(Form.NameEn ?? ""));
        if (store is null && !Codes().IsMatch(code)) ModelState.AddModelError("Form.Code", W["代碼請用 1–20 個英數字、連字號或底線。", "Use 1 to 20 letters, digits, hyphens or underscores."]);
        if (store is null && await db.Stores.AnyAsync(s => s.Code == code, ct)) ModelState.AddModelError("Form.Code", W["這個代碼已經使用過。", "This code is taken."]);
        if (name.Length is 0 or > 60 || english.Length > 60) ModelState.AddModelError("Form.Name", W["請填寫名稱，最多 60 字。", "Give a name of at most 60 characters."]);
        if (Form.Channel is not (SalesChannels.Store or SalesChannels.Web)) ModelState.AddModelError("Form.Channel", W["請選擇通路。", "Choose a channel."]);
        if (Form.DayStartsAt is < 0 or > Store.LatestDayStart) ModelState.AddModelError("Form.DayStartsAt", W["換日時間請選 00:00 到 08:00。", "Choose a time from 00:00 to 08:00."]);
        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }
        var action = store is null ? "store.created" : "store.changed";
        store ??= db.Stores.Add(new Store { Code = code, Name = name }).Entity;
        (store.Name, store.NameEn, store.Channel, store.DayStartsAt, store.Active) = (name, english, Form.Channel, Form.DayStartsAt, Form.Active);
        db.AuditEntries.Add(new AuditEntry { At = clock.GetUtcNow().UtcDateTime, StaffId = Me.Id, Action = action, Subject = code, Data = JsonSerializer.Serialize(new { name, store.Channel, store.DayStartsAt, store.Active }, JsonSerializerOptions.Web) });
        await db.SaveChangesAsync(ct);
        Notice("門市已儲存。", "The store is saved.");
        return Redirect("/admin/stores");
    }

    public string Channel(string channel) => channel == SalesChannels.Web ? W["網路商店（含到店取貨）", "Web shop (also collected at a store)"] : W["實體門市", "Store"];

    /// <summary>Every half hour, and what is saved.</summary>
    public IEnumerable<int> DayStarts => Enumerable.Range(0, Store.LatestDayStart / 30 + 1).Select(n => n * 30).Append(Form.DayStartsAt).Distinct().Order();

    public static string Clock(int minutes) => TimeOnly.MinValue.AddMinutes(minutes).ToString("HH:mm", CultureInfo.InvariantCulture);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,19}$")]
    private static partial Regex Codes();
}
