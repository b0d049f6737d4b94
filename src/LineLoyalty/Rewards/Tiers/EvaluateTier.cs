using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Tiers;

/// <summary>A member moved from one level to another.</summary>
public sealed record TierChange(Tier From, Tier To, string Reason);

/// <summary>
/// Decides a locked member's tier inside the unit of the sale, return or nightly review that may change it.
/// Up at once; down only when a period ends, or when the sale that had brought the tier is returned.
/// </summary>
public sealed class EvaluateTier(LoyaltyDb db, BrandTime time)
{
    public async Task<TierRules> RulesAsync(CancellationToken ct) => new(await db.Tiers.AsNoTracking().ToListAsync(ct));

    /// <summary>Net spend of the 12 months that end with <paramref name="day"/>.</summary>
    public Task<long> SpendOfLastYearAsync(long memberId, DateOnly day, CancellationToken ct) =>
        SpendAsync(memberId, day.AddMonths(-TierRules.Months), day, ct);

    /// <summary>Net paid on days after <paramref name="after"/> up to and including <paramref name="until"/>.</summary>
    private Task<long> SpendAsync(long memberId, DateOnly after, DateOnly until, CancellationToken ct) =>
        db.Purchases.Where(p => p.MemberId == memberId && p.SoldOn > after && p.SoldOn <= until).SumAsync(p => p.Paid - p.Refunded, ct);

    /// <summary>Starts the first period of a new member; later calls do nothing.</summary>
    public async Task JoinAsync(Member member, CancellationToken ct)
    {
        if (member.Id != 0 && await db.TierPeriods.AnyAsync(p => p.MemberId == member.Id, ct)) return;
        var rules = await RulesAsync(ct);
        await db.SaveChangesAsync(ct);
        Begin(member, rules.Lowest, member.JoinedAt, null, TierReasons.Join);
    }

    /// <summary>After a sale at <paramref name="soldAt"/>: upgrades at once when the last 12 months reach a higher level.</summary>
    public async Task<TierChange?> AfterPurchaseAsync(Member member, DateTime soldAt, CancellationToken ct)
    {
        var rules = await RulesAsync(ct);
        var current = await CurrentAsync(member, rules, ct);
        // A sale that arrives late can complete a year that ends on its own day or today.
        var soldOn = time.DayOf(soldAt);
        var reached = Math.Max(await SpendOfLastYearAsync(member.Id, soldOn, ct),
            soldOn == time.Today ? 0 : await SpendOfLastYearAsync(member.Id, time.Today, ct));
        var target = rules.ReachedBy(reached);
        if (target.Level <= current.Level) return null;
        var from = soldAt > current.FromAt ? soldAt : current.FromAt;
        return Change(member, rules, current, target, from, rules.ValidUntil(target.Level, time.DayOf(from), time), TierReasons.Upgrade);
    }

    /// <summary>After a return: when the tier no longer stands without the returned sale, back to the tier before, at once.</summary>
    public async Task<TierChange?> AfterRefundAsync(Member member, DateTime at, CancellationToken ct)
    {
        var rules = await RulesAsync(ct);
        var current = await CurrentAsync(member, rules, ct);
        if (current.Level == rules.Lowest.Level || await StillStandsAsync(current, rules, ct)) return null;
        var now = rules.ReachedBy(await SpendOfLastYearAsync(member.Id, time.DayOf(at), ct));
        if (now.Level >= current.Level) return null;
        var history = await db.TierPeriods.Where(p => p.MemberId == member.Id && p.Id != current.Id)
            .OrderByDescending(p => p.FromAt).ThenByDescending(p => p.Id).AsNoTracking().ToListAsync(ct);
        foreach (var earlier in history)
        {
            if (earlier.Level >= current.Level || (earlier.ValidUntil is { } end && end <= at) || earlier.Level <= now.Level) continue;
            if (earlier.Level != rules.Lowest.Level && !await StillStandsAsync(earlier, rules, ct)) continue;
            return Change(member, rules, current, rules.Of(earlier.Level), at, earlier.ValidUntil, TierReasons.Refund);
        }
        return Change(member, rules, current, now, at, rules.ValidUntil(now.Level, time.DayOf(at), time), TierReasons.Refund);
    }

    /// <summary>At the end of each period that is over by now: renew it when its own 12 months justify it, else down to what they do justify.</summary>
    public async Task<TierChange?> ReviewAsync(Member member, DateTime now, CancellationToken ct)
    {
        var rules = await RulesAsync(ct);
        var current = await CurrentAsync(member, rules, ct);
        var before = rules.Of(current.Level);
        while (current.ValidUntil is { } end && end <= now)
        {
            var endDay = time.DayOf(end);
            // Sales of the day the tier was reached counted towards reaching it, not towards keeping it.
            var justified = rules.ReachedBy(await SpendAsync(member.Id, endDay.AddMonths(-TierRules.Months), endDay.AddDays(-1), ct));
            var level = justified.Level < current.Level ? justified : rules.Of(current.Level);
            current.ToAt = end;
            current = Begin(member, level, end, rules.ValidUntil(level.Level, endDay, time),
                level.Level < current.Level ? TierReasons.Downgrade : TierReasons.Renewal);
        }
        if (current.Level == before.Level) return null;
        Tell(member, before, rules.Of(current.Level), TierReasons.Downgrade, current.FromAt);
        return new TierChange(before, rules.Of(current.Level), TierReasons.Downgrade);
    }

    private async Task<bool> StillStandsAsync(TierPeriod period, TierRules rules, CancellationToken ct)
    {
        if (period.Reason is TierReasons.Join or TierReasons.Import or TierReasons.Downgrade) return true;
        var from = time.DayOf(period.FromAt);
        // A renewal was decided by the twelve months before its first day, an upgrade by those that end with it.
        var until = period.Reason == TierReasons.Renewal ? from.AddDays(-1) : from;
        return await SpendAsync(period.MemberId, from.AddMonths(-TierRules.Months), until, ct) >= rules.Of(period.Level).Threshold;
    }

    private async Task<TierPeriod> CurrentAsync(Member member, TierRules rules, CancellationToken ct) =>
        await db.TierPeriods.Where(p => p.MemberId == member.Id && p.ToAt == null).OrderByDescending(p => p.FromAt).FirstOrDefaultAsync(ct)
        ?? Begin(member, rules.Of(member.TierLevel), member.JoinedAt, rules.ValidUntil(member.TierLevel, time.Today, time), TierReasons.Import);

    private TierChange Change(Member member, TierRules rules, TierPeriod current, Tier to, DateTime at, DateTime? validUntil, string reason)
    {
        var from = rules.Of(current.Level);
        current.ToAt = at;
        Begin(member, to, at, validUntil, reason);
        Tell(member, from, to, reason, at);
        return new TierChange(from, to, reason);
    }

    private TierPeriod Begin(Member member, Tier tier, DateTime from, DateTime? validUntil, string reason)
    {
        var period = new TierPeriod { MemberId = member.Id, Level = tier.Level, FromAt = from, ValidUntil = validUntil, Reason = reason };
        db.TierPeriods.Add(period);
        member.TierLevel = tier.Level;
        return period;
    }

    private void Tell(Member member, Tier from, Tier to, string reason, DateTime at) => db.MemberEvents.Add(new MemberEvent
    {
        MemberId = member.Id, Kind = MemberEvents.TierChanged, At = at,
        Data = JsonSerializer.Serialize(new { from = from.Code, to = to.Code, reason }, JsonSerializerOptions.Web),
    });
}
