using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>The stop button: planning ends at once, and no request of this campaign starts five seconds later.</summary>
public sealed class StopCampaign(LoyaltyDb db, TimeProvider clock, StopDeliveries stop)
{
    private static readonly CampaignState[] Running = [CampaignState.Scheduled, CampaignState.Held, CampaignState.Planning, CampaignState.Testing, CampaignState.Sending, CampaignState.Repeating];

    public async Task<Outcome<Campaign>> ExecuteAsync(long campaignId, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using (var unit = await db.BeginWriteAsync(ct))
        {
            // First the campaign, then its deliveries: a batch being planned in between sees the stop and is dropped whole.
            var stopped = await db.Campaigns
                .Where(c => c.Id == campaignId && Running.Contains(c.State))
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CampaignState.Stopped).SetProperty(c => c.StopRequestedAt, now)
                    .SetProperty(c => c.FinishedAt, now).SetProperty(c => c.Version, c => c.Version + 1), ct);
            if (stopped > 0) await stop.ExecuteAsync(campaignId, ct);
            await unit.CommitAsync(ct);
            if (stopped == 0) return await db.Campaigns.AnyAsync(c => c.Id == campaignId, ct) ? CampaignRefusals.NotRunning : CampaignRefusals.NotFound;
        }
        return await db.Campaigns.AsNoTracking().FirstAsync(c => c.Id == campaignId, ct);
    }
}
