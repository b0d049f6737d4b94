using LineLoyalty.Data;
using LineLoyalty.Marketing.Segments;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Missions;

/// <summary>
/// Opens a round for each member of a mission's segment who has none: every night, and when the mission was changed. Looked for beforehand,
/// since what a mission asks for often leads out of the segment it is meant for.
/// </summary>
internal sealed class LetIntoMissions(LoyaltyDb db, ReadMissionBook read, AskSegment ask, BrandTime time)
{
    private const int PageSize = 500;

    public async Task ExecuteAsync(CancellationToken ct)
    {
        var (now, today) = (time.Now, time.Today);
        var book = await read.ExecuteAsync(ct);
        foreach (var kind in book.Newest.Where(k => k is { Active: true, Says.For: MissionFor.Segment }).ToList())
        {
            var due = db.Missions.Where(m => m.Id == kind.Id && !(m.LookedOn >= today && m.LookedVersion == kind.Version));
            if (!await due.AnyAsync(ct)) continue;
            if (await LookAsync(kind, book.Since(kind.Id)!.Value, now, ct)) await due.ExecuteUpdateAsync(s => s.SetProperty(m => m.LookedOn, today).SetProperty(m => m.LookedVersion, kind.Version), ct);
        }
    }

    /// <returns>False when another server was at it at the same time.</returns>
    private async Task<bool> LookAsync(MissionKind kind, DateTime since, DateTime now, CancellationToken ct)
    {
        if (MissionWindows.At(kind.Says, since, now, now, time) is not { } window) return true;
        if (await db.Segments.AsNoTracking().FirstOrDefaultAsync(s => s.Id == kind.Says.SegmentId, ct) is not { } segment) return true;
        var inside = await ask.MembersAsync(segment.Rule, ct);
        for (var after = 0L; ;)
        {
            var ids = await inside.Where(m => m.Id > after && !db.MissionRounds.Any(r => r.MissionId == kind.Id && r.MemberId == m.Id && r.Key == window.Key))
                .OrderBy(m => m.Id).Take(PageSize).Select(m => m.Id).ToListAsync(ct);
            if (ids.Count == 0) return true;
            after = ids[^1];
            try
            {
                await using var unit = await db.BeginWriteAsync(ct);
                db.MissionRounds.AddRange(ids.Select(id => new MissionRound
                {
                    MissionId = kind.Id, MemberId = id, Key = window.Key, Version = kind.Version, StartsAt = window.Start, EndsAt = window.End, CreatedAt = now,
                }));
                db.MissionSignals.AddRange(kind.Says.Goals.Any(g => g is ProfileGoal) ? ids.Select(id => new MissionSignal { MemberId = id, At = now }) : []);
                await unit.CommitAsync(ct);
            }
            catch (DbUpdateException e) when (db.IsUniqueViolation(e))
            {
                return false;
            }
            finally
            {
                db.ChangeTracker.Clear();
            }
        }
    }
}
