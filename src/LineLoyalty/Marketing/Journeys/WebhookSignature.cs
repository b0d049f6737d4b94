using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LineLoyalty.Data;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>Signs what journeys tell other systems, and checks what those tell us: HMAC-SHA256 over the time and the body, under a key of each journey's own.</summary>
public static class WebhookSignature
{
    public const string Header = "X-Signature";
    /// <summary>Older than this, a request is somebody's copy.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    /// <summary>What the other side signs and checks with.</summary>
    public static string Secret(Vault vault, long journeyId) => Convert.ToHexStringLower(vault.Derive(string.Create(CultureInfo.InvariantCulture, $"journey-webhook:{journeyId}")));

    /// <returns><c>t=SECONDS,v1=HEX</c>.</returns>
    public static string Sign(string secret, DateTimeOffset at, string body) => string.Create(CultureInfo.InvariantCulture, $"t={at.ToUnixTimeSeconds()},v1={Hash(secret, at.ToUnixTimeSeconds(), body)}");

    public static bool IsRight(string secret, string? header, string body, DateTimeOffset now)
    {
        if (header is null || header.Length > 200 || header.Split(',') is not [['t', '=', .. var seconds], ['v', '1', '=', .. var hash]]) return false;
        if (!long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var at) || Math.Abs(now.ToUnixTimeSeconds() - at) > Fresh.TotalSeconds) return false;
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(secret, at, body)), Encoding.UTF8.GetBytes(hash));
    }

    private static string Hash(string secret, long seconds, string body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seconds}.{body}"))));
}
