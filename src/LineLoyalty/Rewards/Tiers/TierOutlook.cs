using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Tiers;

/// <param name="Tier">A level that purchases can reach.</param>
/// <param name="Needs">What it asks for, and how much of it there is.</param>
public sealed record TierStanding(Tier Tier, bool IsMet, IReadOnlyList<TierNeed> Needs);

/// <param name="Held">The level as it is.</param>
/// <param name="Reached">What the member's purchases show; a level that is held already is kept to the end of its period.</param>
public sealed record TierOutlook(Tier Held, Tier Reached, IReadOnlyList<TierStanding> Levels)
{
    /// <summary>The level that comes with what is bought; it goes before what purchases show.</summary>
    public Tier? Bought { get; init; }

    public Tier After => Bought ?? (Reached.Level > Held.Level ? Reached : Held);
}

/// <param name="Paid">Whole NT$.</param>
/// <param name="Points">Points it earns.</param>
/// <param name="On">The brand's day.</param>
public sealed record PlannedSale(DateOnly On, long Paid, long Points)
{
    /// <summary>Products in it.</summary>
    public IReadOnlyList<string> Skus { get; init; } = [];
}

/// <summary>Which level a member would reach under rules that need not be saved, and after a sale that need not have happened.</summary>
public sealed class ForecastMember(LoyaltyDb db, BrandTime time, ReadTierStats stats)
{
    /// <param name="rules">Null takes the levels as they are.</param>
    public async Task<TierOutlook> ExecuteAsync(Member member, TierRules? rules, PlannedSale? sale, CancellationToken ct)
    {
        rules ??= new TierRules(await db.Tiers.AsNoTracking().ToListAsync(ct));
        var day = sale?.On ?? time.Today;
        var before = await stats.BeforeAsync(member.Id, day, rules, ct);
        var visited = sale is not null && await db.Purchases.AnyAsync(p => p.MemberId == member.Id && p.SoldOn == day && p.Paid > p.Refunded + p.VouchersRefunded, ct);
        TierStats With(int months)
        {
            var s = before(months);
            return sale is not { Paid: > 0 } ? s
                : new TierStats(s.Spend + sale.Paid, s.Visits + (visited ? 0 : 1), Math.Max(s.LargestSale, sale.Paid), s.Points + sale.Points);
        }
        return new TierOutlook(rules.Of(member.TierLevel), rules.ReachedBy(With),
            [.. rules.Levels.Where(t => t.Active && t.Reach is not null).Select(t => new TierStanding(t, t.Reach!.IsMetBy(With(t.Months)), t.Reach.Needs(With(t.Months))))])
        {
            Bought = sale is null ? null : rules.BoughtBy(sale.Skus, member.TierLevel),
        };
    }
}
