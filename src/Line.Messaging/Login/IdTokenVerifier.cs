using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Messaging.Json;

namespace Line.Messaging.Login;

/// <summary>What <see cref="IdTokenVerifier"/> found.</summary>
public enum IdTokenOutcome
{
    /// <summary>Signed by LINE, for this channel, in time: the claims can be trusted.</summary>
    Valid,

    /// <summary>Not three base64url parts holding JSON objects, too long, or a claim of the wrong kind.</summary>
    Malformed,

    /// <summary>Another algorithm than ES256: <c>none</c>, HS256 forged with a public key, and so on.</summary>
    WrongAlgorithm,

    /// <summary>Signed with a key LINE does not publish.</summary>
    UnknownKey,

    /// <summary>The signature does not fit the contents.</summary>
    WrongSignature,

    /// <summary><c>iss</c> is not LINE.</summary>
    WrongIssuer,

    /// <summary><c>aud</c> is another channel; LIFF tokens carry the LINE Login channel, not the Messaging API one.</summary>
    WrongAudience,

    /// <summary><c>exp</c> has passed. LIFF pages left open for an hour hold such tokens.</summary>
    Expired,

    /// <summary>A nonce was expected and another one, or none, came.</summary>
    WrongNonce,

    /// <summary><c>sub</c> is not a LINE user id.</summary>
    WrongSubject,

    /// <summary>LINE's keys could not be fetched: nothing is known about the token, try again.</summary>
    KeysUnavailable,
}

/// <summary>Outcome and, when valid, the claims.</summary>
/// <param name="Outcome">The finding.</param>
/// <param name="Claims">Only with <see cref="IdTokenOutcome.Valid"/>.</param>
public sealed record IdTokenResult(IdTokenOutcome Outcome, IdTokenClaims? Claims = null)
{
    /// <summary>True when the claims can be trusted.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Claims))]
    public bool IsValid => Outcome is IdTokenOutcome.Valid;
}

/// <summary>Settings of <see cref="IdTokenVerifier"/>.</summary>
public sealed record IdTokenVerifierOptions
{
    /// <summary>The LINE Login channel's id, the token's audience.</summary>
    public required string LoginChannelId { get; init; }

    /// <summary>Issuer; LINE's own by default.</summary>
    public string Issuer { get; init; } = "https://access.line.me";

    /// <summary>How far our clock may run ahead of LINE's. Default 30 seconds.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An unknown key id asks LINE again, but never more often than this. Default 30 seconds.</summary>
    public TimeSpan MinimumKeyFetchInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Keys are fetched anew after this time, so that a withdrawn key stops working. Default 12 hours.</summary>
    public TimeSpan KeyLifetime { get; init; } = TimeSpan.FromHours(12);
}

/// <summary>
/// Verifies LIFF ID tokens here, without a call to LINE for each: ES256 only, keys from LINE's JWKS kept in memory. Never
/// accept a user id or profile a page sends; send the raw token and take <see cref="IdTokenClaims.UserId"/>.
/// </summary>
/// <seealso href="https://developers.line.biz/en/docs/line-login/verify-id-token/"/>
public sealed class IdTokenVerifier : IDisposable
{
    private const int MaxTokenLength = 8 * 1024;

    // A person waits for the answer.
    private static readonly TimeSpan LongestKeyFetch = TimeSpan.FromSeconds(10);

    private readonly IdTokenVerifierOptions _options;
    private readonly TimeProvider _clock;
    private readonly SigningKeys _keys;

