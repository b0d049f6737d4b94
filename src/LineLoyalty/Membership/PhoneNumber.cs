using System.Globalization;
using System.Text;
using LineLoyalty.Data;

namespace LineLoyalty.Membership;

/// <summary>
/// Taiwanese mobile numbers. However one is written (0912-345-678, +886 912 345 678, 00886…, full-width digits),
/// it has one canonical form, <c>+886912345678</c>; anything else is refused, never guessed.
/// </summary>
public static class PhoneNumber
{
    private const int LongestWriting = 40;
    private const string Purpose = "phone";

    public static bool TryParse(string? text, out string canonical)
    {
        canonical = "";
        if (text is null || text.Length > LongestWriting || !TryReadDigits(text, out var digits, out var plus)) return false;

        ReadOnlySpan<char> rest = digits;
        if (plus)
        {
            if (!rest.StartsWith("886")) return false;
            rest = WithoutTrunkZero(rest[3..]);
        }
        else if (rest.StartsWith("00886")) rest = WithoutTrunkZero(rest[5..]);
        else if (rest.StartsWith("886")) rest = WithoutTrunkZero(rest[3..]);
        else if (rest.StartsWith("09")) rest = rest[1..];
        else return false;

        if (rest.Length != 9 || rest[0] != '9') return false;
        canonical = string.Concat("+886", rest);
        return true;
    }

    /// <summary>How the owner writes it: <c>0912-345-678</c>.</summary>
    public static string Local(string canonical) => $"0{canonical.AsSpan(4, 3)}-{canonical.AsSpan(7, 3)}-{canonical.AsSpan(10, 3)}";

    /// <summary><c>0912•••678</c>: enough for its owner to recognise, too little to call.</summary>
    public static string Mask(string canonical) => $"0{canonical.AsSpan(4, 3)}•••{canonical.AsSpan(10, 3)}";

    public static string Index(Vault vault, string canonical) => vault.Index(Purpose, canonical);
    public static string Seal(Vault vault, string canonical) => vault.Seal(Purpose, canonical);
    public static string Open(Vault vault, string sealedPhone) => vault.Open(Purpose, sealedPhone);

    /// <summary>The member's number masked, or null when it has none.</summary>
    public static string? MaskOf(Vault vault, string? sealedPhone) => sealedPhone is null ? null : Mask(Open(vault, sealedPhone));

    // +886 (0)912… is a common way to print a number; the zero is for callers inside the country.
    private static ReadOnlySpan<char> WithoutTrunkZero(ReadOnlySpan<char> rest) => rest is ['0', ..] ? rest[1..] : rest;

    private static bool TryReadDigits(string text, out string digits, out bool plus)
    {
        var found = new StringBuilder(text.Length);
        plus = false;
        digits = "";
        foreach (var c in text)
        {
            switch (c)
            {
                case >= '0' and <= '9':
                    found.Append(c);
                    break;
                case >= '０' and <= '９':
                    found.Append((char)(c - '０' + '0'));
                    break;
                case '+' or '＋':
                    if (plus || found.Length > 0) return false;
                    plus = true;
                    break;
                default:
                    if (!IsSeparator(c)) return false;
                    break;
            }
        }
        digits = found.ToString();
        return true;
    }

    // Format characters come along when a number is copied from an address book.
    private static bool IsSeparator(char c) =>
        c is '.' or '．' or '(' or ')' or '（' or '）' or '−'
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.SpaceSeparator or UnicodeCategory.DashPunctuation or UnicodeCategory.Format
        || c == '\t';
}
