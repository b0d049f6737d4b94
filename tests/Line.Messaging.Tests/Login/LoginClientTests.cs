using Line.Messaging.Login;
using Line.Messaging.Tokens;

namespace Line.Messaging.Tests.Login;

public sealed class LoginClientTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static LineLoginClient Client(LineStub line) => new(line.Http, "1656000002", "s&cret", line.Options);

    [Fact]
    public async Task A_code_is_exchanged_with_everything_LINE_asks_for()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(200, """{"access_token":"at","expires_in":2592000,"id_token":"it","refresh_token":"rt","scope":"profile openid","token_type":"Bearer"}""");
        var tokens = await Client(line).ExchangeCodeAsync("c/1", "https://example.com/cb?x=1", "verifier", Ct);
        Assert.Equal(("at", "it", "rt", 2592000L, "profile openid"), (tokens.AccessToken, tokens.IdToken, tokens.RefreshToken, tokens.ExpiresIn, tokens.Scope));
        Assert.Equal("/oauth2/v2.1/token", line.Only.PathAndQuery);
        Assert.Equal(
            "grant_type=authorization_code&code=c%2F1&redirect_uri=https%3A%2F%2Fexample.com%2Fcb%3Fx%3D1&client_id=1656000002&client_secret=s%26cret&code_verifier=verifier",
            line.Only.Text);
    }

    [Fact]
    public async Task A_refresh_token_brings_new_tokens()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(200, """{"access_token":"at2","expires_in":2592000,"refresh_token":"rt"}""");
        Assert.Equal("at2", (await Client(line).RefreshAsync("rt", Ct)).AccessToken);
        Assert.Equal("grant_type=refresh_token&refresh_token=rt&client_id=1656000002&client_secret=s%26cret", line.Only.Text);
    }

    [Fact]
    public async Task LINE_can_be_asked_about_an_ID_token_and_says_what_is_wrong_with_it()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(200, """{"iss":"https://access.line.me","sub":"U1","aud":"1656000002","exp":1504169092,"iat":1504263657,"name":"小明"}""");
        var claims = await Client(line).VerifyIdTokenAsync("a.b.c", "n", ct: Ct);
        Assert.Equal(("U1", "小明"), (claims.UserId, claims.Name));
        Assert.Equal("id_token=a.b.c&client_id=1656000002&nonce=n", line.Only.Text);

        line.Answers(400, """{"error":"invalid_request","error_description":"IdToken expired."}""");
        var e = await Assert.ThrowsAsync<LineApiException>(() => Client(line).VerifyIdTokenAsync("a.b.c", ct: Ct));
        Assert.Equal((LineErrorKind.BadRequest, "invalid_request", "IdToken expired."), (e.Kind, e.OAuthError, e.LineMessage));
    }

    [Fact]
    public async Task An_access_token_is_checked_and_used_as_the_bearer_of_profile_and_friendship()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(200, """{"scope":"profile","client_id":"1440057261","expires_in":2591659}""");
        var info = await Client(line).VerifyAccessTokenAsync("a+b", Ct);
        Assert.Equal(("1440057261", 2591659L), (info.ClientId, info.ExpiresIn));
        Assert.Equal("/oauth2/v2.1/verify?access_token=a%2Bb", line.Only.PathAndQuery);

        line.Answers(200, """{"userId":"U1","displayName":"小明"}""");
        Assert.Equal("小明", (await Client(line).GetProfileAsync("at", Ct)).DisplayName);
        line.Answers(200, """{"friendFlag":true}""");
        Assert.True((await Client(line).GetFriendshipAsync("at", Ct)).FriendFlag);
        Assert.Equal([("/v2/profile", "Bearer at"), ("/friendship/v1/status", "Bearer at")], line.Requests.Skip(1).Select(r => (r.PathAndQuery, r.Header("Authorization"))));
    }

    [Fact]
    public async Task Permissions_are_taken_back_with_a_channel_token()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(204, "");
        await Client(line).DeauthorizeAsync("user-token", new LongLivedChannelToken("channel"), Ct);
        Assert.Equal(("/user/v1/deauthorize", "Bearer channel", """{"userAccessToken":"user-token"}"""), (line.Only.PathAndQuery, line.Only.Header("Authorization"), line.Only.Text));
    }

    [Fact]
    public void The_authorize_address_escapes_what_it_carries()
    {
        var url = new AuthorizeUrl
        {
            ChannelId = "1656000002",
            RedirectUri = "https://example.com/cb?a=1&b=2",
            State = "s t",
            Nonce = "n&n",
            BotPrompt = "aggressive",
            UiLocales = "zh-TW",
            CodeChallenge = "ch",
        };
        Assert.Equal(
            "https://access.line.me/oauth2/v2.1/authorize?response_type=code&client_id=1656000002&redirect_uri=https%3A%2F%2Fexample.com%2Fcb%3Fa%3D1%26b%3D2&state=s%20t&scope=profile%20openid&nonce=n%26n&bot_prompt=aggressive&ui_locales=zh-TW&code_challenge=ch&code_challenge_method=S256",
            url.ToUri().AbsoluteUri);
        Assert.Equal(
            "http://localhost:5090/oauth2/v2.1/authorize?response_type=code&client_id=1&redirect_uri=r&state=s&scope=openid",
            new AuthorizeUrl { ChannelId = "1", RedirectUri = "r", State = "s", Scopes = ["openid"], Host = new Uri("http://localhost:5090") }.ToUri().AbsoluteUri);
    }
}
