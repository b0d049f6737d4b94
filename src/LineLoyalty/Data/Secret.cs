using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LineLoyalty.Data;

/// <summary>Bearer secrets (session tokens, one-time links): made from the system's random source, stored only as a hash.</summary>
public static class Secret
{
    /// <summary>256 random bits as 43 base64url characters.</summary>
    public static string New(int bytes = 32) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));

    /// <summary>SHA-256 in lower-case hex, 64 characters. Enough for 256-bit secrets; passwords need <c>Passwords</c>.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
