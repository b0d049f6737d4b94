using LineLoyalty.Data;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Pos;

/// <summary>Ends a key. The next request that carries it is refused, on every copy of the server.</summary>
public sealed class RevokePosKey(LoyaltyDb db, TimeProvider clock)
{
    /// <param name="keyId">The ID of <c>pos_ID_SECRET</c>; the whole text is understood too.</param>
    public async Task<Outcome<DateTime>> ExecuteAsync(string keyId, long? staffId, CancellationToken ct)
    {
        if (keyId.StartsWith("pos_", StringComparison.Ordinal)) keyId = keyId.Split('_')[1];
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        var ended = await db.PosKeys.Where(k => k.KeyId == keyId && k.RevokedAt == null).ExecuteUpdateAsync(s => s.SetProperty(k => k.RevokedAt, now), ct);
        if (ended == 0) return PosRefusals.KeyUnknown;
        db.AuditEntries.Add(new AuditEntry { At = now, StaffId = staffId, Action = "pos_key.revoked", Subject = keyId });
        await unit.CommitAsync(ct);
        return now;
    }
}
