using LineLoyalty.Data;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Pos;

/// <param name="Text">The whole key, <c>pos_ID_SECRET</c>; shown once, kept nowhere.</param>
public sealed record CreatedPosKey(string KeyId, string Text, DateTime ExpiresAt);

public sealed class CreatePosKey(LoyaltyDb db, PosKeys keys, TimeProvider clock)
{
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(365);

    /// <param name="scopes">Some of <see cref="PosScopes.All"/>.</param>
    /// <param name="stores">Store codes; empty means all.</param>
    /// <param name="staffId">The clerk whose browser will use it, or null for a till's own key.</param>
    /// <param name="byStaffId">Who made it, for the audit; the clerk when left out.</param>
    public async Task<Outcome<CreatedPosKey>> ExecuteAsync(
        string name, IReadOnlyCollection<string> scopes, IReadOnlyCollection<string> stores, TimeSpan life, long? staffId, CancellationToken ct, long? byStaffId = null)
    {
        name = name.Trim();
        if (name.Length is 0 or > 60) return PosRefusals.NameInvalid;
        if (scopes.Count == 0 || scopes.Any(s => !PosScopes.All.Contains(s))) return PosRefusals.ScopesInvalid;
        if (life < TimeSpan.FromMinutes(1) || life > LongestLife) return PosRefusals.LifeInvalid;
        var known = await db.Stores.Where(s => stores.Contains(s.Code)).Select(s => s.Code).ToListAsync(ct);
        if (stores.Except(known).FirstOrDefault() is { } unknown) return PosRefusals.StoresInvalid.With(("store", unknown));

        var (id, secret, now) = (PosKeys.NewId(), Secret.New(), clock.GetUtcNow().UtcDateTime);
        var key = new PosKey
        {
            KeyId = id, SecretHash = keys.Hash(id, secret), Name = name, Scopes = string.Join(' ', scopes.Distinct()),
            Stores = string.Join(' ', stores.Distinct()), CreatedAt = now, ExpiresAt = now + life, StaffId = staffId,
        };
        await using var unit = await db.BeginWriteAsync(ct);
        db.PosKeys.Add(key);
        db.AuditEntries.Add(new AuditEntry { At = now, StaffId = byStaffId ?? staffId, Action = "pos_key.created", Subject = id });
        await unit.CommitAsync(ct);
        return new CreatedPosKey(id, PosKeys.Text(id, secret), key.ExpiresAt);
    }
}
