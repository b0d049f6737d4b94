using LineLoyalty.Data;
using LineLoyalty.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin;

/// <summary>The goods an editor offers: what is sold, and what is named there already, sold or not, since saving would drop it.</summary>
/// <param name="Products">What is named comes first, then by category and name.</param>
internal sealed record ProductChoices(IReadOnlyList<Product> Products, IReadOnlyList<string> Categories)
{
    private const int Most = 5000;

    /// <param name="skus">Products that are named.</param>
    /// <param name="categories">Categories that are named.</param>
    /// <param name="unsold">Also what is no longer sold: for rules about the past.</param>
    public static async Task<ProductChoices> ReadAsync(LoyaltyDb db, IEnumerable<string?> skus, IEnumerable<string?> categories, CancellationToken ct, bool unsold = false)
    {
        var named = skus.OfType<string>().Distinct().ToList();
        var offered = db.Products.AsNoTracking().Where(p => unsold || p.Active);
        var products = await db.Products.AsNoTracking().Where(p => unsold || p.Active || named.Contains(p.Sku))
            .OrderByDescending(p => named.Contains(p.Sku)).ThenBy(p => p.Category).ThenBy(p => p.Name).Take(Most).ToListAsync(ct);
        var known = await offered.Select(p => p.Category).Distinct().ToListAsync(ct);
        return new ProductChoices(products, [.. known.Union(categories.Where(c => !string.IsNullOrEmpty(c)).OfType<string>()).Order(StringComparer.Ordinal)]);
    }
}
