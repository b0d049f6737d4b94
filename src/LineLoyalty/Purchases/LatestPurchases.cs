using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Purchases;

public static class LatestPurchases
{
    /// <summary>
    /// Number of the newest purchase recorded no later than that; 0 when there is none. Later ones have higher numbers, so whoever looks for them every
    /// minute need not look at those of years: the way back from the newest ends at the first one that is old enough.
    /// </summary>
    public static Task<long> NewestPurchaseUntilAsync(this LoyaltyDb db, DateTime recorded, CancellationToken ct) =>
        db.Purchases.Where(p => p.RecordedAt <= recorded).OrderByDescending(p => p.Id).Select(p => p.Id).FirstOrDefaultAsync(ct);
}
