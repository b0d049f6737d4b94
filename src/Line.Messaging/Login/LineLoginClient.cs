using System.Text;
using System.Text.Json.Serialization;
using Line.Messaging.Json;
using Line.Messaging.Tokens;

namespace Line.Messaging.Login;

/// <summary>
/// LINE Login for one Login channel: one method is one HTTP call. LINE tells no rate limits for these; keep them per session, not per request.
/// </summary>
/// <seealso href="https://developers.line.biz/en/reference/line-login/"/>
public sealed class LineLoginClient
{
    private readonly LineApi _api;
    private readonly string _channelId;
    private readonly string _channelSecret;

    /// <summary>A client for one LINE Login channel.</summary>
    /// <param name="http">Must not follow redirects: <see cref="LineHttp.CreateClient"/>.</param>
    /// <param name="channelId">LINE Login channel id.</param>
    /// <param name="channelSecret">LINE Login channel secret.</param>
    /// <param name="options">Hosts and timeout; null for LINE's own.</param>
    public LineLoginClient(HttpClient http, string channelId, string channelSecret, LineClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentException.ThrowIfNullOrEmpty(channelId);
        ArgumentException.ThrowIfNullOrEmpty(channelSecret);
        _api = new LineApi(http, options ?? new LineClientOptions());
        _channelId = channelId;
        _channelSecret = channelSecret;
    }

    /// <summary>Exchanges the code of a finished web login for tokens. A code lives 10 minutes and works once.</summary>
    /// <param name="code">From the callback's query.</param>
    /// <param name="redirectUri">The same as in the authorize request.</param>
    /// <param name="codeVerifier">Of the PKCE challenge, if one was sent.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <seealso href="https://developers.line.biz/en/reference/line-login/#issue-access-token"/>
    public Task<LoginTokens> ExchangeCodeAsync(string code, string redirectUri, string? codeVerifier = null, CancellationToken ct = default) =>
        FormAsync(
            "/oauth2/v2.1/token",
            LineJson.Context.LoginTokens,
            ct,
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirectUri),
            ("client_id", _channelId),
            ("client_secret", _channelSecret),
            ("code_verifier", codeVerifier));

    /// <summary>New tokens for a refresh token; refreshing does not extend its 90 days.</summary>
    /// <seealso href="https://developers.line.biz/en/reference/line-login/#refresh-access-token"/>
    public Task<LoginTokens> RefreshAsync(string refreshToken, CancellationToken ct = default) =>
        FormAsync(
            "/oauth2/v2.1/token",
            LineJson.Context.LoginTokens,
            ct,
            ("grant_type", "refresh_token"),
            ("refresh_token", refreshToken),
            ("client_id", _channelId),
            ("client_secret", _channelSecret));

    /// <summary>Lets LINE check an ID token; 400 with LINE's reason when it is not good. Prefer <see cref="IdTokenVerifier"/> for LIFF; web login's HS256 tokens need this.</summary>
    /// <seealso href="https://developers.line.biz/en/reference/line-login/#verify-id-token"/>
    public Task<IdTokenClaims> VerifyIdTokenAsync(string idToken, string? nonce = null, string? userId = null, CancellationToken ct = default) =>
        FormAsync(
            "/oauth2/v2.1/verify",
            LineJson.Context.IdTokenClaims,
            ct,
            ("id_token", idToken),
            ("client_id", _channelId),
            ("nonce", nonce),
            ("user_id", userId));

    /// <summary>Lets LINE check a user's access token. Trust it only when <see cref="AccessTokenInfo.ClientId"/> is your channel and time is left.</summary>
    /// <seealso href="https://developers.line.biz/en/reference/line-login/#verify-access-token"/>
    public Task<AccessTokenInfo> VerifyAccessTokenAsync(string accessToken, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(accessToken);
        var uri = _api.Api($"/oauth2/v2.1/verify?access_token={Uri.EscapeDataString(accessToken)}");
        return _api.GetAsync(new(HttpMethod.Get, uri, "GET /oauth2/v2.1/verify"), LineJson.Context.AccessTokenInfo, ct);
    }

    /// <summary>The profile behind a user's access token (scope <c>profile</c>).</summary>
    /// <seealso href="https://developers.line.biz/en/reference/line-login/#get-user-profile"/>
    public Task<LoginProfile> GetProfileAsync(string accessToken, CancellationToken ct = default) =>
        _api.GetAsync(Bearer(HttpMethod.Get, "/v2/profile", accessToken), LineJson.Context.LoginProfile, ct);

    /// <summary>Whether the user is a friend of the account linked to this channel (scope <c>profile</c>).</summary>
    /// <seealso href="https://developers.line.biz/en/reference/line-login/#get-friendship-status"/>
    public Task<Friendship> GetFriendshipAsync(string accessToken, CancellationToken ct = default) =>
        _api.GetAsync(Bearer(HttpMethod.Get, "/friendship/v1/status", accessToken), LineJson.Context.Friendship, ct);

    /// <summary>Takes back every permission the user gave: do it when an account is closed.</summary>
    /// <param name="userAccessToken">The user's token.</param>
    /// <param name="channelTokens">A source of tokens of this Login channel.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <seealso href="https://developers.line.biz/en/reference/line-login/#deauthorize"/>
    public async Task<LineResult> DeauthorizeAsync(string userAccessToken, IChannelTokenSource channelTokens, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userAccessToken);
        ArgumentNullException.ThrowIfNull(channelTokens);
        var token = await channelTokens.GetTokenAsync(ct).ConfigureAwait(false);
        var body = LineApi.Json(new DeauthorizeRequest(userAccessToken), LineJson.Context.DeauthorizeRequest);
        try
        {
            return await _api.DoAsync(Bearer(HttpMethod.Post, "/user/v1/deauthorize", token) with { Content = body }, ct).ConfigureAwait(false);
        }
        catch (LineApiException e) when (e.Kind is LineErrorKind.Unauthorized)
        {
            channelTokens.Invalidate(token);
            throw;
        }
    }

    private LineCall Bearer(HttpMethod method, string path, string token)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        return new(method, _api.Api(path), $"{method} {path}", Bearer: token);
    }

    private Task<T> FormAsync<T>(
        string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> info, CancellationToken ct, params ReadOnlySpan<(string Name, string? Value)> fields)
        where T : LineResult
    {
        var form = new List<KeyValuePair<string, string>>(fields.Length);
        foreach (var (name, value) in fields)
        {
            if (value is not null)
            {
                form.Add(new(name, value));
            }
        }

        return _api.GetAsync(new(HttpMethod.Post, _api.Api(path), $"POST {path}", new FormUrlEncodedContent(form)), info, ct);
    }
}

