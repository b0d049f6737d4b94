using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Line.Messaging.Json;

namespace Line.Messaging.Tokens;

/// <summary>
/// Issues, verifies and revokes channel access tokens: one method is one HTTP call. A client normally takes an
/// <see cref="IChannelTokenSource"/> instead, which keeps and renews one.
/// </summary>
/// <seealso href="https://developers.line.biz/en/docs/basics/channel-access-token/"/>
public sealed class ChannelTokenClient
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private readonly LineApi _api;

    /// <summary>A client for any channel.</summary>
    /// <param name="http">Must not follow redirects: <see cref="LineHttp.CreateClient"/>.</param>
    /// <param name="options">Hosts and timeout; null for LINE's own.</param>
    public ChannelTokenClient(HttpClient http, LineClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        _api = new LineApi(http, options ?? new LineClientOptions());
    }

    /// <summary>A stateless token from channel id and secret: 15 minutes, any number, not revocable.</summary>
    /// <remarks>2,000 per second. 400 for a wrong secret.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token"/>
    public Task<ChannelToken> IssueStatelessAsync(string channelId, string channelSecret, CancellationToken ct = default) =>
        FormAsync("/oauth2/v3/token", LineJson.Context.ChannelToken, ct, ("grant_type", "client_credentials"), ("client_id", Given(channelId)), ("client_secret", Given(channelSecret)));

    /// <summary>A stateless token from an assertion (<see cref="ChannelAssertionKey.Sign"/>).</summary>
    /// <remarks>2,000 per second. 400 for a wrong assertion, 404 for an unknown key.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token"/>
    public Task<ChannelToken> IssueStatelessAsync(string assertion, CancellationToken ct = default) =>
        FormAsync("/oauth2/v3/token", LineJson.Context.ChannelToken, ct, ("grant_type", "client_credentials"), ("client_assertion_type", AssertionType), ("client_assertion", Given(assertion)));

    /// <summary>A token of up to 30 days (v2.1) from an assertion with a token life; at most 30 valid ones per channel.</summary>
    /// <remarks>2,000 per second. 400 for the 31st and for a wrong assertion, 404 for an unknown key.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#issue-channel-access-token-v2-1"/>
    public Task<ChannelToken> IssueAsync(string assertion, CancellationToken ct = default) =>
        FormAsync("/oauth2/v2.1/token", LineJson.Context.ChannelToken, ct, ("grant_type", "client_credentials"), ("client_assertion_type", AssertionType), ("client_assertion", Given(assertion)));

    /// <summary>Key ids of all valid v2.1 tokens of the channel.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-all-valid-channel-access-token-key-ids-v2-1"/>
    public Task<ChannelTokenKeyIds> ListKeyIdsAsync(string assertion, CancellationToken ct = default) =>
        GetAsync("/oauth2/v2.1/tokens/kid", LineJson.Context.ChannelTokenKeyIds, ct, ("client_assertion_type", AssertionType), ("client_assertion", Given(assertion)));

    /// <summary>Whose a v2.1 token is and how long it lasts.</summary>
    /// <remarks>2,000 per second. 400 for a bad token.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#verify-channel-access-token-v2-1"/>
    public Task<ChannelTokenState> VerifyAsync(string accessToken, CancellationToken ct = default) =>
        GetAsync("/oauth2/v2.1/verify", LineJson.Context.ChannelTokenState, ct, ("access_token", Given(accessToken)));

    /// <summary>Ends a v2.1 token.</summary>
    /// <remarks>2,000 per second. An unknown token is a 200 too.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#revoke-channel-access-token-v2-1"/>
    public Task<LineResult> RevokeAsync(string channelId, string channelSecret, string accessToken, CancellationToken ct = default) =>
        DoAsync("/oauth2/v2.1/revoke", ct, ("client_id", Given(channelId)), ("client_secret", Given(channelSecret)), ("access_token", Given(accessToken)));

    /// <summary>A token of 30 days from channel id and secret; the 31st ends the oldest.</summary>
    /// <remarks>370 per second. 400 for a wrong secret.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#issue-shortlived-channel-access-token"/>
    public Task<ChannelToken> IssueShortLivedAsync(string channelId, string channelSecret, CancellationToken ct = default) =>
        FormAsync("/v2/oauth/accessToken", LineJson.Context.ChannelToken, ct, ("grant_type", "client_credentials"), ("client_id", Given(channelId)), ("client_secret", Given(channelSecret)));

    /// <summary>Whose a short- or long-lived token is and how long it lasts.</summary>
    /// <remarks>2,000 per second. 400 for a bad token.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#verify-channel-access-token"/>
    public Task<ChannelTokenState> VerifyShortLivedAsync(string accessToken, CancellationToken ct = default) =>
        FormAsync("/v2/oauth/verify", LineJson.Context.ChannelTokenState, ct, ("access_token", Given(accessToken)));

    /// <summary>Ends a short- or long-lived token.</summary>
    /// <remarks>2,000 per second. An unknown token is a 200 too.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#revoke-longlived-or-shortlived-channel-access-token"/>
    public Task<LineResult> RevokeShortLivedAsync(string accessToken, CancellationToken ct = default) =>
        DoAsync("/v2/oauth/revoke", ct, ("access_token", Given(accessToken)));

    private Task<T> FormAsync<T>(string path, JsonTypeInfo<T> info, CancellationToken ct, params ReadOnlySpan<(string, string?)> fields)
        where T : LineResult => _api.GetAsync(new(HttpMethod.Post, _api.Api(path), $"POST {path}", LineApi.Form(fields)), info, ct);

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> info, CancellationToken ct, params ReadOnlySpan<(string, string?)> query)
        where T : LineResult => _api.GetAsync(new(HttpMethod.Get, _api.Api(LineMessagingClient.Query(path, query)), $"GET {path}"), info, ct);

    private Task<LineResult> DoAsync(string path, CancellationToken ct, params ReadOnlySpan<(string, string?)> fields) =>
        _api.DoAsync(new(HttpMethod.Post, _api.Api(path), $"POST {path}", LineApi.Form(fields)), ct);

    private static string Given(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        return value;
    }
}

/// <summary>A channel access token.</summary>
public sealed record ChannelToken : LineResult
{
    /// <summary>The token; treat it as a password.</summary>
    [JsonPropertyName("access_token")]
    public required string AccessToken { get; init; }

    /// <summary>Seconds it lasts.</summary>
    [JsonPropertyName("expires_in")]
    public required int ExpiresIn { get; init; }

    /// <summary><c>Bearer</c>.</summary>
    [JsonPropertyName("token_type")]
    public string TokenType { get; init => field = value ?? field; } = "Bearer";

    /// <summary>Id of a v2.1 token; null for the others.</summary>
    [JsonPropertyName("key_id")]
    public string? KeyId { get; init; }
}

/// <summary>Ids of a channel's valid v2.1 tokens.</summary>
public sealed record ChannelTokenKeyIds : LineResult
{
    /// <summary>The ids.</summary>
    public IReadOnlyList<string> Kids { get; init => field = value ?? field; } = [];
}

/// <summary>What LINE knows about a channel access token.</summary>
public sealed record ChannelTokenState : LineResult
{
    /// <summary>Channel it was issued for.</summary>
    [JsonPropertyName("client_id")]
    public required string ClientId { get; init; }

    /// <summary>Seconds left.</summary>
    [JsonPropertyName("expires_in")]
    public required long ExpiresIn { get; init; }

    /// <summary>What it may do.</summary>
    [JsonPropertyName("scope")]
    public string? Scope { get; init; }
}
