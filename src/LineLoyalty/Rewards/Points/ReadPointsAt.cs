using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points;

/// <param name="ExpiresAt">First instant without them; null means never.</param>
public sealed record LotAt(long LotId, long Amount, long Remaining, DateTime EarnedAt, DateTime AvailableAt, DateTime? ExpiresAt, string Rule);

/// <param name="Balance">What could be spent.</param>
/// <param name="Booked">Sum of all lines by then: with pending, and with what had lapsed but was not booked out yet.</param>
public sealed record PointsAt(DateTime At, long Balance, long Pending, long Booked, string? Tier, IReadOnlyList<LotAt> Lots);

/// <param name="Points">Unspent, not lapsed points of all members, pending ones included.</param>
/// <param name="Owed">What members owed after returns, as a positive number.</param>
/// <param name="FaceValue">NT$ they would take off.</param>
/// <param name="Breakage">Share, in thousandths, of points earned at least 24 months before that had lapsed; null when there were none.</param>
/// <param name="ExpectedValue">Face value less breakage.</param>
public sealed record LiabilityAt(DateTime At, long Points, long Owed, long Members, long FaceValue, long? Breakage, long ExpectedValue, long Within30, long Within60, long Within90);

/// <summary>
/// Points as they stood at any past instant, from the ledger alone: every line recorded by then counts, none after it. Lines are never
/// changed, so the same instant always answers the same.
/// </summary>
public sealed class ReadPointsAt(LoyaltyDb db, BrandTime time, ReadPointsProgramme programmes)
{
    private const int CohortMonths = 24;

    public async Task<PointsAt> OfMemberAsync(long memberId, DateTime at, CancellationToken ct)
    {
        var remaining = await (from m in db.PointsMoves
                               join e in db.PointsEntries on m.EntryId equals e.Id
                               where e.MemberId == memberId && e.RecordedAt <= at
                               group m by m.LotId into g
                               select new { g.Key, Sum = g.Sum(m => m.Points) }).ToDictionaryAsync(g => g.Key, g => g.Sum, ct);
        var held = await db.PointsLots.AsNoTracking().Where(l => l.MemberId == memberId).ToListAsync(ct);
        DateTime? active = held.Exists(l => l.InactivityDays is not null)
            ? await db.MemberEvents.Where(e => e.MemberId == memberId && e.Kind == MemberEvents.Purchased && e.At <= at).MaxAsync(e => (DateTime?)e.At, ct) : null;
        List<LotAt> lots = [.. held.Where(l => remaining.GetValueOrDefault(l.Id) != 0).Select(l => new LotAt(
            l.Id, l.Amount, remaining[l.Id], l.EarnedAt, l.AvailableAt, l.InactivityDays is { } days ? ExpiryThen(l.EarnedAt, days, active) : l.ExpiresAt, l.Rule))];
        var alive = lots.Where(l => l.ExpiresAt is not { } end || end > at).ToList();
        var level = await db.TierPeriods.Where(p => p.MemberId == memberId && p.FromAt <= at).OrderByDescending(p => p.FromAt).ThenByDescending(p => p.Id)
            .Select(p => (int?)p.Level).FirstOrDefaultAsync(ct);
        var tier = level is null ? null : await db.Tiers.Where(t => t.Level == level).Select(t => t.Name).FirstOrDefaultAsync(ct);
        return new PointsAt(at, alive.Where(l => l.AvailableAt <= at).Sum(l => l.Remaining), alive.Where(l => l.AvailableAt > at).Sum(l => l.Remaining),
            remaining.Values.Sum(), tier, [.. alive.OrderBy(l => l.ExpiresAt ?? DateTime.MaxValue).ThenBy(l => l.EarnedAt).ThenBy(l => l.LotId)]);
    }

