using System.Text.Json.Serialization.Metadata;
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
    /// <remarks>Rate undisclosed. 400 for a used, old or foreign code.</remarks>
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
    /// <remarks>Rate undisclosed. 400 for a refresh token that is used up or older than 90 days.</remarks>
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
    /// <remarks>Rate undisclosed. 400 with the reason in <see cref="LineApiException.LineMessage"/>.</remarks>
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
    /// <remarks>Rate undisclosed. 400 for an expired or foreign token.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/line-login/#verify-access-token"/>
    public Task<AccessTokenInfo> VerifyAccessTokenAsync(string accessToken, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(accessToken);
        var uri = _api.Api($"/oauth2/v2.1/verify?access_token={Uri.EscapeDataString(accessToken)}");
        return _api.GetAsync(new(HttpMethod.Get, uri, "GET /oauth2/v2.1/verify"), LineJson.Context.AccessTokenInfo, ct);
    }

    /// <summary>The profile behind a user's access token (scope <c>profile</c>).</summary>
    /// <remarks>Rate undisclosed. 401 for a bad token, 403 without the scope.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/line-login/#get-user-profile"/>
    public Task<LoginProfile> GetProfileAsync(string accessToken, CancellationToken ct = default) =>
        _api.GetAsync(Bearer(HttpMethod.Get, "/v2/profile", accessToken), LineJson.Context.LoginProfile, ct);

    /// <summary>Whether the user is a friend of the account linked to this channel (scope <c>profile</c>).</summary>
    /// <remarks>Rate undisclosed. 401 for a bad token, 403 without the scope, 400 when no account is linked to the channel.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/line-login/#get-friendship-status"/>
    public Task<Friendship> GetFriendshipAsync(string accessToken, CancellationToken ct = default) =>
        _api.GetAsync(Bearer(HttpMethod.Get, "/friendship/v1/status", accessToken), LineJson.Context.Friendship, ct);

    /// <summary>Who is behind a user's access token, in OpenID Connect's words (scope <c>openid</c>).</summary>
    /// <remarks>Rate undisclosed. 400 or 401 for a bad token.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/line-login/#userinfo"/>
    public Task<UserInfo> GetUserInfoAsync(string accessToken, CancellationToken ct = default) =>
        _api.GetAsync(Bearer(HttpMethod.Get, "/oauth2/v2.1/userinfo", accessToken), LineJson.Context.UserInfo, ct);

    /// <summary>LINE's keys for ES256 ID tokens; <see cref="IdTokenVerifier"/> keeps and renews them by itself.</summary>
    /// <remarks>Rate undisclosed.</remarks>
    /// <seealso href="https://developers.line.biz/en/docs/line-login/verify-id-token/#get-an-id-token"/>
    public Task<SigningKeySet> GetSigningKeysAsync(CancellationToken ct = default) =>
        _api.GetAsync(new(HttpMethod.Get, _api.Api("/oauth2/v2.1/certs"), "GET /oauth2/v2.1/certs"), LineJson.Context.SigningKeySet, ct);

    /// <summary>Ends a user's access token: do it when they sign out.</summary>
    /// <remarks>Rate undisclosed. An unknown token is a 200 too.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/line-login/#revoke-access-token"/>
    public Task<LineResult> RevokeAsync(string accessToken, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(accessToken);
        return _api.DoAsync(Form("/oauth2/v2.1/revoke", ("client_id", _channelId), ("client_secret", _channelSecret), ("access_token", accessToken)), ct);
    }

    /// <summary>Takes back every permission the user gave: do it when an account is closed.</summary>
    /// <param name="userAccessToken">The user's token.</param>
    /// <param name="channelTokens">A source of tokens of this Login channel.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>Rate undisclosed. 400 for a bad user token. Not repeated by itself.</remarks>
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

    private Task<T> FormAsync<T>(string path, JsonTypeInfo<T> info, CancellationToken ct, params ReadOnlySpan<(string Name, string? Value)> fields)
        where T : LineResult => _api.GetAsync(Form(path, fields), info, ct);

    private LineCall Form(string path, params ReadOnlySpan<(string Name, string? Value)> fields) =>
        new(HttpMethod.Post, _api.Api(path), $"POST {path}", LineApi.Form(fields));
}
