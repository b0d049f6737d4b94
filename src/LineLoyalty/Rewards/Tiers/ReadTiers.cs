using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Tiers;

/// <param name="Demand">What it takes, in words; null when it cannot be reached by purchases.</param>
/// <param name="State"><c>passed</c>, <c>current</c>, <c>next</c> or <c>ahead</c>.</param>
/// <param name="Missing">For a level ahead: what is still missing, in words.</param>
/// <param name="Progress">0–100 %.</param>
public sealed record TierLevelView(string Code, string Name, string Color, string? Demand, string State, string? Missing, int Progress, IReadOnlyList<string> Benefits);

/// <param name="Missing">What is still missing to keep it; null when it is kept already.</param>
/// <param name="GraceUntil">Last second in which it can still be kept after its end.</param>
public sealed record TierKeepView(string Demand, string? Missing, int Progress, DateTime ValidUntil, DateTime? GraceUntil);

public sealed record TiersView(TierKeepView? Keep, IReadOnlyList<TierLevelView> Levels);

/// <summary>The way up as the member sees it: every level, what it gives, and how far away it is.</summary>
public sealed class ReadTiers(LoyaltyDb db, BrandTime time, EvaluateTier tiers, ReadTierStats stats)
{
    public async Task<TiersView> ExecuteAsync(long memberId, CancellationToken ct)
    {
        var member = await db.Members.AsNoTracking().Where(m => m.Id == memberId).Select(m => new { m.TierLevel, m.Language }).SingleAsync(ct);
        var rules = await tiers.RulesAsync(ct);
        var shown = await stats.BeforeAsync(memberId, time.Today, rules, ct);
        var next = rules.Next(member.TierLevel);
        var coupons = await TitlesAsync(rules, member.Language, ct);
        var levels = rules.Levels.Where(t => t.Level == member.TierLevel || (t.Active && !t.Hidden)).Select(t => View(t, member.TierLevel, next, shown, coupons, member.Language));
        return new TiersView(await KeepAsync(memberId, rules.Of(member.TierLevel), member.Language, ct), [.. levels]);
    }

    private static TierLevelView View(Tier tier, int held, Tier? next, Func<int, TierStats> shown, Dictionary<string, string> coupons, string language)
    {
        var state = tier.Level < held ? "passed" : tier.Level == held ? "current" : tier.Level == next?.Level ? "next" : "ahead";
        var asks = tier.Reach is { } reach && reach.Needs(default).Any(n => n.Required > 0) ? reach : null;
        var needs = asks is not null && tier.Active ? asks.Needs(shown(tier.Months)) : [];
        return new TierLevelView(tier.Code, tier.NameIn(language), tier.Color, asks is null ? null : TierWords.Demand(asks, TierWords.Months(tier.Months, language), language), state,
            state is "next" or "ahead" && needs.Count > 0 ? TierWords.Missing(needs, asks!.Any, language) : null,
            state is "passed" or "current" ? 100 : TierWords.Progress(needs, asks?.Any ?? false), [.. TierWords.Benefits(tier.Benefits, coupons, language)]);
    }

    private async Task<TierKeepView?> KeepAsync(long memberId, Tier tier, string language, CancellationToken ct)
    {
        var period = await db.TierPeriods.AsNoTracking().Where(p => p.MemberId == memberId && p.ToAt == null).OrderByDescending(p => p.Id).FirstOrDefaultAsync(ct);
        if (period?.ValidUntil is not { } end || tier.ToKeep is not { } keep || period.StaffId is not null || tier.Downgrade == TierDowngrade.Never) return null;
        var needs = keep.Needs(await stats.BetweenAsync(memberId, period.CountsAfter, time.Today, keep.Points is not null, ct));
        var met = keep.Any ? needs.Any(n => n.IsMet) : needs.All(n => n.IsMet);
        return new TierKeepView(TierWords.Demand(keep, TierWords.WithinPeriod(language), language), met ? null : TierWords.Missing(needs, keep.Any, language),
            TierWords.Progress(needs, keep.Any), LastMoment.Before(end), period.GraceUntil is { } grace ? LastMoment.Before(grace) : null);
    }

    private async Task<Dictionary<string, string>> TitlesAsync(TierRules rules, string language, CancellationToken ct)
    {
        var codes = rules.Levels.SelectMany(t => new[] { t.Benefits.EntryCoupon, t.Benefits.MonthlyCoupon }).OfType<string>().Distinct().ToList();
        if (codes.Count == 0) return [];
        var titles = await db.CouponDefinitions.AsNoTracking().Where(d => codes.Contains(d.Code)).Select(d => new { d.Code, d.Title, d.TitleEn }).ToListAsync(ct);
        return titles.ToDictionary(t => t.Code, t => language.StartsWith("en", StringComparison.OrdinalIgnoreCase) && t.TitleEn.Length > 0 ? t.TitleEn : t.Title);
    }
}
