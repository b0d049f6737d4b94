using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Purchases.CheckIns;

/// <summary>
/// The code on a store's counter: store, round and signature, so that nobody can make one for a store. A new round makes photographs of the
/// old one worthless.
/// </summary>
public sealed class CheckInCodes(Vault vault)
{
    private const int SignatureBytes = 9;

    public string Of(Store store) => string.Create(CultureInfo.InvariantCulture, $"{store.Id}-{store.CheckInRound}-{Sign(store.Id, store.CheckInRound)}");

    /// <summary>Null for a code that is not ours, is of an older round, or belongs to a closed store.</summary>
    public async Task<Store?> FindAsync(LoyaltyDb db, string code, CancellationToken ct)
    {
        // No dots: the page's address would look like a file's.
        var parts = code.Length <= 60 ? code.Split('-', 3) : [];
        if (parts.Length < 3 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var round)) return null;
        var store = await db.Stores.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id && s.Active, ct);
        return store is not null && store.CheckInRound == round
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(parts[2]), Encoding.UTF8.GetBytes(Sign(store.Id, round))) ? store : null;
    }

    private string Sign(long storeId, int round) => Base64Url.EncodeToString(
        HMACSHA256.HashData(vault.Derive("check-in"), Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{storeId}:{round}"))).AsSpan(0, SignatureBytes));
}
