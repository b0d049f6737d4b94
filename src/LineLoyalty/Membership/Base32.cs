namespace LineLoyalty.Membership;

/// <summary>Crockford's base 32: upper-case letters and digits without I, L, O, U, so a QR code stays in its compact alphanumeric mode.</summary>
public static class Base32
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static int LengthOf(int bytes) => (bytes * 8 + 4) / 5;

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[LengthOf(bytes.Length)];
        var (bits, count, next) = (0, 0, 0);
        foreach (var b in bytes)
        {
            bits = (bits << 8) | b;
            for (count += 8; count >= 5; count -= 5) text[next++] = Alphabet[(bits >> (count - 5)) & 31];
            bits &= (1 << count) - 1;
        }
        if (count > 0) text[next] = Alphabet[(bits << (5 - count)) & 31];
        return text.ToString();
    }

    /// <summary>One text for one value: spare bits must be zero. Case does not matter, since some scanners change it.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length != LengthOf(bytes.Length)) return false;
        var (bits, count, next) = (0, 0, 0);
        foreach (var c in text)
        {
            if (!char.IsAscii(c)) return false;
            var value = Alphabet.IndexOf(char.ToUpperInvariant(c), StringComparison.Ordinal);
            if (value < 0) return false;
            bits = (bits << 5) | value;
            count += 5;
            if (count < 8) continue;
            count -= 8;
            bytes[next++] = (byte)(bits >> count);
            bits &= (1 << count) - 1;
        }
        return bits == 0;
    }
}
