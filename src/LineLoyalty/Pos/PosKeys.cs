using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Pos;

/// <summary>What a key may do; each endpoint names the one it needs.</summary>
public static class PosScopes
{
    public const string Members = "members";
    public const string Purchases = "purchases";
    public const string Refunds = "refunds";
    public const string Coupons = "coupons";
    /// <summary>Points by hand, within the clerk's limits.</summary>
    public const string Adjust = "adjust";

    public static readonly IReadOnlyList<string> All = [Members, Purchases, Refunds, Coupons, Adjust];
}

/// <summary>Makes and checks the text <c>pos_ID_SECRET</c>. Only a peppered HMAC of the secret is stored; the pepper is not in the database.</summary>
public sealed class PosKeys(LoyaltyDb db, Vault vault, TimeProvider clock)
{
    private const string Prefix = "pos_";
    private const int IdLength = 12;
    private const int SecretLength = 43;
    private static readonly TimeSpan UsedEvery = TimeSpan.FromMinutes(5);

    internal static string NewId() => RandomNumberGenerator.GetHexString(IdLength, lowercase: true);

    internal static string Text(string id, string secret) => $"{Prefix}{id}_{secret}";

    internal string Hash(string id, string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(vault.Derive("pos-key"), Encoding.UTF8.GetBytes($"{id}:{secret}")));

    /// <summary>The live key behind a text, or null. Asks the database every time: a revoked key is refused at once, everywhere.</summary>
    public async Task<PosCaller?> FindAsync(string text, CancellationToken ct) => (await FindAsync(text, "", ct)).Caller;

    /// <param name="address">Key of a counter whose pause is asked for in the same breath.</param>
    internal async Task<(PosCaller? Caller, DateTime? AddressPausedUntil, bool AddressAsked)> FindAsync(string text, string address, CancellationToken ct)
    {
        if (text.Length != Prefix.Length + IdLength + 1 + SecretLength || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || text[Prefix.Length + IdLength] != '_') return default;
        var (id, secret) = (text.Substring(Prefix.Length, IdLength), text[^SecretLength..]);
        var now = clock.GetUtcNow().UtcDateTime;
        // A clerk's own key dies with the clerk's account.
        var found = await ById.On(db)(db, id, address, AttemptLimits.Key(AttemptRules.PosKey, ""), ct);
        var key = found?.Key;
        var expected = Encoding.ASCII.GetBytes(key?.SecretHash ?? new string('0', 64));
        var right = CryptographicOperations.FixedTimeEquals(expected, Encoding.ASCII.GetBytes(Hash(id, secret)));
        if (key is null || !right || key.RevokedAt is not null || key.ExpiresAt <= now) return (null, found?.AddressPausedUntil, found is not null);
        if (key.LastUsedAt is null || now - key.LastUsedAt >= UsedEvery) await TouchAsync(key.Id, now, ct);
        var caller = new PosCaller(key.Id, key.KeyId, key.Name, Split(key.Scopes), Split(key.Stores), key.StaffId, key.ExpiresAt) { CodesPausedUntil = found!.CodesPausedUntil };
        return (caller, found.AddressPausedUntil, true);
    }

    private sealed record FoundKey(PosKey Key, DateTime? AddressPausedUntil, DateTime? CodesPausedUntil);

    [SuppressMessage("Globalization", "CA1305", Justification = "The database turns the number into text.")]
    private static readonly KnownQuery<Func<LoyaltyDb, string, string, string, CancellationToken, Task<FoundKey?>>> ById = new(() => EF.CompileAsyncQuery(
        (LoyaltyDb db, string id, string address, string counter, CancellationToken ct) => db.PosKeys.AsNoTracking().Where(k => k.KeyId == id
            && (k.StaffId == null || db.StaffAccounts.Any(s => s.Id == k.StaffId && s.DisabledAt == null)))
            .Select(k => new FoundKey(k, db.AttemptCounters.Where(c => c.Key == address).Select(c => c.PausedUntil).FirstOrDefault(),
                db.AttemptCounters.Where(c => c.Key == counter + k.Id.ToString()).Select(c => c.PausedUntil).FirstOrDefault())).SingleOrDefault()));

    private async Task TouchAsync(long id, DateTime now, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        await db.PosKeys.Where(k => k.Id == id).ExecuteUpdateAsync(s => s.SetProperty(k => k.LastUsedAt, now), ct);
        await unit.CommitAsync(ct);
    }

    internal static IReadOnlyList<string> Split(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
