using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Tiers;

/// <summary>A member moved from one level to another.</summary>
public sealed record TierChange(Tier From, Tier To, string Reason);

/// <summary>
/// Decides a locked member's tier inside the unit of the sale, return or nightly review that may change it. Up at once; down only when a
/// period and its grace have ended, or when the sale that had brought the tier is returned.
/// </summary>
public sealed class EvaluateTier(LoyaltyDb db, BrandTime time, ReadTierStats stats, IssueCoupon issue, TakeBackPrize takeBack, BrandRules brand)
{
    public Task<TierRules> RulesAsync(CancellationToken ct) => brand.GetAsync(async c => new TierRules(await db.Tiers.AsNoTracking().ToListAsync(c)), ct);

    /// <summary>Starts the first period of a new member; later calls do nothing.</summary>
    public async Task JoinAsync(Member member, CancellationToken ct)
    {
        if (member.Id != 0 && await db.TierPeriods.AnyAsync(p => p.MemberId == member.Id, ct)) return;
        var rules = await RulesAsync(ct);
        await db.SaveChangesAsync(ct);
        Begin(member, rules, rules.Lowest, new Start(member.JoinedAt, TierReasons.Join, time.DayOf(member.JoinedAt).AddDays(-1)));
    }

    /// <summary>After a saved sale: upgrades at once, or keeps a level that is in its days of grace.</summary>
    public async Task<TierChange?> AfterPurchaseAsync(Member member, PurchaseFacts sale, CancellationToken ct)
    {
        var rules = await RulesAsync(ct);
        var current = await CurrentAsync(member, rules, ct);
        var (from, fromDay) = sale.At > current.FromAt ? (sale.At, sale.Day) : (current.FromAt, time.DayOf(current.FromAt));
        if (rules.BoughtBy(sale.Skus, current.Level) is { } bought)
        {
            return await ChangeAsync(member, rules, current, bought, new Start(from, TierReasons.Bought, fromDay) { PurchaseId = sale.Id }, ct);
        }
        if (current.Reason == TierReasons.Manual && await WasHigherAsync(current, ct)) return null;
        var kept = current.Reason == TierReasons.Downgrade && sale.At < current.FromAt ? await KeptAfterAllAsync(member, rules, current, ct) : null;
        // A sale that arrives late can complete the months that end on its own day or today.
        foreach (var day in new[] { sale.Day, time.Today }.Distinct())
        {
            var reached = rules.ReachedBy(await stats.BeforeAsync(member.Id, day, rules, ct));
            if (reached.Level <= (kept?.Tier.Level ?? current.Level)) continue;
            return await ChangeAsync(member, rules, current, reached, new Start(from, TierReasons.Upgrade, fromDay) { Basis = BasisOf(reached, day) }, ct);
        }
        if (kept is var (tier, start)) return await ChangeAsync(member, rules, current, tier, start, ct);
        if (current.GraceUntil is not null) await KeepInGraceAsync(member, rules, current, ct);
        return null;
    }

    /// <summary>After a return: when the tier no longer stands without the returned sale, back to the tier before, at once.</summary>
    public async Task<TierChange?> AfterRefundAsync(Member member, DateTime at, CancellationToken ct)
    {
        var rules = await RulesAsync(ct);
        var current = await CurrentAsync(member, rules, ct);
        if (current.Level == rules.Lowest.Level || await StillStandsAsync(current, rules, ct)) return null;
        var now = rules.ReachedBy(await stats.BeforeAsync(member.Id, time.DayOf(at), rules, ct));
        if (now.Level >= current.Level) return null;
        var history = await db.TierPeriods.Where(p => p.MemberId == member.Id && p.Id != current.Id && (p.ValidUntil == null || p.ValidUntil > at))
            .OrderByDescending(p => p.FromAt).ThenByDescending(p => p.Id).AsNoTracking().ToListAsync(ct);
        TierPeriod? back = null;
        List<TierPeriod> undone = [current];
        foreach (var earlier in history)
        {
            if (earlier.Level != rules.Lowest.Level && !await StillStandsAsync(earlier, rules, ct)) undone.Add(earlier);
            else if (earlier.Level < current.Level && earlier.Level >= now.Level) back ??= earlier;
        }
        // Also those of lower levels that stood until now only because something of theirs was kept, or went on in a period of its own.
        foreach (var period in undone.Where(p => p.Level > (back?.Level ?? now.Level))) await TakeBackGiftAsync(period, at, ct);
        if (back is not null)
        {
            // It goes on as it was: to its own end, kept by what it was to be kept by.
            return await ChangeAsync(member, rules, current, rules.Of(back.Level), new Start(at, TierReasons.Refund, back.CountsAfter)
            {
                ValidUntil = back.ValidUntil, Endless = back.ValidUntil is null, Basis = back.Basis, PurchaseId = back.PurchaseId, StaffId = back.StaffId, Note = back.Note,
            }, ct);
        }
        var day = time.DayOf(at);
        return await ChangeAsync(member, rules, current, now, new Start(at, TierReasons.Refund, day) { Basis = BasisOf(now, day) }, ct);
    }

