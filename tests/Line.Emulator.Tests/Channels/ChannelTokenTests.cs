using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Line.Emulator.Tests.Channels;

public sealed class ChannelTokenTests : IAsyncLifetime
{
    private TestPlatform _line = null!;

    public async ValueTask InitializeAsync() => _line = await TestPlatform.StartAsync(o => o.LongLivedToken = "long/lived+token=");

    public ValueTask DisposeAsync() => _line.DisposeAsync();

    private async Task<HttpStatusCode> UseAsync(string token)
    {
        using var answer = await _line.CallAsync(HttpMethod.Get, "/v2/bot/info", token: token);
        return answer.StatusCode;
    }

    private async Task<string> ShortLivedAsync()
    {
        using var answer = await _line.PostFormAsync("/v2/oauth/accessToken", ("grant_type", "client_credentials"), ("client_id", _line.Options.ChannelId), ("client_secret", _line.Options.ChannelSecret));
        var body = await answer.JsonAsync();
        Assert.Equal(2592000, body.GetProperty("expires_in").GetInt64());
        return body.GetProperty("access_token").GetString()!;
    }

    [Fact]
    public async Task A_stateless_token_lives_fifteen_minutes()
    {
        _line.Clock.Advance(TimeSpan.FromSeconds(899));
        Assert.Equal(HttpStatusCode.OK, await UseAsync(_line.Token));
        _line.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await UseAsync(_line.Token));
    }

    [Fact]
    public async Task Missing_unknown_and_foreign_tokens_are_401()
    {
        using var missing = await _line.Http.GetAsync("/v2/bot/info", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, missing.StatusCode);
        Assert.StartsWith("Authentication failed due to the following reason:", await missing.MessageAsync(), StringComparison.Ordinal);
        Assert.True(Guid.TryParse(missing.Header("x-line-request-id"), out _));
        Assert.Equal(HttpStatusCode.Unauthorized, await UseAsync("rubbish"));
        Assert.Equal(HttpStatusCode.Unauthorized, await UseAsync(_line.Token[..^2]));
        Assert.Equal(HttpStatusCode.Unauthorized, await UseAsync(await _line.StatelessTokenAsync(_line.Options.LoginChannelId, _line.Options.LoginChannelSecret)));
        Assert.Equal(HttpStatusCode.OK, await UseAsync("long/lived+token="));
    }

    [Theory]
    [InlineData("client_credentials", "1656000001", "wrong", "Invalid 'client_credentials'.")]
    [InlineData("client_credentials", "9", "0123456789abcdef0123456789abcdef", "Invalid 'client_credentials'.")]
    [InlineData("password", "1656000001", "0123456789abcdef0123456789abcdef", "Invalid 'grant_type'.")]
    public async Task A_wrong_secret_gets_oauths_error(string grant, string channel, string secret, string description)
    {
        using var answer = await _line.PostFormAsync("/oauth2/v3/token", ("grant_type", grant), ("client_id", channel), ("client_secret", secret));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal($$"""{"error":"invalid_request","error_description":"{{description}}"}""", await answer.TextAsync());
    }

    [Fact]
    public async Task The_31st_short_lived_token_ends_the_first()
    {
        var tokens = new List<string>();
        for (var i = 0; i < 31; i++)
            tokens.Add(await ShortLivedAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await UseAsync(tokens[0]));
        Assert.Equal(HttpStatusCode.OK, await UseAsync(tokens[1]));
        Assert.Equal(HttpStatusCode.OK, await UseAsync(tokens[30]));
    }

    [Fact]
    public async Task A_short_lived_token_is_verified_and_revoked()
    {
        var token = await ShortLivedAsync();
        using var verified = await _line.PostFormAsync("/v2/oauth/verify", ("access_token", token));
        Assert.Equal(_line.Options.ChannelId, (await verified.JsonAsync()).GetProperty("client_id").GetString());
        (await _line.PostFormAsync("/v2/oauth/revoke", ("access_token", token))).Dispose();
        Assert.Equal(HttpStatusCode.Unauthorized, await UseAsync(token));
        Assert.Equal(HttpStatusCode.BadRequest, (await _line.PostFormAsync("/v2/oauth/verify", ("access_token", token))).StatusCode);
    }

    [Fact]
    public async Task An_assertion_signed_with_a_registered_key_gets_a_v21_token()
    {
        using var rsa = RSA.Create(2048);
        var key = rsa.ExportParameters(false);
        using var registered = await _line.ControlAsync("/assertion-keys", new { channelId = _line.Options.ChannelId, n = Base64Url.EncodeToString(key.Modulus), e = Base64Url.EncodeToString(key.Exponent) });
        var kid = (await registered.JsonAsync()).GetProperty("kid").GetString()!;
        var now = _line.Clock.GetUtcNow().ToUnixTimeSeconds();
        string Assertion(string key, long exp)
        {
            var text = $"{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { alg = "RS256", typ = "JWT", kid = key }))}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { iss = _line.Options.ChannelId, sub = _line.Options.ChannelId, aud = "https://api.line.me/", exp, token_exp = 86400 }))}";
            return $"{text}.{Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
        }

        Task<HttpResponseMessage> Ask(string assertion) => _line.PostFormAsync("/oauth2/v2.1/token", ("grant_type", "client_credentials"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion));

        Assert.Equal(HttpStatusCode.NotFound, (await Ask(Assertion("unknown", now + 60))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Ask(Assertion(kid, now + 1801))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Ask(Assertion(kid, now + 60)[..^8] + "AAAAAAAA")).StatusCode);
        var issued = await (await Ask(Assertion(kid, now + 60))).JsonAsync();
        var token = issued.GetProperty("access_token").GetString()!;
        Assert.Equal(86400, issued.GetProperty("expires_in").GetInt64());
        Assert.Equal(HttpStatusCode.OK, await UseAsync(token));
        using var verified = await _line.GetAsync($"/oauth2/v2.1/verify?access_token={token}");
        Assert.Equal(_line.Options.ChannelId, (await verified.JsonAsync()).GetProperty("client_id").GetString());
        using var kids = await _line.GetAsync($"/oauth2/v2.1/tokens/kid?client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={Assertion(kid, now + 60)}");
        Assert.Equal([issued.GetProperty("key_id").GetString()], (await kids.JsonAsync()).GetProperty("kids").EnumerateArray().Select(k => k.GetString()));
        (await _line.PostFormAsync("/oauth2/v2.1/revoke", ("client_id", _line.Options.ChannelId), ("client_secret", _line.Options.ChannelSecret), ("access_token", token))).Dispose();
        Assert.Equal(HttpStatusCode.Unauthorized, await UseAsync(token));
        for (var i = 0; i < 30; i++)
            Assert.Equal(HttpStatusCode.OK, (await Ask(Assertion(kid, now + 60))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Ask(Assertion(kid, now + 60))).StatusCode);
    }
}
