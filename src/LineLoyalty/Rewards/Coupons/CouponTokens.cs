using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using LineLoyalty.Data;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>A coupon shown as QR: valid 60 seconds, worthless as a screenshot afterwards. The coupon itself makes it single use.</summary>
/// <param name="Code">Text of the QR code.</param>
public sealed record CouponToken(DateTime From, DateTime To, string Code);

/// <summary>Mints and checks coupon tokens: version, coupon's opaque id, time of minting, HMAC-SHA-256 cut to 128 bits.</summary>
public sealed class CouponTokens(Vault vault, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private const string Prefix = "LLC1.";
    private const int RefBytes = 16;
    private const int MacBytes = 16;
    private const int SignedBytes = 1 + RefBytes + 8;
    private const byte Version = 1;

    private readonly byte[] key = vault.Derive("coupon-token");

    public CouponToken Mint(string couponRef)
    {
        var now = clock.GetUtcNow();
        var bytes = new byte[SignedBytes + MacBytes];
        bytes[0] = Version;
        if (!Base64Url.TryDecodeFromChars(couponRef, bytes.AsSpan(1, RefBytes), out var written) || written != RefBytes)
        {
            throw new ArgumentException("Not a coupon's opaque id.", nameof(couponRef));
        }
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1 + RefBytes), now.ToUnixTimeMilliseconds());
        HMACSHA256.HashData(key, bytes.AsSpan(0, SignedBytes)).AsSpan(0, MacBytes).CopyTo(bytes.AsSpan(SignedBytes));
        return new CouponToken(now.UtcDateTime, now.UtcDateTime + Lifetime, Prefix + Base64Url.EncodeToString(bytes));
    }

    public static bool LooksLikeToken(string text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The coupon a token names, or why it is not accepted. A forged token and an unknown coupon look the same.</summary>
    public Outcome<string> Read(string text)
    {
        var bytes = new byte[SignedBytes + MacBytes];
        var body = text.AsSpan(Prefix.Length);
        if (!LooksLikeToken(text) || body.Length != Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.IsValid(body)
            || !Base64Url.TryDecodeFromChars(body, bytes, out var written) || written != bytes.Length || bytes[0] != Version)
        {
            return CouponRefusals.NotFound;
        }
        var mac = HMACSHA256.HashData(key, bytes.AsSpan(0, SignedBytes)).AsSpan(0, MacBytes);
        if (!CryptographicOperations.FixedTimeEquals(mac, bytes.AsSpan(SignedBytes))) return CouponRefusals.NotFound;
        var age = clock.GetUtcNow().ToUnixTimeMilliseconds() - BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1 + RefBytes));
        // Another copy of the server may run a little ahead.
        if (age < -5_000 || age >= Lifetime.TotalMilliseconds) return CouponRefusals.TokenExpired;
        return Base64Url.EncodeToString(bytes.AsSpan(1, RefBytes));
    }
}