    /// <summary>Ends each period that is over by now: kept when its own days show enough, else in grace, else down.</summary>
    public async Task<TierChange?> ReviewAsync(Member member, DateTime now, CancellationToken ct)
    {
        var rules = await RulesAsync(ct);
        var current = await CurrentAsync(member, rules, ct);
        var before = rules.Of(current.Level);
        while (current.ValidUntil is { } end && end <= now)
        {
            var next = await AfterEndAsync(member, rules, current, end, now, ct);
            if (next is null) return null;
            current = next;
        }
        if (current.Level == before.Level) return null;
        var after = rules.Of(current.Level);
        Tell(member, current, before, after);
        return new TierChange(before, after, current.Reason);
    }

    /// <summary>Puts the member into a level by hand; at <paramref name="until"/> what they did decides again.</summary>
    public async Task<TierChange?> SetAsync(Member member, Tier to, DateTime? until, string note, long staffId, CancellationToken ct)
    {
        var rules = await RulesAsync(ct);
        var current = await CurrentAsync(member, rules, ct);
        var start = new Start(time.Now, TierReasons.Manual, time.Today) { ValidUntil = until, Endless = until is null, Note = note, StaffId = staffId };
        return await ChangeAsync(member, rules, current, to, start, ct);
    }

    /// <summary>The period that follows one that is over; null while its grace runs.</summary>
    private async Task<TierPeriod?> AfterEndAsync(Member member, TierRules rules, TierPeriod current, DateTime end, DateTime now, CancellationToken ct)
    {
        var (tier, lastDay) = (rules.Of(current.Level), time.DayOf(end).AddDays(-1));
        var byHand = IsByHand(current, tier);
        if (!byHand)
        {
            if (tier.Downgrade == TierDowngrade.Never) return Renew(member, rules, current, tier, end, null, lastDay);
            if (await KeptByAsync(member, tier, current, lastDay, ct) is { } kept) return Renew(member, rules, current, tier, end, kept, lastDay);
        }
        var graceEnd = byHand || tier.GraceDays == 0 ? end : time.StartOf(time.DayOf(end).AddDays(tier.GraceDays));
        if (graceEnd > end)
        {
            var graceDay = time.DayOf(graceEnd).AddDays(-1);
            if (await KeptByAsync(member, tier, current, graceDay < time.DayOf(now) ? graceDay : time.DayOf(now), ct) is { } late)
            {
                return Renew(member, rules, current, tier, end, late, late.Until);
            }
            current.GraceUntil = graceEnd;
            if (now < graceEnd) return null;
        }
        var day = time.DayOf(graceEnd);
        var shown = day.AddDays(-1);
        var justified = rules.ReachedBy(await stats.BeforeAsync(member.Id, shown, rules, ct));
        var stepDown = !byHand && tier.Downgrade == TierDowngrade.OneStep;
        var to = stepDown ? rules.Below(tier.Level) : byHand || justified.Level < tier.Level ? justified : tier;
        current.ToAt = graceEnd;
        var reason = to.Level < current.Level ? TierReasons.Downgrade : to.Level > current.Level ? TierReasons.Upgrade : TierReasons.Renewal;
        // A step down is nobody's purchase's doing; the rest is, and goes with a return.
        return Begin(member, rules, to, new Start(graceEnd, reason, shown) { Basis = stepDown ? null : BasisOf(justified, shown) });
    }

