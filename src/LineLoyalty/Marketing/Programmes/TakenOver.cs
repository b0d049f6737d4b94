using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Programmes;

/// <summary>Fixed programmes that a journey does now, and which therefore stay silent.</summary>
public static class TakenOver
{
    internal const string PointsExpiry = "points-expiry", CouponExpiry = "coupon-expiry";

    internal static string Key(string programme) => $"programme.{programme}.journey";

    public static Task<bool> ByJourneyAsync(LoyaltyDb db, string programme, CancellationToken ct)
    {
        var key = Key(programme);
        return db.Settings.AnyAsync(s => s.Key == key, ct);
    }
}
