using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>Starts campaigns whose time has come, plans them, and closes those whose last message has ended. Runs at every tick; harmless to repeat.</summary>
public sealed class RunCampaigns(IServiceScopeFactory scopes, TimeProvider clock)
{
    public async Task ExecuteAsync(CancellationToken ct)
    {
        var planning = await StartDueAsync(ct);
        foreach (var id in planning)
        {
            // A scope per batch: what one has loaded is of no use to the next.
            while (await InScopeAsync(s => s.GetRequiredService<PlanCampaign>().ExecuteAsync(id, ct)))
            {
            }
        }
        await FinishAsync(ct);
    }

    private Task<List<long>> StartDueAsync(CancellationToken ct) => InScopeAsync(async s =>
    {
        var db = s.GetRequiredService<LoyaltyDb>();
        var now = clock.GetUtcNow().UtcDateTime;
        if (await db.Campaigns.AnyAsync(c => c.State == CampaignState.Scheduled && c.ScheduledAt <= now, ct))
        {
            await using var unit = await db.BeginWriteAsync(ct);
            await db.Campaigns.Where(c => c.State == CampaignState.Scheduled && c.ScheduledAt <= now)
                .ExecuteUpdateAsync(u => u.SetProperty(c => c.State, CampaignState.Planning).SetProperty(c => c.StartedAt, now).SetProperty(c => c.Version, c => c.Version + 1), ct);
            await unit.CommitAsync(ct);
        }
        return await db.Campaigns.Where(c => c.State == CampaignState.Planning).OrderBy(c => c.StartedAt).ThenBy(c => c.Id).Select(c => c.Id).ToListAsync(ct);
    });

    private Task<int> FinishAsync(CancellationToken ct) => InScopeAsync(async s =>
    {
        var db = s.GetRequiredService<LoyaltyDb>();
        var now = clock.GetUtcNow().UtcDateTime;
        var done = db.Campaigns.Where(c => c.State == CampaignState.Sending && !db.Deliveries.Any(d => d.CampaignId == c.Id && d.State == DeliveryState.Pending));
        if (!await done.AnyAsync(ct)) return 0;
        await using var unit = await db.BeginWriteAsync(ct);
        var closed = await done.ExecuteUpdateAsync(u => u.SetProperty(c => c.State, CampaignState.Sent).SetProperty(c => c.FinishedAt, now).SetProperty(c => c.Version, c => c.Version + 1), ct);
        await unit.CommitAsync(ct);
        return closed;
    });

    private async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }
}
