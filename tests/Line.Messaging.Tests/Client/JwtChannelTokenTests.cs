using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Line.Messaging.Tokens;

namespace Line.Messaging.Tests.Client;

/// <summary>Tokens asked for with a signed assertion, by a set clock.</summary>
public sealed class JwtChannelTokenTests
{
    private static readonly RSA Key = RSA.Create(2048);

    internal static string PrivateJwk => Jwk(Key);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Jwk(RSA rsa, string? kid = "536e453c-aa93-4449-8e90-add2608783c6")
    {
        var p = rsa.ExportParameters(includePrivateParameters: true);
        var parts = new (string Name, byte[]? Value)[] { ("n", p.Modulus), ("e", p.Exponent), ("d", p.D), ("p", p.P), ("q", p.Q), ("dp", p.DP), ("dq", p.DQ), ("qi", p.InverseQ) };
        return $$"""{"kty":"RSA","alg":"RS256","use":"sig",{{(kid is null ? "" : $"\"kid\":\"{kid}\",")}}{{string.Join(',', parts.Select(part => $"\"{part.Name}\":\"{Base64Url.EncodeToString(part.Value)}\""))}}}""";
    }

    private static void Issues(LineStub line, int seconds)
    {
        var count = 0;
        line.Answer = (context, _) => LineStub.Json(context, string.Create(CultureInfo.InvariantCulture, $$"""{"token_type":"Bearer","access_token":"token-{{Interlocked.Increment(ref count)}}","expires_in":{{seconds}},"key_id":"k"}"""));
    }

    private static (JsonElement Head, JsonElement Body) Verified(string assertion)
    {
        var parts = assertion.Split('.');
        Assert.True(Key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        return (JsonElement.Parse(Base64Url.DecodeFromChars(parts[0])), JsonElement.Parse(Base64Url.DecodeFromChars(parts[1])));
    }

    [Fact]
    public async Task A_v21_token_is_asked_for_with_a_signed_assertion_and_renewed_two_minutes_early()
    {
        await using var line = await LineStub.StartAsync();
        var clock = new FakeClock();
        using var key = ChannelAssertionKey.FromJwk(Jwk(Key));
        Issues(line, 86400);
        using var tokens = new JwtChannelTokens(line.Http, "1656000001", key, TimeSpan.FromDays(1), line.Options, clock);

        Assert.Equal("token-1", await tokens.GetTokenAsync(Ct));
        Assert.Equal("/oauth2/v2.1/token", line.Only.PathAndQuery);
        var form = HttpUtility.ParseQueryString(line.Only.Text);
        Assert.Equal(("client_credentials", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), (form["grant_type"], form["client_assertion_type"]));
        var (head, body) = Verified(form["client_assertion"]!);
        Assert.Equal(("RS256", "JWT", "536e453c-aa93-4449-8e90-add2608783c6"), (Text(head, "alg"), Text(head, "typ"), Text(head, "kid")));
        Assert.Equal(("1656000001", "1656000001", "https://api.line.me/"), (Text(body, "iss"), Text(body, "sub"), Text(body, "aud")));
        Assert.Equal(86400, body.GetProperty("token_exp").GetInt64());
        Assert.InRange(body.GetProperty("exp").GetInt64() - clock.GetUtcNow().ToUnixTimeSeconds(), 60, (long)ChannelAssertionKey.MaxAssertionLife.TotalSeconds);

        clock.Advance(TimeSpan.FromSeconds(86400 - 121));
        Assert.Equal("token-1", await tokens.GetTokenAsync(Ct));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("token-2", await tokens.GetTokenAsync(Ct));
        Assert.Equal(2, line.Requests.Count);

        tokens.Invalidate("token-1");
        Assert.Equal("token-2", await tokens.GetTokenAsync(Ct));
        tokens.Invalidate("token-2");
        Assert.Equal("token-3", await tokens.GetTokenAsync(Ct));
    }

    [Fact]
    public async Task A_stateless_token_can_be_asked_for_with_the_key_too()
    {
        await using var line = await LineStub.StartAsync();
        using var key = ChannelAssertionKey.FromJwk(Jwk(Key, kid: null), "console-id");
        Issues(line, 900);
        using var tokens = new StatelessChannelTokens(line.Http, "1656000001", key, line.Options, new FakeClock());

        Assert.Equal("token-1", await tokens.GetTokenAsync(Ct));
        Assert.Equal("/oauth2/v3/token", line.Only.PathAndQuery);
        var (head, body) = Verified(HttpUtility.ParseQueryString(line.Only.Text)["client_assertion"]!);
        Assert.Equal("console-id", Text(head, "kid"));
        Assert.False(body.TryGetProperty("token_exp", out _));
    }

    [Fact]
    public async Task A_hundred_callers_wait_for_one_v21_token()
    {
        await using var line = await LineStub.StartAsync();
        using var key = ChannelAssertionKey.FromJwk(Jwk(Key));
        line.Answer = async (context, _) =>
        {
            await Task.Delay(100, Ct);
            await LineStub.Json(context, """{"access_token":"one","expires_in":86400,"token_type":"Bearer","key_id":"k"}""");
        };
        using var tokens = new JwtChannelTokens(line.Http, "1656000001", key, options: line.Options, clock: new FakeClock());
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await tokens.GetTokenAsync(Ct), Ct))), token => Assert.Equal("one", token));
        Assert.Single(line.Requests);
    }

    [Fact]
    public void A_life_beyond_LINEs_thirty_days_is_refused()
    {
        using var key = ChannelAssertionKey.FromJwk(Jwk(Key));
        using var http = LineHttp.CreateClient();
        Assert.Throws<ArgumentOutOfRangeException>(() => new JwtChannelTokens(http, "1", key, TimeSpan.FromDays(31)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new JwtChannelTokens(http, "1", key, TimeSpan.Zero));
    }

    [Fact]
    public void A_key_that_cannot_sign_for_LINE_is_refused_with_one_kind_of_exception()
    {
        using var small = RSA.Create(1024);
        foreach (var jwk in (string[])["{", "[]", "{}", """{"kty":"EC"}""", Jwk(Key, kid: null), Jwk(small), Jwk(Key).Replace("\"kty\":\"RSA\"", "\"kty\":\"oct\"", StringComparison.Ordinal), Jwk(Key).Replace("\"d\":\"", "\"d\":\"!", StringComparison.Ordinal)])
        {
            Assert.Throws<FormatException>(() => ChannelAssertionKey.FromJwk(jwk));
        }
    }

    [Fact]
    public async Task A_long_lived_token_is_handed_out_as_it_is()
    {
        var tokens = new LongLivedChannelToken("from-the-console");
        tokens.Invalidate("from-the-console");
        Assert.Equal("from-the-console", await tokens.GetTokenAsync(Ct));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