    public async Task<LiabilityAt> OfProgrammeAsync(DateTime at, CancellationToken ct)
    {
        var (in30, in60, in90) = (at.AddDays(30), at.AddDays(60), at.AddDays(90));
        var sums = await (from m in db.PointsMoves
                          join e in db.PointsEntries on m.EntryId equals e.Id
                          where e.RecordedAt <= at && (m.Lot.ExpiresAt == null || m.Lot.ExpiresAt > at)
                          group new { m.Points, m.Lot.ExpiresAt, m.Lot.InactivityDays } by m.Lot.Kind into g
                          select new
                          {
                              g.Key, All = g.Sum(x => x.Points), Within30 = g.Sum(x => x.InactivityDays == null && x.ExpiresAt <= in30 ? x.Points : 0),
                              Within60 = g.Sum(x => x.InactivityDays == null && x.ExpiresAt <= in60 ? x.Points : 0), Within90 = g.Sum(x => x.InactivityDays == null && x.ExpiresAt <= in90 ? x.Points : 0),
                          }).ToListAsync(ct);
        var moving = await MovingAsync(at, ct);
        long Within(long? still, DateTime end) => (still ?? 0) + moving.Where(m => m.End <= end).Sum(m => m.Points);
        var earned = sums.Find(s => s.Key == PointsLotKind.Earned);
        var members = await (from m in db.PointsMoves
                             join e in db.PointsEntries on m.EntryId equals e.Id
                             where e.RecordedAt <= at && m.Lot.Kind == PointsLotKind.Earned && (m.Lot.ExpiresAt == null || m.Lot.ExpiresAt > at)
                             group m by e.MemberId into g
                             where g.Sum(m => m.Points) > 0
                             select g.Key).CountAsync(ct);
        var breakage = await BreakageAsync(at, ct);
        var face = (await programmes.PolicyAtAsync(at, ct)).Redeem.DiscountOf(earned?.All ?? 0);
        return new LiabilityAt(at, earned?.All ?? 0, -(sums.Find(s => s.Key == PointsLotKind.Debt)?.All ?? 0), members, face, breakage,
            Shares.Floor(face, 1000 - (breakage ?? 0), 1000), Within(earned?.Within30, in30), Within(earned?.Within60, in60), Within(earned?.Within90, in90));
    }

    /// <summary>Points that end when their owner stays away: by the sales known then, not by those that have prolonged them since.</summary>
    private async Task<List<(DateTime End, long Points)>> MovingAsync(DateTime at, CancellationToken ct)
    {
        if (!await db.PointsLots.AnyAsync(l => l.InactivityDays != null, ct)) return [];
        var lots = await (from m in db.PointsMoves
                          join e in db.PointsEntries on m.EntryId equals e.Id
                          where e.RecordedAt <= at && m.Lot.InactivityDays != null && m.Lot.Kind == PointsLotKind.Earned && (m.Lot.ExpiresAt == null || m.Lot.ExpiresAt > at)
                          group m.Points by new { m.LotId, m.Lot.MemberId, m.Lot.EarnedAt, m.Lot.InactivityDays } into g
                          select new { g.Key.MemberId, g.Key.EarnedAt, Days = g.Key.InactivityDays!.Value, Points = g.Sum() }).ToListAsync(ct);
        var active = await db.MemberEvents.Where(e => e.Kind == MemberEvents.Purchased && e.At <= at && e.MemberId != null).GroupBy(e => e.MemberId!.Value)
            .Select(g => new { g.Key, At = g.Max(e => e.At) }).ToDictionaryAsync(g => g.Key, g => (DateTime?)g.At, ct);
        return lots.ConvertAll(l => (End: ExpiryThen(l.EarnedAt, l.Days, active.GetValueOrDefault(l.MemberId)), l.Points));
    }

    private async Task<long?> BreakageAsync(DateTime at, CancellationToken ct)
    {
        var old = at.AddMonths(-CohortMonths);
        var cohort = from m in db.PointsMoves
                     join e in db.PointsEntries on m.EntryId equals e.Id
                     where m.Lot.EarnedAt <= old && e.RecordedAt <= at && m.Lot.Kind == PointsLotKind.Earned
                     select new { e.Kind, m.Points };
        var given = await cohort.Where(c => c.Points > 0).SumAsync(c => c.Points, ct);
        var lapsed = -await cohort.Where(c => c.Kind == PointsEntryKind.Expire).SumAsync(c => c.Points, ct);
        return given == 0 ? null : lapsed * 1000 / given;
    }

    // The only expiry that moves: after the latest sale known by then.
    private DateTime ExpiryThen(DateTime earnedAt, int days, DateTime? lastSale) =>
        time.EndOf(time.DayOf(lastSale is { } sale && sale > earnedAt ? sale : earnedAt).AddDays(days));
}
