using System.Buffers;
using System.Text.Json.Serialization;

namespace Line.Messaging.Login;

/// <summary>What LINE says about a signed-in user.</summary>
/// <seealso href="https://developers.line.biz/en/reference/line-login/#verify-id-token"/>
public sealed record IdTokenClaims : LineResult
{
    /// <summary><c>iss</c>.</summary>
    [JsonPropertyName("iss")]
    public string Issuer { get; init => field = value ?? field; } = "";

    /// <summary><c>sub</c>: the user id, the same as in webhooks of a channel under the same provider.</summary>
    [JsonPropertyName("sub")]
    public string UserId { get; init => field = value ?? field; } = "";

    /// <summary><c>aud</c>: the LINE Login channel's id.</summary>
    [JsonPropertyName("aud")]
    public string Audience { get; init => field = value ?? field; } = "";

    /// <summary><c>exp</c>, Unix seconds.</summary>
    [JsonPropertyName("exp")]
    public long ExpiresAtSeconds { get; init; }

    /// <summary><c>iat</c>, Unix seconds.</summary>
    [JsonPropertyName("iat")]
    public long IssuedAtSeconds { get; init; }

    /// <summary><c>auth_time</c>, Unix seconds of the sign-in; only with <see cref="AuthorizeUrl.MaxAge"/>.</summary>
    [JsonPropertyName("auth_time")]
    public long? SignedInAtSeconds { get; init; }

    /// <summary><c>nonce</c> of the login request, if one was given.</summary>
    [JsonPropertyName("nonce")]
    public string? Nonce { get; init; }

    /// <summary><c>amr</c>: how the user signed in.</summary>
    [JsonPropertyName("amr")]
    public IReadOnlyList<string>? Methods { get; init; }

    /// <summary><c>name</c>; only with the profile scope, and not before consent.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary><c>picture</c>; only with the profile scope.</summary>
    [JsonPropertyName("picture")]
    public string? Picture { get; init; }

    /// <summary><c>email</c>; only with the email scope and LINE's approval.</summary>
    [JsonPropertyName("email")]
    public string? Email { get; init; }

    /// <summary><see cref="ExpiresAtSeconds"/> as an instant.</summary>
    [JsonIgnore]
    public DateTimeOffset ExpiresAt => DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(ExpiresAtSeconds, 0, 253402300799));
}

/// <summary>The shape of LINE's user ids.</summary>
public static class LineUserId
{
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>True for <c>U</c> and 32 lowercase hexadecimal digits.</summary>
    public static bool IsValid(string? id) => id is { Length: 33 } && id[0] == 'U' && IsHex(id.AsSpan(1));

    internal static bool IsHex(ReadOnlySpan<char> digits) => !digits.ContainsAnyExcept(Hex);
}
