using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Programmes;

/// <summary>
/// Gives the coupons of gift rules, each once per occasion: every minute to those who have just bought, nightly to whom that missed, and
/// on the day of joining. A purchase that was wholly returned is none: what it brought goes back with it, unless it has been used.
/// </summary>
internal sealed class GiftProgramme(
    LoyaltyDb db, ProgrammeSteps steps, IssueCoupon issue, TakeBackPrize takeBack, ProgrammeMessages messages, BrandTime time, ReadSendingRules said)
{
    private const string Name = "gift";
    private static readonly TimeSpan JustBought = TimeSpan.FromMinutes(5);

    private const int PageSize = 200;

    public async Task AfterPurchasesAsync(CancellationToken ct)
    {
        await TakeBackFromReturnersAsync(time.Now - JustBought, ct);
        await GiveToBuyersAsync(time.Now - JustBought, ct);
    }

    /// <summary>Those whose day of joining <paramref name="day"/> is, and buyers of the last days whom an outage left out.</summary>
    public async Task DailyAsync(DateOnly day, CancellationToken ct)
    {
        var latest = time.Today.AddDays(-(await said.ExecuteAsync(ct)).LatestDays);
        await TakeBackFromReturnersAsync(time.StartOf(latest), ct);
        await GiveToBuyersAsync(time.StartOf(latest), ct);
        if (day < latest) return;
        foreach (var rule in await RulesAsync(r => r.Enabled && r.Occasion == GiftOccasion.Anniversary, ct))
        {
            foreach (var id in await JoinedOnAsync(day, rule.LeapDay, ct)) await GiveAsync(rule, id, $"{rule.Id}:{day.Year}", ct);
        }
    }

    private async Task GiveToBuyersAsync(DateTime since, CancellationToken ct)
    {
        var rules = await RulesAsync(r => r.Enabled && OfPurchases.Contains(r.Occasion), ct);
        if (rules.Count == 0) return;
        var seen = await db.NewestPurchaseUntilAsync(since, ct);
        var buyers = await Kept().Where(p => p.Id > seen).Select(p => p.MemberId!.Value).Distinct().OrderBy(id => id).ToListAsync(ct);
        foreach (var rule in rules)
        {
            foreach (var id in buyers)
            {
                foreach (var key in Occasions(rule, await VisitsAsync(id, [], ct), since))
                {
                    if (!await db.ProgrammeSteps.AnyAsync(s => s.Programme == Name && s.MemberId == id && s.Key == key, ct)) await GiveAsync(rule, id, key, ct);
                }
            }
        }
    }

    /// <summary>The occasions a member has reached since the rule began; of months, those in which something was recorded lately.</summary>
    private static IEnumerable<string> Occasions(GiftRule rule, List<Visit> visits, DateTime since) => rule.Occasion switch
    {
        GiftOccasion.FirstPurchase => visits is [var first, ..] && first.First >= rule.BeganAt ? [$"{rule.Id}:first"] : [],
        GiftOccasion.NthVisit => visits.Count >= rule.Visit && visits[rule.Visit - 1].First >= rule.BeganAt ? [$"{rule.Id}:nth"] : [],
        _ => visits.Where(v => v.Last >= rule.BeganAt && v.Recorded > since).Select(v => $"{rule.Id}:{v.Day:yyyy-MM}").Distinct(),
    };

    /// <param name="also">Purchases that count although they were returned.</param>
    private Task<List<Visit>> VisitsAsync(long memberId, IReadOnlyList<long> also, CancellationToken ct) =>
        db.Purchases.Where(p => p.MemberId == memberId && (!p.WhollyReturned || also.Contains(p.Id))).GroupBy(p => p.SoldOn).OrderBy(g => g.Key)
            .Select(g => new Visit(g.Key, g.Min(p => p.OccurredAt), g.Max(p => p.OccurredAt), g.Max(p => p.RecordedAt))).ToListAsync(ct);

    private Task<bool> GiveAsync(GiftRule rule, long memberId, string key, CancellationToken ct) =>
        steps.TakeAsync(Name, memberId, key, async (member, account) =>
        {
            var cause = CauseOf(memberId, key);
            // Taken back with a return, and earned again since.
            if (await GivenFor(memberId, cause).CountAsync(ct) is > 0 and var before) cause = $"{cause}:{before}";
            var issued = await issue.ExecuteAsync(memberId, rule.Coupon, Name, cause, ct);
            if (!issued.Succeeded(out var coupon, out _)) return false;
            if (ProgrammeSteps.Reaches(member, account)) await steps.TellAsync(member, account!, "gift", cause, messages.Gift(member, rule, coupon), ct);
            return true;
        }, ct);

    private async Task TakeBackFromReturnersAsync(DateTime since, CancellationToken ct)
    {
        var rules = await RulesAsync(r => OfPurchases.Contains(r.Occasion), ct);
        if (rules.Count == 0) return;
        foreach (var returned in (await ReturnedAsync(since, ct)).GroupBy(p => p.MemberId))
        {
            var (before, now) = (await VisitsAsync(returned.Key, [.. returned.Select(p => p.Id)], ct), await VisitsAsync(returned.Key, [], ct));
            // Only what the return itself undid: a rule that has become stricter takes nothing from anybody.
            foreach (var key in rules.SelectMany(r => Occasions(r, before, DateTime.MinValue).Except(Occasions(r, now, DateTime.MinValue)))) await TakeBackAsync(returned.Key, key, ct);
        }
    }

    /// <summary>Purchases whose last piece came back lately, newest return first: there is no need to look at those of years.</summary>
    private async Task<List<(long MemberId, long Id)>> ReturnedAsync(DateTime since, CancellationToken ct)
    {
        List<(long, long)> found = [];
        for (var before = long.MaxValue; ;)
        {
            var page = await db.Refunds.Where(r => r.Id < before).OrderByDescending(r => r.Id).Take(PageSize)
                .Select(r => new { r.Id, r.RecordedAt, Purchase = db.Purchases.Where(p => p.Id == r.PurchaseId).Select(p => new { p.Id, p.MemberId, p.WhollyReturned }).First() }).ToListAsync(ct);
            found.AddRange(page.Where(r => r.RecordedAt > since && r.Purchase is { WhollyReturned: true, MemberId: not null }).Select(r => (r.Purchase.MemberId!.Value, r.Purchase.Id)));
            if (page.Count < PageSize || page[^1].RecordedAt <= since) return found;
            before = page[^1].Id;
        }
    }

    private async Task TakeBackAsync(long memberId, string key, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var unit = await db.BeginWriteAsync(ct);
        await db.LockMemberAsync(memberId, ct);
        var used = key + UsedMark;
        var taken = await db.ProgrammeSteps.Where(s => s.Programme == Name && s.MemberId == memberId && (s.Key == key || s.Key == used)).ToListAsync(ct);
        if (taken is not [var step] || step.Key != key) return;
        var given = await GivenFor(memberId, CauseOf(memberId, key)).OrderByDescending(c => c.Id).Select(c => new { c.Id, c.State }).FirstOrDefaultAsync(ct);
        if (given is null or { State: CouponState.Revoked }) return;
        // With the step gone, the next purchase that is kept brings the gift again; what was used stays the only one.
        if (await takeBack.CouponAsync(memberId, given.Id, Name, time.Now, ct)) db.ProgrammeSteps.Remove(step);
        else db.ProgrammeSteps.Add(new ProgrammeStep { Programme = Name, MemberId = memberId, Key = used, At = time.Now });
        await unit.CommitAsync(ct);
    }

    private const string UsedMark = ":used";

    private static string CauseOf(long memberId, string key) => $"gift:{memberId}:{key}";

    private IQueryable<Coupon> GivenFor(long memberId, string cause)
    {
        var again = cause + ":";
        return db.Coupons.Where(c => c.MemberId == memberId && (c.IssueKey == cause || c.IssueKey!.StartsWith(again)));
    }

    private IQueryable<Purchase> Kept() => db.Purchases.Where(p => p.MemberId != null && !p.WhollyReturned);

    private Task<List<GiftRule>> RulesAsync(System.Linq.Expressions.Expression<Func<GiftRule, bool>> which, CancellationToken ct) =>
        db.GiftRules.AsNoTracking().Where(which).OrderBy(r => r.Id).ToListAsync(ct);

    private async Task<List<long>> JoinedOnAsync(DateOnly day, LeapDay leap, CancellationToken ct)
    {
        var joined = await db.Members.Where(m => m.ErasedAt == null && m.JoinedAt < time.StartOf(day)).Select(m => new { m.Id, m.JoinedAt }).ToListAsync(ct);
        return [.. joined.Where(m => time.DayOf(m.JoinedAt) is var first && YearlyDays.In(day.Year, first.Month, first.Day, leap) == day).Select(m => m.Id)];
    }

    private static readonly GiftOccasion[] OfPurchases = [GiftOccasion.FirstPurchase, GiftOccasion.NthVisit, GiftOccasion.MonthlyVisit];

    /// <summary>A day with a purchase.</summary>
    private sealed record Visit(DateOnly Day, DateTime First, DateTime Last, DateTime Recorded);
}
