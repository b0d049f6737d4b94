using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Membership;

/// <summary>Takes a member's word on marketing messages. A refusal holds from its commit on: deliveries look at it when they are claimed.</summary>
public sealed class ChooseMarketing(LoyaltyDb db, TimeProvider clock)
{
    /// <param name="via">Where it was said: <c>liff</c>, <c>chat</c>, <c>join</c>, <c>staff:3</c>.</param>
    public async Task<Outcome<Member>> ExecuteAsync(long memberId, bool optIn, string via, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        await db.LockMemberAsync(memberId, ct);
        var member = await db.Members.FirstOrDefaultAsync(m => m.Id == memberId && m.ErasedAt == null, ct);
        if (member is null) return MemberRefusals.NotFound;
        if (member.MarketingOptIn != optIn || member.MarketingChangedAt is null)
        {
            member.MarketingOptIn = optIn;
            member.MarketingChangedAt = now;
            db.Note(member, optIn ? MemberEvents.MarketingOptedIn : MemberEvents.MarketingOptedOut, now, new { via });
        }
        await unit.CommitAsync(ct);
        return member;
    }
}
