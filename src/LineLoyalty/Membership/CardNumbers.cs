using System.Security.Cryptography;

namespace LineLoyalty.Membership;

/// <summary>Card numbers: 16 digits with a Luhn check digit, never starting with 0 (a leading 0 marks a one-minute barcode).</summary>
public static class CardNumbers
{
    public const int Length = 16;

    public static string New()
    {
        Span<char> digits = stackalloc char[Length];
        digits[0] = (char)('1' + RandomNumberGenerator.GetInt32(9));
        for (var i = 1; i < Length - 1; i++) digits[i] = (char)('0' + RandomNumberGenerator.GetInt32(10));
        digits[^1] = CheckDigit(digits[..^1]);
        return digits.ToString();
    }

    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length != Length || text[0] == '0') return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)) return false;
        }
        return text[^1] == CheckDigit(text[..^1]);
    }

    private static char CheckDigit(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var d = digits[^(i + 1)] - '0';
            if (i % 2 == 0) d = d * 2 > 9 ? d * 2 - 9 : d * 2;
            sum += d;
        }
        return (char)('0' + (10 - sum % 10) % 10);
    }
}
