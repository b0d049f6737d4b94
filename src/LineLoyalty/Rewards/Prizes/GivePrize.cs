using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Policies;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Prizes;

/// <param name="Key">Makes one cause give once; the member is part of it.</param>
/// <param name="At">When it was earned: points live from then.</param>
/// <param name="Rule">Of the ledger line, e.g. <c>stamps:coffee</c>.</param>
public sealed record PrizeCause(string Reason, string Key, DateTime At, string Rule, int? RuleVersion = null, string? Inputs = null);

public sealed record GivenPrize(Coupon? Coupon, long Points);

/// <summary>Puts a prize into a member's hands, inside the caller's unit and under the member's lock.</summary>
public sealed class GivePrize(LoyaltyDb db, BrandTime time, PointsLedger ledger, ReadPointsProgramme programmes, IssueCoupon issueCoupon)
{
    public async Task<Outcome<GivenPrize>> ExecuteAsync(long memberId, Prize prize, PrizeCause cause, CancellationToken ct)
    {
        if (prize is CouponPrize coupon)
        {
            return (await issueCoupon.ExecuteAsync(memberId, coupon.Coupon, cause.Reason, cause.Key, ct)).Succeeded(out var issued, out var refusal) ? new GivenPrize(issued, 0) : refusal;
        }
        return prize is PointsPrize points ? await PointsAsync(memberId, points.Points, cause, ct) : throw new InvalidOperationException("Entries are given by the draw.");
    }

    private async Task<Outcome<GivenPrize>> PointsAsync(long memberId, long points, PrizeCause cause, CancellationToken ct)
    {
        if (await db.TakeMemberAsync(memberId, ct) is not { ErasedAt: null } member) return MemberRefusals.NotFound;
        if (await db.PointsGrants.AnyAsync(g => g.Key == cause.Key, ct)) return new GivenPrize(null, points);
        var account = await ledger.OpenAsync(member, null, ct);
        var policy = (await programmes.AtAsync(cause.At, ct)).Policy;
        var expires = policy.Expiry.Of(cause.At, new ExpiryFacts(member.JoinedAt, policy.Expiry is TierAnniversary
            ? await db.TierPeriods.Where(p => p.MemberId == memberId && p.ToAt == null).Select(p => p.ValidUntil).FirstOrDefaultAsync(ct) : null), time);
        account.Earn(points, cause.At, cause.At, expires, cause.Rule,
            new PointsCause(cause.At, time.Now, cause.Reason) { Rule = cause.Rule, RuleVersion = cause.RuleVersion, Inputs = cause.Inputs }, (policy.Expiry as Inactivity)?.Days);
        db.PointsGrants.Add(new PointsGrant { MemberId = memberId, Key = cause.Key, At = cause.At, Points = points });
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = memberId, Kind = MemberEvents.PointsEarned, At = cause.At, Data = JsonSerializer.Serialize(new { points, reason = cause.Reason }, JsonSerializerOptions.Web),
        });
        await ledger.BookAsync(account, member, ct);
        await db.SaveChangesAsync(ct);
        return new GivenPrize(null, points);
    }
}
