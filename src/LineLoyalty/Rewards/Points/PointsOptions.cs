using System.ComponentModel.DataAnnotations;

namespace LineLoyalty.Rewards.Points;

/// <summary>Section <c>Points</c>: what a sale earns, how long points live and how they are spent.</summary>
public sealed class PointsOptions
{
    /// <summary>Every this many NT$ paid …</summary>
    [Range(1, 1_000_000)] public long EarnPerAmount { get; set; } = 100;
    /// <summary>… earn this many points; a started amount earns nothing.</summary>
    [Range(0, 1_000_000)] public long EarnPoints { get; set; } = 10;
    /// <summary>Valid until 23:59:59 of the brand's day this many days after earning; 0 means they never expire.</summary>
    [Range(0, 3650)] public int ExpiryDays { get; set; } = 90;
    /// <summary>Days before earned points can be spent; 0 means at once.</summary>
    [Range(0, 365)] public int PendingDays { get; set; }
    /// <summary>NT$ one point takes off.</summary>
    [Range(1, 10_000)] public long PointValue { get; set; } = 1;
    /// <summary>Fewest points one sale may redeem.</summary>
    [Range(1, 1_000_000)] public long MinimumRedeem { get; set; } = 1;
    /// <summary>Largest part of a sale that points may pay, in percent.</summary>
    [Range(1, 100)] public int MaximumRedeemShare { get; set; } = 100;
    /// <summary>When a return gives back points whose expiry has passed, they live this many days more.</summary>
    [Range(0, 365)] public int ReturnedDays { get; set; } = 7;

    /// <summary>Points for an amount paid; the fraction is cut.</summary>
    public long EarnedBy(long paid) => paid <= 0 ? 0 : paid / EarnPerAmount * EarnPoints;

    /// <summary>Most points that may pay towards <paramref name="due"/>, whatever the member holds.</summary>
    public long RedeemableFor(long due) => due <= 0 ? 0 : due * MaximumRedeemShare / 100 / PointValue;

    public DateTime? ExpiryOf(DateTime earnedAt, BrandTime time) =>
        ExpiryDays == 0 ? null : time.EndOf(time.DayOf(earnedAt).AddDays(ExpiryDays));

    public DateTime AvailabilityOf(DateTime earnedAt, BrandTime time) =>
        PendingDays == 0 ? earnedAt : time.StartOf(time.DayOf(earnedAt).AddDays(PendingDays));
}
