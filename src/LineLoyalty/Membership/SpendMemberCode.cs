using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Membership;

/// <summary>Uses up a <c>spend</c> code inside the unit that spends. The unique row decides, whatever tills race.</summary>
public sealed class SpendMemberCode(LoyaltyDb db, TimeProvider clock, MemberCodes codes)
{
    /// <param name="memberId">The member whose points are to be spent: somebody else's code is refused.</param>
    /// <param name="lateAt">When an offline till saw it; null means now.</param>
    public async Task<Outcome<ReadCode>> ExecuteAsync(string code, long memberId, CancellationToken ct, DateTime? lateAt = null)
    {
        var seen = lateAt is { } at ? codes.ReadLate(code, at, CodePurpose.Spend) : codes.Read(code, CodePurpose.Spend);
        if (!seen.Succeeded(out var read, out var refusal)) return refusal;
        if (read.Handle != memberId) return MemberRefusals.CodeInvalid;
        return await db.TryUseCodeAsync($"spend:{read.Nonce}", clock.GetUtcNow().UtcDateTime, ct) ? read : MemberRefusals.CodeUsed;
    }
}

internal static class CodeUses
{
    /// <summary>True for the first caller with this key, false for every other one.</summary>
    public static async Task<bool> TryUseCodeAsync(this LoyaltyDb db, string key, DateTime now, CancellationToken ct)
    {
        // The usual second scan is seen here; the insert below decides among those that come at once.
        if (await db.MemberCodeUses.AnyAsync(u => u.Key == key, ct)) return false;
        await using var unit = await db.BeginWriteAsync(ct);
        db.MemberCodeUses.Add(new MemberCodeUse { Key = key, UsedAt = now });
        try
        {
            await unit.CommitAsync(ct);
            return true;
        }
        catch (DbUpdateException e) when (db.IsUniqueViolation(e))
        {
            return false;
        }
    }
}