    private static TierBasis? BasisOf(Tier reached, DateOnly day) => reached.Reach is { } reach ? new TierBasis(reach, day.AddMonths(-reached.Months), day) : null;

    /// <summary>Its end is its end: nothing that the member does keeps it. A bought level is kept like any other if its rules name what keeps it.</summary>
    private static bool IsByHand(TierPeriod period, Tier tier) => period.StaffId is not null || (period.PurchaseId is not null && tier.ToKeep is null);

    /// <summary>The demand and the days that keep a level, when they do.</summary>
    private async Task<TierBasis?> KeptByAsync(Member member, Tier tier, TierPeriod period, DateOnly until, CancellationToken ct)
    {
        if (tier.ToKeep is not { } keep) return null;
        var shown = await stats.BetweenAsync(member.Id, period.CountsAfter, until, keep.Points is not null, ct, keep.Visits is not null);
        return keep.IsMetBy(shown) ? new TierBasis(keep, period.CountsAfter, until) : null;
    }

    // What keeps the old period in its days of grace does not count towards the new one.
    private async Task KeepInGraceAsync(Member member, TierRules rules, TierPeriod current, CancellationToken ct)
    {
        var tier = rules.Of(current.Level);
        if (current.ValidUntil is { } end && current.GraceUntil > time.Now && await KeptByAsync(member, tier, current, time.Today, ct) is { } kept)
        {
            Renew(member, rules, current, tier, end, kept, time.Today);
        }
    }

    /// <summary>The level that was lost only because a sale of before its end had not arrived: the sale's own time decides.</summary>
    private async Task<(Tier Tier, Start Start)?> KeptAfterAllAsync(Member member, TierRules rules, TierPeriod current, CancellationToken ct)
    {
        var lost = await db.TierPeriods.AsNoTracking().Where(p => p.MemberId == member.Id && p.ToAt == current.FromAt && p.Level > current.Level && p.Id < current.Id)
            .OrderByDescending(p => p.Id).FirstOrDefaultAsync(ct);
        if (lost?.ValidUntil is not { } end) return null;
        var tier = rules.Of(lost.Level);
        if (IsByHand(lost, tier)) return null;
        var (lastDay, lastOfGrace) = (time.DayOf(end).AddDays(-1), time.DayOf(current.FromAt).AddDays(-1));
        var kept = await KeptByAsync(member, tier, lost, lastDay, ct);
        if (kept is null && lastOfGrace > lastDay) kept = await KeptByAsync(member, tier, lost, lastOfGrace, ct);
        return kept is null ? null
            : (tier, new Start(current.FromAt, TierReasons.Renewal, kept.Until) { Basis = kept, ValidUntil = rules.ValidUntil(tier.Level, time.DayOf(end), time) });
    }

    private TierPeriod Renew(Member member, TierRules rules, TierPeriod current, Tier tier, DateTime end, TierBasis? basis, DateOnly countsAfter)
    {
        current.ToAt = end;
        return Begin(member, rules, tier, new Start(end, TierReasons.Renewal, countsAfter) { Basis = basis });
    }

    private async Task<bool> StillStandsAsync(TierPeriod period, TierRules rules, CancellationToken ct)
    {
        if (period.PurchaseId is { } purchaseId)
        {
            var sku = rules.Of(period.Level).Sku;
            return await db.Purchases.AnyAsync(p => p.Id == purchaseId && p.Lines.Any(l => l.Sku == sku && l.RefundedQuantity < l.Quantity), ct);
        }
        return period.Basis is not { } basis
            || basis.Criteria.IsMetBy(await stats.BetweenAsync(period.MemberId, basis.After, basis.Until, basis.Criteria.Points is not null, ct, basis.Criteria.Visits is not null));
    }

    /// <summary>Somebody put the member down on purpose: their next sale must not undo it.</summary>
    private async Task<bool> WasHigherAsync(TierPeriod byHand, CancellationToken ct) =>
        await db.TierPeriods.Where(p => p.MemberId == byHand.MemberId && p.Id < byHand.Id).OrderByDescending(p => p.Id).Select(p => p.Level).FirstOrDefaultAsync(ct) > byHand.Level;

