using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>
/// Moves campaigns on: keeps audiences, starts those whose time has come, plans them, chooses the better version, and closes those whose last
/// message has ended. Runs at every tick; harmless to repeat.
/// </summary>
public sealed class RunCampaigns(IServiceScopeFactory scopes, TimeProvider clock, IOptions<CampaignOptions> options)
{
    private static readonly CampaignState[] Moving = [CampaignState.AwaitingApproval, CampaignState.Repeating, CampaignState.Scheduled, CampaignState.Testing, CampaignState.Planning, CampaignState.Sending];

    public async Task ExecuteAsync(CancellationToken ct)
    {
        // Most ticks of most days find none that could move.
        if (!await InScopeAsync(s => s.GetRequiredService<LoyaltyDb>().Campaigns.AnyAsync(c => Moving.Contains(c.State), ct))) return;
        await InScopeAsync(s => s.GetRequiredService<ApproveCampaign>().EndLapsedAsync(ct));
        await InScopeAsync(s => s.GetRequiredService<RepeatCampaigns>().ExecuteAsync(ct));
        foreach (var id in await IdsAsync(c => c.State == CampaignState.Scheduled && c.FrozenAt == null, ct)) await RepeatAsync(s => s.GetRequiredService<FreezeAudience>().ExecuteAsync(id, ct));
        await StartDueAsync(ct);
        await InScopeAsync(s => s.GetRequiredService<ChooseVersion>().ExecuteAsync(ct));
        foreach (var id in await IdsAsync(c => c.State == CampaignState.Planning, ct)) await RepeatAsync(s => s.GetRequiredService<PlanCampaign>().ExecuteAsync(id, ct));
        await FinishAsync(ct);
    }

    private Task<List<long>> IdsAsync(System.Linq.Expressions.Expression<Func<Campaign, bool>> which, CancellationToken ct) => InScopeAsync(s =>
        s.GetRequiredService<LoyaltyDb>().Campaigns.Where(which).OrderBy(c => c.ScheduledAt).ThenBy(c => c.Id).Select(c => c.Id).ToListAsync(ct));

    // A scope per batch: what one has loaded is of no use to the next.
    private async Task RepeatAsync(Func<IServiceProvider, Task<bool>> batch)
    {
        while (await InScopeAsync(batch))
        {
        }
    }

    private Task<int> StartDueAsync(CancellationToken ct) => InScopeAsync(async s =>
    {
        var db = s.GetRequiredService<LoyaltyDb>();
        var now = clock.GetUtcNow().UtcDateTime;
        var due = await db.Campaigns.AsNoTracking().Where(c => c.State == CampaignState.Scheduled && c.FrozenAt != null && c.ScheduledAt <= now).ToListAsync(ct);
        // Asked after the time was read, so that a clock that has just jumped is seen.
        if (due.Count > 0 && !await s.GetRequiredService<ClockCheck>().IsRightAsync(ct)) return 0;
        foreach (var campaign in due)
        {
            // Keeping a large audience may take a while; that is not what makes it late.
            var ready = campaign.FrozenAt > campaign.ScheduledAt ? campaign.FrozenAt.Value : campaign.ScheduledAt!.Value;
            var late = now - ready > options.Value.LateAfter;
            int? usual = CampaignTiming.Parse(campaign.Timing).BestHour ? await s.GetRequiredService<BestHours>().UsualAsync(ct) : null;
            await using var unit = await db.BeginWriteAsync(ct);
            var seen = db.Campaigns.Where(c => c.Id == campaign.Id && c.State == CampaignState.Scheduled && c.Version == campaign.Version);
            if (late) await seen.ExecuteUpdateAsync(u => u.SetProperty(c => c.State, CampaignState.Held).SetProperty(c => c.Version, c => c.Version + 1), ct);
            else await seen.ExecuteUpdateAsync(u => u.SetProperty(c => c.State, CampaignState.Planning).SetProperty(c => c.StartedAt, now).SetProperty(c => c.UsualHour, usual).SetProperty(c => c.Version, c => c.Version + 1), ct);
            await unit.CommitAsync(ct);
        }
        return due.Count;
    });

    private Task<int> FinishAsync(CancellationToken ct) => InScopeAsync(async s =>
    {
        var db = s.GetRequiredService<LoyaltyDb>();
        var now = clock.GetUtcNow().UtcDateTime;
        var done = db.Campaigns.Where(c => c.State == CampaignState.Sending && !db.Deliveries.Any(d => d.CampaignId == c.Id && d.State == DeliveryState.Pending)
            && !db.UnbookedDeliveries.Any(u => u.CampaignId == c.Id));
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
