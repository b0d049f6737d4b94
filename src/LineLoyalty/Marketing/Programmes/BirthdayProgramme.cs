using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing.Programmes;

/// <summary>
/// A coupon some days before the birthday, a greeting on the day, each once per calendar year of the birthday. Born on 29 February:
/// the 28th in common years. Members who want no marketing get the coupon without a word.
/// </summary>
internal sealed partial class BirthdayProgramme(
    LoyaltyDb db, ProgrammeSteps steps, IssueCoupon issue, ProgrammeMessages messages, BrandTime time, IOptions<ProgrammeOptions> options, ILogger<BirthdayProgramme> logger)
{
    private const string Name = "birthday";
    public static readonly TimeOnly GreetingAt = new(9, 0);

    /// <summary>Gives the coupon to everybody whose birthday comes within the window of <paramref name="day"/>.</summary>
    public Task GiveCouponsAsync(DateOnly day, CancellationToken ct) => GiveCouponsAsync(day, newSince: null, ct);

    private async Task GiveCouponsAsync(DateOnly day, DateTime? newSince, CancellationToken ct)
    {
        if (!options.Value.Birthday.Enabled) return;
        // A run made up after an outage still gives to those whose birthday is hardly over.
        var from = Later(day, time.Today.AddDays(-options.Value.LatestDays));
        for (var birthday = from; birthday <= day.AddDays(options.Value.Birthday.CouponDaysBefore); birthday = birthday.AddDays(1))
        {
            foreach (var id in await BornOnAsync(birthday, CouponKey(birthday), newSince, ct)) await GiveAsync(id, birthday, ct);
        }
    }

    /// <summary>Greets everybody whose birthday <paramref name="day"/> is.</summary>
    public Task GreetAsync(DateOnly day, CancellationToken ct) => GreetAsync(day, newSince: null, ct);

    private async Task GreetAsync(DateOnly day, DateTime? newSince, CancellationToken ct)
    {
        if (!options.Value.Birthday.Enabled || day < time.Today.AddDays(-options.Value.LatestDays)) return;
        foreach (var id in await BornOnAsync(day, GreetingKey(day), newSince, ct)) await GreetAsync(id, day, ct);
    }

    /// <summary>For those who have just joined or told us their birthday: what the day's runs had already passed by.</summary>
    public async Task CatchUpAsync(CancellationToken ct)
    {
        var today = time.Today;
        var begun = time.Now >= time.At(today, GreetingAt);
        var lately = time.Now.AddDays(-2);
        await GiveCouponsAsync(begun ? today : today.AddDays(-1), lately, ct);
        if (begun) await GreetAsync(today, lately, ct);
    }

    private Task<bool> GiveAsync(long memberId, DateOnly birthday, CancellationToken ct) =>
        steps.TakeAsync(Name, memberId, CouponKey(birthday), async (member, account) =>
        {
            if (member.BirthdayIn(birthday.Year) != birthday) return false;
            var issued = await issue.ExecuteAsync(memberId, options.Value.Birthday.Coupon, Name, IssueKey(memberId, birthday), ct);
            if (!issued.Succeeded(out var coupon, out var refusal))
            {
                Log.NoCoupon(logger, memberId, refusal.Code);
                return false;
            }
            if (ProgrammeSteps.Reaches(member, account))
            {
                steps.Tell(member, account!, "birthday-coupon", $"birthday-coupon:{memberId}:{birthday.Year}", messages.BirthdayCoupon(member, coupon));
            }
            return true;
        }, ct);

    private Task<bool> GreetAsync(long memberId, DateOnly birthday, CancellationToken ct) =>
        steps.TakeAsync(Name, memberId, GreetingKey(birthday), async (member, account) =>
        {
            if (member.BirthdayIn(birthday.Year) != birthday || !ProgrammeSteps.Reaches(member, account)) return false;
            var (key, now) = (IssueKey(memberId, birthday), time.Now);
            var coupon = await db.Coupons.Include(c => c.Definition).FirstOrDefaultAsync(c => c.IssueKey == key && c.State == CouponState.Issued && c.ValidUntil > now, ct);
            steps.Tell(member, account!, "birthday", $"birthday:{memberId}:{birthday.Year}", messages.BirthdayGreeting(member, coupon));
            return true;
        }, ct);

    /// <param name="birthday">The day it is kept on.</param>
    /// <param name="key">The step they have not had.</param>
    /// <param name="newSince">Only those who have joined, taken up their card or changed their profile since.</param>
    /// <param name="ct">Cancels.</param>
    private Task<List<long>> BornOnAsync(DateOnly birthday, string key, DateTime? newSince, CancellationToken ct)
    {
        var last = birthday.Day == DateTime.DaysInMonth(birthday.Year, birthday.Month) ? 31 : birthday.Day;
        var born = db.Members
            .Where(m => m.BirthMonth == birthday.Month && m.BirthDay >= birthday.Day && m.BirthDay <= last && m.ErasedAt == null
                && !db.ProgrammeSteps.Any(s => s.Programme == Name && s.MemberId == m.Id && s.Key == key));
        if (newSince is { } since)
        {
            born = born.Where(m => m.JoinedAt >= since
                || db.LineAccounts.Any(a => a.MemberId == m.Id && a.BoundAt >= since)
                || db.MemberEvents.Any(e => e.MemberId == m.Id && e.At >= since && e.Kind == MemberEvents.ProfileChanged));
        }
        return born.OrderBy(m => m.Id).Select(m => m.Id).ToListAsync(ct);
    }

    private static string CouponKey(DateOnly birthday) => $"{birthday.Year}:coupon";
    private static string GreetingKey(DateOnly birthday) => $"{birthday.Year}:greeting";
    private static string IssueKey(long memberId, DateOnly birthday) => $"birthday:{memberId}:{birthday.Year}";
    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Member {Member} could not get the birthday coupon: {Code}. It is tried again tomorrow.")]
        public static partial void NoCoupon(ILogger logger, long member, string code);
    }
}