    private static readonly KnownQuery<Func<LoyaltyDb, long, CancellationToken, Task<TierPeriod?>>> Current = new(() => EF.CompileAsyncQuery((LoyaltyDb db, long memberId, CancellationToken ct) =>
        db.TierPeriods.Where(p => p.MemberId == memberId && p.ToAt == null).OrderByDescending(p => p.FromAt).FirstOrDefault()));

    private async Task<TierPeriod> CurrentAsync(Member member, TierRules rules, CancellationToken ct) =>
        await Current.On(db)(db, member.Id, ct)
        ?? Begin(member, rules, rules.Of(member.TierLevel), new Start(member.JoinedAt, TierReasons.Import, time.Today)
        {
            ValidUntil = rules.ValidUntil(member.TierLevel, time.Today, time),
        });

    private async Task<TierChange?> ChangeAsync(Member member, TierRules rules, TierPeriod current, Tier to, Start start, CancellationToken ct)
    {
        var from = rules.Of(current.Level);
        current.ToAt = start.At;
        var period = Begin(member, rules, to, start);
        if (from.Level == to.Level) return null;
        Tell(member, period, from, to);
        if (to.Level > from.Level && to.Benefits.EntryCoupon is { } coupon && start.Reason is not (TierReasons.Refund or TierReasons.Renewal))
        {
            await db.SaveChangesAsync(ct);
            // A gift that is sold out is no reason to refuse the level.
            await issue.ExecuteAsync(member.Id, coupon, GiftReason, GiftKey(period), ct);
        }
        return new TierChange(from, to, start.Reason);
    }

    /// <summary>The gift of a level that was not earned after all.</summary>
    private async Task TakeBackGiftAsync(TierPeriod period, DateTime at, CancellationToken ct)
    {
        var key = GiftKey(period);
        if (await db.Coupons.Where(c => c.IssueKey == key && c.State != CouponState.Revoked).Select(c => (long?)c.Id).SingleOrDefaultAsync(ct) is { } gift)
        {
            await takeBack.CouponAsync(period.MemberId, gift, GiftReason, at, ct);
        }
    }

    private const string GiftReason = "tier";
    private static string GiftKey(TierPeriod period) => $"tier:{period.Id}";

    private TierPeriod Begin(Member member, TierRules rules, Tier tier, Start start)
    {
        var period = new TierPeriod
        {
            MemberId = member.Id, Level = tier.Level, FromAt = start.At, Reason = start.Reason, CountsAfter = start.CountsAfter, Basis = start.Basis,
            ValidUntil = start.Endless ? null : start.ValidUntil ?? rules.ValidUntil(tier.Level, time.DayOf(start.At), time),
            PurchaseId = start.PurchaseId, StaffId = start.StaffId, Note = start.Note,
        };
        db.TierPeriods.Add(period);
        member.TierLevel = tier.Level;
        return period;
    }

    private void Tell(Member member, TierPeriod period, Tier from, Tier to)
    {
        period.ToTell = true;
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = member.Id, Kind = MemberEvents.TierChanged, At = period.FromAt,
            Data = JsonSerializer.Serialize(new { from = from.Code, to = to.Code, reason = period.Reason }, JsonSerializerOptions.Web),
        });
    }

    /// <param name="CountsAfter">Days after this one count towards keeping the level.</param>
    private sealed record Start(DateTime At, string Reason, DateOnly CountsAfter)
    {
        /// <summary>Null takes the level's own validity.</summary>
        public DateTime? ValidUntil { get; init; }
        public bool Endless { get; init; }
        public TierBasis? Basis { get; init; }
        public long? PurchaseId { get; init; }
        public long? StaffId { get; init; }
        public string? Note { get; init; }
    }
}

/// <summary>What a sale has to do with tiers.</summary>
/// <param name="Day">The store's business day of <paramref name="At"/>.</param>
public sealed record PurchaseFacts(long Id, DateTime At, DateOnly Day, IReadOnlyList<string> Skus);