/// <summary>The page a user signs in at.</summary>
/// <seealso href="https://developers.line.biz/en/docs/line-login/integrate-line-login/#making-an-authorization-request"/>
public sealed record AuthorizeUrl
{
    /// <summary>LINE Login channel id.</summary>
    public required string ChannelId { get; init; }

    /// <summary>A callback address registered in the console.</summary>
    public required string RedirectUri { get; init; }

    /// <summary>A random value bound to the browser's session; compare it in the callback.</summary>
    public required string State { get; init; }

    /// <summary>Scopes; <c>profile openid</c> by default.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["profile", "openid"];

    /// <summary>A random value that comes back inside the ID token.</summary>
    public string? Nonce { get; init; }

    /// <summary><c>normal</c> or <c>aggressive</c>: offers to add the account as a friend.</summary>
    public string? BotPrompt { get; init; }

    /// <summary><c>consent</c> to ask again; <c>none</c> to never show a page.</summary>
    public string? Prompt { get; init; }

    /// <summary>Language of LINE's pages, for example <c>zh-TW</c>.</summary>
    public string? UiLocales { get; init; }

    /// <summary>S256 PKCE challenge: base64url of the verifier's SHA-256.</summary>
    public string? CodeChallenge { get; init; }

    /// <summary>Host of the sign-in page. Default <c>https://access.line.me</c>.</summary>
    public Uri Host { get; init; } = new("https://access.line.me");

    /// <summary>The address to send the browser to.</summary>
    public Uri ToUri()
    {
        var query = new StringBuilder("/oauth2/v2.1/authorize?response_type=code");
        Add("client_id", ChannelId);
        Add("redirect_uri", RedirectUri);
        Add("state", State);
        Add("scope", string.Join(' ', Scopes));
        Add("nonce", Nonce);
        Add("bot_prompt", BotPrompt);
        Add("prompt", Prompt);
        Add("ui_locales", UiLocales);
        Add("code_challenge", CodeChallenge);
        Add("code_challenge_method", CodeChallenge is null ? null : "S256");
        return new Uri(Host, query.ToString());

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                query.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }
}

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
