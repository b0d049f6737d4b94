using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Marketing.Programmes;

/// <summary>
/// A coupon around the birthday and a greeting on the day, each once per calendar year of the birthday, as the brand's birthday rule says.
/// Members who want no marketing get the coupon without a word.
/// </summary>
internal sealed partial class BirthdayProgramme(
    LoyaltyDb db, ProgrammeSteps steps, IssueCoupon issue, ProgrammeMessages messages, BrandTime time, ReadSendingRules said, ILogger<BirthdayProgramme> logger)
{
    private const string Name = "birthday";
    public static readonly TimeOnly GreetingAt = new(9, 0);

    /// <summary>Gives the coupon to everybody whose birthday comes within the window of <paramref name="day"/>.</summary>
    public async Task GiveCouponsAsync(DateOnly day, CancellationToken ct) => await GiveCouponsAsync(await RuleAsync(ct), day, newSince: null, ct);

    private async Task GiveCouponsAsync(GiftRule? rule, DateOnly day, DateTime? newSince, CancellationToken ct)
    {
        if (rule is null) return;
        var latestDays = (await said.ExecuteAsync(ct)).LatestDays;
        if (rule.Timing == BirthdayTiming.Month)
        {
            // A rule that begins late in a month leaves that month to those who join in it.
            if (newSince is null && (day.Day > 1 + latestDays || day < time.Today.AddDays(-latestDays))) return;
            foreach (var id in await BornInAsync(day, newSince, ct)) await GiveAsync(rule, id, m => m.BirthMonth == day.Month ? YearlyDays.In(day.Year, m.BirthMonth!.Value, m.BirthDay!.Value, rule.LeapDay) : null, day.Year, EndOfMonth(day), ct);
            return;
        }
        // A run made up after an outage still gives to those whose birthday is hardly over.
        var from = Later(day, time.Today.AddDays(-latestDays));
        for (var birthday = from; birthday <= day.AddDays(rule.DaysBefore); birthday = birthday.AddDays(1))
        {
            var kept = birthday;
            foreach (var id in await BornOnAsync(kept, rule.LeapDay, CouponKey(kept.Year), newSince, ct)) await GiveAsync(rule, id, m => On(m, kept, rule), kept.Year, latest: null, ct);
        }
    }

    /// <summary>Greets everybody whose birthday <paramref name="day"/> is.</summary>
    public async Task GreetAsync(DateOnly day, CancellationToken ct) => await GreetAsync(await RuleAsync(ct), day, newSince: null, ct);

    private async Task GreetAsync(GiftRule? rule, DateOnly day, DateTime? newSince, CancellationToken ct)
    {
        if (rule is not { Greets: true } || day < time.Today.AddDays(-(await said.ExecuteAsync(ct)).LatestDays)) return;
        foreach (var id in await BornOnAsync(day, rule.LeapDay, GreetingKey(day.Year), newSince, ct)) await GreetAsync(rule, id, day, ct);
    }

    /// <summary>For those who have just joined or told us their birthday: what the day's runs had already passed by.</summary>
    public async Task CatchUpAsync(CancellationToken ct)
    {
        if (await RuleAsync(ct) is not { } rule) return;
        var today = time.Today;
        var begun = time.Now >= time.At(today, GreetingAt);
        var lately = time.Now.AddDays(-2);
        await GiveCouponsAsync(rule, begun ? today : today.AddDays(-1), lately, ct);
        if (begun) await GreetAsync(rule, today, lately, ct);
    }

    private Task<GiftRule?> RuleAsync(CancellationToken ct) => db.GiftRules.AsNoTracking().FirstOrDefaultAsync(r => r.Occasion == GiftOccasion.Birthday && r.Enabled, ct);

    /// <param name="kept">The birthday as the member, read again under the lock, has it; null when it is another by now.</param>
    private Task<bool> GiveAsync(GiftRule rule, long memberId, Func<Member, DateOnly?> kept, int year, DateTime? latest, CancellationToken ct) =>
        steps.TakeAsync(Name, memberId, CouponKey(year), async (member, account) =>
        {
            if (kept(member) is null) return false;
            var issued = await issue.ExecuteAsync(memberId, rule.Coupon, Name, IssueKey(memberId, year), new IssueDetails(LatestUntil: latest), ct);
            if (!issued.Succeeded(out var coupon, out var refusal))
            {
                Log.NoCoupon(logger, memberId, refusal.Code);
                return false;
            }
            if (ProgrammeSteps.Reaches(member, account))
            {
                await steps.TellAsync(member, account!, "birthday-coupon", $"birthday-coupon:{memberId}:{year}", messages.BirthdayCoupon(member, coupon, rule), ct);
            }
            return true;
        }, ct);

    private Task<bool> GreetAsync(GiftRule rule, long memberId, DateOnly birthday, CancellationToken ct) =>
        steps.TakeAsync(Name, memberId, GreetingKey(birthday.Year), async (member, account) =>
        {
            if (On(member, birthday, rule) is null || !ProgrammeSteps.Reaches(member, account)) return false;
            var (key, now) = (IssueKey(memberId, birthday.Year), time.Now);
            var coupon = await db.Coupons.Include(c => c.Definition).FirstOrDefaultAsync(c => c.IssueKey == key && c.State == CouponState.Issued && c.ValidUntil > now, ct);
            await steps.TellAsync(member, account!, "birthday", $"birthday:{memberId}:{birthday.Year}", messages.BirthdayGreeting(member, coupon), ct);
            return true;
        }, ct);

    private static DateOnly? On(Member member, DateOnly birthday, GiftRule rule) =>
        member is { BirthMonth: { } month, BirthDay: { } day } && YearlyDays.In(birthday.Year, month, day, rule.LeapDay) == birthday ? birthday : null;

    /// <param name="birthday">The day it is kept on.</param>
    /// <param name="leap">What stands for 29 February.</param>
    /// <param name="key">The step they have not had.</param>
    /// <param name="newSince">Only those who have joined, taken up their card or changed their profile since.</param>
    /// <param name="ct">Cancels.</param>
    private async Task<List<long>> BornOnAsync(DateOnly birthday, LeapDay leap, string key, DateTime? newSince, CancellationToken ct)
    {
        List<long> found = [];
        foreach (var (month, day) in YearlyDays.KeptOn(birthday, leap)) found.AddRange(await WithoutAsync(db.Members.Where(m => m.BirthMonth == month && m.BirthDay == day), key, newSince, ct));
        return found;
    }

    private Task<List<long>> BornInAsync(DateOnly day, DateTime? newSince, CancellationToken ct) =>
        WithoutAsync(db.Members.Where(m => m.BirthMonth == day.Month && m.BirthDay != null), CouponKey(day.Year), newSince, ct);

    private Task<List<long>> WithoutAsync(IQueryable<Member> born, string key, DateTime? newSince, CancellationToken ct)
    {
        born = born.Where(m => m.ErasedAt == null && !db.ProgrammeSteps.Any(s => s.Programme == Name && s.MemberId == m.Id && s.Key == key));
        if (newSince is { } since)
        {
            born = born.Where(m => m.JoinedAt >= since
                || db.LineAccounts.Any(a => a.MemberId == m.Id && a.BoundAt >= since)
                || db.MemberEvents.Any(e => e.MemberId == m.Id && e.At >= since && e.Kind == MemberEvents.ProfileChanged));
        }
        return born.OrderBy(m => m.Id).Select(m => m.Id).ToListAsync(ct);
    }

    private DateTime EndOfMonth(DateOnly day) => time.StartOf(new DateOnly(day.Year, day.Month, 1).AddMonths(1));
    private static string CouponKey(int year) => $"{year}:coupon";
    private static string GreetingKey(int year) => $"{year}:greeting";
    private static string IssueKey(long memberId, int year) => $"birthday:{memberId}:{year}";
    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Member {Member} could not get the birthday coupon: {Code}. It is tried again tomorrow.")]
        public static partial void NoCoupon(ILogger logger, long member, string code);
    }
}
