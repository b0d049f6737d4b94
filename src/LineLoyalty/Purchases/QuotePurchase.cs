using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Families;
using LineLoyalty.Rewards.Stamps;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Purchases;

/// <param name="Suggestion">Null when it was not asked for, or nobody knows the buyer.</param>
public sealed record Quote(PricedSale Sale, CouponSuggestion? Suggestion)
{
    public IReadOnlyList<StampResult> Stamps { get; init; } = [];
}

/// <summary>What a sale would cost and earn if it were recorded now. Holds nothing and promises nothing.</summary>
public sealed class QuotePurchase(LoyaltyDb db, ReadStore stores, BrandTime time, PointsLedger ledger, SharePoints family, PriceSale price, PriceCoupons coupons, RecordStamps stamps)
{
    public async Task<Outcome<PricedSale>> ExecuteAsync(Sale sale, CancellationToken ct) =>
        (await ExecuteAsync(sale, suggest: false, ct)).Succeeded(out var quote, out var refusal) ? quote.Sale : refusal;

    public async Task<Outcome<Quote>> ExecuteAsync(Sale sale, bool suggest, CancellationToken ct)
    {
        var member = sale.MemberRef is null ? null
            : await db.Members.AsNoTracking().SingleOrDefaultAsync(m => m.Ref == sale.MemberRef && m.ErasedAt == null, ct);
        if (sale.MemberRef is not null && member is null) return MemberRefusals.NotFound;
        if (sale.PointsRedeemed > 0 && member is null) return PurchaseRefusals.MemberRequired;
        // Without a store the quote still stands; only rules that ask for one have nothing to go by.
        sale = sale.In(await stores.ByCodeAsync(sale.StoreCode, ct), time);
        var account = member is null ? null : await ledger.OpenAsync(member, null, ct);
        if (account is { Balance: >= 0 }) account.Shared = await family.AvailableAsync(account.MemberId, ct);
        var priced = await price.ExecuteAsync(sale, member, account, ct);
        if (!priced.Succeeded(out var asked, out var refusal)) return refusal;
        return new Quote(asked, suggest && member is not null ? await coupons.SuggestAsync(sale, member, asked.Lines, ct) : null)
        {
            Stamps = member is null ? [] : await stamps.PreviewAsync(StampedSale.Of(asked, member.Id, sale), ct),
        };
    }
}
