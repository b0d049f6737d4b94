using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Sources;

/// <summary>What a new member's source brings: the store they joined at, and a tag. Inside the unit in which they join.</summary>
public sealed class NoteSource(LoyaltyDb db, WearTag wear)
{
    public async Task ExecuteAsync(Member member, CancellationToken ct)
    {
        if (member.JoinSource is not { } code || await db.JoinSources.AsNoTracking().FirstOrDefaultAsync(s => s.Code == code && s.Active, ct) is not { } source) return;
        member.JoinStore ??= source.Store;
        if (source.Tag is { } tag) await wear.ExecuteAsync(member.Id, tag, "source:" + source.Code, until: null, ct);
    }
}
