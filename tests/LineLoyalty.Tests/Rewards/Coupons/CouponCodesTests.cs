using LineLoyalty.Rewards.Coupons;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Coupons;

public sealed class CouponCodesTests
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    [Fact]
    public void A_code_is_read_back_however_it_is_typed()
    {
        for (var i = 0; i < 200; i++)
        {
            var code = CouponCodes.New();
            Assert.Equal(17, code.Length);
            Assert.Matches("^([0-9A-Z]{4}-){4}[0-9A-Z]$", CouponCodes.Display(code));
            Assert.True(CouponCodes.TryParse(CouponCodes.Display(code), out var read));
            Assert.Equal(code, read);
            Assert.True(CouponCodes.TryParse(" " + code.ToLowerInvariant().Replace('0', 'o').Replace('1', 'l') + " ", out read));
            Assert.Equal(code, read);
        }
    }

    [Fact]
    public void Every_single_wrong_character_is_noticed()
    {
        var code = CouponCodes.New();
        for (var position = 0; position < code.Length; position++)
        {
            foreach (var other in Alphabet.Where(c => c != code[position]))
            {
                Assert.False(CouponCodes.TryParse(code[..position] + other + code[(position + 1)..], out _));
            }
        }
    }

    [Fact]
    public void Every_swap_of_two_characters_is_noticed()
    {
        for (var round = 0; round < 50; round++)
        {
            var code = CouponCodes.New();
            for (var a = 0; a < code.Length; a++)
            {
                for (var b = a + 1; b < code.Length; b++)
                {
                    if (code[a] == code[b]) continue;
                    var swapped = code.ToCharArray();
                    (swapped[a], swapped[b]) = (swapped[b], swapped[a]);
                    Assert.False(CouponCodes.TryParse(new string(swapped), out _), $"{code}: {a} and {b}");
                }
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ABCD")]
    [InlineData("UUUU-UUUU-UUUU-UUUU-U")]
    [InlineData("0000-0000-0000-0000-00")]
    [InlineData("😀😀😀😀😀😀😀😀😀")]
    public void What_is_no_code_is_refused(string? text) => Assert.False(CouponCodes.TryParse(text, out _));
}
