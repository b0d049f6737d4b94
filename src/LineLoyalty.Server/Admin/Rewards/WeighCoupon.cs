using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>What was given, or nothing while a second person is asked.</summary>
public sealed record Granted<T>(T? Given)
{
    public bool Waits => Given is null;
}

/// <param name="Liability">Most NT$ all of them can cost; null when nothing bounds it.</param>
/// <param name="Meaning">Everything of the kind that an approval is bound to.</param>
public sealed record WeighedCoupon(long? Liability, string Meaning);

/// <summary>What a number of one kind of coupon can cost.</summary>
public sealed class WeighCoupon(LoyaltyDb db, CouponWorth worth)
{
    public async Task<WeighedCoupon> OfAsync(string code, long count, CancellationToken ct)
    {
        var kind = await db.CouponDefinitions.AsNoTracking().SingleAsync(d => d.Code == code, ct);
        // Not what has been given meanwhile: an approved list that was interrupted goes on.
        var meaning = JsonSerializer.Serialize(new
        {
            kind.Kind, kind.Value, kind.MaximumDiscount, kind.MinimumSpend, kind.ProductSku, kind.ValidDays, kind.Title, kind.Terms, Rules = kind.Rules.ToJson(), One = await worth.OfOneAsync(kind, ct),
        });
        return new WeighedCoupon(await worth.OfAsync(kind, count, ct), meaning);
    }

    /// <summary>Most coupons that a word without a total can give to those who are members today.</summary>
    public async Task<long> ReachOfAsync(string code, int perMember, CancellationToken ct)
    {
        var reach = (long)perMember * await db.Members.CountAsync(m => m.ErasedAt == null, ct);
        return await db.CouponDefinitions.Where(d => d.Code == code).Select(d => d.IssueLimit - d.IssuedCount).SingleAsync(ct) is { } left ? Math.Min(reach, Math.Max(0, left)) : reach;
    }
}
