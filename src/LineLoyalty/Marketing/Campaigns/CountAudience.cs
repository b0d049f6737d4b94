using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>How many a campaign would reach now, and why the others are left out; each person is counted once.</summary>
public sealed class CountAudience(LoyaltyDb db, BrandTime time)
{
    public async Task<AudienceCount> ExecuteAsync(CampaignAudience audience, CancellationToken ct)
    {
        var groups = await (
            from m in audience.Match(db, time, time.Today)
            join a in db.LineAccounts on (long?)m.Id equals a.MemberId into accounts
            from a in accounts.DefaultIfEmpty()
            group m by new { Bound = a != null, m.MarketingOptIn, Friend = a != null && a.Friend } into g
            select new { g.Key.Bound, g.Key.MarketingOptIn, g.Key.Friend, Count = g.Count() }).ToListAsync(ct);
        return new AudienceCount(
            groups.Sum(g => g.Count),
            groups.Where(g => g is { Bound: true, MarketingOptIn: true, Friend: true }).Sum(g => g.Count),
            groups.Where(g => !g.Bound).Sum(g => g.Count),
            groups.Where(g => g is { Bound: true, MarketingOptIn: false }).Sum(g => g.Count),
            groups.Where(g => g is { Bound: true, MarketingOptIn: true, Friend: false }).Sum(g => g.Count));
    }
}
