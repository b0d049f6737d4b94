using System.Buffers.Binary;
using System.Security.Cryptography;
using LineLoyalty.Data;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Membership;

/// <summary>What a code may do. A code made for one purpose is worth nothing for another.</summary>
public enum CodePurpose
{
    /// <summary>Tells the till who is standing there.</summary>
    Identify = 1,
    /// <summary>Lets the till spend the member's points, once.</summary>
    Spend = 2,
    /// <summary>Shows one coupon to the till; the handle is the coupon's id.</summary>
    Coupon = 3,
}

/// <summary>Section <c>MemberCodes</c>.</summary>
public sealed class MemberCodeOptions
{
    /// <summary>1–255. Another number makes another signing key: every code shown before is refused from then on.</summary>
    [System.ComponentModel.DataAnnotations.Range(1, 255)] public byte KeyId { get; set; } = 1;
}

/// <param name="To">First instant at which the code is refused.</param>
public readonly record struct MintedCode(string Text, DateTime From, DateTime To);

/// <param name="Nonce">16 hex digits, unique to this code: what a single use is remembered by.</param>
public readonly record struct ReadCode(CodePurpose Purpose, long Handle, DateTime From, string Nonce);

/// <summary>
/// Signed codes shown on a phone and read by a till. The server mints them and the phone holds no secret, so a cloned page can
/// make none. 61 characters of base 32, which is exactly what a QR code of version 3 at level M holds:
/// version and purpose, key id, start second, nonce, hidden handle (64 bit), HMAC-SHA-256 cut to 128 bits.
/// </summary>
public sealed class MemberCodes
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(30);
    public const int Length = 61;

    private const int Version = 1;
    private const int SignedBytes = 22;
    private const int MacBytes = 16;

    private readonly byte keyId;
    private readonly byte[] macKey;
    private readonly byte[] handleKey;
    private readonly TimeProvider clock;

    public MemberCodes(Vault vault, IOptions<MemberCodeOptions> options, TimeProvider clock)
    {
        keyId = options.Value.KeyId;
        macKey = vault.Derive($"member-code:{keyId}:mac");
        handleKey = vault.Derive($"member-code:{keyId}:handle");
        this.clock = clock;
    }

    /// <summary>A code good from now on for <see cref="Lifetime"/>.</summary>
    public MintedCode Mint(CodePurpose purpose, long handle) => Mint(purpose, handle, clock.GetUtcNow().UtcDateTime);

    /// <summary>A code refused before <paramref name="from"/> (cut to the second) and <see cref="Lifetime"/> after it.</summary>
    public MintedCode Mint(CodePurpose purpose, long handle, DateTime from)
    {
        var second = (uint)new DateTimeOffset(from).ToUnixTimeSeconds();
        Span<byte> code = stackalloc byte[SignedBytes + MacBytes];
        code[0] = (byte)(Version << 4 | (int)purpose);
        code[1] = keyId;
        BinaryPrimitives.WriteUInt32BigEndian(code[2..], second);
        RandomNumberGenerator.Fill(code[6..14]);
        BinaryPrimitives.WriteInt64BigEndian(code[14..], handle ^ HandleMask(code[..14]));
        Sign(code[..SignedBytes], code[SignedBytes..]);
        var start = DateTimeOffset.FromUnixTimeSeconds(second).UtcDateTime;
        return new MintedCode(Base32.Encode(code), start, start + Lifetime);
    }

    /// <summary>True for texts of a code's form; says nothing about who signed it.</summary>
    public static bool LooksLikeCode(string text) => text.Length == Length && text[0] is '2';

    /// <summary>Reads a code signed here and good now. A forged one and one of another key or purpose get the same answer.</summary>
    public Outcome<ReadCode> Read(string text, params ReadOnlySpan<CodePurpose> purposes) => Read(text, clock.GetUtcNow().UtcDateTime, TimeSpan.Zero, purposes);

    /// <summary>Reads a code that a till saw while it was offline: good when it was on the screen at about <paramref name="at"/>, by the till's clock.</summary>
    public Outcome<ReadCode> ReadLate(string text, DateTime at, params ReadOnlySpan<CodePurpose> purposes) => Read(text, at, LateTolerance, purposes);

    /// <summary>A till's clock may be off, and a sale ends some minutes after its code was scanned.</summary>
    public static readonly TimeSpan LateTolerance = TimeSpan.FromMinutes(10);

    private Outcome<ReadCode> Read(string text, DateTime now, TimeSpan tolerance, params ReadOnlySpan<CodePurpose> purposes)
    {
        Span<byte> code = stackalloc byte[SignedBytes + MacBytes];
        if (!Base32.TryDecode(text, code) || code[0] >> 4 != Version || code[1] != keyId) return MemberRefusals.CodeInvalid;
        Span<byte> expected = stackalloc byte[MacBytes];
        Sign(code[..SignedBytes], expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, code[SignedBytes..])) return MemberRefusals.CodeInvalid;

        var purpose = (CodePurpose)(code[0] & 15);
        if (!purposes.Contains(purpose)) return MemberRefusals.CodeInvalid;
        var from = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(code[2..])).UtcDateTime;
        if (now < from - tolerance || now >= from + Lifetime + tolerance) return MemberRefusals.CodeExpired;
        return new ReadCode(purpose, BinaryPrimitives.ReadInt64BigEndian(code[14..]) ^ HandleMask(code[..14]), from, Convert.ToHexStringLower(code[6..14]));
    }

    // Two photographs of the same card must not show that they belong together, and an id must not show how many there are.
    private long HandleMask(ReadOnlySpan<byte> head)
    {
        Span<byte> mask = stackalloc byte[32];
        HMACSHA256.HashData(handleKey, head, mask);
        return BinaryPrimitives.ReadInt64BigEndian(mask);
    }

    private void Sign(ReadOnlySpan<byte> text, Span<byte> mac)
    {
        Span<byte> full = stackalloc byte[32];
        HMACSHA256.HashData(macKey, text, full);
        full[..MacBytes].CopyTo(mac);
    }
}
