using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Line.Messaging.Login;

namespace Line.Messaging.Tests.Login;

public sealed class IdTokenTests : IAsyncLifetime
{
    private const string Channel = "1656000002";
    private const string User = "U4af4980629000000000000000000beef";

    private readonly FakeClock _clock = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private LineStub _line = null!;
    private IdTokenVerifier _verifier = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _line = await LineStub.StartAsync();
        Publish(("kid-1", _key));
        _verifier = new IdTokenVerifier(_line.Http, new IdTokenVerifierOptions { LoginChannelId = Channel }, _line.Options, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        _verifier.Dispose();
        _key.Dispose();
        await _line.DisposeAsync();
    }

    [Fact]
    public async Task A_token_signed_by_LINE_for_this_channel_gives_its_claims()
    {
        var result = await _verifier.VerifyAsync(Token(claims: Claims(extra: ""","name":"小明","picture":"https://p","email":"a@b.tw","amr":["linesso"],"novel":{"a":1}""")), ct: Ct);
        Assert.True(result.IsValid);
        Assert.Equal((User, Channel, "小明", "https://p", "a@b.tw"), (result.Claims.UserId, result.Claims.Audience, result.Claims.Name, result.Claims.Picture, result.Claims.Email));
        Assert.Equal(["linesso"], result.Claims.Methods!);
        Assert.Equal("/oauth2/v2.1/certs", _line.Only.PathAndQuery);
    }

