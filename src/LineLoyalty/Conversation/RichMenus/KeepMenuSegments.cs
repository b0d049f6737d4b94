using LineLoyalty.Data;
using LineLoyalty.Marketing.Segments;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>
/// Keeps who is in the segments that menus name: looked at every night, when a menu with one is published or its rule was changed, and
/// when staff ask. In between nobody's menu moves by a segment, so that looking at everybody's menu stays one cheap question.
/// </summary>
public sealed class KeepMenuSegments(LoyaltyDb db, AskSegment ask, BrandTime time, RichMenuSignal signal)
{
    private const int PageSize = 500;

    /// <summary>Looks at those never looked at since their rule is as it is.</summary>
    /// <param name="draft">An audience that is about to be counted; null: only menus that people see.</param>
    public async Task ExecuteAsync(MenuAudience? draft, CancellationToken ct) => await LookAsync(await NamedAsync(draft, ct), anew: false, ct);

    /// <summary>Looks at all of them, forgets those no menu names any more, and leads people to the menus they have now.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        var named = await NamedAsync(null, ct);
        var moved = await LookAsync(named, anew: true, ct);
        var forgotten = db.Segments.Where(s => s.KeptAt != null && !named.Contains(s.Id));
        if (await forgotten.AnyAsync(ct))
        {
            await using var unit = await db.BeginWriteAsync(ct);
            await db.SegmentPresences.Where(p => !named.Contains(p.SegmentId)).ExecuteDeleteAsync(ct);
            await forgotten.ExecuteUpdateAsync(s => s.SetProperty(x => x.KeptAt, (DateTime?)null), ct);
            await unit.CommitAsync(ct);
        }
        if (moved > 0) signal.AskPublish();
    }

    private async Task<List<long>> NamedAsync(MenuAudience? draft, CancellationToken ct)
    {
        var live = await db.Menus.AsNoTracking().Where(m => m.Live != null).Select(m => m.Live!).ToListAsync(ct);
        return [.. live.SelectMany(l => MenuContent.Parse(l).Audience.Segments).Concat(draft?.Segments ?? []).Distinct()];
    }

    private async Task<int> LookAsync(List<long> named, bool anew, CancellationToken ct)
    {
        var moved = 0;
        if (named.Count == 0) return moved;
        var segments = await db.Segments.AsNoTracking().Where(s => named.Contains(s.Id) && s.ArchivedAt == null).ToListAsync(ct);
        foreach (var segment in segments.Where(s => anew || s.KeptAt is null || s.KeptAt < s.ChangedAt)) moved += await LookAsync(segment, ct);
        return moved;
    }

    private async Task<int> LookAsync(Segment segment, CancellationToken ct)
    {
        var (now, inside) = (time.Now, await ask.MembersAsync(segment.Rule, ct));
        var id = segment.Id;
        var moved = 0;
        await using (var unit = await db.BeginWriteAsync(ct))
        {
            moved += await db.SegmentPresences.Where(p => p.SegmentId == id && !inside.Any(m => m.Id == p.MemberId)).ExecuteDeleteAsync(ct);
            await unit.CommitAsync(ct);
        }
        for (var after = 0L; ;)
        {
            var ids = await inside.Where(m => m.Id > after && !db.SegmentPresences.Any(p => p.SegmentId == id && p.MemberId == m.Id)).OrderBy(m => m.Id).Take(PageSize).Select(m => m.Id).ToListAsync(ct);
            if (ids.Count == 0) break;
            after = ids[^1];
            try
            {
                await using var unit = await db.BeginWriteAsync(ct);
                db.SegmentPresences.AddRange(ids.Select(member => new SegmentPresence { SegmentId = id, MemberId = member }));
                await unit.CommitAsync(ct);
            }
            catch (DbUpdateException e) when (db.IsUniqueViolation(e))
            {
                // Another server looks at the same time: it finds the same people.
            }
            finally
            {
                db.ChangeTracker.Clear();
            }
            moved += ids.Count;
        }
        await db.Segments.Where(s => s.Id == id).ExecuteUpdateAsync(s => s.SetProperty(x => x.KeptAt, now), ct);
        return moved;
    }
}
