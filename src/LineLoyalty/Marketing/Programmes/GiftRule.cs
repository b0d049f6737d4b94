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
    /// <summary>When a LINE account gets its card. One rule at most.</summary>
    CardOpening,
    /// <summary>Each year around the birthday. One rule at most.</summary>
    Birthday,
}

/// <summary>When a birthday's gift comes.</summary>
public enum BirthdayTiming
{
    /// <summary>On the day, or <see cref="GiftRule.DaysBefore"/> it.</summary>
    Day,
    /// <summary>On the first of the month, for that month.</summary>
    Month,
}

/// <summary>The day that stands for 29 February in other years.</summary>
public enum LeapDay
{
    February28,
    March1,
}

/// <summary>A coupon that comes without a code, by what a member does or the day it is. Purchases made before the rule began give nothing.</summary>
public sealed class GiftRule
{
    public const int LongestMessage = 200;

    public long Id { get; init; }
    public required string Name { get; set; }
    public string NameEn { get; set; } = "";
    public required GiftOccasion Occasion { get; init; }
    /// <summary>For <see cref="GiftOccasion.NthVisit"/>: which one.</summary>
    public int Visit { get; set; }
    /// <summary>Code of the coupon definition.</summary>
    public required string Coupon { get; set; }
    /// <summary>For <see cref="GiftOccasion.Birthday"/>.</summary>
    public BirthdayTiming Timing { get; set; }
    public int DaysBefore { get; set; }
    /// <summary>For birthdays and days of joining.</summary>
    public LeapDay LeapDay { get; set; }
    /// <summary>A birthday also brings a word on the day itself.</summary>
    public bool Greets { get; set; } = true;
    /// <summary>The brand's own words in the message; empty takes the usual ones.</summary>
    public string Message { get; set; } = "";
    public string MessageEn { get; set; } = "";
    public bool Enabled { get; set; } = true;
    public required DateTime BeganAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<GiftRule>
    {
        public void Configure(EntityTypeBuilder<GiftRule> row)
        {
            row.Property(r => r.Name).HasMaxLength(60);
            row.Property(r => r.NameEn).HasMaxLength(60);
            row.Property(r => r.Coupon).HasMaxLength(40);
            row.Property(r => r.Occasion).HasConversion<string>().HasMaxLength(20);
            row.Property(r => r.Timing).HasConversion<string>().HasMaxLength(10);
            row.Property(r => r.LeapDay).HasConversion<string>().HasMaxLength(12);
            row.Property(r => r.Message).HasMaxLength(LongestMessage);
            row.Property(r => r.MessageEn).HasMaxLength(LongestMessage);
        }
    }
}
