using LineLoyalty.Rewards.Tiers;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>The sale a coupon is judged by. All times are the brand's own clock.</summary>
/// <param name="At">When it was sold, as the clocks in the shop showed it.</param>
/// <param name="Day">The store's business day it belongs to.</param>
/// <param name="Store">Code of the store; null when it is not known yet.</param>
public sealed record CouponSale(DateTime At, DateOnly Day, string? Store, IReadOnlyList<SaleLine> Lines)
{
    /// <summary>What the buyer's level takes off by itself.</summary>
    public BuyersDiscount? Level { get; init; }
}

/// <summary>What a coupon may ask about its owner.</summary>
/// <param name="UsesToday">Uses on the sale's day by definition.</param>
public sealed record CouponOwnerFacts(string Tier, DateTime JoinedAt, int PurchaseCount, IReadOnlyDictionary<long, long> UsesToday)
{
    /// <summary>Used by the try-it box and by sales of nobody known.</summary>
    public static readonly CouponOwnerFacts Nobody = new("", DateTime.MinValue, 0, new Dictionary<long, long>());
}

/// <summary>Whether a kind of coupon may be used here, now and by this member. Facts in, reason out: no clock, no database.</summary>
public static class CouponDecision
{
    /// <param name="aside">NT$ of the budget that are put aside for this use.</param>
    public static Refusal? Refuses(CouponDefinition d, CouponSale sale, CouponOwnerFacts owner, long aside = 0)
    {
        var r = d.Rules;
        if (sale.Store is { } store && (r.Stores.Count > 0 && !r.Stores.Contains(store, StringComparer.Ordinal) || r.NotStores.Contains(store, StringComparer.Ordinal)))
        {
            return CouponRefusals.WrongStore;
        }
        if (!IsOpen(r, sale)) return CouponRefusals.WrongTime;
        if (r.Tiers.Count > 0 && !r.Tiers.Contains(owner.Tier, StringComparer.Ordinal)) return CouponRefusals.WrongTier;
        if (r.NewMemberDays is { } days && sale.At >= owner.JoinedAt.Date.AddDays(days + 1)) return CouponRefusals.NewMembersOnly.With(("days", days));
        if (r.FirstPurchase && owner.PurchaseCount > 0) return CouponRefusals.NewMembersOnly;
        // A money voucher counts visits, not dollars.
        if (r.UsesPerDay is { } most && owner.UsesToday.GetValueOrDefault(d.Id) >= most) return CouponRefusals.DailyLimit.With(("perDay", most));
        return d.Budget is { } budget && d.BudgetSpent - aside >= budget ? CouponRefusals.BudgetSpent : null;
    }

    /// <summary>Weekdays and hours; an hour past midnight belongs to the evening it began on.</summary>
    private static bool IsOpen(CouponRules r, CouponSale sale)
    {
        var (day, time) = (sale.Day, TimeOnly.FromDateTime(sale.At));
        if (r is { FromTime: { } from, ToTime: { } to })
        {
            if (from <= to ? time < from || time >= to : time < from && time >= to) return false;
            if (from > to && time < to && day == DateOnly.FromDateTime(sale.At)) day = day.AddDays(-1);
        }
        else if (time < r.FromTime || time >= r.ToTime)
        {
            return false;
        }
        return r.Weekdays.Count == 0 || r.Weekdays.Contains(day.DayOfWeek);
    }
}
