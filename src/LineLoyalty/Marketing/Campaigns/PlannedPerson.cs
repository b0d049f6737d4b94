using System.Linq.Expressions;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>A member with all a text may say about them.</summary>
public sealed record PlannedPerson(long MemberId, long LineAccountId, MemberValues Values)
{
    internal static Expression<Func<Member, PlannedPerson>> Read(LoyaltyDb db) => m => new PlannedPerson(
        m.Id,
        db.LineAccounts.Where(a => a.MemberId == m.Id).Select(a => a.Id).FirstOrDefault(),
        new MemberValues(
            m.Name,
            m.PointsBalance,
            db.Tiers.Where(t => t.Level == m.TierLevel).Select(t => m.Language == Languages.English ? t.NameEn : t.Name).FirstOrDefault(),
            db.Coupons.Count(c => c.MemberId == m.Id && c.State == CouponState.Issued)) { Language = m.Language });
}
