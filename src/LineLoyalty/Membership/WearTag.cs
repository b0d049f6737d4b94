using System.Text.Json;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Membership;

/// <summary>Puts a tag on a member, once, inside the caller's unit; the timeline keeps where it came from.</summary>
public sealed class WearTag(LoyaltyDb db, TimeProvider clock)
{
    public const int LongestName = 40;

    /// <param name="source">Such as <c>click:7</c> or <c>source:poster</c>.</param>
    /// <param name="until">Comes off by itself at this instant.</param>
    /// <returns>False when the member wears it already.</returns>
    public async Task<bool> ExecuteAsync(long memberId, string tag, string source, DateTime? until, CancellationToken ct)
    {
        await db.LockMemberAsync(memberId, ct);
        var now = clock.GetUtcNow().UtcDateTime;
        var worn = await db.MemberTags.SingleOrDefaultAsync(t => t.MemberId == memberId && t.Name == tag, ct);
        if (worn is not null && !(worn.ExpiresAt <= now)) return false;
        // One whose time is over has not been swept off yet.
        if (worn is not null) db.MemberTags.Remove(worn);
        if (worn is not null) await db.SaveChangesAsync(ct);
        db.MemberTags.Add(new MemberTag { MemberId = memberId, Name = tag, AddedAt = now, Source = source, ExpiresAt = until });
        db.MemberEvents.Add(TagEvent(memberId, MemberEvents.TagAdded, now, tag, source, until));
        await db.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>The timeline's line of a tag that went on or came off.</summary>
    /// <param name="source">Who or what did it; <c>expired</c> when its time was over.</param>
    public static MemberEvent TagEvent(long memberId, string kind, DateTime at, string tag, string? source, DateTime? until = null) =>
        new() { MemberId = memberId, Kind = kind, At = at, Data = JsonSerializer.Serialize(new { tag, source, until }, JsonSerializerOptions.Web) };
}
