using Line.Emulator.Http;

namespace Line.Emulator.Channels;

/// <summary>Channel access tokens: stateless (15 minutes), short-lived and v2.1 (30 days, 30 at a time).</summary>
internal static class TokenEndpoints
{
    private static readonly TimeSpan StatelessLife = TimeSpan.FromSeconds(900);
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(30);

    public static void MapChannelTokens(this IEndpointRouteBuilder app)
    {
        app.MapPost("/oauth2/v3/token", IssueStateless).AsLine(Operation("token.stateless"));
        app.MapPost("/v2/oauth/accessToken", IssueShortLived).AsLine(Operation("token.shortLived", 370));
        app.MapPost("/v2/oauth/verify", VerifyShortLived).AsLine(Operation("token.verify"));
        app.MapPost("/v2/oauth/revoke", RevokeShortLived).AsLine(Operation("token.revoke"));
        app.MapPost("/oauth2/v2.1/revoke", RevokeV21).AsLine(Operation("token.revokeV21"));
        app.MapGet("/oauth2/v2.1/tokens/kid", KeyIds).AsLine(Operation("token.keyIds"));
    }

    private static LineOperation Operation(string name, int perSecond = 2000) =>
        LineOperation.PerSecond(name, perSecond) with { Token = TokenNeeded.None };

    private static async Task<LineAnswer> IssueStateless(HttpContext http, Bots bots, TokenMint mint, Assertions assertions)
    {
        var (form, refusal) = await LineForm.ReadAsync(http);
        if (refusal is not null)
            return refusal;
        if (form["grant_type"] != "client_credentials")
            return BadGrant;
        string channel;
        if (form.ContainsKey("client_assertion"))
        {
            if (assertions.Check(form["client_assertion_type"], form["client_assertion"], out var assertion) is { } bad)
                return bad;
            channel = assertion!.Channel;
        }
        else
        {
            channel = form["client_id"].ToString();
            if (bots.WithSecret(channel, form["client_secret"]) is null)
                return BadCredentials;
        }

        var now = bots.First.World.Now;
        return Issued(mint.Write(new Token(TokenKind.Stateless, channel, Token.NewId(), now, now + StatelessLife)), StatelessLife);
    }

    private static async Task<LineAnswer> IssueShortLived(HttpContext http, Bots bots, TokenMint mint)
    {
        var (form, refusal) = await LineForm.ReadAsync(http);
        if (refusal is not null)
            return refusal;
        if (form["grant_type"] != "client_credentials")
            return BadGrant;
        var channel = form["client_id"].ToString();
        if (bots.WithSecret(channel, form["client_secret"])?.World is not { } world)
            return BadCredentials;
        var token = new Token(TokenKind.ShortLived, channel, Token.NewId(), world.Now, world.Now + LongestLife);
        Task kept;
        lock (world.Gate)
        {
            var live = world.Tokens.Live(TokenKind.ShortLived, channel, world.Now);
            if (live.Count >= TokenRegister.MostPerChannel)
                world.Record(new TokenRevoked(live[0].TokenId));
            kept = world.Record(new TokenIssued(TokenKind.ShortLived, channel, token.Id, token.ExpiresAt));
        }

        await kept;
        return Issued(mint.Write(token), LongestLife);
    }

