using LineLoyalty.Data;
using LineLoyalty.Rewards.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Purchases;

/// <summary>The discount of the level a member held when a sale began, and what of its month is used up.</summary>
public sealed class ReadTierDiscount(LoyaltyDb db, GatherSaleFacts facts, EvaluateTier tiers)
{
    public async Task<BuyersDiscount?> ExecuteAsync(long memberId, DateTime soldAt, DateOnly day, CancellationToken ct)
    {
        var levels = (await tiers.RulesAsync(ct)).Levels;
        if (levels.All(t => t.Benefits.Discount is null)) return null;
        var code = await facts.TierAtAsync(memberId, soldAt, ct);
        var tier = levels.FirstOrDefault(t => t.Code == code);
        if (tier?.Benefits.Discount is not { } rule) return null;
        return new BuyersDiscount(tier, rule, rule.MaximumPerMonth is null ? 0 : await UsedAsync(memberId, day, ct));
    }

    private async Task<long> UsedAsync(long memberId, DateOnly day, CancellationToken ct)
    {
        var (from, to) = (new DateOnly(day.Year, day.Month, 1), new DateOnly(day.Year, day.Month, 1).AddMonths(1));
        return await db.Purchases.Where(p => p.MemberId == memberId && p.TierDiscount > 0 && p.SoldOn >= from && p.SoldOn < to)
            .SelectMany(p => p.Lines).SumAsync(l => l.TierDiscount - l.TierDiscount * l.RefundedQuantity / l.Quantity, ct);
    }
}
