using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing.Programmes;

/// <summary>
/// Writes to members who stay away: a reminder, then a coupon, then the churn list with a stronger coupon. Days count from the last
/// sale day; one ladder per lapse (the last purchase names it), so a purchase ends it. Whoever was away before the programme was
/// switched on enters at their present step and gets no earlier one.
/// </summary>
internal sealed partial class ReactivationProgramme(
    LoyaltyDb db, ProgrammeSteps steps, ContactRules rules, ReadSendingRules said, IssueCoupon issue, ProgrammeMessages messages, BrandTime time,
    IOptions<ProgrammeOptions> options, ILogger<ReactivationProgramme> logger)
{
    public const string Name = "reactivation";
    private const string SinceKey = "programme.reactivation.since";
    private const string TagSource = "programme:" + Name;
    private const int PageSize = 500;

    private ReactivationOptions Settings => options.Value.Reactivation;

    public async Task RunAsync(DateOnly day, CancellationToken ct)
    {
        if (!Settings.Enabled) return;
        await WakeAsync(day, ct);
        if (await TakenOver.ByJourneyAsync(db, Name, ct)) return;
        var since = await SwitchedOnAsync(day, ct);
        var entries = Settings.EntryPerDay;
        var latestDays = (await said.ExecuteAsync(ct)).LatestDays;
        for (var after = 0L; ;)
        {
            var page = await AwayAsync(day, after, ct);
            if (page.Count == 0) return;
            after = page[^1].MemberId;
            var enough = await rules.HadEnoughAsync([.. page.Where(a => a.Reached).Select(a => a.MemberId)], ct);
            foreach (var away in page)
            {
                var step = StepAfter(day.DayNumber - away.LastSaleOn.DayNumber);
                if (away.Taken >= step) continue;
                var due = away.LastSaleOn.AddDays(step);
                var entering = due < since;
                var late = time.Today.DayNumber - due.DayNumber;
                if (!entering && late > latestDays) continue;
                var silent = enough.Contains(away.MemberId);
                // Tomorrow there may be room for one more message; on the last possible day the step is taken without one.
                if (silent && (entering || late < latestDays)) continue;
                if (entering && away.Reached && entries-- <= 0) continue;
                await TakeAsync(away, step, silent, ct);
            }
        }
    }

    private Task<bool> TakeAsync(Away away, int step, bool silent, CancellationToken ct)
    {
        var key = $"{away.LastPurchaseId}:{step}";
        return steps.TakeAsync(Name, away.MemberId, key, async (member, account) =>
        {
            if (member.LastPurchaseId != away.LastPurchaseId) return false; // bought something just now
            if (step == Settings.ChurnAfterDays) await TagAsync(member, ct);
            if (silent || !ProgrammeSteps.Reaches(member, account)) return true;
            var cause = $"{Name}:{member.Id}:{key}";
            var coupon = step == Settings.ReminderAfterDays ? null : await CouponAsync(member, step, cause, ct);
            await steps.TellAsync(member, account!, Name, cause,
                step == Settings.ChurnAfterDays ? messages.LongTimeNoSee(member, coupon)
                : step == Settings.CouponAfterDays ? messages.ComeBack(member, coupon)
                : messages.WeMissYou(member, time.Today.DayNumber - away.LastSaleOn.DayNumber), ct);
            return true;
        }, ct);
    }

    private async Task<Coupon?> CouponAsync(Member member, int step, string issueKey, CancellationToken ct)
    {
        var definition = step == Settings.ChurnAfterDays ? Settings.ChurnCoupon : Settings.Coupon;
        var issued = await issue.ExecuteAsync(member.Id, definition, Name, issueKey, ct);
        if (issued.Succeeded(out var coupon, out var refusal)) return coupon;
        Log.NoCoupon(logger, member.Id, refusal.Code);
        return null;
    }

    private int StepAfter(int days) =>
        days >= Settings.ChurnAfterDays ? Settings.ChurnAfterDays
        : days >= Settings.CouponAfterDays ? Settings.CouponAfterDays
        : Settings.ReminderAfterDays;

    private async Task<List<Away>> AwayAsync(DateOnly day, long after, CancellationToken ct)
    {
        var before = time.EndOf(day.AddDays(-Settings.ReminderAfterDays));
        var rows = await db.Members.AsNoTracking()
            .Where(m => m.Id > after && m.LastPurchaseAt < before && m.LastPurchaseId != null && m.ErasedAt == null)
            .OrderBy(m => m.Id).Take(PageSize)
            .Select(m => new
            {
                m.Id,
                LastPurchaseAt = m.LastPurchaseAt!.Value,
                LastPurchaseId = m.LastPurchaseId!.Value,
                Reached = m.MarketingOptIn && db.LineAccounts.Any(a => a.MemberId == m.Id && a.Friend),
            }).ToListAsync(ct);
        var ids = rows.ConvertAll(r => r.Id);
        var taken = (await db.ProgrammeSteps.Where(s => s.Programme == Name && ids.Contains(s.MemberId)).Select(s => new { s.MemberId, s.Key }).ToListAsync(ct))
            .ToLookup(s => s.MemberId, s => s.Key);
        return rows.ConvertAll(r => new Away(r.Id, r.LastPurchaseId, time.DayOf(r.LastPurchaseAt), r.Reached, taken[r.Id].Select(k => StepOf(k, r.LastPurchaseId)).DefaultIfEmpty().Max()));
    }

    /// <summary>The step a key stands for, or 0 when it belongs to an earlier lapse.</summary>
    internal static int StepOf(string key, long lastPurchaseId) =>
        key.Split(':') is [var purchase, var step] && purchase == lastPurchaseId.ToString(CultureInfo.InvariantCulture)
            ? int.Parse(step, CultureInfo.InvariantCulture) : 0;

    private async Task TagAsync(Member member, CancellationToken ct)
    {
        if (await db.MemberTags.AnyAsync(t => t.MemberId == member.Id && t.Name == Settings.ChurnTag, ct)) return;
        db.MemberTags.Add(new MemberTag { MemberId = member.Id, Name = Settings.ChurnTag, AddedAt = time.Now, Source = TagSource });
        Note(member.Id, MemberEvents.TagAdded);
    }

    /// <summary>Takes the churn tag off members who have bought again; a tag a person has given stays.</summary>
    private async Task WakeAsync(DateOnly day, CancellationToken ct)
    {
        var since = time.EndOf(day.AddDays(-Settings.ChurnAfterDays));
        var awake = db.MemberTags.Where(t => t.Name == Settings.ChurnTag && t.Source == TagSource && db.Members.Any(m => m.Id == t.MemberId && m.LastPurchaseAt >= since));
        var ids = await awake.Select(t => t.MemberId).ToListAsync(ct);
        if (ids.Count == 0) return;
        await using var unit = await db.BeginWriteAsync(ct);
        await awake.Where(t => ids.Contains(t.MemberId)).ExecuteDeleteAsync(ct);
        foreach (var id in ids) Note(id, MemberEvents.TagRemoved);
        await unit.CommitAsync(ct);
    }

    private void Note(long memberId, string kind) => db.MemberEvents.Add(new MemberEvent
    {
        MemberId = memberId,
        Kind = kind,
        At = time.Now,
        Data = JsonSerializer.Serialize(new { tag = Settings.ChurnTag, source = TagSource }, Campaigns.CampaignContent.Json),
    });

    /// <summary>The first day this programme ran here; steps that were due before it are entered, not made up.</summary>
    private async Task<DateOnly> SwitchedOnAsync(DateOnly day, CancellationToken ct)
    {
        if (await SinceAsync(ct) is { } known) return known;
        try
        {
            await using var unit = await db.BeginWriteAsync(ct);
            db.Settings.Add(new Setting { Key = SinceKey, Value = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) });
            await unit.CommitAsync(ct);
            return day;
        }
        catch (DbUpdateException e) when (db.IsUniqueViolation(e))
        {
            // Another server, at another day's run, has just written it.
            db.ChangeTracker.Clear();
            return await SinceAsync(ct) ?? day;
        }
    }

    private async Task<DateOnly?> SinceAsync(CancellationToken ct) =>
        await db.Settings.AsNoTracking().FirstOrDefaultAsync(s => s.Key == SinceKey, ct) is { } known ? DateOnly.Parse(known.Value, CultureInfo.InvariantCulture) : null;

    private sealed record Away(long MemberId, long LastPurchaseId, DateOnly LastSaleOn, bool Reached, int Taken);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Member {Member} could not get the win-back coupon: {Code}.")]
        public static partial void NoCoupon(ILogger logger, long member, string code);
    }
}