    /// <summary>A verifier for one LINE Login channel.</summary>
    /// <param name="http">Must not follow redirects: <see cref="LineHttp.CreateClient"/>.</param>
    /// <param name="options">Channel and tolerances.</param>
    /// <param name="hosts">Hosts and timeout (at most 10 seconds are waited for keys); null for LINE's own.</param>
    /// <param name="clock">Time; null for the system's.</param>
    public IdTokenVerifier(HttpClient http, IdTokenVerifierOptions options, LineClientOptions? hosts = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.LoginChannelId);
        _options = options;
        _clock = clock ?? TimeProvider.System;
        hosts ??= new LineClientOptions();
        var patience = hosts.Timeout < LongestKeyFetch ? hosts.Timeout : LongestKeyFetch;
        _keys = new SigningKeys(new LineApi(http, hosts with { Timeout = patience }), options, _clock);
    }

    /// <summary>Checks a token. Never throws for a bad token: the outcome names what is wrong.</summary>
    /// <param name="idToken">The raw token from <c>liff.getIDToken()</c> or a code exchange.</param>
    /// <param name="nonce">The nonce of the login request, if one was given.</param>
    /// <param name="ct">Cancels a key fetch.</param>
    public async Task<IdTokenResult> VerifyAsync(string? idToken, string? nonce = null, CancellationToken ct = default)
    {
        if (Jwt.TryRead(idToken, MaxTokenLength) is not { } jwt)
        {
            return new(IdTokenOutcome.Malformed);
        }

        if (jwt.Header.Alg != "ES256")
        {
            return new(IdTokenOutcome.WrongAlgorithm);
        }

        // An extension we would have to understand and do not.
        if (jwt.Header.Crit is not null || string.IsNullOrEmpty(jwt.Header.Kid))
        {
            return new(IdTokenOutcome.Malformed);
        }

        var (key, problem) = await _keys.FindAsync(jwt.Header.Kid, ct).ConfigureAwait(false);
        if (key is null)
        {
            return new(problem);
        }

        return IsSigned(jwt, key) ? Judge(jwt.Claims, nonce) : new(IdTokenOutcome.WrongSignature);
    }

    /// <inheritdoc/>
    public void Dispose() => _keys.Dispose();

    // .NET does not promise that one key object may work on two threads.
    private static bool IsSigned(Jwt jwt, ECDsa key)
    {
        lock (key)
        {
            return key.VerifyData(jwt.SignedPart, jwt.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    private IdTokenResult Judge(IdTokenClaims claims, string? nonce)
    {
        if (claims.Issuer != _options.Issuer)
        {
            return new(IdTokenOutcome.WrongIssuer);
        }

        if (claims.Audience != _options.LoginChannelId)
        {
            return new(IdTokenOutcome.WrongAudience);
        }

        if (claims.ExpiresAtSeconds <= 0 || _clock.GetUtcNow() - _options.ClockSkew >= claims.ExpiresAt)
        {
            return new(IdTokenOutcome.Expired);
        }

        if (nonce is not null && !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(nonce), Encoding.UTF8.GetBytes(claims.Nonce ?? "")))
        {
            return new(IdTokenOutcome.WrongNonce);
        }

        return LineUserId.IsValid(claims.UserId) ? new(IdTokenOutcome.Valid, claims) : new(IdTokenOutcome.WrongSubject);
    }
}

/// <summary>The three parts of a token, decoded but not believed.</summary>
internal sealed record Jwt(IdTokenHeader Header, IdTokenClaims Claims, byte[] SignedPart, byte[] Signature)
{
    private const int Es256SignatureBytes = 64;

    internal static Jwt? TryRead(string? token, int maxLength)
    {
        if (string.IsNullOrEmpty(token) || token.Length > maxLength || !Ascii.IsValid(token))
        {
            return null;
        }

        var parts = token.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            var header = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(parts[0]), LineJson.Context.IdTokenHeader);
            var claims = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(parts[1]), LineJson.Context.IdTokenClaims);
            var signature = Base64Url.DecodeFromChars(parts[2]);
            if (header is null || claims is null || (header.Alg == "ES256" && signature.Length != Es256SignatureBytes))
            {
                return null;
            }

            return new(header, claims, Encoding.ASCII.GetBytes(token, 0, parts[0].Length + 1 + parts[1].Length), signature);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

internal sealed record IdTokenHeader
{
    [JsonPropertyName("alg")]
    public string? Alg { get; init; }

    [JsonPropertyName("kid")]
    public string? Kid { get; init; }

    [JsonPropertyName("crit")]
    public JsonElement? Crit { get; init; }
}
