using System.Text.Json;
using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Membership;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <param name="Id">Null for a new one.</param>
/// <param name="Version">What the page had read; a later change by somebody else refuses the save.</param>
public sealed record SegmentDraft(long? Id, string Name, SegmentRule Rule, long? Version);

/// <summary>Keeps a segment, after its rule was checked and asked once.</summary>
public sealed class SaveSegment(LoyaltyDb db, AskSegment ask, ReadMissionBook missions, TimeProvider clock)
{
    private const int LongestName = 80;

    public async Task<Outcome<Segment>> ExecuteAsync(SegmentDraft draft, long staffId, CancellationToken ct)
    {
        var faults = draft.Rule.Faults().ToList();
        var name = Names.Readable(draft.Name);
        if (name.Length is 0 or > LongestName) faults.Add(new("name", "segment.name", $"請填 1–{LongestName} 字的名稱。", $"Give a name of 1 to {LongestName} characters."));
        if (faults.Count > 0) return SegmentRefusals.Wrong.With(("errors", faults));
        var count = await ask.CountAsync(draft.Rule, ct);
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        var segment = draft.Id is { } id ? await db.Segments.SingleOrDefaultAsync(s => s.Id == id && s.ArchivedAt == null, ct) : null;
        if (draft.Id is not null && segment is null) return SegmentRefusals.NotFound;
        if (segment is not null && draft.Version is { } seen && seen != segment.Version) return SegmentRefusals.Changed;
        if (segment is null) db.Segments.Add(segment = new Segment { Name = name, Rule = draft.Rule, ChangedAt = now });
        (segment.Name, segment.Rule, segment.ChangedAt, segment.Count, segment.CountedAt) = (name, draft.Rule, now, count.Total, now);
        Note(staffId, draft.Id is null ? "segment.created" : "segment.changed", segment.Name, new { rule = segment.Rule.Words(SegmentNames.None, english: true) });
        await unit.CommitAsync(ct);
        return segment;
    }

    /// <summary>Takes it off the lists; what was sent to it keeps its audience. A push that has yet to keep its own needs it, and so do missions and menus.</summary>
    public async Task<Refusal?> ArchiveAsync(long id, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.Segments.SingleOrDefaultAsync(s => s.Id == id && s.ArchivedAt == null, ct) is not { } segment) return SegmentRefusals.NotFound;
        if (await IsNeededAsync(id, ct)) return SegmentRefusals.InUse;
        segment.ArchivedAt = clock.GetUtcNow().UtcDateTime;
        Note(staffId, "segment.archived", segment.Name, new { });
        await unit.CommitAsync(ct);
        return null;
    }

    private async Task<bool> IsNeededAsync(long id, CancellationToken ct)
    {
        var waiting = await db.Campaigns.Where(c => c.State == CampaignState.Repeating || ((c.State == CampaignState.AwaitingApproval || c.State == CampaignState.Scheduled) && c.FrozenAt == null))
            .Select(c => c.Audience).ToListAsync(ct);
        if (waiting.Select(CampaignAudience.Parse).Any(a => a.SegmentId == id || a.ExcludeSegments.Contains(id))) return true;
        if ((await missions.ExecuteAsync(ct)).Newest.Any(k => k.Active && k.Says.SegmentId == id)) return true;
        var menus = await db.Menus.Where(m => m.Live != null).Select(m => m.Live!).ToListAsync(ct);
        return menus.Select(MenuContent.Parse).Any(m => m.Audience.Segments.Contains(id));
    }

    private void Note(long staffId, string action, string subject, object data) => db.AuditEntries.Add(new AuditEntry
    {
        At = clock.GetUtcNow().UtcDateTime, StaffId = staffId, Action = action, Subject = subject, Data = JsonSerializer.Serialize(data, JsonSerializerOptions.Web),
    });
}
