using Line.Emulator.Channels;
using Line.Emulator.Http;
using Line.Emulator.Users;

namespace Line.Emulator.Login;

/// <summary>LINE Login over HTTP: tokens, keys, profile, friendship, deauthorization.</summary>
internal static class LoginEndpoints
{
    public static void MapLogin(this IEndpointRouteBuilder app)
    {
        app.MapGet("/oauth2/v2.1/certs", (IdTokens tokens) => LineAnswer.Of(tokens.Jwks())).AsLine(Open("login.certs"));
        app.MapGet("/.well-known/openid-configuration", Discovery).AsLine(Open("login.discovery"));
        app.MapPost("/oauth2/v2.1/verify", VerifyIdTokenAsync).AsLine(Open("login.verifyIdToken"));
        app.MapGet("/oauth2/v2.1/verify", VerifyAccessToken).AsLine(Open("login.verifyAccessToken"));
        app.MapPost("/oauth2/v2.1/token", TokenAsync).AsLine(Open("login.token"));
        app.MapGet("/oauth2/v2.1/userinfo", (HttpContext http, World world, UserTokens tokens) =>
            AsPerson(http, world, tokens, "openid", (user, token) => LineAnswer.Of(Has(token, "profile")
                ? new Dictionary<string, object> { ["sub"] = user.UserId, ["name"] = user.DisplayName, ["picture"] = user.PictureAt(world.BaseUrl) }
                : new Dictionary<string, object> { ["sub"] = user.UserId }))).AsLine(Open("login.userinfo"));
        app.MapGet("/v2/profile", (HttpContext http, World world, UserTokens tokens) =>
            AsPerson(http, world, tokens, "profile", (user, _) => LineAnswer.Of(new
            {
                userId = user.UserId,
                displayName = user.DisplayName,
                pictureUrl = user.PictureAt(world.BaseUrl),
                statusMessage = user.StatusMessage,
            }))).AsLine(Open("login.profile"));
        app.MapGet("/friendship/v1/status", (HttpContext http, World world, UserTokens tokens) =>
            AsPerson(http, world, tokens, "profile", (user, _) => LineAnswer.Of(new { friendFlag = user is { Friend: true, Blocked: false } }))).AsLine(Open("login.friendship"));
        app.MapPost("/user/v1/deauthorize", DeauthorizeAsync).AsLine(Open("login.deauthorize") with { Token = TokenNeeded.Login });
    }

    private static LineOperation Open(string name) => LineOperation.PerSecond(name) with { Token = TokenNeeded.None };

    private static string[] Listed(params string[] values) => values;

    private static LineAnswer Discovery(World world) => LineAnswer.Of(new Dictionary<string, object>
    {
        ["issuer"] = IdTokens.Issuer,
        ["authorization_endpoint"] = $"{world.BaseUrl}/oauth2/v2.1/authorize",
        ["token_endpoint"] = $"{world.BaseUrl}/oauth2/v2.1/token",
        ["userinfo_endpoint"] = $"{world.BaseUrl}/oauth2/v2.1/userinfo",
        ["jwks_uri"] = $"{world.BaseUrl}/oauth2/v2.1/certs",
        ["scopes_supported"] = Listed("openid", "profile", "email"),
        ["response_types_supported"] = Listed("code"),
        ["subject_types_supported"] = Listed("pairwise"),
        ["id_token_signing_alg_values_supported"] = Listed("ES256"),
        ["code_challenge_methods_supported"] = Listed("S256"),
    });

    private static async Task<LineAnswer> VerifyIdTokenAsync(HttpContext http, Bots bots, EmulatorKeys keys)
    {
        var (form, refusal) = await LineForm.ReadAsync(http);
        if (refusal is not null)
            return refusal;
        var (idToken, clientId) = (form["id_token"].ToString(), form["client_id"].ToString());
        if (idToken.Length == 0 || clientId.Length == 0)
            return LineAnswer.OAuthError("invalid_request", "id_token and client_id must be specified");
        var tokens = new IdTokens(keys, (bots.OfChannel(clientId) ?? bots.First).World);
        var (claims, complaint) = tokens.Verify(idToken, clientId, Given(form["nonce"]), Given(form["user_id"]));
        return complaint is null ? LineAnswer.Of(claims) : LineAnswer.OAuthError("invalid_request", complaint);
    }