    [Fact]
    public async Task The_keys_are_fetched_once_for_many_tokens()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ => Assert.Equal(IdTokenOutcome.Valid, await OutcomeAsync(Token()))));
        Assert.Single(_line.Requests);
    }

    [Fact]
    public async Task A_changed_byte_is_refused()
    {
        var token = Token();
        var payload = token.IndexOf('.', StringComparison.Ordinal) + 1;
        for (var i = payload; i < token.Length; i += 7)
        {
            // Another sextet's high bit, so that no unused bit of the encoding hides the change.
            var forged = token[..i] + (token[i] == 'A' ? 'g' : 'A') + token[(i + 1)..];
            if (forged != token)
            {
                Assert.NotEqual(IdTokenOutcome.Valid, await OutcomeAsync(forged));
            }
        }
    }

    [Fact]
    public async Task A_token_of_another_signer_under_LINEs_key_id_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal(IdTokenOutcome.WrongSignature, await OutcomeAsync(Token(key: other)));
    }

    [Fact]
    public async Task Another_channels_token_is_refused() =>
        Assert.Equal(IdTokenOutcome.WrongAudience, await OutcomeAsync(Token(claims: Claims(aud: "1656000001"))));

    [Fact]
    public async Task Another_issuers_token_is_refused() =>
        Assert.Equal(IdTokenOutcome.WrongIssuer, await OutcomeAsync(Token(claims: Claims(iss: "https://access.line.me.example.com"))));

    [Fact]
    public async Task An_hour_old_page_holds_an_expired_token()
    {
        var token = Token();
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(IdTokenOutcome.Valid, await OutcomeAsync(token));
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(IdTokenOutcome.Valid, await OutcomeAsync(token));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(IdTokenOutcome.Expired, await OutcomeAsync(token));
    }

    [Fact]
    public async Task A_token_without_an_expiry_has_expired() =>
        Assert.Equal(IdTokenOutcome.Expired, await OutcomeAsync(Token(claims: $$"""{"iss":"https://access.line.me","sub":"{{User}}","aud":"{{Channel}}"}""")));

    [Fact]
    public async Task A_token_without_algorithm_is_refused()
    {
        var unsigned = $"{Part("""{"typ":"JWT","alg":"none"}""")}.{Part(Claims())}.";
        Assert.Equal(IdTokenOutcome.WrongAlgorithm, await OutcomeAsync(unsigned));
        Assert.Equal(IdTokenOutcome.WrongAlgorithm, await OutcomeAsync(Token(header: """{"alg":"None","kid":"kid-1"}""")));
        Assert.Equal(IdTokenOutcome.WrongAlgorithm, await OutcomeAsync(Token(header: """{"kid":"kid-1"}""")));
        Assert.Empty(_line.Requests);
    }

    [Fact]
    public async Task An_HS256_token_made_with_the_public_key_or_the_secret_is_refused()
    {
        var head = $"{Part("""{"typ":"JWT","alg":"HS256","kid":"kid-1"}""")}.{Part(Claims())}";
        foreach (var secret in new[] { _key.ExportSubjectPublicKeyInfo(), Encoding.UTF8.GetBytes(_key.ExportSubjectPublicKeyInfoPem()), "fedcba9876543210fedcba9876543210"u8.ToArray() })
        {
            var forged = $"{head}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(head)))}";
            Assert.Equal(IdTokenOutcome.WrongAlgorithm, await OutcomeAsync(forged));
        }
    }

    [Fact]
    public async Task An_unknown_key_asks_LINE_once_more_and_then_not_again_for_a_while()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal(IdTokenOutcome.Valid, await OutcomeAsync(Token()));
        _clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(IdTokenOutcome.UnknownKey, await OutcomeAsync(Token(key: other, kid: $"kid-{i + 100}")));
        }

        Assert.Equal(2, _line.Requests.Count);
        Assert.Equal(IdTokenOutcome.Valid, await OutcomeAsync(Token()));
    }

    [Fact]
    public async Task A_key_LINE_has_just_changed_to_is_learnt()
    {
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal(IdTokenOutcome.Valid, await OutcomeAsync(Token()));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Publish(("kid-1", _key), ("kid-2", next));
        Assert.Equal(IdTokenOutcome.Valid, await OutcomeAsync(Token(key: next, kid: "kid-2")));
        Assert.Equal(IdTokenOutcome.Valid, await OutcomeAsync(Token()));
        Assert.Equal(2, _line.Requests.Count);
    }

    [Fact]
    public async Task A_withdrawn_key_stops_working_within_its_lifetime()
    {
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal(IdTokenOutcome.Valid, await OutcomeAsync(Token()));
        Publish(("kid-2", next));
        _clock.Advance(TimeSpan.FromHours(12));
        Assert.Equal(IdTokenOutcome.UnknownKey, await OutcomeAsync(Token()));
    }

    [Fact]
    public async Task Without_LINEs_keys_nothing_is_claimed_about_a_token()
    {
        _line.Answers(503, "");
        Assert.Equal(IdTokenOutcome.KeysUnavailable, await OutcomeAsync(Token()));
        Publish(("kid-1", _key));
        Assert.Equal(IdTokenOutcome.KeysUnavailable, await OutcomeAsync(Token()));
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(IdTokenOutcome.Valid, await OutcomeAsync(Token()));
    }

    [Fact]
    public async Task Known_keys_outlive_an_outage_of_LINE()
    {
        Assert.Equal(IdTokenOutcome.Valid, await OutcomeAsync(Token()));
        _line.Answers(503, "");
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(IdTokenOutcome.Valid, await OutcomeAsync(Token()));
    }

    [Fact]
    public async Task A_nonce_that_was_asked_for_must_come_back()
    {
        var with = Token(claims: Claims(extra: ""","nonce":"n-1" """));
        Assert.Equal(IdTokenOutcome.Valid, await OutcomeAsync(with, "n-1"));
        Assert.Equal(IdTokenOutcome.Valid, await OutcomeAsync(with));
        Assert.Equal(IdTokenOutcome.WrongNonce, await OutcomeAsync(with, "n-2"));
        Assert.Equal(IdTokenOutcome.WrongNonce, await OutcomeAsync(Token(), "n-1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("me")]
    [InlineData("U4AF4980629000000000000000000BEEF")]
    [InlineData("C4af4980629000000000000000000beef")]
    [InlineData("U4af4980629000000000000000000beef0")]
    public async Task A_subject_that_is_no_LINE_user_id_is_refused(string sub) =>
        Assert.Equal(IdTokenOutcome.WrongSubject, await OutcomeAsync(Token(claims: Claims(sub: sub))));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("..")]
    [InlineData("會.員.證")]
    [InlineData("!!.!!.!!")]
    [InlineData("e30.e30.")]
    [InlineData("bnVsbA.bnVsbA.bnVsbA")]
    public async Task Garbage_is_malformed(string? token)
    {
        var outcome = await OutcomeAsync(token);
        Assert.Contains(outcome, new[] { IdTokenOutcome.Malformed, IdTokenOutcome.WrongAlgorithm });
        Assert.Empty(_line.Requests);
    }

    [Fact]
    public async Task Claims_of_the_wrong_kind_and_endless_tokens_are_malformed()
    {
        Assert.Equal(IdTokenOutcome.Malformed, await OutcomeAsync(Token(claims: """{"iss":["https://access.line.me"],"exp":"soon"}""")));
        Assert.Equal(IdTokenOutcome.Malformed, await OutcomeAsync(Token(header: """{"alg":"ES256"}""")));
        Assert.Equal(IdTokenOutcome.Malformed, await OutcomeAsync(Token(header: """{"alg":"ES256","kid":"kid-1","crit":["exp"]}""")));
        Assert.Equal(IdTokenOutcome.Malformed, await OutcomeAsync(Token(claims: Claims(extra: $",\"name\":\"{new string('a', 9000)}\""))));
    }

    [Fact]
    public async Task A_signature_in_DER_is_not_a_JWS_signature()
    {
        var head = $"{Part("""{"alg":"ES256","kid":"kid-1"}""")}.{Part(Claims())}";
        var der = _key.SignData(Encoding.ASCII.GetBytes(head), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        Assert.Equal(IdTokenOutcome.Malformed, await OutcomeAsync($"{head}.{Base64Url.EncodeToString(der)}"));
    }

    [Fact]
    public async Task Keys_of_another_kind_in_the_set_are_passed_over()
    {
        var p = _key.ExportParameters(includePrivateParameters: false);
        _line.Answers(200, $$"""
            {"keys":[{"kty":"RSA","kid":"r","n":"AQAB","e":"AQAB"},{"kty":"EC","kid":"bad","crv":"P-256","x":"AA","y":"!!"},{"kty":"EC","crv":"P-256"},
            {"kty":"EC","alg":"ES256","use":"sig","kid":"kid-1","crv":"P-256","x":"{{Base64Url.EncodeToString(p.Q.X)}}","y":"{{Base64Url.EncodeToString(p.Q.Y)}}"}]}
            """);
        Assert.Equal(IdTokenOutcome.Valid, await OutcomeAsync(Token()));
    }

    private async Task<IdTokenOutcome> OutcomeAsync(string? token, string? nonce = null)
    {
        var result = await _verifier.VerifyAsync(token, nonce, Ct);
        Assert.Equal(result.IsValid, result.Claims is not null);
        return result.Outcome;
    }

    private void Publish(params (string Kid, ECDsa Key)[] keys)
    {
        var rows = keys.Select(k =>
        {
            var p = k.Key.ExportParameters(includePrivateParameters: false);
            return $$"""{"kty":"EC","alg":"ES256","use":"sig","kid":"{{k.Kid}}","crv":"P-256","x":"{{Base64Url.EncodeToString(p.Q.X)}}","y":"{{Base64Url.EncodeToString(p.Q.Y)}}"}""";
        });
        _line.Answers(200, $$"""{"keys":[{{string.Join(',', rows)}}]}""");
    }

    private string Claims(string iss = "https://access.line.me", string sub = User, string aud = Channel, string extra = "")
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        return $$"""{"iss":"{{iss}}","sub":"{{sub}}","aud":"{{aud}}","exp":{{now + 3600}},"iat":{{now}}{{extra}}}""";
    }

    private string Token(string? claims = null, ECDsa? key = null, string kid = "kid-1", string? header = null)
    {
        var head = $"{Part(header ?? $$"""{"typ":"JWT","alg":"ES256","kid":"{{kid}}"}""")}.{Part(claims ?? Claims())}";
        return $"{head}.{Base64Url.EncodeToString((key ?? _key).SignData(Encoding.ASCII.GetBytes(head), HashAlgorithmName.SHA256))}";
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
