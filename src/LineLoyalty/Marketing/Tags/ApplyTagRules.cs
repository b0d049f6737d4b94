using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Tags;

/// <param name="Added">Members who got the tag.</param>
/// <param name="Removed">Members who lost it.</param>
public sealed record TagChanges(int Added, int Removed);

/// <summary>
/// Brings the tags of rules in line with what members did: nightly for everybody, and every minute for those who have just bought.
/// A second run finds nothing to do.
/// </summary>
public sealed class ApplyTagRules(LoyaltyDb db, BrandTime time)
{
    private const int PageSize = 500;
    /// <summary>Sales recorded this recently are looked at by every minute's run; the night finds what it missed.</summary>
    private static readonly TimeSpan JustBought = TimeSpan.FromMinutes(5);

    /// <summary>Every rule, and the tags whose time is over.</summary>
    public async Task NightlyAsync(CancellationToken ct)
    {
        await EndAsync(ct);
        foreach (var rule in await RulesAsync(ct)) await ExecuteAsync(rule, db.Members, ct);
    }

    public async Task JustBoughtAsync(CancellationToken ct)
    {
        var rules = await RulesAsync(ct);
        if (rules.Count == 0) return;
        var seen = await db.NewestPurchaseUntilAsync(time.Now - JustBought, ct);
        var recent = db.Purchases.Where(p => p.Id > seen && p.MemberId != null);
        if (!await recent.AnyAsync(ct)) return;
        var buyers = db.Members.Where(m => recent.Select(p => p.MemberId).Contains(m.Id));
        foreach (var rule in rules) await ExecuteAsync(rule, buyers, ct);
    }

    /// <summary>One rule, now, for everybody.</summary>
    public Task<TagChanges> ExecuteAsync(TagRule rule, CancellationToken ct) => ExecuteAsync(rule, db.Members, ct);

    /// <summary>How many members a demand fits.</summary>
    public Task<int> CountAsync(TagDemand demand, CancellationToken ct) => demand.Match(db, time).CountAsync(m => m.ErasedAt == null, ct);

    private Task<List<TagRule>> RulesAsync(CancellationToken ct) => db.TagRules.AsNoTracking().Where(r => r.Enabled).OrderBy(r => r.Id).ToListAsync(ct);

    private async Task<TagChanges> ExecuteAsync(TagRule rule, IQueryable<Member> among, CancellationToken ct)
    {
        var (tag, source, now) = (rule.Tag, rule.Source, time.Now);
        var fits = rule.Demand.Match(db, time).Where(m => m.ErasedAt == null).Select(m => m.Id);
        var scope = among.Select(m => m.Id);
        var missing = await db.Members.Where(m => fits.Contains(m.Id) && scope.Contains(m.Id) && !db.MemberTags.Any(t => t.MemberId == m.Id && t.Name == tag))
            .OrderBy(m => m.Id).Select(m => m.Id).ToListAsync(ct);
        foreach (var page in missing.Chunk(PageSize)) await AddAsync(page, tag, source, now, ct);
        if (!rule.TakesOff) return new TagChanges(missing.Count, 0);
        var stale = await db.MemberTags.Where(t => t.Name == tag && t.Source == source && scope.Contains(t.MemberId) && !fits.Contains(t.MemberId))
            .OrderBy(t => t.MemberId).Select(t => t.MemberId).ToListAsync(ct);
        foreach (var page in stale.Chunk(PageSize)) await RemoveAsync(page, tag, source, now, ct);
        return new TagChanges(missing.Count, stale.Count);
    }

    private async Task AddAsync(long[] members, string tag, string source, DateTime now, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        // Staff may have put it on since we looked.
        var worn = await db.MemberTags.Where(t => t.Name == tag && members.Contains(t.MemberId)).Select(t => t.MemberId).ToListAsync(ct);
        foreach (var id in members.Except(worn))
        {
            db.MemberTags.Add(new MemberTag { MemberId = id, Name = tag, AddedAt = now, Source = source });
            db.MemberEvents.Add(WearTag.TagEvent(id, MemberEvents.TagAdded, now, tag, source));
        }
        await unit.CommitAsync(ct);
        db.ChangeTracker.Clear();
    }

    private async Task RemoveAsync(long[] members, string tag, string source, DateTime now, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        await db.MemberTags.Where(t => t.Name == tag && t.Source == source && members.Contains(t.MemberId)).ExecuteDeleteAsync(ct);
        db.MemberEvents.AddRange(members.Select(id => WearTag.TagEvent(id, MemberEvents.TagRemoved, now, tag, source)));
        await unit.CommitAsync(ct);
        db.ChangeTracker.Clear();
    }

    /// <summary>Takes off the tags whose time is over.</summary>
    public async Task EndAsync(CancellationToken ct)
    {
        var now = time.Now;
        while (await db.MemberTags.AnyAsync(t => t.ExpiresAt != null && t.ExpiresAt <= now, ct))
        {
            await using var unit = await db.BeginWriteAsync(ct);
            var over = await db.MemberTags.Where(t => t.ExpiresAt != null && t.ExpiresAt <= now).OrderBy(t => t.MemberId).Take(PageSize).ToListAsync(ct);
            if (over.Count == 0) return;
            db.MemberTags.RemoveRange(over);
            db.MemberEvents.AddRange(over.Select(t => WearTag.TagEvent(t.MemberId, MemberEvents.TagRemoved, now, t.Name, "expired")));
            await unit.CommitAsync(ct);
            db.ChangeTracker.Clear();
        }
    }
}
