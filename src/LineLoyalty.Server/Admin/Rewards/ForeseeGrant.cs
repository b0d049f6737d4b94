using LineLoyalty.Data;
using LineLoyalty.Marketing;
using LineLoyalty.Marketing.Grants;
using LineLoyalty.Rewards.Points;

namespace LineLoyalty.Server.Admin.Rewards;

/// <param name="Liability">Most NT$ it can cost; null when nothing bounds it.</param>
/// <param name="Count">To be typed where nobody else is there.</param>
/// <param name="Limit">NT$ above which somebody else has to agree.</param>
/// <param name="Alone">Nobody else could.</param>
/// <param name="Given">NT$ that the same person gave at once within a day, which counts with it.</param>
public sealed record GrantForecast(long? Liability, long Count, ApprovalNeed Need, long Limit, bool Alone, long Given);

/// <summary>What something would cost at most and what will happen, told before anybody saves.</summary>
public sealed class ForeseeGrant(BrandTime time, ReadPointsProgramme programmes, WeighCoupon weigh, ApproveGrant approve, ReadSendingRules said)
{
    public async Task<GrantForecast> PointsAsync(long points, long count, long staffId, CancellationToken ct) =>
        await OfAsync((await programmes.PolicyAtAsync(time.Now, ct)).Redeem.WorthOf(points), count, staffId, ct);

    public async Task<GrantForecast> CouponsAsync(string code, long count, long staffId, CancellationToken ct) => await OfAsync((await weigh.OfAsync(code, count, ct)).Liability, count, staffId, ct);

    private async Task<GrantForecast> OfAsync(long? liability, long count, long staffId, CancellationToken ct) => new(
        liability, count, await approve.NeededAsync(liability, staffId, ct), (await said.ExecuteAsync(ct)).GrantAbove, await approve.NeededAsync(null, staffId, ct) == ApprovalNeed.TypedCount, await approve.GivenAsync(staffId, ct));
}
