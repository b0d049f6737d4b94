using LineLoyalty.Membership;
using Xunit;

namespace LineLoyalty.Tests.Membership;

public sealed class BirthdaysTests
{
    private static readonly DateOnly Today = new(2026, 3, 10);

    [Theory]
    [InlineData("1990-05-17", 1990, 5, 17)]
    [InlineData("2000-02-29", 2000, 2, 29)]
    [InlineData("--02-29", null, 2, 29)]
    [InlineData("--12-31", null, 12, 31)]
    [InlineData("2026-03-10", 2026, 3, 10)]
    [InlineData("1906-01-01", 1906, 1, 1)]
    public void A_birthday_is_a_day_with_or_without_a_year(string text, int? year, int month, int day)
    {
        Assert.True(Birthdays.TryParse(text, Today, out var birthday));
        Assert.Equal(new Birthday(year, month, day), birthday);
        Assert.Equal(text, birthday.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1990-02-30")]
    [InlineData("1999-02-29")]
    [InlineData("1900-02-29")]
    [InlineData("2026-03-11")]
    [InlineData("1905-12-31")]
    [InlineData("1990/05/17")]
    [InlineData("17-05-1990")]
    [InlineData("--13-01")]
    [InlineData("-05-17")]
    [InlineData("1990-5-7")]
    [InlineData("１９９０-05-17")]
    [InlineData("1990-05-17T00:00:00")]
    public void A_day_that_does_not_exist_or_lies_ahead_is_refused(string? text) => Assert.False(Birthdays.TryParse(text, Today, out _));
}
