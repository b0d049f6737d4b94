using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty;

/// <summary>The brand's stores, kept like other rules that every sale asks for.</summary>
public sealed class ReadStore(LoyaltyDb db, BrandRules brand)
{
    private sealed record Stores(Dictionary<string, Store> ByCode, Dictionary<long, Store> ById);

    /// <returns>Null when there is no such store; closed ones are found.</returns>
    public async Task<Store?> ByCodeAsync(string code, CancellationToken ct) => (await AllAsync(ct)).ByCode.GetValueOrDefault(code);

    /// <param name="id">Of a store that sales refer to: it is never deleted.</param>
    public async Task<Store> ByIdAsync(long id, CancellationToken ct) => (await AllAsync(ct)).ById[id];

    private Task<Stores> AllAsync(CancellationToken ct) => brand.GetAsync(async c =>
    {
        var stores = await db.Stores.AsNoTracking().ToListAsync(c);
        return new Stores(stores.ToDictionary(s => s.Code), stores.ToDictionary(s => s.Id));
    }, ct);
}
