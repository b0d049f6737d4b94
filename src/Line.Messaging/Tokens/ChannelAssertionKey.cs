using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Line.Messaging.Tokens;

/// <summary>The private half of an assertion signing key: proves to LINE who asks for a channel token.</summary>
/// <seealso href="https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/"/>
public sealed class ChannelAssertionKey : IDisposable
{
    /// <summary>The longest life LINE lets an assertion have.</summary>
    public static readonly TimeSpan MaxAssertionLife = TimeSpan.FromMinutes(30);

    private const string Audience = "https://api.line.me/";

    // Short, but longer than two clocks differ.
    private static readonly TimeSpan AssertionLife = TimeSpan.FromMinutes(10);

    private readonly RSA _rsa;

    private ChannelAssertionKey(RSA rsa, string keyId)
    {
        _rsa = rsa;
        KeyId = keyId;
    }

    /// <summary>The id (<c>kid</c>) LINE's console gave the public half.</summary>
    public string KeyId { get; }

    /// <summary>Reads a private RSA key in JWK form, as made for LINE's console.</summary>
    /// <param name="jwk">The private key.</param>
    /// <param name="keyId">The id the console showed; null when the key carries it as <c>kid</c>.</param>
    /// <exception cref="FormatException">Not a private RSA key of 2048 bits or more, or without an id.</exception>
    public static ChannelAssertionKey FromJwk([StringSyntax(StringSyntaxAttribute.Json)] string jwk, string? keyId = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(jwk);
        RSA? rsa = null;
        try
        {
            using var document = JsonDocument.Parse(jwk);
            var key = document.RootElement;
            var id = keyId ?? (key.TryGetProperty("kid", out var kid) ? kid.GetString() : null);
            rsa = RSA.Create(new RSAParameters
            {
                Modulus = Bytes(key, "n"),
                Exponent = Bytes(key, "e"),
                D = Bytes(key, "d"),
                P = Bytes(key, "p"),
                Q = Bytes(key, "q"),
                DP = Bytes(key, "dp"),
                DQ = Bytes(key, "dq"),
                InverseQ = Bytes(key, "qi"),
            });
            if (key.GetProperty("kty").GetString() != "RSA" || rsa.KeySize < 2048 || string.IsNullOrEmpty(id))
            {
                throw new FormatException("The key must be RSA, of 2048 bits or more, and have an id.");
            }

            return new(rsa, id);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or CryptographicException or FormatException)
        {
            rsa?.Dispose();
            throw e as FormatException ?? new FormatException("Not a private RSA key in JWK form.", e);
        }
    }

    /// <summary>A signed assertion (RS256), valid for ten minutes.</summary>
    /// <param name="channelId">Channel id.</param>
    /// <param name="now">The time of issue.</param>
    /// <param name="tokenLife">Life of the token asked for (v2.1, up to 30 days); null for stateless tokens and for lists of key ids.</param>
    public string Sign(string channelId, DateTimeOffset now, TimeSpan? tokenLife = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(channelId);
        var head = Part(writer =>
        {
            writer.WriteString("alg"u8, "RS256"u8);
            writer.WriteString("typ"u8, "JWT"u8);
            writer.WriteString("kid"u8, KeyId);
        });
        var body = Part(writer =>
        {
            writer.WriteString("iss"u8, channelId);
            writer.WriteString("sub"u8, channelId);
            writer.WriteString("aud"u8, Audience);
            writer.WriteNumber("exp"u8, now.Add(AssertionLife).ToUnixTimeSeconds());
            if (tokenLife is { } life)
            {
                writer.WriteNumber("token_exp"u8, (long)life.TotalSeconds);
            }
        });
        var signed = $"{head}.{body}";
        return $"{signed}.{Base64Url.EncodeToString(_rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <inheritdoc/>
    public void Dispose() => _rsa.Dispose();

    private static string Part(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }

    private static byte[] Bytes(JsonElement key, string name) => Base64Url.DecodeFromChars(key.GetProperty(name).GetString());
}
