using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

/// <param name="Position">The line's place in the sale.</param>
public readonly record struct SoldProduct(int Position, string? Sku, int Quantity);

/// <summary>Products whose sale puts a coupon into the buyer's wallet: 寄杯, passes, gift vouchers. Part of the sale's and the return's unit.</summary>
public sealed class SellCoupons(LoyaltyDb db, BrandTime time, IssueCoupon issue, BrandRules brand)
{
    private const string Reason = "sold";

    private sealed record SoldKinds(Dictionary<string, string> BySku);

    /// <summary>Kinds that the lines sell, by SKU.</summary>
    public async Task<Dictionary<string, string>> KindsAsync(IEnumerable<string?> skus, CancellationToken ct)
    {
        var all = await brand.GetAsync(async c => new SoldKinds(await db.CouponDefinitions.Where(d => d.Active && d.SoldSku != null)
            .GroupBy(d => d.SoldSku!).Select(g => new { Sku = g.Key, Code = g.Max(d => d.Code)! }).ToDictionaryAsync(d => d.Sku, d => d.Code, c)), ct);
        return skus.OfType<string>().Distinct().Where(all.BySku.ContainsKey).ToDictionary(s => s, s => all.BySku[s]);
    }

    public async Task<Outcome<int>> IssueAsync(long purchaseId, long memberId, IReadOnlyList<SoldProduct> lines, CancellationToken ct)
    {
        var kinds = await KindsAsync(lines.Select(l => l.Sku), ct);
        var given = 0;
        foreach (var line in lines)
        {
            if (line.Sku is null || !kinds.TryGetValue(line.Sku, out var kind)) continue;
            for (var i = 0; i < line.Quantity; i++, given++)
            {
                var issued = await issue.ExecuteAsync(memberId, kind, Reason, Key(purchaseId, line.Position, i), new IssueDetails(SoldInPurchaseId: purchaseId), ct);
                if (issued.Refusal is { } refusal) return refusal;
            }
        }
        return given;
    }

    /// <summary>The coupons that the returned pieces of a line had sold; the last ones first: they are the likeliest to be whole.</summary>
    public Task<List<Coupon>> OfAsync(long purchaseId, SoldProduct returned, int quantity, CancellationToken ct)
    {
        var keys = Enumerable.Range(quantity - returned.Quantity, returned.Quantity).Select(i => Key(purchaseId, returned.Position, i)).ToList();
        return db.Coupons.Where(c => c.SoldInPurchaseId == purchaseId && c.IssueKey != null && keys.Contains(c.IssueKey)).ToListAsync(ct);
    }

    /// <summary>The line came back: what was bought with it and is untouched ends; what was used is put on the timeline for staff to see.</summary>
    public async Task TakeBackAsync(long purchaseId, long memberId, SoldProduct returned, int quantity, CancellationToken ct)
    {
        foreach (var coupon in await OfAsync(purchaseId, returned, quantity, ct))
        {
            await db.Entry(coupon).ReloadAsync(ct);
            var whole = coupon.State is CouponState.Issued && coupon.UsesLeft == coupon.Uses;
            if (whole) coupon.State = CouponState.Revoked;
            db.MemberEvents.Add(new MemberEvent
            {
                MemberId = memberId, Kind = whole ? MemberEvents.CouponRevoked : MemberEvents.CouponFlagged, At = time.Now,
                Data = JsonSerializer.Serialize(new { coupon = coupon.Id, purchase = purchaseId, used = coupon.Uses - coupon.UsesLeft }, JsonSerializerOptions.Web),
            });
        }
    }

    /// <summary>Which line of its sale, and which piece of it, put a coupon into the wallet; null when no sale did.</summary>
    public static (int Position, int Index)? PlaceOf(string? issueKey) =>
        issueKey?.Split(':') is ["sold", _, var position, var index] ? (int.Parse(position, CultureInfo.InvariantCulture), int.Parse(index, CultureInfo.InvariantCulture)) : null;

    private static string Key(long purchaseId, int position, int index) => string.Create(CultureInfo.InvariantCulture, $"sold:{purchaseId}:{position}:{index}");
}
