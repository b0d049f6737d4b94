using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Purchases;

/// <summary>Takes back the vouchers that a sale's lapsed points had become, as far as the points that are left would not have made them.</summary>
public sealed class TakeBackConverted(LoyaltyDb db, TakeBackPrize takeBack)
{
    /// <summary>In the return's unit and under the member's lock, when the lines have been marked as returned.</summary>
    public async Task ExecuteAsync(Purchase purchase, long memberId, DateTime at, CancellationToken ct)
    {
        var lapsed = await db.PointsEntries.AsNoTracking().Include(e => e.Moves).ThenInclude(m => m.Lot)
            .Where(e => e.MemberId == memberId && e.Kind == PointsEntryKind.Expire && e.Inputs != null && e.Moves.Any(m => m.Lot.PurchaseId == purchase.Id)).ToListAsync(ct);
        foreach (var instant in lapsed.Select(e => e.At).Distinct().ToList())
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"lapsed:{memberId}:{instant.Ticks}:");
            var coupons = await db.Coupons.Where(c => c.MemberId == memberId && c.IssueKey != null && c.IssueKey.StartsWith(prefix)).OrderByDescending(c => c.Id).ToListAsync(ct);
            if (coupons.Count == 0) continue;
            // Several lines may lapse in one instant; each became vouchers of its own.
            var kept = 0L;
            foreach (var entry in await db.PointsEntries.AsNoTracking().Include(e => e.Moves).ThenInclude(m => m.Lot)
                         .Where(e => e.MemberId == memberId && e.Kind == PointsEntryKind.Expire && e.Inputs != null && e.At == instant).ToListAsync(ct))
            {
                if (JsonSerializer.Deserialize<Made>(entry.Inputs!, JsonSerializerOptions.Web) is not { PerPoints: > 0 } made) continue;
                kept += Math.Min(made.Vouchers, Math.Max(0, -entry.Points - await UndoneAsync(entry, ct)) / made.PerPoints);
            }
            var surplus = coupons.Count(c => c.State != CouponState.Revoked) - kept;
            // The unused ones first; of the used ones staff are told once, when nothing of the sale is left.
            foreach (var coupon in coupons.Where(c => c.State != CouponState.Revoked).OrderBy(c => Untouched(c) ? 0 : 1).Take((int)Math.Max(0, surplus)))
            {
                if (Untouched(coupon) || purchase.WhollyReturned) await takeBack.CouponAsync(memberId, coupon.Id, PointsReasons.Converted, at, ct);
            }
        }
    }

    private static bool Untouched(Coupon c) => c.State is CouponState.Issued or CouponState.Offered or CouponState.Unpacked && c.UsesLeft == c.Uses;

    /// <summary>How many of the points that lapsed here belong to goods that have been returned by now.</summary>
    private async Task<long> UndoneAsync(PointsEntry entry, CancellationToken ct)
    {
        var undone = 0L;
        foreach (var sale in entry.Moves.Where(m => m.Lot.PurchaseId != null).GroupBy(m => m.Lot.PurchaseId!.Value))
        {
            var purchase = await db.Purchases.Include(p => p.Lines).SingleAsync(p => p.Id == sale.Key, ct);
            if (purchase.Refunded == 0 && !purchase.WhollyReturned) continue;
            var earned = await db.PointsEntries.AsNoTracking().Where(e => e.PurchaseId == sale.Key && e.Kind == PointsEntryKind.Earn).Select(e => new { e.Rule, e.Points, e.Inputs }).ToListAsync(ct);
            foreach (var part in sale.GroupBy(m => m.Lot.Rule))
            {
                var gone = -part.Sum(m => m.Points);
                var of = earned.Where(e => (e.Rule ?? PointsReasons.Purchase) == part.Key).ToList();
                var target = of.Sum(e => Undone.Earned(purchase, e.Points, EarningInputs.Parse(e.Inputs)?.Lines, l => l.RefundedQuantity));
                undone += Math.Clamp(target - (of.Sum(e => e.Points) - gone), 0, gone);
            }
        }
        return undone;
    }

    private sealed record Made(long PerPoints, long Vouchers);
}
