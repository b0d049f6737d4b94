using System.Text.Json;
using Line.Messaging.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Journeys;
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
    public string? NameEn { get; set; }
    public GiftOccasion Occasion { get; set; }
    public int? Visit { get; set; } = 5;
    public string? Coupon { get; set; }
    public BirthdayTiming Timing { get; set; }
    public int? DaysBefore { get; set; } = 7;
    public LeapDay LeapDay { get; set; }
    public bool Greets { get; set; } = true;
    public string? Message { get; set; }
    public string? MessageEn { get; set; }

    public static GiftForm Of(GiftRule r) => new()
    {
        Name = r.Name, NameEn = r.NameEn, Occasion = r.Occasion, Visit = r.Visit, Coupon = r.Coupon, Timing = r.Timing, DaysBefore = r.DaysBefore, LeapDay = r.LeapDay, Greets = r.Greets,
        Message = r.Message, MessageEn = r.MessageEn,
    };

    public void WriteTo(GiftRule r)
    {
        (r.Name, r.NameEn, r.Coupon) = (Names.Readable(Name ?? ""), Names.Readable(NameEn ?? ""), Coupon ?? "");
        (r.Message, r.MessageEn) = (Message?.Trim() ?? "", MessageEn?.Trim() ?? "");
        if (r.Occasion == GiftOccasion.NthVisit) r.Visit = Visit ?? 0;
        if (r.Occasion is GiftOccasion.Birthday or GiftOccasion.Anniversary) r.LeapDay = LeapDay;
        if (r.Occasion == GiftOccasion.Birthday) (r.Timing, r.DaysBefore, r.Greets) = (Timing, DaysBefore ?? 0, Greets);
    }
}

/// <summary>One gift that comes by itself: its rule, what it will do, and the message it sends.</summary>
public sealed class GiftEditModel(LoyaltyDb db, TimeProvider clock, PreviewGift preview, SwitchProgrammes programmes) : AdminPage
{
    [BindProperty(SupportsGet = true)] public long? Id { get; set; }
    [BindProperty] public GiftForm Form { get; set; } = new();

    public IReadOnlyList<CouponDefinition> Coupons { get; private set; } = [];
    public IReadOnlyList<string> Says { get; private set; } = [];
    /// <summary>LINE's message objects, as JSON.</summary>
    public string? Messages { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (Id is { } id)
        {
            if (await db.GiftRules.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } rule) return NotFound();
            Form = GiftForm.Of(rule);
            await ShowAsync(rule, ct);
        }
        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken ct)
    {
        if (await WrittenAsync(tracked: false, ct) is not { } rule) return NotFound();
        ModelState.Clear();
        await CheckAsync(rule, ct);
        if (ModelState.IsValid) await ShowAsync(rule, ct);
        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await WrittenAsync(tracked: true, ct) is not { } rule) return NotFound();
        ModelState.Clear();
        await CheckAsync(rule, ct);
        if (!ModelState.IsValid)
        {
            db.ChangeTracker.Clear();
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            await LoadAsync(ct);
            return Page();
        }
        if (Id is null) db.GiftRules.Add(rule);
        db.AuditEntries.Add(new AuditEntry
        {
            At = clock.GetUtcNow().UtcDateTime, StaffId = Me.Id, Action = Id is null ? "gift.created" : "gift.changed", Subject = rule.Name,
            Data = JsonSerializer.Serialize(new { Occasion = rule.Occasion.ToString(), rule.Visit, rule.Coupon, Timing = rule.Timing.ToString(), rule.DaysBefore, LeapDay = rule.LeapDay.ToString(), rule.Greets }, JsonSerializerOptions.Web),
        });
        await unit.CommitAsync(ct);
        if (Id is null) Notice("自動贈禮已開始。", "The gift has begun.");
        else Notice("自動贈禮已儲存。", "The gift is saved.");
        return Redirect("/admin/gifts");
    }

    /// <summary>The rule with what the form says; a stored one is changed only when it is tracked and saved.</summary>
    private async Task<GiftRule?> WrittenAsync(bool tracked, CancellationToken ct)
    {
        var rules = tracked ? db.GiftRules : db.GiftRules.AsNoTracking();
        var rule = Id is { } id ? await rules.SingleOrDefaultAsync(r => r.Id == id, ct)
            : new GiftRule { Name = "", Occasion = Form.Occasion, Coupon = "", BeganAt = clock.GetUtcNow().UtcDateTime };
        if (rule is not null) Form.WriteTo(rule);
        if (rule is not null) Form.Occasion = rule.Occasion;
        return rule;
    }

    private async Task CheckAsync(GiftRule rule, CancellationToken ct)
    {
        void Wrong(string field, string chinese, string english) => ModelState.AddModelError("Form." + field, W[chinese, english]);
        if (rule.Name.Length is 0 or > 60 || rule.NameEn.Length > 60) Wrong("Name", "請填寫名稱，最多 60 字。", "Give a name of at most 60 characters.");
        if (!Enum.IsDefined(rule.Occasion) || !Enum.IsDefined(rule.Timing) || !Enum.IsDefined(rule.LeapDay)) Wrong("Occasion", "請選擇時機。", "Choose an occasion.");
        if (rule.Occasion == GiftOccasion.NthVisit && rule.Visit is not (>= 2 and <= 1000)) Wrong("Visit", "次數請填 2–1,000。", "Give 2 to 1,000.");
        if (rule.DaysBefore is < 0 or > 60) Wrong("DaysBefore", "天數請填 0–60。", "Give 0 to 60 days.");
        if (rule.Message.Length > GiftRule.LongestMessage) Wrong("Message", "最多 200 字。", "At most 200 characters.");
        if (rule.MessageEn.Length > GiftRule.LongestMessage) Wrong("MessageEn", "最多 200 字。", "At most 200 characters.");
        if (!await db.CouponDefinitions.AnyAsync(d => d.Code == rule.Coupon && d.Active, ct)) Wrong("Coupon", "請選擇優惠券。", "Choose a coupon.");
        if (Id is null && await programmes.SpokenByAsync(rule.Occasion, ct) is { } journey) Wrong("Occasion", $"旅程「{journey}」已經在做同一件事，請先關閉旅程。", $"The journey “{journey}” says the same: switch it off first.");
        if (Id is null && rule.Occasion is GiftOccasion.CardOpening or GiftOccasion.Birthday && await db.GiftRules.AnyAsync(r => r.Occasion == rule.Occasion && r.Id != rule.Id, ct))
        {
            Wrong("Occasion", "開卡禮與生日禮各只有一項，請編輯現有的；要送多張券請用組合券。", "There is one gift for the card and one for the birthday: edit it. For several coupons use a bundle.");
        }
    }

    private async Task ShowAsync(GiftRule rule, CancellationToken ct)
    {
        var kind = await db.CouponDefinitions.AsNoTracking().FirstOrDefaultAsync(d => d.Code == rule.Coupon, ct);
        Says = GiftWords.Summary(rule, kind is null ? rule.Coupon : W.IsEnglish && kind.TitleEn != "" ? kind.TitleEn : kind.Title, W.IsEnglish);
        var messages = await preview.ExecuteAsync(rule, W.IsEnglish, ct);
        Messages = messages.Count == 0 ? null : LineJson.ToJson(messages);
    }

    private async Task LoadAsync(CancellationToken ct) => Coupons = await db.CouponDefinitions.AsNoTracking().Where(d => d.Active).OrderBy(d => d.Id).ToListAsync(ct);
}
