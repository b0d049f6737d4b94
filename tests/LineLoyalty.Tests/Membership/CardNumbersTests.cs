using LineLoyalty.Membership;
using Xunit;

namespace LineLoyalty.Tests.Membership;

public sealed class CardNumbersTests
{
    [Fact]
    public void Numbers_are_valid_and_never_look_like_a_barcode()
    {
        var numbers = Enumerable.Range(0, 2000).Select(_ => CardNumbers.New()).ToList();

        Assert.All(numbers, n => Assert.True(CardNumbers.IsValid(n)));
        Assert.DoesNotContain(numbers, n => n[0] == '0');
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
    }

    [Fact]
    public void One_wrong_digit_is_always_noticed()
    {
        var number = CardNumbers.New();
        for (var place = 0; place < number.Length; place++)
        {
            for (var digit = '0'; digit <= '9'; digit++)
            {
                var typed = number[..place] + digit + number[(place + 1)..];
                Assert.Equal(typed == number, CardNumbers.IsValid(typed));
            }
        }
    }

    [Theory]
    [InlineData("4539578763621486", true)] // a known Luhn number
    [InlineData("4539578763621487", false)]
    [InlineData("453957876362148", false)]
    [InlineData("45395787636214861", false)]
    [InlineData("453957876362148x", false)]
    [InlineData("", false)]
    public void The_check_digit_is_Luhn_s(string number, bool valid) => Assert.Equal(valid, CardNumbers.IsValid(number));
}
