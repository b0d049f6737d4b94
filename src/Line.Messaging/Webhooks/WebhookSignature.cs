using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Line.Messaging.Webhooks;

/// <summary>What <see cref="WebhookSignature.Verify"/> found.</summary>
public enum WebhookSignatureResult
{
    /// <summary>The body came from LINE, unchanged.</summary>
    Valid,

    /// <summary>No <c>x-line-signature</c> header, or an empty one.</summary>
    Missing,

    /// <summary>The header is not the base64 form of 32 bytes.</summary>
    Malformed,

    /// <summary>Well formed, but not the signature of this body under this secret.</summary>
    Mismatch,
}

/// <summary>Checks that a webhook came from LINE.</summary>
/// <seealso href="https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/"/>
public static class WebhookSignature
{
    /// <summary>Name of the header; compare it without regard to case.</summary>
    public const string HeaderName = "x-line-signature";

    private const int Base64Length = 44;

    /// <summary>Compares the header with HMAC-SHA256 over the body, in constant time.</summary>
    /// <param name="body">The raw bytes as received: before any parsing, trimming or re-encoding.</param>
    /// <param name="header">Value of <c>x-line-signature</c>.</param>
    /// <param name="channelSecret">The Messaging API channel's secret.</param>
    public static WebhookSignatureResult Verify(ReadOnlySpan<byte> body, string? header, string channelSecret)
    {
        ArgumentException.ThrowIfNullOrEmpty(channelSecret);
        if (string.IsNullOrEmpty(header))
        {
            return WebhookSignatureResult.Missing;
        }

        if (header.Length != Base64Length || !Ascii.IsValid(header) || !Base64.IsValid(header, out var decoded) || decoded != HMACSHA256.HashSizeInBytes)
        {
            return WebhookSignatureResult.Malformed;
        }

        // Text against text: two different base64 texts can decode to the same bytes, and only one of them is LINE's.
        Span<byte> expected = stackalloc byte[Base64Length];
        Span<byte> actual = stackalloc byte[Base64Length];
        Write(body, channelSecret, expected);
        Encoding.ASCII.GetBytes(header, actual);
        return CryptographicOperations.FixedTimeEquals(expected, actual) ? WebhookSignatureResult.Valid : WebhookSignatureResult.Mismatch;
    }

    /// <summary>The header LINE would send for a body; for tests and emulators.</summary>
    public static string Sign(ReadOnlySpan<byte> body, string channelSecret)
    {
        ArgumentException.ThrowIfNullOrEmpty(channelSecret);
        Span<byte> signature = stackalloc byte[Base64Length];
        Write(body, channelSecret, signature);
        return Encoding.ASCII.GetString(signature);
    }

    private static void Write(ReadOnlySpan<byte> body, string channelSecret, Span<byte> base64)
    {
        var length = Encoding.UTF8.GetByteCount(channelSecret);
        var key = length <= 256 ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(channelSecret, key);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, body, hash);
        Base64.EncodeToUtf8(hash, base64, out _, out _);
    }
}
