using System.ComponentModel.DataAnnotations;
using LineLoyalty.Rewards.Points.Policies;

namespace LineLoyalty.Rewards.Points;

/// <summary>Section <c>Points</c>: the rules a fresh database starts with. From then on they are the brand's, changed on the admin pages.</summary>
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

    public PointsPolicy Policy() => new()
    {
        Expiry = ExpiryDays == 0 ? new Never() : new RollingDays(ExpiryDays), PendingDays = PendingDays, WebPendingDays = Math.Max(10, PendingDays),
        ReturnedDays = ReturnedDays, Redeem = new RedeemPolicy(1, PointValue, MinimumRedeem, MaximumRedeemShare),
    };
}
