using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Deliveries;

/// <summary>Calls off what a campaign has not sent yet. One statement: the worker meets the mark at its next claim, and before each request.</summary>
public sealed class StopDeliveries(LoyaltyDb db, TimeProvider clock, DeliverySignal signal)
{
    /// <returns>How many requests were still open.</returns>
    public async Task<int> ExecuteAsync(long campaignId, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        var stopped = await db.Deliveries.Where(d => d.CampaignId == campaignId && d.State == DeliveryState.Pending && !d.StopRequested)
            .ExecuteUpdateAsync(s => s.SetProperty(d => d.StopRequested, true).SetProperty(d => d.DueAt, d => d.DueAt < now ? d.DueAt : now), ct);
        unit.AfterCommit(signal.Wake);
        await unit.CommitAsync(ct);
        return stopped;
    }
}
