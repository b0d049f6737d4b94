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
        var loaded = db.Held<Member>(memberId);
        if (loaded is { State: EntityState.Unchanged }) await loaded.ReloadAsync(ct);
        return loaded?.Entity ?? await ById.On(db)(db, memberId, ct);
    }

    /// <summary>The same by the handle that the outside knows; null also when it is erased.</summary>
    public static async Task<Member?> TakeMemberAsync(this LoyaltyDb db, string memberRef, CancellationToken ct)
    {
        await db.LockMemberAsync(memberRef, ct);
        var loaded = db.Loaded<Member>().FirstOrDefault(m => m.Ref == memberRef) is { } known ? db.Entry(known) : null;
        if (loaded is { State: EntityState.Unchanged }) await loaded.ReloadAsync(ct);
        var member = loaded?.Entity ?? await ByRef.On(db)(db, memberRef, ct);
        return member is { ErasedAt: null } ? member : null;
    }

    private static readonly KnownQuery<Func<LoyaltyDb, string, CancellationToken, Task<Member?>>> ByRef = new(() => EF.CompileAsyncQuery(
        (LoyaltyDb db, string memberRef, CancellationToken ct) => db.Members.SingleOrDefault(m => m.Ref == memberRef)));

    private static readonly KnownQuery<Func<LoyaltyDb, long, CancellationToken, Task<Member?>>> ById = new(() => EF.CompileAsyncQuery(
        (LoyaltyDb db, long memberId, CancellationToken ct) => db.Members.SingleOrDefault(m => m.Id == memberId)));
}
