using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>A gift rule as the form sends it.</summary>
public sealed record GiftForm
{
    public string? Name { get; set; }
    public GiftOccasion Occasion { get; set; }
    public int? Visit { get; set; } = 5;
    public string? Coupon { get; set; }
}

/// <summary>Coupons that come by themselves: which there are, how many they gave, and a new one.</summary>
public sealed class GiftsModel(LoyaltyDb db, TimeProvider clock) : AdminPage
{
    public IReadOnlyList<(GiftRule Rule, string Coupon, int Given)> Rows { get; private set; } = [];
    public IReadOnlyList<CouponDefinition> Coupons { get; private set; } = [];
    [BindProperty] public GiftForm Form { get; set; } = new();

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        ModelState.Clear();
        var name = Names.Readable(Form.Name ?? "");
        if (name.Length is 0 or > 60) ModelState.AddModelError("Form.Name", W["請填寫名稱，最多 60 字。", "Give a name of at most 60 characters."]);
        if (!Enum.IsDefined(Form.Occasion)) ModelState.AddModelError("Form.Occasion", W["請選擇時機。", "Choose an occasion."]);
        if (Form.Occasion == GiftOccasion.NthVisit && Form.Visit is not (>= 2 and <= 1000)) ModelState.AddModelError("Form.Visit", W["次數請填 2–1,000。", "Give 2 to 1,000."]);
        if (!await db.CouponDefinitions.AnyAsync(d => d.Code == Form.Coupon && d.Active, ct)) ModelState.AddModelError("Form.Coupon", W["請選擇優惠券。", "Choose a coupon."]);
        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            await LoadAsync(ct);
            return Page();
        }
        db.GiftRules.Add(new GiftRule
        {
            Name = name, Occasion = Form.Occasion, Visit = Form.Occasion == GiftOccasion.NthVisit ? Form.Visit!.Value : 0, Coupon = Form.Coupon!, BeganAt = clock.GetUtcNow().UtcDateTime,
        });
        await NoteAsync("gift.created", name, ct);
        Notice("自動贈禮已開始。", "The gift has begun.");
        return Redirect("/admin/gifts");
    }

    public async Task<IActionResult> OnPostSwitchAsync(long id, CancellationToken ct)
    {
        if (await db.GiftRules.SingleOrDefaultAsync(r => r.Id == id, ct) is not { } rule) return NotFound();
        rule.Enabled = !rule.Enabled;
        await NoteAsync(rule.Enabled ? "gift.resumed" : "gift.paused", rule.Name, ct);
        return Redirect("/admin/gifts");
    }

    /// <summary>When it comes, in words.</summary>
    public string Occasion(GiftOccasion occasion, int visit) => occasion switch
    {
        GiftOccasion.FirstPurchase => W["首次消費後", "After the first purchase"],
        GiftOccasion.NthVisit => W[$"第 {visit} 次來店消費後", $"After the visit no. {visit}"],
        GiftOccasion.MonthlyVisit => W["每月第一次消費後", "After the first purchase of each month"],
        _ => W["每年入會週年當天", "Each year on the day of joining"],
    };

    private async Task NoteAsync(string action, string subject, CancellationToken ct)
    {
        db.AuditEntries.Add(new AuditEntry { At = clock.GetUtcNow().UtcDateTime, StaffId = Me.Id, Action = action, Subject = subject, Data = JsonSerializer.Serialize(new { Form.Occasion, Form.Visit, Form.Coupon }, JsonSerializerOptions.Web) });
        await db.SaveChangesAsync(ct);
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Coupons = await db.CouponDefinitions.AsNoTracking().Where(d => d.Active).OrderBy(d => d.Id).ToListAsync(ct);
        var english = W.IsEnglish;
        var titles = await db.CouponDefinitions.AsNoTracking().ToDictionaryAsync(d => d.Code, d => english && d.TitleEn != "" ? d.TitleEn : d.Title, ct);
        var rules = await db.GiftRules.AsNoTracking().OrderByDescending(r => r.Enabled).ThenBy(r => r.Id).ToListAsync(ct);
        var rows = new List<(GiftRule, string, int)>();
        foreach (var rule in rules)
        {
            var prefix = rule.Id + ":";
            rows.Add((rule, titles.GetValueOrDefault(rule.Coupon, rule.Coupon), await db.ProgrammeSteps.CountAsync(s => s.Programme == "gift" && s.Key.StartsWith(prefix), ct)));
        }
        Rows = rows;
    }
}
