using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Deliveries;

/// <param name="ChannelStopped">LINE refuses our token or plan.</param>
/// <param name="MarketingPausedUntil">The month's messages are used up; when the next try is made.</param>
/// <param name="ServicePausedUntil">The same for answers to people.</param>
public sealed record DeliveryStatus(bool Enabled, bool ChannelStopped, DateTime? MarketingPausedUntil, DateTime? ServicePausedUntil, int WaitingService, int WaitingMarketing);

/// <summary>How sending is doing, for the people who run it.</summary>
public sealed class ReadDeliveryStatus
{
    private readonly LoyaltyDb db;
    private readonly LineGates gates;
    private readonly TimeProvider clock;
    private readonly bool enabled;

    internal ReadDeliveryStatus(LoyaltyDb db, LineGates gates, TimeProvider clock, bool enabled) =>
        (this.db, this.gates, this.clock, this.enabled) = (db, gates, clock, enabled);

    public async Task<DeliveryStatus> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var waiting = await db.Deliveries.Where(d => d.State == DeliveryState.Pending && d.DueAt <= now)
            .GroupBy(d => d.Purpose).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        return new DeliveryStatus(
            enabled,
            gates.ChannelStopped,
            await QuotaGate.PausedUntilAsync(db, DeliveryPurpose.Marketing, ct),
            await QuotaGate.PausedUntilAsync(db, DeliveryPurpose.Service, ct),
            waiting.Find(w => w.Key == DeliveryPurpose.Service)?.Count ?? 0,
            waiting.Find(w => w.Key == DeliveryPurpose.Marketing)?.Count ?? 0);
    }
}
