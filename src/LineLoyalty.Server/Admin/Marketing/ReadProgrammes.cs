using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Server.Admin.Marketing;

/// <param name="Key">What the list behind it is asked for with.</param>
public sealed record ProgrammeNumber(string Key, string Text, int Count);

/// <param name="Lines">Its rules in plain words.</param>
public sealed record ProgrammeView(string Icon, string Name, bool Enabled, IReadOnlyList<string> Lines, IReadOnlyList<ProgrammeNumber> Numbers, IReadOnlyList<(string Text, DateTime At)> Next);

public sealed record ProgrammeRun(string Name, DateTime PlannedAt, ScheduleRun Run, string? Note);

public sealed record ProgrammePerson(string MemberRef, string MemberName, DateTime At);

/// <summary>What goes out by itself: its settings in words, its next time, what it did.</summary>
public sealed class ReadProgrammes(LoyaltyDb db, BrandTime time, ReadSendingRules rules, IOptions<ProgrammeOptions> options, Words w)
{
    private const int Days = 30;
    private const int Size = 50;

    private ProgrammeOptions Settings => options.Value;
    private DateTime Since => time.StartOf(time.Today.AddDays(1 - Days));

    /// <summary>When not, and how often.</summary>
    public async Task<IReadOnlyList<string>> LimitsAsync(CancellationToken ct)
    {
        var said = await rules.ExecuteAsync(ct);
        return [SendingWords.Quiet(said, w.IsEnglish), SendingWords.Cap(said, w.IsEnglish)];
    }

    public async Task<IReadOnlyList<ProgrammeView>> ExecuteAsync(CancellationToken ct)
    {
        var coupons = await db.CouponDefinitions.AsNoTracking().ToDictionaryAsync(d => d.Code, d => w.IsEnglish && d.TitleEn != "" ? d.TitleEn : d.Title, ct);
        string Coupon(string code) => w[$"「{coupons.GetValueOrDefault(code, code)}」", $"“{coupons.GetValueOrDefault(code, code)}”"];
        var r = Settings.Reactivation;
        var birthday = await db.GiftRules.AsNoTracking().FirstOrDefaultAsync(g => g.Occasion == GiftOccasion.Birthday, ct);
        return
        [
            new("cake", w["生日禮", "Birthday"], birthday?.Enabled == true,
                birthday is null ? [] : [.. GiftWords.Summary(birthday, coupons.GetValueOrDefault(birthday.Coupon, birthday.Coupon), w.IsEnglish).SkipLast(1)],
                [await StepAsync("birthday:coupon", w["送出生日禮", "gifts"], ct), await StepAsync("birthday:greeting", w["生日祝賀", "greetings"], ct)],
                Next("birthday-coupon", "birthday-greeting")),
            new("refresh", w["回購喚醒（沉睡會員）", "Win-back"], r.Enabled,
                [
                    w[$"{r.ReminderAfterDays} 天沒消費：傳提醒", $"{r.ReminderAfterDays} days without a purchase: a reminder"], w[$"{r.CouponAfterDays} 天：送{Coupon(r.Coupon)}", $"{r.CouponAfterDays} days: {Coupon(r.Coupon)}"],
                    w[$"{r.ChurnAfterDays} 天：送{Coupon(r.ChurnCoupon)}並貼上「{r.ChurnTag}」標籤", $"{r.ChurnAfterDays} days: {Coupon(r.ChurnCoupon)} and the tag “{r.ChurnTag}”"], w["一有消費就停止後續步驟", "A purchase ends the rest"],
                ],
                [await StepAsync($"reactivation:{r.ReminderAfterDays}", w["提醒", "reminders"], ct), await StepAsync($"reactivation:{r.CouponAfterDays}", w[$"{r.CouponAfterDays} 天券", $"{r.CouponAfterDays}-day coupons"], ct), await StepAsync($"reactivation:{r.ChurnAfterDays}", w[$"{r.ChurnAfterDays} 天券", $"{r.ChurnAfterDays}-day coupons"], ct)],
                Next("reactivation")),
            new("coin", w["點數到期提醒", "Points expiry reminder"], Settings.PointsExpiry.Enabled,
                [w[$"點數到期前 {Settings.PointsExpiry.DaysBefore} 天提醒一次", $"Once, {Settings.PointsExpiry.DaysBefore} days before points expire"]],
                [await MessageAsync("points-expiry", w["提醒", "reminders"], ct)], Next("points-expiry-reminder")),
            new("ticket", w["優惠券到期提醒", "Coupon expiry reminder"], Settings.CouponExpiry.Enabled,
                [w[$"優惠券到期前 {Settings.CouponExpiry.DaysBefore} 天提醒一次", $"Once, {Settings.CouponExpiry.DaysBefore} days before a coupon lapses"]],
                [await MessageAsync("coupon-expiry", w["提醒", "reminders"], ct)], Next("coupon-expiry-reminder")),
            new("star", w["會員等級", "Tiers"], true,
                [w["等級異動時通知會員與原因", "A word on every change, with the reason"], w["到期前 60、30、7 天提醒還差多少可續等；已達成者不打擾", "60, 30 and 7 days before the end: what is missing to keep it; nothing when it is kept"], w["每月 1 日發送等級每月禮", "The gift of the month on the 1st"]],
                [await MessageAsync("tier-change", w["異動通知", "changes told"], ct), await MessageAsync("tier-reminder", w["到期提醒", "reminders"], ct), await MessageAsync("tier-gift", w["每月禮", "gifts"], ct)], Next("tier-reminder", "tier-gift")),
        ];
    }

