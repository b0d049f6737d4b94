using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Line.Messaging.Json;

namespace Line.Messaging.Login;

/// <summary>LINE's public keys, fetched when first needed, when old, and when an unknown key id shows up (but not too often).</summary>
internal sealed class SigningKeys(LineApi api, IdTokenVerifierOptions options, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _fetch = new(1, 1);
    private volatile Fetched? _fetched;
    private DateTimeOffset? _triedAt;

    private sealed record Fetched(FrozenDictionary<string, ECDsa> Keys, DateTimeOffset At);

    internal async Task<(ECDsa? Key, IdTokenOutcome Problem)> FindAsync(string kid, CancellationToken ct)
    {
        if (Current(kid) is { } key)
        {
            return (key, IdTokenOutcome.Valid);
        }

        await _fetch.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (Current(kid) is { } meanwhile)
            {
                return (meanwhile, IdTokenOutcome.Valid);
            }

            // Absolute difference: a clock set back must not shut the door for days.
            var now = clock.GetUtcNow();
            if ((now - _triedAt)?.Duration() < options.MinimumKeyFetchInterval)
            {
                return Old(kid, _fetched is null ? IdTokenOutcome.KeysUnavailable : IdTokenOutcome.UnknownKey);
            }

            try
            {
                await FetchAsync(now, ct).ConfigureAwait(false);
            }
            catch (LineApiException)
            {
                return Old(kid, IdTokenOutcome.KeysUnavailable);
            }
            finally
            {
                // From the end of the try: a fetch that hung must not be followed by the next at once.
                _triedAt = clock.GetUtcNow();
            }

            return Old(kid, IdTokenOutcome.UnknownKey);
        }
        finally
        {
            _fetch.Release();
        }
    }

    public void Dispose() => _fetch.Dispose();

    private ECDsa? Current(string kid) =>
        _fetched is { } fetched && (clock.GetUtcNow() - fetched.At).Duration() < options.KeyLifetime
            ? fetched.Keys.GetValueOrDefault(kid)
            : null;

    // Keys past their time still serve while LINE cannot be reached: members keep their cards.
    private (ECDsa? Key, IdTokenOutcome Problem) Old(string kid, IdTokenOutcome problem) =>
        _fetched?.Keys.GetValueOrDefault(kid) is { } key ? (key, IdTokenOutcome.Valid) : (null, problem);

    private async Task FetchAsync(DateTimeOffset now, CancellationToken ct)
    {
        var call = new LineCall(HttpMethod.Get, api.Api("/oauth2/v2.1/certs"), "GET /oauth2/v2.1/certs");
        var set = await api.GetAsync(call, LineJson.Context.KeySet, ct).ConfigureAwait(false);
        var keys = new Dictionary<string, ECDsa>(StringComparer.Ordinal);
        foreach (var key in set.Keys)
        {
            if (key is { Kty: "EC", Crv: "P-256", Kid: { Length: > 0 } kid } && TryImport(key) is { } imported)
            {
                keys[kid] = imported;
            }
        }

        _fetched = new Fetched(keys.ToFrozenDictionary(StringComparer.Ordinal), now);
    }

    private static ECDsa? TryImport(PublicKey key)
    {
        try
        {
            return ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = Base64Url.DecodeFromChars(key.X), Y = Base64Url.DecodeFromChars(key.Y) },
            });
        }
        catch (Exception e) when (e is FormatException or CryptographicException or ArgumentException)
        {
            return null;
        }
    }
}

internal sealed record KeySet : LineResult
{
    [JsonPropertyName("keys")]
    public required IReadOnlyList<PublicKey> Keys { get; init; }
}

internal sealed record PublicKey
{
    [JsonPropertyName("kty")]
    public string? Kty { get; init; }

    [JsonPropertyName("kid")]
    public string? Kid { get; init; }

    [JsonPropertyName("crv")]
    public string? Crv { get; init; }

    [JsonPropertyName("x")]
    public string? X { get; init; }

    [JsonPropertyName("y")]
    public string? Y { get; init; }
}
