using LineLoyalty.Data;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

public sealed class CouponsModel(LoyaltyDb db, BrandTime time) : AdminPage
{
    public IReadOnlyList<(CouponDefinition Kind, CouponCounts Counts)> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var counts = await CouponCounts.ReadAsync(db, time.Now, ct);
        var kinds = await db.CouponDefinitions.AsNoTracking().OrderByDescending(d => d.Active).ThenBy(d => d.Id).ToListAsync(ct);
        Rows = [.. kinds.Select(d => (d, counts.GetValueOrDefault(d.Id, CouponCounts.None)))];
    }
}
