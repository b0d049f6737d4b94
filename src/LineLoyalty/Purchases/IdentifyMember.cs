using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards;
using LineLoyalty.Rewards.Card;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Families;
using LineLoyalty.Rewards.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Purchases;

public sealed record TierView(string Code, string Name);

/// <param name="Ref">Wallet id: usable in a sale of the same member.</param>
/// <param name="ValidUntil">Last second on which it can be used.</param>
public sealed record TillCoupon(
    string Ref, string Title, string Kind, long Value, long? MaximumDiscount, long MinimumSpend, string? ProductSku, DateTime ValidUntil)
{
    public long Uses { get; init; } = 1;
    public long UsesLeft { get; init; } = 1;
    /// <summary>Its uses are NT$.</summary>
    public bool HoldsMoney { get; init; }
}

/// <summary>What a till may know about a member: enough to greet and to charge, not enough to write down.</summary>
/// <param name="PointsValue">What the points are worth, in NT$.</param>
/// <param name="HeldUntil">Until when nothing may be spent, because the card moved to another LINE account.</param>
public sealed record TillMember(
    string Ref, string Name, string CardNumber, string? PhoneMasked, TierView Tier, long Points, long PointsValue, CardExpiry? ExpiringNext,
    IReadOnlyList<TillCoupon> Coupons, bool BirthdayThisMonth, DateTime? HeldUntil)
{
    /// <summary>What the member's level gives, a line each, to be said to the customer.</summary>
    public IReadOnlyList<string> Benefits { get; init; } = [];
    /// <summary>Points that the member's family would add to what they spend; not part of <c>points</c>.</summary>
    public long SharedPoints { get; init; }
}

/// <param name="IdentifiedBy"><c>code</c>, <c>spendCode</c>, <c>barcode</c>, <c>cardNumber</c> or <c>phone</c>.</param>
public sealed record IdentifiedMember(TillMember Member, string IdentifiedBy);

/// <summary>Tells a till who stands there and what they can use.</summary>
public sealed class IdentifyMember(
    LoyaltyDb db, BrandTime time, Vault vault, ResolveMember resolve, ReadCard cards, ReadPointsProgramme programmes, SharePoints family)
{
    private const int MostCoupons = 50;

    public async Task<Outcome<IdentifiedMember>> ExecuteAsync(string key, long posKeyId, CancellationToken ct, string? language = null)
    {
        if (!(await resolve.ExecuteAsync(key, posKeyId, ct)).Succeeded(out var resolved, out var refusal)) return refusal;
        if (await ViewAsync(resolved.MemberId, language, ct) is not { } member) return MemberRefusals.NotFound;
        var by = resolved.IdentifiedBy.ToString();
        return new IdentifiedMember(member, char.ToLowerInvariant(by[0]) + by[1..]);
    }

    private async Task<TillMember?> ViewAsync(long memberId, string? language, CancellationToken ct)
    {
        if (await cards.ExecuteAsync(memberId, ct) is not { } card) return null;
        var member = await db.Members.AsNoTracking().SingleAsync(m => m.Id == memberId, ct);
        var now = time.Now;
        var coupons = await db.Coupons.AsNoTracking().Include(c => c.Definition)
            .Where(c => c.MemberId == memberId && c.State == CouponState.Issued && c.ValidUntil > now && c.ValidFrom <= now)
            .OrderBy(c => c.ValidUntil).ThenBy(c => c.Id).Take(MostCoupons).ToListAsync(ct);
        var policy = await programmes.PolicyAtAsync(now, ct);
        return new TillMember(
            member.Ref, Names.Mask(member.Name), member.CardNumber, PhoneNumber.MaskOf(vault, member.PhoneSealed),
            new TierView(card.Tier.Code, card.Tier.Name), card.Points.Balance, policy.Redeem.DiscountOf(Math.Max(0, card.Points.Balance)),
            card.Points.ExpiringNext,
            [.. coupons.Select(c => new TillCoupon(c.Ref, c.Definition.Title, ReadCoupons.KindOf(c.Definition.Kind), c.Definition.Value,
                c.Definition.MaximumDiscount, c.Definition.MinimumSpend, c.Definition.ProductSku, LastMoment.Before(c.ValidUntil)) { Uses = c.Uses, UsesLeft = c.UsesLeft, HoldsMoney = c.Definition.HoldsMoney })],
            member.BirthMonth == time.Today.Month,
            member.SpendHeldUntil is { } until && until > now ? until : null)
        {
            Benefits = await BenefitsAsync(member.TierLevel, language, ct),
            SharedPoints = card.Points.Balance < 0 ? 0 : await family.AvailableAsync(memberId, ct),
        };
    }

    private async Task<List<string>> BenefitsAsync(int level, string? language, CancellationToken ct)
    {
        var tier = await db.Tiers.AsNoTracking().SingleOrDefaultAsync(t => t.Level == level, ct);
        // Gifts come by themselves: the clerk is told of what the customer may ask for.
        return tier is null ? [] : [.. TierWords.Benefits(tier.Benefits, new Dictionary<string, string>(), language)];
    }
}
