using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty;

/// <summary>Ways of selling.</summary>
public static class SalesChannels
{
    public const string Store = "store";
    public const string Web = "web";
}

public sealed class Store : IBrandRule
{
    /// <summary>08:00, in minutes: what is open at that hour has begun a new day.</summary>
    public const int LatestDayStart = 8 * 60;

    public long Id { get; init; }
    public required string Code { get; init; }
    public required string Name { get; set; }
    public string NameEn { get; set; } = "";
    public bool Active { get; set; } = true;
    /// <summary>How it sells unless a sale says otherwise; one of <see cref="SalesChannels"/>.</summary>
    public string Channel { get; set; } = SalesChannels.Store;
    /// <summary>
    /// When its business day begins, in minutes after midnight, 0 to <see cref="LatestDayStart"/>. A sale at 01:30 in a bar whose day begins at
    /// 04:00 belongs to the evening before: its weekday, its day's limits, visits and statistics. What is promised to a member by date (the end of
    /// points and coupons, birthdays, check-in) stays the brand's calendar day. Sales keep the day they were recorded with.
    /// </summary>
    public int DayStartsAt { get; set; }
    /// <summary>Grows when the store's check-in code is replaced.</summary>
    public int CheckInRound { get; set; } = 1;

    /// <summary>The business day of a moment in this store.</summary>
    public DateOnly DayOf(DateTime utc, BrandTime time) => DateOnly.FromDateTime(time.Local(utc).AddMinutes(-DayStartsAt));

    internal sealed class Mapping : IEntityTypeConfiguration<Store>
    {
        public void Configure(EntityTypeBuilder<Store> row)
        {
            row.Property(s => s.Code).HasMaxLength(20);
            row.HasIndex(s => s.Code).IsUnique();
            row.Property(s => s.Name).HasMaxLength(60);
            row.Property(s => s.NameEn).HasMaxLength(60);
            row.Property(s => s.Channel).HasMaxLength(10);
        }
    }
}
