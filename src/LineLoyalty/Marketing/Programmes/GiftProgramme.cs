using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Programmes;

/// <summary>
/// Gives the coupons of gift rules, each once per occasion: every minute to those who have just bought, nightly to whom that missed, and
/// on the day of joining. A purchase that was wholly returned is none.
/// </summary>
internal sealed class GiftProgramme(LoyaltyDb db, ProgrammeSteps steps, IssueCoupon issue, ProgrammeMessages messages, BrandTime time, ReadSendingRules said)
{
    private const string Name = "gift";
    private static readonly TimeSpan JustBought = TimeSpan.FromMinutes(5);

    public Task AfterPurchasesAsync(CancellationToken ct) => GiveToBuyersAsync(time.Now - JustBought, ct);

    /// <summary>Those whose day of joining <paramref name="day"/> is, and buyers of the last days whom an outage left out.</summary>
    public async Task DailyAsync(DateOnly day, CancellationToken ct)
    {
        var latest = time.Today.AddDays(-(await said.ExecuteAsync(ct)).LatestDays);
        await GiveToBuyersAsync(time.StartOf(latest), ct);
        if (day < latest) return;
        foreach (var rule in await RulesAsync(r => r.Occasion == GiftOccasion.Anniversary, ct))
        {
            foreach (var id in await JoinedOnAsync(day, rule.LeapDay, ct)) await GiveAsync(rule, id, $"{rule.Id}:{day.Year}", ct);
        }
    }

    private async Task GiveToBuyersAsync(DateTime since, CancellationToken ct)
    {
        var rules = await RulesAsync(r => r.Occasion == GiftOccasion.FirstPurchase || r.Occasion == GiftOccasion.NthVisit || r.Occasion == GiftOccasion.MonthlyVisit, ct);
        if (rules.Count == 0) return;
        var buyers = await Kept().Where(p => p.RecordedAt > since).Select(p => p.MemberId!.Value).Distinct().OrderBy(id => id).ToListAsync(ct);
        foreach (var rule in rules)
        {
            foreach (var id in buyers)
            {
                if (await KeyAsync(rule, id, ct) is { } key) await GiveAsync(rule, id, key, ct);
            }
        }
    }

    /// <summary>The occasion a member has reached since the rule began; null when there is none, or its gift has been given.</summary>
    private async Task<string?> KeyAsync(GiftRule rule, long memberId, CancellationToken ct)
    {
        var days = await Kept().Where(p => p.MemberId == memberId).GroupBy(p => p.SoldOn).OrderBy(g => g.Key)
            .Select(g => new { Day = g.Key, First = g.Min(p => p.OccurredAt), Last = g.Max(p => p.OccurredAt) }).ToListAsync(ct);
        var key = rule.Occasion switch
        {
            GiftOccasion.FirstPurchase => days is [var first, ..] && first.First >= rule.BeganAt ? $"{rule.Id}:first" : null,
            GiftOccasion.NthVisit => days.Count >= rule.Visit && days[rule.Visit - 1].First >= rule.BeganAt ? $"{rule.Id}:nth" : null,
            _ => days is [.., var last] && last.Last >= rule.BeganAt && last.Day >= Month(time.Today) ? $"{rule.Id}:{last.Day:yyyy-MM}" : null,
        };
        return key is not null && await db.ProgrammeSteps.AnyAsync(s => s.Programme == Name && s.MemberId == memberId && s.Key == key, ct) ? null : key;
    }

    private Task<bool> GiveAsync(GiftRule rule, long memberId, string key, CancellationToken ct) =>
        steps.TakeAsync(Name, memberId, key, async (member, account) =>
        {
            var issued = await issue.ExecuteAsync(memberId, rule.Coupon, Name, $"gift:{memberId}:{key}", ct);
            if (!issued.Succeeded(out var coupon, out _)) return false;
            if (ProgrammeSteps.Reaches(member, account)) await steps.TellAsync(member, account!, "gift", $"gift:{memberId}:{key}", messages.Gift(member, rule, coupon), ct);
            return true;
        }, ct);

    private IQueryable<Purchase> Kept() => db.Purchases.Where(p => p.MemberId != null && !p.WhollyReturned);

    private Task<List<GiftRule>> RulesAsync(System.Linq.Expressions.Expression<Func<GiftRule, bool>> which, CancellationToken ct) =>
        db.GiftRules.AsNoTracking().Where(r => r.Enabled).Where(which).OrderBy(r => r.Id).ToListAsync(ct);

    private async Task<List<long>> JoinedOnAsync(DateOnly day, LeapDay leap, CancellationToken ct)
    {
        var joined = await db.Members.Where(m => m.ErasedAt == null && m.JoinedAt < time.StartOf(day)).Select(m => new { m.Id, m.JoinedAt }).ToListAsync(ct);
        return [.. joined.Where(m => time.DayOf(m.JoinedAt) is var first && YearlyDays.In(day.Year, first.Month, first.Day, leap) == day).Select(m => m.Id)];
    }

    private static DateOnly Month(DateOnly day) => new(day.Year, day.Month, 1);
}