    public async Task<IReadOnlyList<ProgrammeRun>> RunsAsync(CancellationToken ct) =>
        [.. (await db.ScheduleRuns.AsNoTracking().OrderByDescending(r => r.PlannedAt).ThenByDescending(r => r.Id).Take(24).ToListAsync(ct)).Select(r => new ProgrammeRun(Name(r.Schedule), r.PlannedAt, r, Note(r.Note)))];

    /// <summary>The newest people behind a number of the last 30 days.</summary>
    public async Task<IReadOnlyList<ProgrammePerson>> PeopleAsync(string key, CancellationToken ct)
    {
        var since = Since;
        if (key.Split(':') is [var programme, var step] && programme != "message")
        {
            var end = ":" + step;
            return await (from s in db.ProgrammeSteps where s.Programme == programme && s.Key.EndsWith(end) && s.At >= since join m in db.Members on s.MemberId equals m.Id orderby s.At descending, s.Id descending select new ProgrammePerson(m.Ref, m.Name, s.At)).Take(Size).ToListAsync(ct);
        }
        var cause = key["message:".Length..];
        return await (from d in db.DeliveryRecipients where d.Delivery.Cause == cause && d.State == RecipientState.Accepted && d.Delivery.CreatedAt >= since join m in db.Members on d.MemberId equals (long?)m.Id orderby d.Id descending select new ProgrammePerson(m.Ref, m.Name, d.Delivery.CreatedAt)).Take(Size).ToListAsync(ct);
    }

    private string? Note(string? note) => note == "not run: this schedule begins after it" ? w["剛啟用，從下一次開始執行", "just switched on, starts with the next time"] : note;

    public string Name(string schedule) => schedule switch
    {
        "points-expiry" => w["點數到期", "Points expiry"],
        "coupon-expiry" => w["優惠券到期", "Coupon expiry"],
        "tier-review" => w["等級檢視", "Tier review"],
        "birthday-coupon" => w["生日禮", "Birthday gifts"],
        "birthday-greeting" => w["生日祝賀", "Birthday greetings"],
        "points-expiry-reminder" => w["點數到期提醒", "Points expiry reminder"],
        "coupon-expiry-reminder" => w["優惠券到期提醒", "Coupon expiry reminder"],
        "reactivation" => w["回購喚醒", "Win-back"],
        "gifts" => w["自動贈禮", "Gifts"],
        "tag-rules" => w["自動標籤", "Tag rules"],
        "tier-reminder" => w["等級到期提醒", "Tier reminder"],
        "tier-gift" => w["等級每月禮", "Tier gift of the month"],
        _ => schedule,
    };

    private async Task<ProgrammeNumber> StepAsync(string key, string text, CancellationToken ct)
    {
        var (programme, end, since) = (key.Split(':')[0], ":" + key.Split(':')[1], Since);
        return new(key, text, await db.ProgrammeSteps.CountAsync(s => s.Programme == programme && s.Key.EndsWith(end) && s.At >= since, ct));
    }

    private async Task<ProgrammeNumber> MessageAsync(string cause, string text, CancellationToken ct)
    {
        var since = Since;
        return new("message:" + cause, text, await db.DeliveryRecipients.CountAsync(r => r.Delivery.Cause == cause && r.State == RecipientState.Accepted && r.Delivery.CreatedAt >= since, ct));
    }

    private IReadOnlyList<(string, DateTime)> Next(params string[] schedules) =>
        [.. Timetable.Daily.Where(s => schedules.Contains(s.Name)).Select(s =>
        {
            var at = time.At(time.Today, s.At);
            return (Name(s.Name), at > time.Now ? at : time.At(time.Today.AddDays(1), s.At));
        })];
}
