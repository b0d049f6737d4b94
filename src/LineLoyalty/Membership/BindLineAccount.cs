using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Membership;

/// <summary>Ties a member to a LINE account, one to one, or moves the tie to another account after the number was proven.</summary>
public sealed class BindLineAccount(LoyaltyDb db, TimeProvider clock)
{
    /// <summary>How long a card that moved cannot spend: time for the earlier owner to see the notice and object (recycled numbers).</summary>
    public static readonly TimeSpan HoldAfterMove = TimeSpan.FromHours(72);

    /// <param name="move">True when the person proved to hold the member's number: an earlier LINE account then loses the card.</param>
    public async Task<Outcome<Bound>> ExecuteAsync(long memberId, long lineAccountId, bool move, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        await db.LockMemberAsync(memberId, ct);
        var member = await db.Members.FirstOrDefaultAsync(m => m.Id == memberId && m.ErasedAt == null, ct);
        if (member is null) return MemberRefusals.NotFound;
        var account = await db.LineAccounts.FirstAsync(a => a.Id == lineAccountId, ct);
        if (account.MemberId == memberId) return new Bound(member, account, null);

        var earlier = await db.LineAccounts.FirstOrDefaultAsync(a => a.MemberId == memberId, ct);
        if (earlier is not null)
        {
            if (!move) return MemberRefusals.AlreadyBound;
            (earlier.MemberId, earlier.BoundAt) = (null, null);
            member.SpendHeldUntil = now + HoldAfterMove;
            // Saved first: the unique index would see the member twice.
            await db.SaveChangesAsync(ct);
        }
        // Decided in the database: a form sent twice must not leave the first card without an owner.
        var taken = await db.LineAccounts.Where(a => a.Id == lineAccountId && a.MemberId == null)
            .ExecuteUpdateAsync(s => s.SetProperty(a => a.MemberId, memberId).SetProperty(a => a.BoundAt, now), ct);
        if (taken == 0) return MemberRefusals.AlreadyBound;
        await db.Entry(account).ReloadAsync(ct);
        db.Note(member, MemberEvents.Bound, now, new { from = earlier?.Id }, lineAccountId);
        await unit.CommitAsync(ct);
        return new Bound(member, account, earlier);
    }
}

/// <param name="Earlier">The LINE account that held the card until now.</param>
public sealed record Bound(Member Member, LineAccount Account, LineAccount? Earlier);
