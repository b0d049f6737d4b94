using FsCheck;
using FsCheck.Fluent;
using LineLoyalty.Membership;
using Xunit;

namespace LineLoyalty.Tests.Membership;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("0912345678")]
    [InlineData("0912-345-678")]
    [InlineData("0912 345 678")]
    [InlineData(" 0912.345.678 ")]
    [InlineData("(0912)345-678")]
    [InlineData("（０９１２）３４５－６７８")]
    [InlineData("０９１２３４５６７８")]
    [InlineData("0912　345　678")]
    [InlineData("+886 912 345 678")]
    [InlineData("+886 (0)912 345 678")]
    [InlineData("＋８８６９１２３４５６７８")]
    [InlineData("886912345678")]
    [InlineData("00886 912-345-678")]
    [InlineData("\u202a0912\u2011345\u2013678\u202c")]
    [InlineData("09123\u00a045678\t")]
    public void A_number_has_one_form_however_it_is_written(string writing)
    {
        Assert.True(PhoneNumber.TryParse(writing, out var canonical));
        Assert.Equal("+886912345678", canonical);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("912345678")] // a lost zero may as well be a lost other digit
    [InlineData("091234567")]
    [InlineData("09123456789")]
    [InlineData("0812345678")]
    [InlineData("02-2345-6789")] // Taipei landline
    [InlineData("+81 90 1234 5678")]
    [InlineData("+1 912 345 6789")]
    [InlineData("8869123456789")]
    [InlineData("+0912345678")]
    [InlineData("09123+45678")]
    [InlineData("++886912345678")]
    [InlineData("0912345678#12")]
    [InlineData("0912345678 ext 1")]
    [InlineData("O912345678")]
    [InlineData("٠٩١٢٣٤٥٦٧٨")] // Arabic digits: not how anybody here writes it
    [InlineData("0912345678\n0987654321")]
    [InlineData("+886 (0)(0)912345678")]
    [InlineData("                                        0912345678")]
    public void Anything_else_is_refused(string? text) => Assert.False(PhoneNumber.TryParse(text, out _));

    [Fact]
    public void Any_writing_of_any_number_comes_back_to_the_same_form() =>
        Prop.ForAll(Writings().ToArbitrary(), written =>
            PhoneNumber.TryParse(written.Text, out var canonical) && canonical == "+8869" + written.Rest).Check(Checked);

    [Fact]
    public void What_is_accepted_is_always_canonical_and_parses_to_itself() =>
        Prop.ForAll(Noise().ToArbitrary(), text =>
        {
            if (!PhoneNumber.TryParse(text, out var canonical)) return true;
            return canonical.Length == 13 && canonical.StartsWith("+8869", StringComparison.Ordinal) && canonical[1..].All(char.IsAsciiDigit)
                && PhoneNumber.TryParse(canonical, out var again) && again == canonical
                && PhoneNumber.TryParse(PhoneNumber.Local(canonical), out var local) && local == canonical;
        }).Check(Checked);

    [Fact]
    public void A_mask_keeps_three_digits_at_the_end() => Assert.Equal("0912•••678", PhoneNumber.Mask("+886912345678"));

    private static Config Checked => Config.QuickThrowOnFailure.WithMaxTest(2000);

    private sealed record Written(string Rest, string Text);

    private static Gen<Written> Writings() =>
        from rest in Gen.Elements("0123456789".ToCharArray()).ArrayOf(8)
        from prefix in Gen.Elements("09", "+8869", "8869", "008869", "+886 (0)9", "+886-09")
        from gaps in Gen.Elements("", "", "", "-", " ", ".", "　", "－", ")").ArrayOf(8)
        from wide in Gen.Elements(true, false)
        let digits = string.Concat(rest.Zip(gaps, (digit, gap) => gap + digit))
        let text = prefix + digits
        select new Written(new string(rest), wide ? Wide(text) : text);

    private static Gen<string> Noise() =>
        from parts in Gen.Elements("0", "9", "1", "5", "8", "6", "+", "886", "09", "-", " ", "(", ")", "０", "９", "x", "\u202a", "٣").ListOf()
        select string.Concat(parts);

    private static string Wide(string text) => string.Concat(text.Select(c => c is >= '0' and <= '9' ? (char)(c - '0' + '０') : c));
}
