using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Tags;

/// <param name="Line">Of the file, from 1.</param>
/// <param name="Reason"><c>unreadable</c> or <c>not_found</c>.</param>
public sealed record TagImportFault(int Line, string Reason);

/// <param name="Members">Members who would get the tag, or got it.</param>
/// <param name="Had">Members of the file who wear it already.</param>
public sealed record TagImport(int Members, int Had, IReadOnlyList<TagImportFault> Faults);

/// <summary>A tag for many members at once, from a list of phone or card numbers, one a line. Looking first changes nothing.</summary>
public sealed class ImportTags(LoyaltyDb db, MemberList list, BrandTime time)
{
    private const int PageSize = 500;
    private const int MostFaults = 200;

    /// <param name="days">The tag comes off after this many days; null means never.</param>
    /// <param name="commit">False only counts.</param>
    public Task<TagImport> ExecuteAsync(string text, string tag, int? days, string source, bool commit, CancellationToken ct) => ExecuteAsync(text, tag, days, source, commit, off: false, ct);

    /// <param name="off">Takes the tag off those of the list who wear it.</param>
    public async Task<TagImport> ExecuteAsync(string text, string tag, int? days, string source, bool commit, bool off, CancellationToken ct)
    {
        var (faults, found, had) = (new List<TagImportFault>(), 0, 0);
        var keys = MemberList.Read(text, faults);
        foreach (var page in keys.Chunk(PageSize))
        {
            var members = await list.FindAsync(page, faults, ct);
            var ids = members.Distinct().ToList();
            var worn = await db.MemberTags.Where(t => t.Name == tag && ids.Contains(t.MemberId)).Select(t => t.MemberId).ToListAsync(ct);
            had += worn.Count;
            found += ids.Count - worn.Count;
            if (commit && off) await RemoveAsync(worn, tag, source, ct);
            else if (commit) await AddAsync([.. ids.Except(worn)], tag, days, source, ct);
        }
        return new TagImport(found, had, [.. faults.OrderBy(f => f.Line).Take(MostFaults)]);
    }

    private async Task AddAsync(long[] ids, string tag, int? days, string source, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var now = time.Now;
        DateTime? until = days is { } d ? time.EndOf(time.Today.AddDays(d)) : null;
        var worn = await db.MemberTags.Where(t => t.Name == tag && ids.Contains(t.MemberId)).Select(t => t.MemberId).ToListAsync(ct);
        foreach (var id in ids.Except(worn))
        {
            db.MemberTags.Add(new MemberTag { MemberId = id, Name = tag, AddedAt = now, Source = source, ExpiresAt = until });
            db.MemberEvents.Add(WearTag.TagEvent(id, MemberEvents.TagAdded, now, tag, source, until));
        }
        await unit.CommitAsync(ct);
        db.ChangeTracker.Clear();
    }

    /// <summary>Takes a tag off everybody who wears it.</summary>
    public async Task<int> RemoveFromAllAsync(string tag, string source, CancellationToken ct)
    {
        var all = 0;
        while (await db.MemberTags.Where(t => t.Name == tag).OrderBy(t => t.MemberId).Select(t => t.MemberId).Take(PageSize).ToListAsync(ct) is { Count: > 0 } page)
        {
            await RemoveAsync(page, tag, source, ct);
            all += page.Count;
        }
        return all;
    }

    private async Task RemoveAsync(List<long> ids, string tag, string source, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var worn = await db.MemberTags.Where(t => t.Name == tag && ids.Contains(t.MemberId)).ToListAsync(ct);
        db.MemberTags.RemoveRange(worn);
        db.MemberEvents.AddRange(worn.Select(t => WearTag.TagEvent(t.MemberId, MemberEvents.TagRemoved, time.Now, tag, source)));
        await unit.CommitAsync(ct);
        db.ChangeTracker.Clear();
    }
}
