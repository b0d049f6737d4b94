using System.Globalization;
using LineLoyalty.Rewards.Points.Policies;
using Microsoft.Extensions.Options;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Points;

public sealed class ExpiryPolicyTests
{
    private static readonly BrandTime Taipei = new(TimeProvider.System, Options.Create(new BrandOptions { Name = "晨光" }));

    /// <summary>Times are Taipei's; the last second on which the points can be used is asked.</summary>
    [Theory]
    [InlineData("days:90", "2026-03-10 10:00:00", "2026-06-08 23:59:59")]
    [InlineData("days:90", "2026-03-10 23:59:59", "2026-06-08 23:59:59")]
    [InlineData("days:90", "2026-03-11 00:00:00", "2026-06-09 23:59:59")]
    [InlineData("months:6", "2026-04-01 13:21:00", "2026-10-01 23:59:59")]
    [InlineData("months:6", "2026-08-31 09:00:00", "2027-02-28 23:59:59")]
    [InlineData("months:12", "2028-02-29 09:00:00", "2029-02-28 23:59:59")]
    [InlineData("fixed:1-12-31", "2026-01-01 00:00:00", "2027-12-31 23:59:59")]
    [InlineData("fixed:1-6-30", "2026-12-31 23:59:59", "2027-06-30 23:59:59")]
    [InlineData("fixed:1-2-29", "2026-05-01 12:00:00", "2027-02-28 23:59:59")]
    [InlineData("fixed:0-6-30", "2026-07-01 12:00:00", "2027-06-30 23:59:59")]
    [InlineData("endOfMonth:0", "2026-02-03 12:00:00", "2026-02-28 23:59:59")]
    [InlineData("endOfMonth:1", "2026-01-31 12:00:00", "2026-02-28 23:59:59")]
    [InlineData("inactivity:180", "2026-03-10 10:00:00", "2026-09-06 23:59:59")]
    [InlineData("tier", "2026-03-10 10:00:00", "2026-05-31 23:59:59")]
    [InlineData("joined", "2026-03-10 10:00:00", "2027-02-27 23:59:59")]
    [InlineData("never", "2026-03-10 10:00:00", null)]
    public void Points_live_to_the_last_second_of_their_day(string policy, string earned, string? last)
    {
        var (kind, rest) = (policy.Split(':')[0], policy.Split(':').ElementAtOrDefault(1) ?? "");
        var numbers = rest.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        ExpiryPolicy says = kind switch
        {
            "days" => new RollingDays(numbers[0]), "months" => new RollingMonths(numbers[0]), "fixed" => new FixedDay(numbers[0], numbers[1], numbers[2]),
            "endOfMonth" => new EndOfMonth(numbers[0]), "inactivity" => new Inactivity(numbers[0]), "never" => new Never(), _ => new TierAnniversary(),
        };
        // Joined on 29 February: in common years the anniversary is the 28th.
        var facts = new ExpiryFacts(At("2024-02-29 10:00:00"), kind == "tier" ? At("2026-06-01 00:00:00") : null);

        Assert.Equal(last is null ? null : At(last), says.Of(At(earned), facts, Taipei)?.AddSeconds(-1));
        // And so it does after the column.
        var kept = PointsPolicy.Parse(new PointsPolicy { Expiry = says }.ToJson());
        Assert.Equal(says, kept.Expiry);
    }

    [Theory]
    [InlineData(false, 0, "2026-03-10 10:00:00")]
    [InlineData(false, 3, "2026-03-13 00:00:00")]
    [InlineData(true, 0, "2026-03-20 00:00:00")]
    public void Points_of_distance_sales_wait_for_the_right_of_withdrawal(bool web, int storeDays, string available) =>
        Assert.Equal(At(available), new PointsPolicy { PendingDays = storeDays }.AvailabilityOf(At("2026-03-10 10:00:00"), web, Taipei));

    [Fact]
    public void Points_pay_in_whole_steps()
    {
        var twoForOne = new RedeemPolicy(2, 1, 10, 50);
        Assert.Equal((5, 50 * 2), (twoForOne.DiscountOf(11), twoForOne.RedeemableFor(101)));
        Assert.Equal(0, new RedeemPolicy(5000, 200).RedeemableFor(199));
    }

    private static DateTime At(string local) =>
        TimeZoneInfo.ConvertTimeToUtc(DateTime.ParseExact(local, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), Taipei.Zone);
}
