using System.Linq.Expressions;
using System.Text;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Campaigns;

/// <param name="Members">Everybody who fits, reachable or not.</param>
/// <param name="IsExcluded">True for those of them who are not meant.</param>
internal sealed record Audience(IQueryable<Member> Members, Expression<Func<Member, bool>> IsExcluded);

/// <summary>Finds the people an audience describes, as of now.</summary>
internal sealed class ReadAudience(LoyaltyDb db, AskSegment ask, BrandTime time)
{
    /// <summary>Refuses an audience whose segment or list is gone.</summary>
    public async Task<Outcome<Audience>> ExecuteAsync(CampaignAudience audience, CancellationToken ct)
    {
        if (audience.Problems() is { Count: > 0 } problems) return CampaignRefusals.Invalid.With(("errors", problems));
        var asked = audience.ExcludeSegments.Append(audience.SegmentId ?? 0).ToList();
        var segments = await db.Segments.AsNoTracking().Where(s => asked.Contains(s.Id) && s.ArchivedAt == null).ToDictionaryAsync(s => s.Id, s => s.Rule, ct);
        if (audience.Kind == AudienceKind.Segment && !segments.ContainsKey(audience.SegmentId!.Value) || audience.ExcludeSegments.Any(id => !segments.ContainsKey(id))) return SegmentRefusals.NotFound;
        if (audience.Kind == AudienceKind.List && !await db.AudienceLists.AnyAsync(l => l.Id == audience.ListId, ct)) return CampaignRefusals.ListNotFound;

        var everyone = db.Members.Where(m => m.ErasedAt == null);
        var now = time.Now;
        var (tag, list) = (audience.Tag, audience.ListId);
        var members = audience.Kind switch
        {
            AudienceKind.Segment => await ask.MembersAsync(segments[audience.SegmentId!.Value], ct),
            AudienceKind.Tag => everyone.Where(m => db.MemberTags.Any(t => t.MemberId == m.Id && t.Name == tag && (t.ExpiresAt == null || t.ExpiresAt > now))),
            AudienceKind.List => everyone.Where(m => db.AudienceListMembers.Any(l => l.ListId == list && l.MemberId == m.Id)),
            _ => everyone,
        };
        List<Expression<Func<Member, bool>>> excluded = [];
        foreach (var id in audience.ExcludeSegments) excluded.Add(await ask.MatchesAsync(segments[id], ct));
        var tags = audience.ExcludeTags;
        if (tags.Count > 0) excluded.Add(m => db.MemberTags.Any(t => t.MemberId == m.Id && tags.Contains(t.Name) && (t.ExpiresAt == null || t.ExpiresAt > now)));
        return new Audience(members, Predicates.Any(excluded));
    }

    /// <summary>What the audience means in full, to notice that somebody changes a segment between asking for approval and giving it.</summary>
    public async Task<string> MeaningAsync(CampaignAudience audience, CancellationToken ct)
    {
        var text = new StringBuilder(audience.ToJson());
        var asked = audience.ExcludeSegments.Append(audience.SegmentId ?? 0).ToList();
        foreach (var segment in await db.Segments.AsNoTracking().Where(s => asked.Contains(s.Id)).OrderBy(s => s.Id).ToListAsync(ct)) text.Append('|').Append(segment.Id).Append(segment.Rule.ToJson());
        return text.ToString();
    }
}
