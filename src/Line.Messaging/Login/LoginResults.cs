using System.Text.Json.Serialization;

namespace Line.Messaging.Login;

/// <summary>Tokens of a signed-in user.</summary>
public sealed record LoginTokens : LineResult
{
    /// <summary>Access token, 30 days.</summary>
    [JsonPropertyName("access_token")]
    public required string AccessToken { get; init; }

    /// <summary>Seconds until it expires.</summary>
    [JsonPropertyName("expires_in")]
    public required long ExpiresIn { get; init; }

    /// <summary>ID token; only with the openid scope.</summary>
    [JsonPropertyName("id_token")]
    public string? IdToken { get; init; }

    /// <summary>Refresh token, 90 days.</summary>
    [JsonPropertyName("refresh_token")]
    public string? RefreshToken { get; init; }

    /// <summary>Scopes granted.</summary>
    [JsonPropertyName("scope")]
    public string? Scope { get; init; }

    /// <summary><c>Bearer</c>.</summary>
    [JsonPropertyName("token_type")]
    public string TokenType { get; init => field = value ?? field; } = "Bearer";
}

/// <summary>What LINE knows about a user's access token.</summary>
public sealed record AccessTokenInfo : LineResult
{
    /// <summary>Channel it was issued for: compare with your own.</summary>
    [JsonPropertyName("client_id")]
    public required string ClientId { get; init; }

    /// <summary>Seconds left.</summary>
    [JsonPropertyName("expires_in")]
    public required long ExpiresIn { get; init; }

    /// <summary>Scopes granted.</summary>
    [JsonPropertyName("scope")]
    public string? Scope { get; init; }
}

/// <summary>A signed-in user's profile.</summary>
public sealed record LoginProfile : LineResult
{
    /// <summary>User id.</summary>
    public required string UserId { get; init; }

    /// <summary>Name the user chose.</summary>
    public required string DisplayName { get; init; }

    /// <summary>HTTPS address; null without a picture.</summary>
    public string? PictureUrl { get; init; }

    /// <summary>Status line; null without one.</summary>
    public string? StatusMessage { get; init; }
}

/// <summary>Whether the user is a friend.</summary>
public sealed record Friendship : LineResult
{
    /// <summary>True for a friend who has not blocked the account.</summary>
    public required bool FriendFlag { get; init; }
}

internal sealed record DeauthorizeRequest(string UserAccessToken);

/// <summary>OpenID Connect's answer about a signed-in user.</summary>
/// <seealso href="https://developers.line.biz/en/reference/line-login/#userinfo"/>
public sealed record UserInfo : LineResult
{
    /// <summary>User id.</summary>
    [JsonPropertyName("sub")]
    public required string UserId { get; init; }

    /// <summary>Name; only with the profile scope.</summary>
    public string? Name { get; init; }

    /// <summary>HTTPS address of the picture; only with the profile scope and a picture.</summary>
    public string? Picture { get; init; }
}

/// <summary>LINE's public keys for ES256 ID tokens.</summary>
public sealed record SigningKeySet : LineResult
{
    /// <summary>The keys; several while LINE changes them.</summary>
    public IReadOnlyList<SigningKeyData> Keys { get; init => field = value ?? field; } = [];
}

/// <summary>One public key (RFC 7517).</summary>
public sealed record SigningKeyData
{
    /// <summary>Key id, as in a token's header.</summary>
    public string Kid { get; init => field = value ?? field; } = "";

    /// <summary><c>EC</c>.</summary>
    public string Kty { get; init => field = value ?? field; } = "";

    /// <summary><c>ES256</c>.</summary>
    public string? Alg { get; init; }

    /// <summary><c>sig</c>.</summary>
    public string? Use { get; init; }

    /// <summary><c>P-256</c>.</summary>
    public string? Crv { get; init; }

    /// <summary>Point, base64url.</summary>
    public string? X { get; init; }

    /// <summary>Point, base64url.</summary>
    public string? Y { get; init; }
}
