using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>When a test's hours are over: the version with the larger share of clickers or buyers goes to the rest. Of equals, the first.</summary>
internal sealed class ChooseVersion(LoyaltyDb db, MeasureCampaign measure, TimeProvider clock)
{
    /// <returns>How many were decided.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var due = await db.Campaigns.AsNoTracking().Where(c => c.State == CampaignState.Testing && c.DecideAt <= now).ToListAsync(ct);
        foreach (var campaign in due)
        {
            var by = CampaignExperiment.Parse(campaign.Experiment).By;
            var groups = await measure.ExecuteAsync(campaign, now, ct);
            var best = groups.Where(g => g.Variant is not null).OrderByDescending(g => g.Share(by == WinBy.Clicks ? g.Clicked : g.Bought)).ThenBy(g => g.Variant).Select(g => g.Variant!.Value).FirstOrDefault();
            await using var unit = await db.BeginWriteAsync(ct);
            await db.Campaigns.Where(c => c.Id == campaign.Id && c.State == CampaignState.Testing)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CampaignState.Planning).SetProperty(c => c.Winner, best).SetProperty(c => c.PlannedUpTo, 0).SetProperty(c => c.Version, c => c.Version + 1), ct);
            await unit.CommitAsync(ct);
        }
        return due.Count;
    }
}
