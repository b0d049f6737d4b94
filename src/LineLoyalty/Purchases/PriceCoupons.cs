using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Purchases;

/// <summary>A coupon of a sale: by the code that was shown, by its wallet id, or by the till's own reservation.</summary>
/// <param name="Units">Uses wanted of one that has several.</param>
public sealed record SaleCoupon(string? Code = null, string? Ref = null, string? Hold = null, long? Units = null);

/// <summary>What the coupons of a sale take off, and which of the member's coupons would take off most. Changes nothing.</summary>
public sealed class PriceCoupons(LoyaltyDb db, BrandTime time, FindCoupon find, RedeemCoupon redeem, ReadCouponFacts facts, ReadTierDiscount discounts)
{
    private const int MostSuggestedFrom = 100;

    /// <param name="tried">One that nobody has been given, beside those of the sale.</param>
    public async Task<Outcome<StackedCoupons>> ExecuteAsync(Sale sale, Member? member, IReadOnlyList<PricedLine> lines, Coupon? tried, CancellationToken ct)
    {
        var asked = await OfAsync(sale, member, lines, ct);
        if (sale.Coupons.Count == 0 && tried is null) return CouponStack.Price([], asked, CouponOwnerFacts.Nobody);
        List<WantedCoupon> wanted = [];
        foreach (var one in sale.Coupons)
        {
            if (one.Ref is not null && member is null) return PurchaseRefusals.MemberRequired;
            if (!(await FindAsync(one, member, sale.Late ? sale.OccurredAt : null, ct)).Succeeded(out var found, out var refusal)) return refusal;
            // Without a member all must be one person's, whoever that is.
            if (found.Coupon.MemberId != (member?.Id ?? wanted.FirstOrDefault()?.Coupon.MemberId ?? found.Coupon.MemberId)) return CouponRefusals.NotFound;
            if (found.UseRef is null && found.Coupon.Refuses(sale.Late && sale.OccurredAt < time.Now ? sale.OccurredAt : time.Now) is { } unusable) return await redeem.ExplainAsync(unusable, found.Coupon, ct);
            wanted.Add(found);
        }
        if (tried is not null) wanted.Add(new WantedCoupon(tried));
        return CouponStack.Price(wanted, asked, await facts.ExecuteAsync(wanted[0].Coupon.MemberId, sale.OccurredAt, sale.Day, sale.Late, [.. wanted.Select(w => w.UseRef).OfType<string>()], ct));
    }

    public async Task<CouponSuggestion> SuggestAsync(Sale sale, Member member, IReadOnlyList<PricedLine> lines, CancellationToken ct)
    {
        var now = time.Now;
        var wallet = await db.Coupons.AsNoTracking().Include(c => c.Definition)
            .Where(c => c.MemberId == member.Id && (c.State == CouponState.Issued || c.State == CouponState.Reserved || c.State == CouponState.Offered) && c.ValidUntil > now)
            .OrderBy(c => c.ValidUntil).ThenBy(c => c.Id).Take(MostSuggestedFrom).ToListAsync(ct);
        return CouponStack.Best(wallet, await OfAsync(sale, member, lines, ct), await facts.ExecuteAsync(member.Id, sale.OccurredAt, sale.Day, sale.Late, [], ct), now);
    }

    private async Task<CouponSale> OfAsync(Sale sale, Member? member, IReadOnlyList<PricedLine> lines, CancellationToken ct) => new(
        time.Local(sale.OccurredAt), sale.Day, sale.StoreCode.Length == 0 ? null : sale.StoreCode, [.. lines.Select(l => new SaleLine(l.Sku, l.Quantity, l.Amount, l.Category, l.Delivery))])
    {
        Level = member is null || !sale.TierDiscount ? null : await discounts.ExecuteAsync(member.Id, sale.OccurredAt, sale.Day, ct),
    };

    private async Task<Outcome<WantedCoupon>> FindAsync(SaleCoupon one, Member? member, DateTime? lateAt, CancellationToken ct)
    {
        if (one.Hold is { } held) return await HeldAsync(held, ct);
        if (one.Code is { } code)
        {
            return (await find.WithTokenAsync(code, ct, lateAt)).Succeeded(out var shown, out var unknown) ? new WantedCoupon(shown.Coupon, one.Units, Nonce: shown.Nonce) : unknown;
        }
        return (await find.ByRefAsync(one.Ref!, member!.Id, ct)).Succeeded(out var coupon, out var refusal) ? new WantedCoupon(coupon, one.Units) : refusal;
    }

    private async Task<Outcome<WantedCoupon>> HeldAsync(string held, CancellationToken ct)
    {
        var use = await db.CouponUses.Include(u => u.Coupon).ThenInclude(c => c.Definition).SingleOrDefaultAsync(u => u.Ref == held, ct);
        if (use is null) return CouponRefusals.HoldUnknown;
        if (use.State is CouponUseState.Used or CouponUseState.Returned) return await redeem.ExplainAsync(CouponRefusals.AlreadyRedeemed, use.Coupon, ct);
        if (!use.Holds(time.Now)) return use.HeldUntil <= time.Now ? CouponRefusals.HoldOver : CouponRefusals.HoldReleased;
        return new WantedCoupon(use.Coupon, use.Units, use.Ref) { Aside = use.Discount };
    }
}
