using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards;

internal static class MemberForUpdate
{
    /// <summary>Locks a member in the current unit and answers the row as it is now, also when an older copy was already loaded.</summary>
    public static async Task<Member?> TakeMemberAsync(this LoyaltyDb db, long memberId, CancellationToken ct)
    {
        await db.LockMemberAsync(memberId, ct);
        var loaded = db.Members.Local.FindEntry(memberId);
        if (loaded is { State: EntityState.Unchanged }) await loaded.ReloadAsync(ct);
        return loaded?.Entity ?? await ById.On(db)(db, memberId, ct);
    }

    private static readonly KnownQuery<Func<LoyaltyDb, long, CancellationToken, Task<Member?>>> ById = new(() => EF.CompileAsyncQuery(
        (LoyaltyDb db, long memberId, CancellationToken ct) => db.Members.SingleOrDefault(m => m.Id == memberId)));
}
