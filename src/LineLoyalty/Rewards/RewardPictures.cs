using LineLoyalty.Data;
using LineLoyalty.Pictures;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards;

/// <summary>Pictures of coupons, rewards and draws.</summary>
internal sealed class RewardPictures(LoyaltyDb db) : IShowPictures
{
    public IAsyncEnumerable<string> TextsAsync(CancellationToken ct) =>
        db.CouponDefinitions.Where(d => d.ImageUrl != null).Select(d => d.ImageUrl!)
            .Concat(db.RewardItems.Where(i => i.ImageUrl != null).Select(i => i.ImageUrl!))
            .Concat(db.Draws.Where(d => d.ImageUrl != null).Select(d => d.ImageUrl!)).AsAsyncEnumerable();
}
