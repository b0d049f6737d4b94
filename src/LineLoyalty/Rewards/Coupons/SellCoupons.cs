using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons.Gifts;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

/// <param name="Position">The line's place in the sale.</param>
public readonly record struct SoldProduct(int Position, string? Sku, int Quantity);

/// <summary>Products whose sale puts a coupon into the buyer's wallet: 寄杯, passes, gift vouchers. Part of the sale's and the return's unit.</summary>
public sealed class SellCoupons(LoyaltyDb db, BrandTime time, IssueCoupon issue, GiveCoupon give, BrandRules brand)
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

    /// <summary>
    /// Pieces of a line came back: those nobody has begun or given away first. Their coupons end, open offers with them. What was paid for and begun is
    /// money that is still there: it is refused, and cashed out by itself. A coupon that came along and was used is put on the timeline for staff to see.
    /// </summary>
    /// <param name="cashed">Coupons that were paid back in cash.</param>
    public async Task<Refusal?> TakeBackAsync(long purchaseId, long memberId, SoldProduct returned, IReadOnlyCollection<long> cashed, CancellationToken ct)
    {
        var pieces = (await PiecesAsync(purchaseId, returned.Position, ct)).Where(p => !p.IsOver || p.IsCashed(cashed)).OrderByDescending(p => p.IsWhole).ThenBy(p => p.IsCashed(cashed)).Take(returned.Quantity);
        foreach (var piece in pieces)
        {
            if (piece.IsCashed(cashed)) return CouponRefusals.SoldAndCashed.With(("line", returned.Position));
            if (piece is { IsPaid: true, IsWhole: false }) return CouponRefusals.SoldAndUsed.With(("line", returned.Position), ("coupon", piece.First.Ref), ("left", piece.Left));
            foreach (var coupon in piece.Now)
            {
                if (coupon.State == CouponState.Offered && coupon.MemberId == memberId) await give.EndOfferAsync(coupon, ct);
                var whole = SoldPiece.IsUntouched(coupon) && coupon.MemberId == memberId;
                if (whole) await db.RevokeAsync(coupon, ct);
                db.MemberEvents.Add(new MemberEvent
                {
                    MemberId = memberId, Kind = whole ? MemberEvents.CouponRevoked : MemberEvents.CouponFlagged, At = time.Now,
                    Data = JsonSerializer.Serialize(new { coupon = coupon.Id, purchase = purchaseId, used = coupon.Uses - coupon.UsesLeft }, JsonSerializerOptions.Web),
                });
            }
            if (piece.First.State == CouponState.Unpacked) await db.RevokeAsync(piece.First, ct);
        }
        return null;
    }

    private async Task<List<SoldPiece>> PiecesAsync(long purchaseId, int position, CancellationToken ct)
    {
        var all = await db.Coupons.Include(c => c.Definition).Where(c => c.SoldInPurchaseId == purchaseId).ToListAsync(ct);
        for (var given = Given(all); given.Count > 0;)
        {
            var theirs = await db.Coupons.Include(c => c.Definition).Where(c => c.GivenFromId != null && given.Contains(c.GivenFromId.Value)).ToListAsync(ct);
            all.AddRange(theirs);
            given = Given(theirs);
        }
        foreach (var coupon in all) await db.Entry(coupon).ReloadAsync(ct);
        IEnumerable<Coupon> Now(Coupon c) => c.State switch
        {
            CouponState.Unpacked => all.Where(p => p.IssueKey?.StartsWith(IssueCoupon.PartKey(c.Id), StringComparison.Ordinal) == true).SelectMany(Now),
            CouponState.Given => all.Where(f => f.GivenFromId == c.Id).SelectMany(Now),
            _ => [c],
        };
        return [.. all.Where(c => PlaceOf(c.IssueKey)?.Position == position).OrderBy(c => c.Id).Select(c => new SoldPiece(c, [.. Now(c)]))];

        static List<long> Given(List<Coupon> of) => [.. of.Where(c => c.State == CouponState.Given).Select(c => c.Id)];
    }

    /// <summary>One piece of a sold line.</summary>
    /// <param name="First">The coupon it put into the buyer's wallet.</param>
    /// <param name="Now">What that has become: itself, a friend's, or the parts of a bundle.</param>
    private sealed record SoldPiece(Coupon First, IReadOnlyList<Coupon> Now)
    {
        public bool IsPaid => First.Definition.IsPaid || Now.Any(c => c.Definition.IsPaid);
        public bool IsWhole => Now.All(c => IsUntouched(c) && c.MemberId == First.MemberId);
        public bool IsOver => Now.All(c => c.State == CouponState.Revoked);
        public long Left => Now.Sum(c => c.UsesLeft);

        public bool IsCashed(IReadOnlyCollection<long> cashed) => Now.Any(c => cashed.Contains(c.Id));

        /// <summary>However long ago it was bought.</summary>
        public static bool IsUntouched(Coupon coupon) => coupon.State is CouponState.Issued or CouponState.Offered && coupon.UsesLeft == coupon.Uses;
    }

    /// <summary>Which line of its sale, and which piece of it, put a coupon into the wallet; null when no sale did.</summary>
    public static (int Position, int Index)? PlaceOf(string? issueKey) =>
        issueKey?.Split(':') is ["sold", _, var position, var index] ? (int.Parse(position, CultureInfo.InvariantCulture), int.Parse(index, CultureInfo.InvariantCulture)) : null;

    private static string Key(long purchaseId, int position, int index) => string.Create(CultureInfo.InvariantCulture, $"sold:{purchaseId}:{position}:{index}");
}
