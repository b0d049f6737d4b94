using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>
/// Coupon codes: 16 random Crockford base32 characters (80 bits) and one check character, shown 4-4-4-4-1. The check is a weighted sum
/// in GF(32), so it uses the same alphabet and sees every single wrong character and every swap of two.
/// </summary>
public static class CouponCodes
{
    public const int Length = 17;

    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string New()
    {
        Span<char> code = stackalloc char[Length];
        for (var i = 0; i < Length - 1; i++) code[i] = Alphabet[RandomNumberGenerator.GetInt32(32)];
        code[^1] = Check(code[..^1]);
        return new string(code);
    }

    /// <summary>What is kept and looked for: our own form where the text is one of ours, else a partner's code without spaces and case. Null when it can be neither.</summary>
    public static string? Canonical(string? text)
    {
        if (TryParse(text, out var own)) return own;
        if (text is null || text.Length > LongestForeign * 2) return null;
        var foreign = string.Concat(text.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
        return foreign.Length is >= ShortestForeign and <= LongestForeign && foreign.All(c => c is > ' ' and <= '~') ? foreign : null;
    }

    /// <summary>A partner's shorter code could be guessed.</summary>
    public const int ShortestForeign = 8;
    public const int LongestForeign = 40;

    public static string Display(string code) => code.Length != Length || !TryParse(code, out _) ? code
        : $"{code[..4]}-{code[4..8]}-{code[8..12]}-{code[12..16]}-{code[16..]}";

    /// <summary>Accepts what people type: any case, dashes and spaces, O for 0, I or L for 1. False when the check does not hold.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? code)
    {
        code = null;
        if (text is null || text.Length > 64) return false;
        Span<char> canonical = stackalloc char[Length];
        var length = 0;
        foreach (var typed in text)
        {
            if (typed is '-' or ' ' or '–' or '－' or '　') continue;
            var character = char.ToUpperInvariant(typed) switch { 'O' => '0', 'I' or 'L' => '1', var c => c };
            if (length == Length || !Alphabet.Contains(character, StringComparison.Ordinal)) return false;
            canonical[length++] = character;
        }
        if (length != Length || Check(canonical[..^1]) != canonical[^1]) return false;
        code = new string(canonical);
        return true;
    }

    private static char Check(ReadOnlySpan<char> code)
    {
        // Horner's scheme with the primitive element x of GF(2)[x]/(x^5+x^2+1): all sixteen weights differ.
        var sum = 0;
        foreach (var character in code) sum = TimesX(sum ^ Alphabet.IndexOf(character, StringComparison.Ordinal));
        return Alphabet[sum];
    }

    private static int TimesX(int value) => (value & 16) == 0 ? value << 1 : ((value << 1) ^ 0b100101) & 31;
}