    /// <summary>One path for two kinds: people's tokens, and channel access tokens v2.1.</summary>
    private static LineAnswer VerifyAccessToken(HttpContext http, Bots bots, TokenMint mint)
    {
        var text = http.Request.Query["access_token"].ToString();
        var world = (bots.OfToken(text, mint) ?? bots.First).World;
        var channelToken = text.Length > 0 && mint.Open(text) is { Kind: TokenKind.V21 or TokenKind.Stateless } found ? found : null;
        if (channelToken is not null)
        {
            return TokenEndpoints.IsLive(world, channelToken)
                ? TokenEndpoints.Verified(channelToken.Channel, (long)(channelToken.ExpiresAt - world.Now).TotalSeconds, null)
                : LineAnswer.OAuthError("invalid_request", "access token expired");
        }

        var (token, complaint) = new UserTokens(mint, world).Open(text);
        return token is null
            ? LineAnswer.OAuthError("invalid_request", complaint!)
            : TokenEndpoints.Verified(token.Channel, (long)(token.ExpiresAt - world.Now).TotalSeconds, token.Scope);
    }

    private static async Task<LineAnswer> TokenAsync(
        HttpContext http, Bots bots, TokenMint mint, Assertions assertions, EmulatorKeys keys, AuthorizationCodes codes)
    {
        var (form, refusal) = await LineForm.ReadAsync(http);
        if (refusal is not null)
            return refusal;
        switch (form["grant_type"].ToString())
        {
            case "client_credentials":
                return await TokenEndpoints.IssueV21Async(form, bots, mint, assertions);
            case "authorization_code":
                if (codes.Redeem(form, out var grant) is { } badCode)
                    return badCode;
                return Granted(bots.OfChannel(grant!.ClientId)!.World, grant.UserId, grant.Scope, grant.Nonce, webLogin: form.ContainsKey("client_secret"));
            case "refresh_token":
                if (bots.WithSecret(form["client_id"], form["client_secret"])?.World is not { } world)
                    return TokenEndpoints.BadCredentials;
                var (token, complaint) = new UserTokens(mint, world).Open(form["refresh_token"], TokenKind.Refresh);
                return token is null || token.Channel != form["client_id"]
                    ? LineAnswer.OAuthError("invalid_grant", complaint ?? "invalid refresh token")
                    : Granted(world, token.Subject!, token.Scope!, null, false, form["refresh_token"]);
            default:
                return LineAnswer.OAuthError("unsupported_grant_type", "unsupported grant_type");
        }

        LineAnswer Granted(World world, string userId, string scope, string? nonce, bool webLogin, string? refresh = null)
        {
            LineUser user;
            lock (world.Gate)
                user = world.Users.Find(userId)!;
            var people = new UserTokens(mint, world);
            var answer = new Dictionary<string, object>
            {
                ["access_token"] = people.Issue(userId, scope, UserTokens.LoginLife),
                ["token_type"] = "Bearer",
                ["refresh_token"] = refresh ?? people.Issue(userId, scope, UserTokens.RefreshLife, kind: TokenKind.Refresh),
                ["expires_in"] = (long)UserTokens.LoginLife.TotalSeconds,
                ["scope"] = scope,
            };
            if (refresh is null && scope.Split(' ').Contains("openid"))
                answer["id_token"] = new IdTokens(keys, world).Mint(user, world.Options.LoginChannelId, scope.Split(' '), nonce, webLogin);
            return LineAnswer.Of(answer);
        }
    }

    private static LineAnswer AsPerson(HttpContext http, World world, UserTokens tokens, string scope, Func<LineUser, Token, LineAnswer> answer)
    {
        var (token, complaint) = tokens.Open(BearerToken.Read(http));
        if (token is null)
            return LineAnswer.Refusal(401, complaint == "access token expired" ? "The access token expired" : "invalid token");
        if (!Has(token, scope))
            return LineAnswer.Refusal(403, "The access token does not have the required scope");
        lock (world.Gate)
            return world.Users.Find(token.Subject!) is { } user ? answer(user, token) : LineAnswer.Refusal(401, "invalid token");
    }

    private static async Task<LineAnswer> DeauthorizeAsync(HttpContext http, World world, UserTokens tokens)
    {
        var body = await LineBody.ReadAsync(http);
        if (body.Refusal is { } refusal)
            return refusal;
        var (token, complaint) = tokens.Open(body.Json.Text("userAccessToken"));
        if (token is null)
            return LineAnswer.OAuthError("invalid_request", complaint!);
        await world.Record(new UserDeauthorized(token.Channel, token.Subject!));
        return new LineAnswer(204);
    }

    private static bool Has(Token token, string scope) => token.Scope?.Split(' ').Contains(scope) == true;

    private static string? Given(Microsoft.Extensions.Primitives.StringValues value) => value.Count == 0 || value.ToString().Length == 0 ? null : value.ToString();
}
