using LineLoyalty.Data;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Missions;

/// <summary>Who earned something of a mission after its rewards had run out.</summary>
/// <param name="People">Rounds that wait; one member may have several.</param>
/// <param name="Free">Places the budget has now; null when it has no end.</param>
/// <param name="Next">How many can be given it at once, who earned it first, first.</param>
/// <param name="Points">What these get; <paramref name="PointsValue"/>, in NT$ they would take off.</param>
/// <param name="Coupons">By kind.</param>
public sealed record MissionWaiting(int People, int? Free, int Next, long Points, long PointsValue, IReadOnlyDictionary<string, int> Coupons);

/// <summary>
/// Gives what was missed for want of budget, once a marketer has raised it and says so. It only hands out the places; the background then
/// gives, as it does to whoever finishes today.
/// </summary>
public sealed class MakeUpMission(LoyaltyDb db, ReadMissionBook read, ReadPointsProgramme programmes, BrandTime time)
{
    /// <summary>Of one press: they are marked before the page answers.</summary>
    public const int MostAtOnce = 5_000;
    private const int PageSize = 100;

    public async Task<MissionWaiting> WaitingAsync(long missionId, CancellationToken ct)
    {
        var waiting = Waiting(missionId);
        var (people, most) = (await waiting.CountAsync(ct), (await read.ExecuteAsync(ct)).MostRewarded(missionId));
        var free = most == int.MaxValue ? (int?)null : Math.Max(0, most - await db.Missions.Where(m => m.Id == missionId).Select(m => m.Rewarded).SingleAsync(ct));
        var next = Math.Min(people, Math.Min(free ?? int.MaxValue, MostAtOnce));
        if (next == 0) return new MissionWaiting(people, free, 0, 0, 0, new Dictionary<string, int>());
        List<Prize> prizes = [];
        foreach (var page in (await First(waiting, next).ToListAsync(ct)).Chunk(1000)) prizes.AddRange(await Missed(page).Select(r => r.Prize).ToListAsync(ct));
        var points = prizes.OfType<PointsPrize>().Sum(p => p.Points);
        return new MissionWaiting(people, free, next, points, (await programmes.PolicyAtAsync(time.Now, ct)).Redeem.DiscountOf(points),
            prizes.OfType<CouponPrize>().GroupBy(c => c.Coupon).ToDictionary(g => g.Key, g => g.Count()));
    }

    /// <param name="count">How many the page offered: nobody decides on more than was shown.</param>
    /// <returns>How many get it; fewer when the places went to others meanwhile.</returns>
    public async Task<int> ExecuteAsync(long missionId, int count, CancellationToken ct)
    {
        var most = (await read.ExecuteAsync(ct)).MostRewarded(missionId);
        var given = 0;
        foreach (var page in (await First(Waiting(missionId), Math.Min(count, MostAtOnce)).ToListAsync(ct)).Chunk(PageSize))
        {
            var (promised, full) = await PromiseAsync(page, most, ct);
            given += promised;
            if (full) break;
        }
        return given;
    }

    private async Task<(int Promised, bool Full)> PromiseAsync(long[] page, int most, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var now = time.Now;
        await using var unit = await db.BeginWriteAsync(ct);
        foreach (var member in await db.MissionRounds.Where(r => page.Contains(r.Id)).Select(r => r.MemberId).Distinct().OrderBy(id => id).ToListAsync(ct)) await db.LockMemberAsync(member, ct);
        // Read under the locks: a return or another press may have been quicker.
        var rounds = await db.MissionRounds.Include(r => r.Rewards).Where(r => page.Contains(r.Id) && !r.Counted).ToDictionaryAsync(r => r.Id, ct);
        var (promised, full) = (0, false);
        foreach (var round in page.Where(rounds.ContainsKey).Select(id => rounds[id]))
        {
            var missed = round.Rewards.FindAll(r => r.Missed == MissionRefusals.Budget.Code && r.TakenBackAt is null);
            if (missed.Count == 0) continue;
            full = !await SettleMissions.ClaimAsync(db, round, most, ct);
            if (full) break;
            foreach (var reward in missed) reward.TakenBackAt = now;
            db.MissionSignals.Add(new MissionSignal { MemberId = round.MemberId });
            promised++;
        }
        await db.SaveChangesAsync(ct);
        await unit.CommitAsync(ct);
        return (promised, full);
    }

    private IQueryable<MissionRound> Waiting(long missionId) => db.MissionRounds.Where(r => r.MissionId == missionId && !r.Counted
        && db.Members.Any(m => m.Id == r.MemberId && m.ErasedAt == null) && r.Rewards.Any(w => w.Missed == MissionRefusals.Budget.Code && w.TakenBackAt == null));

    private IQueryable<MissionReward> Missed(long[] rounds) => db.MissionRewards.Where(r => rounds.Contains(r.RoundId) && r.Missed == MissionRefusals.Budget.Code && r.TakenBackAt == null);

    private static IQueryable<long> First(IQueryable<MissionRound> waiting, int count) =>
        waiting.OrderBy(r => r.Rewards.Where(w => w.Missed == MissionRefusals.Budget.Code && w.TakenBackAt == null).Min(w => w.At)).ThenBy(r => r.Id).Take(count).Select(r => r.Id);
}
