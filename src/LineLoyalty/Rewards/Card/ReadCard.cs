using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Card;

/// <param name="AmountToGo">Spend still missing, whole NT$; 0 when the level asks for something else.</param>
/// <param name="Missing">All that is missing, in words.</param>
/// <param name="Progress">0–100 %.</param>
public sealed record CardTierNext(string Name, long AmountToGo, long Threshold, string Missing, int Progress);

/// <param name="ValidUntil">Last second of the period; null for the first level, which has no end.</param>
public sealed record CardTier(string Code, string Name, int Level, string Color, CardTierNext? Next, long Spend12m, DateTime? ValidUntil);

/// <param name="At">Last second on which they can be spent.</param>
public sealed record CardExpiry(long Points, DateTime At);

/// <param name="Balance">What can be spent now; below zero while a return is owed.</param>
public sealed record CardPoints(long Balance, long Pending, CardExpiry? ExpiringNext);

public sealed record CardCoupons(int Usable);

public sealed record MemberCard(
    string Name, string CardNumber, DateTime MemberSince, CardTier Tier, CardPoints Points, CardCoupons Coupons, IReadOnlyList<CardCode> Codes)
{
    /// <summary>The stamp card to show at home; null when there is none to fill.</summary>
    public CardStamps? Stamps { get; init; }
    /// <summary>Draws that can be entered now.</summary>
    public int Draws { get; init; }
    /// <summary>Missions that can be worked on now.</summary>
    public int Missions { get; init; }
}

/// <param name="Cards">How many different cards there are.</param>
public sealed record CardStamps(string Name, string NameEn, int Count, int Size, int Cards);

/// <summary>A member's card, for the LIFF page, the bot and the till.</summary>
public sealed class ReadCard(LoyaltyDb db, BrandTime time, EvaluateTier tiers, ReadTierStats stats)
{
    /// <returns>Null when there is no such member. Codes are empty: <see cref="ReadState"/> adds them for the page that shows them.</returns>
    public async Task<MemberCard?> ExecuteAsync(long memberId, CancellationToken ct)
    {
        var member = await db.Members.AsNoTracking().Where(m => m.Id == memberId && m.ErasedAt == null)
            .Select(m => new { m.Name, m.CardNumber, m.JoinedAt, m.TierLevel, m.Language }).SingleOrDefaultAsync(ct);
        if (member is null) return null;
        var now = time.Now;
        var usable = await db.Coupons.CountAsync(c => c.MemberId == memberId && c.State == CouponState.Issued && c.ValidUntil > now, ct);
        return new MemberCard(member.Name, member.CardNumber, member.JoinedAt, await TierAsync(memberId, member.TierLevel, member.Language, ct),
            await PointsAsync(memberId, ct), new CardCoupons(usable), []);
    }

    public async Task<CardPoints> PointsAsync(long memberId, CancellationToken ct)
    {
        List<LiveLot> lots = [];
        await foreach (var lot in LiveLots.On(db)(db, memberId, time.Now).WithCancellation(ct)) lots.Add(lot);
        return Points(lots);
    }

    /// <summary>The same from lots at hand, among which is every one that is not empty.</summary>
    public CardPoints Points(IEnumerable<PointsLot> lots) => Points(lots.Where(l => l.Remaining != 0).Select(l => new LiveLot(l.Remaining, l.AvailableAt, l.ExpiresAt)));

    private CardPoints Points(IEnumerable<LiveLot> all)
    {
        var now = time.Now;
        var lots = all.Where(l => l.ExpiresAt == null || l.ExpiresAt > now).ToList();
        var next = lots.Where(l => l.ExpiresAt is not null && l.AvailableAt <= now).GroupBy(l => l.ExpiresAt!.Value).MinBy(g => g.Key);
        return new CardPoints(
            lots.Where(l => l.AvailableAt <= now).Sum(l => l.Remaining),
            lots.Where(l => l.AvailableAt > now).Sum(l => l.Remaining),
            next is null ? null : new CardExpiry(next.Sum(l => l.Remaining), LastMoment.Before(next.Key)));
    }

    private sealed record LiveLot(long Remaining, DateTime AvailableAt, DateTime? ExpiresAt);

    private static readonly KnownQuery<Func<LoyaltyDb, long, DateTime, IAsyncEnumerable<LiveLot>>> LiveLots = new(() => EF.CompileAsyncQuery((LoyaltyDb db, long memberId, DateTime now) =>
        db.PointsLots.Where(l => l.MemberId == memberId && l.Remaining != 0 && (l.ExpiresAt == null || l.ExpiresAt > now))
            .Select(l => new LiveLot(l.Remaining, l.AvailableAt, l.ExpiresAt))));

    private async Task<CardTier> TierAsync(long memberId, int level, string language, CancellationToken ct)
    {
        var rules = await tiers.RulesAsync(ct);
        var (tier, next) = (rules.Of(level), rules.Next(level));
        var today = time.Today;
        var year = await stats.BetweenAsync(memberId, today.AddMonths(-12), today, rules.AsksForPoints, ct, rules.AsksForVisits);
        var until = await db.TierPeriods.Where(p => p.MemberId == memberId && p.ToAt == null).Select(p => p.ValidUntil).FirstOrDefaultAsync(ct);
        return new CardTier(tier.Code, tier.NameIn(language), tier.Level, tier.Color,
            next is null ? null : await NextAsync(memberId, next, rules, year, language, ct),
            year.Spend, until is { } end ? LastMoment.Before(end) : null);
    }

    private async Task<CardTierNext> NextAsync(long memberId, Tier next, TierRules rules, TierStats year, string language, CancellationToken ct)
    {
        var reach = next.Reach!;
        var needs = reach.Needs(next.Months == 12 ? year
            : await stats.BetweenAsync(memberId, time.Today.AddMonths(-next.Months), time.Today, rules.AsksForPoints, ct, rules.AsksForVisits));
        var toGo = needs.Where(n => n.Measure == TierMeasure.Spend).Select(n => n.Missing).FirstOrDefault();
        return new CardTierNext(next.NameIn(language), toGo, next.Threshold, TierWords.Missing(needs, reach.Any, language), TierWords.Progress(needs, reach.Any));
    }
}
