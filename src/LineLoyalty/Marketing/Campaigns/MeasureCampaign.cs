using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>What one group of a campaign's audience did within the window.</summary>
/// <param name="Variant">0 for version A; null for the rest that waited for the better one, and for those who got nothing.</param>
/// <param name="HeldOut">Got nothing, by lot.</param>
/// <param name="People">Everybody put into the group, whatever became of their message: so the groups stay as alike as the lot made them.</param>
/// <param name="Revenue">Net of returns, whole NT$.</param>
public sealed record CampaignGroup(int? Variant, bool HeldOut, int People, int Clicked, int Bought, long Revenue)
{
    public double Share(int of) => People == 0 ? 0 : (double)of / People;
}

/// <summary>Counts clicks, buyers and revenue per group, those who got nothing in the same window as the others.</summary>
public sealed class MeasureCampaign(LoyaltyDb db)
{
    /// <param name="until">No later than this, e.g. now.</param>
    public async Task<IReadOnlyList<CampaignGroup>> ExecuteAsync(Campaign campaign, DateTime until, CancellationToken ct)
    {
        if (campaign.StartedAt is not { } from) return [];
        var end = from.AddDays(CampaignExperiment.Parse(campaign.Experiment).AttributionDays);
        if (until < end) end = until;
        // Capped people were meant to get it: leaving them out would leave a different kind of person in one group than in the other.
        var kept = db.CampaignRecipients.Where(r => r.CampaignId == campaign.Id && (r.Reason == null || r.Reason == LeftOut.Capped || r.Reason == LeftOut.HoldOut));
        var people = await kept.GroupBy(r => new { r.Variant, HeldOut = r.Reason == LeftOut.HoldOut }).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        var clicks = await (
            from r in kept
            join c in db.CampaignClicks on new { r.CampaignId, MemberId = (long?)r.MemberId } equals new { c.CampaignId, c.MemberId }
            where c.At < end
            group c by r.Variant into g
            select new { Variant = g.Key, Count = g.Select(c => c.MemberId).Distinct().Count() }).ToListAsync(ct);
        var bought = await (
            from r in kept
            join p in db.Purchases on (long?)r.MemberId equals p.MemberId
            where p.OccurredAt >= @from && p.OccurredAt < end && !p.WhollyReturned
            group p by new { r.Variant, HeldOut = r.Reason == LeftOut.HoldOut } into g
            select new { g.Key, People = g.Select(p => p.MemberId).Distinct().Count(), Revenue = g.Sum(p => p.Paid - p.Refunded - p.VouchersRefunded) }).ToListAsync(ct);
        return [.. people.OrderBy(g => g.Key.HeldOut).ThenBy(g => g.Key.Variant ?? int.MaxValue).Select(g => new CampaignGroup(
            g.Key.Variant, g.Key.HeldOut, g.Count,
            g.Key.HeldOut ? 0 : clicks.Find(c => c.Variant == g.Key.Variant)?.Count ?? 0,
            bought.Find(b => b.Key.Equals(g.Key))?.People ?? 0,
            bought.Find(b => b.Key.Equals(g.Key))?.Revenue ?? 0))];
    }
}
