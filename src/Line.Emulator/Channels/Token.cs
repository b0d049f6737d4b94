using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace Line.Emulator.Channels;

internal enum TokenKind
{
    Stateless,
    ShortLived,
    V21,
    User,
    Refresh,
    Link,
}

/// <summary>What an access token says about itself. To its holder it is opaque.</summary>
internal sealed record Token(TokenKind Kind, string Channel, string Id, DateTime IssuedAt, DateTime ExpiresAt)
{
    public string? Subject { get; init; }
    public string? Scope { get; init; }
    public string? LiffId { get; init; }
    public string? KeyId { get; init; }

    public static string NewId() => RandomNumberGenerator.GetHexString(16, lowercase: true);
}

/// <summary>Makes and opens tokens: signed, so that nothing needs to be stored for them to survive a restart.</summary>
internal sealed class TokenMint(EmulatorKeys keys)
{
    private readonly byte[] _key = keys.TokenKey;
    private static readonly JsonSerializerOptions Short = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    private readonly ConcurrentDictionary<string, Token> _opened = [];

    public string Write(Token token)
    {
        var payload = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(token, Short));
        return $"{payload}.{Signature(payload)}";
    }

    public Token? Open(string text)
    {
        if (_opened.TryGetValue(text, out var known))
            return known;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0 || !string.Equals(text[(dot + 1)..], Signature(text[..dot]), StringComparison.Ordinal))
            return null;
        var token = JsonSerializer.Deserialize<Token>(Base64Url.DecodeFromChars(text.AsSpan(0, dot)))!;
        if (_opened.Count > 10_000)
            _opened.Clear();
        return _opened[text] = token;
    }

    private string Signature(string payload) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(_key, System.Text.Encoding.UTF8.GetBytes(payload)));
}
