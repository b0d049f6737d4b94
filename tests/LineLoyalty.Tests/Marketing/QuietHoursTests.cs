using LineLoyalty.Marketing;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Programmes;
using Microsoft.Extensions.Options;
using Xunit;

namespace LineLoyalty.Tests.Marketing;

public sealed class QuietHoursTests
{
    private static readonly BrandTime Taipei = new(TimeProvider.System, Options.Create(new BrandOptions { Name = "x", TimeZone = "Asia/Taipei" }));

    [Theory]
    [InlineData("2027-03-01 08:59", "2027-03-01 09:00")]
    [InlineData("2027-03-01 09:00", "2027-03-01 09:00")]
    [InlineData("2027-03-01 20:59", "2027-03-01 20:59")]
    [InlineData("2027-03-01 21:00", "2027-03-02 09:00")]
    [InlineData("2027-12-31 23:30", "2028-01-01 09:00")]
    [InlineData("2027-03-01 00:00", "2027-03-01 09:00")]
    public void Marketing_at_night_waits_for_the_morning(string now, string sent) => Assert.Equal(Utc(sent), Rules("21:00", "09:00").NotBefore(Utc(now), Taipei));

    [Theory]
    [InlineData("2027-03-01 12:30", "2027-03-01 14:00")]
    [InlineData("2027-03-01 14:00", "2027-03-01 14:00")]
    [InlineData("2027-03-01 03:00", "2027-03-01 03:00")]
    public void Quiet_hours_may_lie_within_a_day(string now, string sent) => Assert.Equal(Utc(sent), Rules("12:00", "14:00").NotBefore(Utc(now), Taipei));

    [Fact]
    public void Equal_times_mean_none() => Assert.Equal(Utc("2027-03-01 23:00"), Rules("00:00", "00:00").NotBefore(Utc("2027-03-01 23:00"), Taipei));

    private static SendingRules Rules(string from, string until) => SendingRules.Of(new ProgrammeOptions
    {
        QuietFrom = TimeOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture),
        QuietUntil = TimeOnly.Parse(until, System.Globalization.CultureInfo.InvariantCulture),
    }, new CampaignOptions());

    private static DateTime Utc(string taipei) => DateTime.SpecifyKind(DateTime.Parse(taipei, System.Globalization.CultureInfo.InvariantCulture).AddHours(-8), DateTimeKind.Utc);
}
