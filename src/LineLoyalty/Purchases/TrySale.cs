using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Policies;
using LineLoyalty.Rewards.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Purchases;

/// <param name="Sale">With the tried coupon, when it can be used.</param>
/// <param name="Before">The same sale by the rules as they are saved.</param>
/// <param name="CouponRefusal">Why the tried coupon cannot be used in it.</param>
/// <param name="Tier">The level the sale would bring the member to.</param>
/// <param name="AvailableAt">From when its points could be spent.</param>
/// <param name="ExpireAt">For each part of what it earns, the first instant at which those points would be gone; null for never.</param>
public sealed record TriedSale(PricedSale Sale, PricedSale Before, CouponSuggestion Suggestion, Refusal? CouponRefusal, TierOutlook Tier, DateTime AvailableAt, IReadOnlyList<DateTime?> ExpireAt);

/// <summary>
/// What a sale would cost and earn with rules that are still being written: priced by the code that prices the till's quotes and sales.
/// Holds nothing and keeps nothing.
/// </summary>
public sealed class TrySale(LoyaltyDb db, BrandTime time, ReadStore stores, PointsLedger ledger, PriceSale price, PriceCoupons coupons, ForecastMember forecast)
{
    private static readonly Refusal Bundle = new("try.bundle", "A bundle is unpacked when it is given: try the coupons inside it.", "組合券領到時就會拆開，請試算裡面的券。");

    public async Task<Outcome<TriedSale>> ExecuteAsync(Sale sale, WhatIf change, CancellationToken ct)
    {
        var member = await db.Members.AsNoTracking().SingleOrDefaultAsync(m => m.Ref == sale.MemberRef && m.ErasedAt == null, ct);
        if (member is null) return MemberRefusals.NotFound;
        sale = sale.In(await stores.ByCodeAsync(sale.StoreCode, ct), time);

        if (!(await PriceAsync(sale, member, null, null, ct)).Succeeded(out var before, out var refusal)) return refusal;
        var held = change.Coupon is null ? null : Held(change.Coupon, member, sale.OccurredAt);
        var unusable = change.Coupon is null ? null : await RefusesAsync(change.Coupon, held, member, sale.OccurredAt, ct);
        var priced = await PriceAsync(sale, member, change, unusable is null ? held : null, ct);
        if (priced.Refusal is not null && held is not null && unusable is null)
        {
            unusable = priced.Refusal;
            priced = await PriceAsync(sale, member, change, null, ct);
        }
        if (!priced.Succeeded(out var asked, out refusal)) return refusal;
        var suggestion = await coupons.SuggestAsync(sale, member, asked.Lines, ct);
        var tier = await forecast.ExecuteAsync(member, null, new PlannedSale(sale.Day, asked.Paid, asked.PointsEarned) { Skus = [.. asked.Lines.Select(l => l.Sku).OfType<string>()] }, ct);
        var policy = asked.Programme.Policy;
        var facts = new ExpiryFacts(member.JoinedAt, await TierUntilAsync(member.Id, ct));
        List<DateTime?> expires = [.. asked.Earning.Parts.Select(p => p.Rule.ExpiryUnder(policy).Of(sale.OccurredAt, facts, time))];
        return new TriedSale(asked, before, suggestion, unusable, tier, policy.AvailabilityOf(sale.OccurredAt, sale.Channel == SalesChannels.Web, time), expires);
    }

    private async Task<Outcome<PricedSale>> PriceAsync(Sale sale, Member member, WhatIf? change, Coupon? held, CancellationToken ct) =>
        await price.ExecuteAsync(sale, member, await ledger.OpenAsync(member, null, ct), new TriedRules(change, held), ct);

    /// <summary>As if it had been given in time to be usable now; null when the kind is over.</summary>
    private Coupon? Held(CouponDefinition kind, Member member, DateTime at)
    {
        var givenAt = kind.Rules.StartsAfterDays > 0 ? time.StartOf(time.DayOf(at).AddDays(-kind.Rules.StartsAfterDays)) : at;
        return CouponValidity.Of(kind, givenAt, time) is not { } valid ? null : new Coupon
        {
            Ref = "try", DefinitionId = kind.Id, Definition = kind, MemberId = member.Id, CodeSealed = "", CodeIndex = "", IssuedAt = givenAt, ValidFrom = valid.From, ValidUntil = valid.Until,
            Uses = kind.UsesOfOne, UsesLeft = kind.UsesOfOne, Reason = "try",
        };
    }

    private async Task<Refusal?> RefusesAsync(CouponDefinition kind, Coupon? held, Member member, DateTime at, CancellationToken ct)
    {
        if (kind.Kind == CouponKind.Bundle) return Bundle;
        if (!kind.Active) return CouponRefusals.DefinitionUnknown.With(("definition", kind.Code));
        if (kind.IssuedCount >= kind.IssueLimit) return CouponRefusals.SoldOut.With(("definition", kind.Code));
        if (held is null) return CouponRefusals.Expired;
        if (kind.Rules.PerMember is { } most && kind.Id != 0
            && await db.Coupons.CountAsync(c => c.MemberId == member.Id && c.DefinitionId == kind.Id && c.GivenFromId == null && c.State != CouponState.Revoked, ct) >= most)
        {
            return CouponRefusals.PerMember.With(("perMember", most));
        }
        return held.Refuses(at);
    }

    private Task<DateTime?> TierUntilAsync(long memberId, CancellationToken ct) =>
        db.TierPeriods.Where(p => p.MemberId == memberId).OrderByDescending(p => p.FromAt).ThenByDescending(p => p.Id).Select(p => p.ValidUntil).FirstOrDefaultAsync(ct);
}

/// <param name="Change">Null for the rules as they are saved.</param>
/// <param name="Coupon">A coupon nobody has been given, put into the sale.</param>
public sealed record TriedRules(WhatIf? Change, Coupon? Coupon);
