using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Line.Emulator.Tests.Login;

public sealed class LoginTests : IAsyncLifetime
{
    private TestPlatform _line = null!;
    private string _user = "";

    public async ValueTask InitializeAsync()
    {
        _line = await TestPlatform.StartAsync();
        _user = await _line.FriendAsync("林小美");
    }

    public ValueTask DisposeAsync() => _line.DisposeAsync();

    private async Task<Dictionary<string, string>> LaunchAsync(string url = "https://liff.line.me/1656000002-Aa1Bb2Cc")
    {
        using var answer = await _line.ControlAsync($"/users/{_user}/liff", new { url });
        var fragment = new Uri((await answer.JsonAsync()).GetProperty("url").GetString()!).Fragment[1..];
        return fragment.Split('&').Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
    }

    private async Task<JsonElement> VerifyAsync(string idToken, params (string, string)[] more)
    {
        using var answer = await _line.PostFormAsync("/oauth2/v2.1/verify", [("id_token", idToken), ("client_id", _line.Options.LoginChannelId), .. more]);
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest);
        return await answer.JsonAsync();
    }

    private async Task<string?> ComplaintAsync(string idToken, params (string, string)[] more)
    {
        var answer = await VerifyAsync(idToken, more);
        return answer.TryGetProperty("error_description", out var description) ? description.GetString() : null;
    }

    private static JsonElement Part(string jwt, int index) => JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(jwt.Split('.')[index]));

    private static string Encode(JsonNode part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private Task<HttpResponseMessage> AsUserAsync(string path, string accessToken) => _line.CallAsync(HttpMethod.Get, path, token: accessToken);

    [Fact]
    public async Task A_liff_id_token_verifies_against_the_published_key()
    {
        var idToken = (await LaunchAsync())["id_token"];
        var (header, claims) = (Part(idToken, 0), Part(idToken, 1));
        var key = (await (await _line.GetAsync("/oauth2/v2.1/certs")).JsonAsync()).GetProperty("keys").EnumerateArray()
            .Single(k => k.GetProperty("kid").GetString() == header.GetProperty("kid").GetString());
        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = { X = Base64Url.DecodeFromChars(key.GetProperty("x").GetString()), Y = Base64Url.DecodeFromChars(key.GetProperty("y").GetString()) },
        });
        var parts = idToken.Split('.');

        Assert.Equal("ES256", header.GetProperty("alg").GetString());
        Assert.True(ecdsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256));
        Assert.Equal("https://access.line.me", claims.GetProperty("iss").GetString());
        Assert.Equal(_user, claims.GetProperty("sub").GetString());
        Assert.Equal(_line.Options.LoginChannelId, claims.GetProperty("aud").GetString());
        Assert.Equal("林小美", claims.GetProperty("name").GetString());
        Assert.Equal(_line.Clock.GetUtcNow().ToUnixTimeSeconds() + 3600, claims.GetProperty("exp").GetInt64());
    }

    [Fact]
    public async Task Verify_says_what_is_wrong_in_lines_words()
    {
        var idToken = (await LaunchAsync())["id_token"];
        var parts = idToken.Split('.');

        Assert.Equal(_user, (await VerifyAsync(idToken, ("user_id", _user))).GetProperty("sub").GetString());
        Assert.Equal("Invalid IdToken.", await ComplaintAsync("rubbish"));
        Assert.Equal("Invalid IdToken.", await ComplaintAsync($"{parts[0]}.{Encode(JsonNode.Parse("""{"sub":"U1"}""")!)}.{parts[2]}"));
        Assert.Equal("Invalid IdToken.", await ComplaintAsync($"{Encode(JsonNode.Parse("""{"alg":"none"}""")!)}.{parts[1]}."));
        Assert.Equal("Invalid IdToken Nonce.", await ComplaintAsync(idToken, ("nonce", "other")));
        Assert.Equal("Invalid IdToken Subject Identifier.", await ComplaintAsync(idToken, ("user_id", "U" + new string('0', 32))));
        using var wrongAudience = await _line.PostFormAsync("/oauth2/v2.1/verify", ("id_token", idToken), ("client_id", "1111111111"));
        Assert.Equal("Invalid IdToken Audience.", (await wrongAudience.JsonAsync()).GetProperty("error_description").GetString());
        _line.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("IdToken expired.", await ComplaintAsync(idToken));
    }

    [Fact]
    public async Task An_issuer_that_is_not_line_is_refused_even_with_the_channel_secret()
    {
        var claims = JsonNode.Parse(Part((await LaunchAsync())["id_token"], 1).GetRawText())!;
        claims["iss"] = "https://evil.example";
        var signed = $"{Encode(JsonNode.Parse("""{"alg":"HS256"}""")!)}.{Encode(claims)}";
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(_line.Options.LoginChannelSecret), Encoding.ASCII.GetBytes(signed));
        Assert.Equal("Invalid IdToken Issuer.", await ComplaintAsync($"{signed}.{Base64Url.EncodeToString(mac)}"));
        Assert.Equal("Invalid IdToken.", await ComplaintAsync($"{signed}.{Base64Url.EncodeToString(mac.Reverse().ToArray())}"));
    }

    [Fact]
    public async Task A_rotated_key_signs_new_tokens_and_old_ones_stay_valid()
    {
        var old = (await LaunchAsync())["id_token"];
        (await _line.ControlAsync("/login/rotate-key")).Dispose();
        var fresh = (await LaunchAsync())["id_token"];

        Assert.NotEqual(Part(old, 0).GetProperty("kid").GetString(), Part(fresh, 0).GetProperty("kid").GetString());
        Assert.Equal(2, (await (await _line.GetAsync("/oauth2/v2.1/certs")).JsonAsync()).GetProperty("keys").GetArrayLength());
        Assert.Null(await ComplaintAsync(old));
        Assert.Null(await ComplaintAsync(fresh));
    }

    [Fact]
    public async Task An_access_token_opens_profile_and_friendship()
    {
        var token = (await LaunchAsync())["access_token"];
        using var profile = await AsUserAsync("/v2/profile", token);
        Assert.Equal("林小美", (await profile.JsonAsync()).GetProperty("displayName").GetString());
        Assert.Equal("""{"friendFlag":true}""", await (await AsUserAsync("/friendship/v1/status", token)).TextAsync());
        (await _line.ControlAsync($"/users/{_user}/unfollow")).Dispose();
        Assert.Equal("""{"friendFlag":false}""", await (await AsUserAsync("/friendship/v1/status", token)).TextAsync());
        Assert.Equal(_user, (await (await AsUserAsync("/oauth2/v2.1/userinfo", token)).JsonAsync()).GetProperty("sub").GetString());
        using var verified = await _line.GetAsync($"/oauth2/v2.1/verify?access_token={token}");
        Assert.Equal("""{"client_id":"1656000002","expires_in":43200,"scope":"openid profile chat_message.write"}""", await verified.TextAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await AsUserAsync("/v2/profile", _line.Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _line.CallAsync(HttpMethod.Get, $"/v2/bot/profile/{_user}", token: token)).StatusCode);
    }

    [Fact]
    public async Task A_liff_token_ends_after_twelve_hours_or_when_the_app_is_closed()
    {
        var (first, second) = ((await LaunchAsync())["access_token"], (await LaunchAsync())["access_token"]);
        (await _line.ControlAsync($"/users/{_user}/liff/close", new { accessToken = first })).Dispose();
        Assert.Equal(HttpStatusCode.Unauthorized, (await AsUserAsync("/v2/profile", first)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AsUserAsync("/v2/profile", second)).StatusCode);
        using var revoked = await _line.GetAsync($"/oauth2/v2.1/verify?access_token={first}");
        Assert.Equal("access token revoked", (await revoked.JsonAsync()).GetProperty("error_description").GetString());

        _line.Clock.Advance(TimeSpan.FromHours(12));
        using var expired = await AsUserAsync("/v2/profile", second);
        Assert.Equal("The access token expired", await expired.MessageAsync());
    }

    [Fact]
    public async Task Deauthorizing_needs_the_login_channels_token_and_ends_all_of_a_persons_tokens()
    {
        var token = (await LaunchAsync())["access_token"];
        var other = (await LaunchAsync())["access_token"];
        var loginToken = await _line.StatelessTokenAsync(_line.Options.LoginChannelId, _line.Options.LoginChannelSecret);

        using var wrongChannel = await _line.PostAsync("/user/v1/deauthorize", new { userAccessToken = token });
        using var right = await _line.CallAsync(HttpMethod.Post, "/user/v1/deauthorize", new { userAccessToken = token }, token: loginToken);

        Assert.Equal(HttpStatusCode.Unauthorized, wrongChannel.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AsUserAsync("/v2/profile", other)).StatusCode);
    }

    [Fact]
    public async Task A_browser_signs_in_by_choosing_a_person()
    {
        const string Redirect = "http://localhost:5080/liff/callback";
        var query = $"?response_type=code&client_id={_line.Options.LoginChannelId}&redirect_uri={Uri.EscapeDataString(Redirect)}&state=s1&scope=openid%20profile&nonce=n1";
        using var page = await _line.Http.GetAsync("/oauth2/v2.1/authorize" + query, TestContext.Current.CancellationToken);
        Assert.Contains("林小美", await page.TextAsync(), StringComparison.Ordinal);
        using var chosen = await _line.PostFormAsync("/oauth2/v2.1/authorize" + query, ("user", _user));
        Assert.Equal(HttpStatusCode.Redirect, chosen.StatusCode);
        var back = chosen.Headers.Location!.ToString();
        Assert.StartsWith(Redirect + "?code=", back, StringComparison.Ordinal);
        Assert.EndsWith("&state=s1", back, StringComparison.Ordinal);
        var code = back.Split("code=")[1].Split('&')[0];

        (string, string)[] form = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Redirect), ("client_id", _line.Options.LoginChannelId), ("client_secret", _line.Options.LoginChannelSecret)];
        var tokens = await (await _line.PostFormAsync("/oauth2/v2.1/token", form)).JsonAsync();
        var idToken = tokens.GetProperty("id_token").GetString()!;
        Assert.Equal("HS256", Part(idToken, 0).GetProperty("alg").GetString());
        Assert.Null(await ComplaintAsync(idToken, ("nonce", "n1")));
        Assert.Equal(HttpStatusCode.OK, (await AsUserAsync("/v2/profile", tokens.GetProperty("access_token").GetString()!)).StatusCode);
        using var again = await _line.PostFormAsync("/oauth2/v2.1/token", form);
        Assert.Equal("invalid_grant", (await again.JsonAsync()).GetProperty("error").GetString());
        using var refreshed = await _line.PostFormAsync("/oauth2/v2.1/token", ("grant_type", "refresh_token"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()!),
            ("client_id", _line.Options.LoginChannelId), ("client_secret", _line.Options.LoginChannelSecret));
        Assert.Equal(HttpStatusCode.OK, refreshed.StatusCode);
    }

    [Fact]
    public async Task A_page_without_a_secret_proves_itself_by_pkce_and_gets_es256()
    {
        var verifier = new string('v', 43);
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var query = $"?response_type=code&client_id={_line.Options.LoginChannelId}&redirect_uri=http%3A%2F%2Flocalhost%2Fx&state=s&scope=openid&code_challenge={challenge}&code_challenge_method=S256";
        async Task<JsonElement> Exchange(string given)
        {
            using var chosen = await _line.PostFormAsync("/oauth2/v2.1/authorize" + query, ("user", _user));
            var code = chosen.Headers.Location!.ToString().Split("code=")[1].Split('&')[0];
            using var answer = await _line.PostFormAsync("/oauth2/v2.1/token", ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", "http://localhost/x"),
                ("client_id", _line.Options.LoginChannelId), ("code_verifier", given));
            return await answer.JsonAsync();
        }

        Assert.Equal("invalid_grant", (await Exchange("wrong")).GetProperty("error").GetString());
        Assert.Equal("ES256", Part((await Exchange(verifier)).GetProperty("id_token").GetString()!, 0).GetProperty("alg").GetString());
    }

    [Theory]
    [InlineData("response_type=token&client_id=1656000002&redirect_uri=http://x&state=s&scope=openid")]
    [InlineData("response_type=code&client_id=9&redirect_uri=http://x&state=s&scope=openid")]
    [InlineData("response_type=code&client_id=1656000002&redirect_uri=javascript:alert(1)&state=s&scope=openid")]
    [InlineData("response_type=code&client_id=1656000002&redirect_uri=http://x&scope=openid")]
    public async Task A_login_request_that_lacks_something_is_refused(string query)
    {
        using var page = await _line.Http.GetAsync("/oauth2/v2.1/authorize?" + query, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
    }

    [Fact]
    public async Task A_page_on_another_port_may_call()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v2/profile");
        _line.AnswersAreWild = true;
        request.Headers.Add("Origin", "http://localhost:5080");
        request.Headers.Add("Access-Control-Request-Method", "GET");
        request.Headers.Add("Access-Control-Request-Headers", "authorization");
        using var answer = await _line.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("http://localhost:5080", answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal("authorization", answer.Header("Access-Control-Allow-Headers"));
    }
}
