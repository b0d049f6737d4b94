using System.Globalization;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Catalogue;

/// <summary>What the brand has decided about the catalogue as a whole.</summary>
public static class RewardSettings
{
    private const string CancelHours = "rewards.cancel_hours";
    public const int MostCancelHours = 720;

    /// <summary>For how long a member may take an unused redemption back; 0 means not at all.</summary>
    public static async Task<int> CancelHoursAsync(this LoyaltyDb db, CancellationToken ct) =>
        await db.Settings.AsNoTracking().Where(s => s.Key == CancelHours).Select(s => s.Value).SingleOrDefaultAsync(ct) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : 0;

    /// <summary>The caller saves.</summary>
    public static async Task SetCancelHoursAsync(this LoyaltyDb db, int hours, CancellationToken ct)
    {
        var row = await db.Settings.SingleOrDefaultAsync(s => s.Key == CancelHours, ct) ?? db.Settings.Add(new Setting { Key = CancelHours, Value = "0" }).Entity;
        row.Value = hours.ToString(CultureInfo.InvariantCulture);
    }
}