    /// <summary>Called by the shared <c>/oauth2/v2.1/token</c> when the grant is client_credentials.</summary>
    public static async Task<LineAnswer> IssueV21Async(IFormCollection form, Bots bots, TokenMint mint, Assertions assertions)
    {
        if (assertions.Check(form["client_assertion_type"], form["client_assertion"], out var assertion) is { } bad)
            return bad;
        var world = bots.OfChannel(assertion!.Channel)!.World;
        var life = TimeSpan.FromSeconds(Math.Min(assertion.TokenLife ?? LongestLife.TotalSeconds, LongestLife.TotalSeconds));
        var token = new Token(TokenKind.V21, assertion.Channel, Token.NewId(), world.Now, world.Now + life) { KeyId = Token.NewId() };
        Task kept;
        lock (world.Gate)
        {
            if (world.Tokens.Live(TokenKind.V21, assertion.Channel, world.Now).Count >= TokenRegister.MostPerChannel)
                return LineAnswer.OAuthError("invalid_request", "The number of channel access tokens has reached the limit.");
            kept = world.Record(new TokenIssued(TokenKind.V21, assertion.Channel, token.Id, token.ExpiresAt) { KeyId = token.KeyId });
        }

        await kept;
        return LineAnswer.Of(new Dictionary<string, object>
        {
            ["access_token"] = mint.Write(token),
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)life.TotalSeconds,
            ["key_id"] = token.KeyId!,
        });
    }

    private static async Task<LineAnswer> VerifyShortLived(HttpContext http, Bots bots, TokenMint mint)
    {
        var (form, refusal) = await LineForm.ReadAsync(http);
        if (refusal is not null)
            return refusal;
        var text = form["access_token"].ToString();
        if (bots.OfToken(text, mint)?.World is not { } world)
            return LineAnswer.OAuthError("invalid_request", "access token expired");
        if (world.Options.LongLivedToken is { } longLived && text == longLived)
            return Verified(world.Options.ChannelId, int.MaxValue, "P CM");
        var token = mint.Open(text);
        return token?.Kind is TokenKind.ShortLived && IsLive(world, token)
            ? Verified(token.Channel, (long)(token.ExpiresAt - world.Now).TotalSeconds, "P CM")
            : LineAnswer.OAuthError("invalid_request", "access token expired");
    }

    private static async Task<LineAnswer> RevokeShortLived(HttpContext http, Bots bots, TokenMint mint)
    {
        var (form, refusal) = await LineForm.ReadAsync(http);
        if (refusal is not null)
            return refusal;
        if (mint.Open(form["access_token"].ToString()) is { Kind: TokenKind.ShortLived } token && bots.OfChannel(token.Channel)?.World is { } world)
            await world.Record(new TokenRevoked(token.Id));
        return new LineAnswer(200);
    }

    private static async Task<LineAnswer> RevokeV21(HttpContext http, Bots bots, TokenMint mint)
    {
        var (form, refusal) = await LineForm.ReadAsync(http);
        if (refusal is not null)
            return refusal;
        var channel = form["client_id"].ToString();
        // People's tokens end here too; an app without a server has no secret to show.
        if (mint.Open(form["access_token"].ToString()) is { Kind: TokenKind.User } person && person.Channel == channel
            && (!form.ContainsKey("client_secret") || bots.WithSecret(channel, form["client_secret"]) is not null))
        {
            await bots.OfChannel(channel)!.World.Record(new TokenRevoked(person.Id));
            return new LineAnswer(200);
        }

        if (bots.WithSecret(channel, form["client_secret"])?.World is not { } world)
            return BadCredentials;
        if (mint.Open(form["access_token"].ToString()) is { Kind: TokenKind.V21 } token && token.Channel == channel)
            await world.Record(new TokenRevoked(token.Id));
        return new LineAnswer(200);
    }

    private static LineAnswer KeyIds(HttpContext http, Bots bots, Assertions assertions)
    {
        var query = http.Request.Query;
        if (assertions.Check(query["client_assertion_type"], query["client_assertion"], out var assertion) is { } bad)
            return bad;
        var world = bots.OfChannel(assertion!.Channel)!.World;
        lock (world.Gate)
        {
            var kids = world.Tokens.Live(TokenKind.V21, assertion.Channel, world.Now).Select(t => t.KeyId).ToList();
            return LineAnswer.Of(new { kids });
        }
    }

    public static bool IsLive(World world, Token token)
    {
        lock (world.Gate)
            return token.ExpiresAt > world.Now && !world.Tokens.IsRevoked(token);
    }

    public static LineAnswer BadCredentials => LineAnswer.OAuthError("invalid_request", "Invalid 'client_credentials'.");

    public static LineAnswer Verified(string channel, long expiresIn, string? scope) => LineAnswer.Of(scope is null
        ? new Dictionary<string, object> { ["client_id"] = channel, ["expires_in"] = expiresIn }
        : new Dictionary<string, object> { ["client_id"] = channel, ["expires_in"] = expiresIn, ["scope"] = scope });

    private static LineAnswer Issued(string token, TimeSpan life) => LineAnswer.Of(new Dictionary<string, object>
    {
        ["access_token"] = token,
        ["expires_in"] = (long)life.TotalSeconds,
        ["token_type"] = "Bearer",
    });

    private static LineAnswer BadGrant => LineAnswer.OAuthError("invalid_request", "Invalid 'grant_type'.");
}
