using System.ComponentModel.DataAnnotations;

namespace LineLoyalty.Purchases;

/// <summary>Section <c>Sales</c>.</summary>
public sealed class SaleOptions
{
    /// <summary>How late a till may send a sale, and how long a return waits for its sale.</summary>
    [Range(1, 720)] public int LateHours { get; set; } = 72;

    public TimeSpan Late => TimeSpan.FromHours(LateHours);
}
