using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Marketing.Programmes;

public enum GiftOccasion
{
    /// <summary>The member's first purchase.</summary>
    FirstPurchase,
    /// <summary>The nth day with a purchase.</summary>
    NthVisit,
    /// <summary>The first purchase of each calendar month.</summary>
    MonthlyVisit,
    /// <summary>Each year on the day of joining.</summary>
    Anniversary,
}

/// <summary>A coupon that comes without a code, by what a member does. Purchases made before the rule began give nothing.</summary>
public sealed class GiftRule
{
    public long Id { get; init; }
    public required string Name { get; set; }
    public required GiftOccasion Occasion { get; init; }
    /// <summary>For <see cref="GiftOccasion.NthVisit"/>: which one.</summary>
    public int Visit { get; init; }
    /// <summary>Code of the coupon definition.</summary>
    public required string Coupon { get; set; }
    public bool Enabled { get; set; } = true;
    public required DateTime BeganAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<GiftRule>
    {
        public void Configure(EntityTypeBuilder<GiftRule> row)
        {
            row.Property(r => r.Name).HasMaxLength(60);
            row.Property(r => r.Coupon).HasMaxLength(40);
            row.Property(r => r.Occasion).HasConversion<string>().HasMaxLength(20);
        }
    }
}
