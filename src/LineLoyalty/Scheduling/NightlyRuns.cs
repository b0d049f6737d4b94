using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Coupons.Gifts;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Gifts;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Tills;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Scheduling;

/// <summary>Walks through all members whom a nightly use case concerns, each in a transaction of their own.</summary>
internal sealed class NightlyRuns(IServiceScopeFactory scopes)
{
    private const int PageSize = 200;

    public Task ExpirePointsAsync(CancellationToken ct) => ForEachMemberAsync(
        (s, after) => s.GetRequiredService<ExpirePoints>().DueAsync(after, PageSize, ct),
        (s, id) => s.GetRequiredService<ExpirePoints>().ExecuteAsync(id, ct));

    public Task ReviewTiersAsync(CancellationToken ct) => ForEachMemberAsync(
        (s, after) => s.GetRequiredService<ReviewTiers>().DueAsync(after, PageSize, ct),
        (s, id) => s.GetRequiredService<ReviewTiers>().ExecuteAsync(id, ct));

    public async Task ExpireCouponsAsync(CancellationToken ct)
    {
        int done;
        do
        {
            await using var scope = scopes.CreateAsyncScope();
            done = await scope.ServiceProvider.GetRequiredService<ExpireCoupons>().ExecuteAsync(PageSize, ct);
        }
        while (done == PageSize);
    }

    /// <summary>Reservations that tills forgot and gifts nobody took go back to their owners.</summary>
    public async Task ReleaseCouponsAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RedeemCoupon>().ReleaseLapsedAsync(PageSize, ct);
        await scope.ServiceProvider.GetRequiredService<GiveCoupon>().EndLapsedAsync(PageSize, ct);
        await scope.ServiceProvider.GetRequiredService<OfferPoints>().EndLapsedAsync(PageSize, ct);
    }

    /// <summary>Late returns whose sale came by another door, and those for which nothing came.</summary>
    public async Task RetryLateAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CatchUp>().RetryWaitingAsync(ct);
    }

    private async Task ForEachMemberAsync(Func<IServiceProvider, long, Task<List<long>>> next, Func<IServiceProvider, long, Task> act)
    {
        for (var after = 0L; ;)
        {
            List<long> page;
            await using (var scope = scopes.CreateAsyncScope()) page = await next(scope.ServiceProvider, after);
            if (page.Count == 0) return;
            foreach (var id in page)
            {
                await using var scope = scopes.CreateAsyncScope();
                await act(scope.ServiceProvider, id);
            }
            after = page[^1];
        }
    }
}
