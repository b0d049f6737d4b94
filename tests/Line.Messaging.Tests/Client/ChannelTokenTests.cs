using System.Globalization;
using Line.Messaging.Messages;
using Line.Messaging.Tokens;

namespace Line.Messaging.Tests.Client;

public sealed class ChannelTokenTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static StatelessChannelTokens Source(LineStub line, TimeProvider clock) => new(line.Http, "1656000001", "s&cret", line.Options, clock);

    private static void Issues(LineStub line)
    {
        var count = 0;
        line.Answer = (context, _) => LineStub.Json(context, string.Create(CultureInfo.InvariantCulture, $$"""{"token_type":"Bearer","access_token":"token-{{Interlocked.Increment(ref count)}}","expires_in":900}"""));
    }

    [Fact]
    public async Task A_token_is_asked_for_as_LINE_documents_and_kept_until_two_minutes_before_its_end()
    {
        await using var line = await LineStub.StartAsync();
        var clock = new FakeClock();
        Issues(line);
        using var tokens = Source(line, clock);

        Assert.Equal("token-1", await tokens.GetTokenAsync(Ct));
        Assert.Equal("/oauth2/v3/token", line.Only.PathAndQuery);
        Assert.Equal("grant_type=client_credentials&client_id=1656000001&client_secret=s%26cret", line.Only.Text);
        Assert.Equal("application/x-www-form-urlencoded", line.Only.Header("Content-Type"));

        clock.Advance(TimeSpan.FromSeconds(900 - 121));
        Assert.Equal("token-1", await tokens.GetTokenAsync(Ct));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("token-2", await tokens.GetTokenAsync(Ct));
        Assert.Equal(2, line.Requests.Count);
    }

    [Fact]
    public async Task A_hundred_callers_wait_for_one_renewal()
    {
        await using var line = await LineStub.StartAsync();
        line.Answer = async (context, _) =>
        {
            await Task.Delay(200, Ct);
            await LineStub.Json(context, """{"access_token":"one","expires_in":900}""");
        };
        using var tokens = Source(line, new FakeClock());
        var all = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await tokens.GetTokenAsync(Ct), Ct)));
        Assert.All(all, token => Assert.Equal("one", token));
        Assert.Single(line.Requests);
    }

    [Fact]
    public async Task A_caller_who_gives_up_does_not_take_the_others_token_away()
    {
        await using var line = await LineStub.StartAsync();
        var release = new TaskCompletionSource();
        line.Answer = async (context, _) =>
        {
            await release.Task.WaitAsync(context.RequestAborted);
            await LineStub.Json(context, """{"access_token":"one","expires_in":900}""");
        };
        using var tokens = Source(line, new FakeClock());
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var first = tokens.GetTokenAsync(impatient.Token).AsTask();
        while (line.Requests.IsEmpty)
        {
            await Task.Delay(5, Ct);
        }

        var second = tokens.GetTokenAsync(Ct).AsTask();
        await impatient.CancelAsync();
        release.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("one", await second);
    }

    [Fact]
    public async Task A_401_makes_the_next_call_fetch_another_token_and_is_not_repeated_by_itself()
    {
        await using var line = await LineStub.StartAsync();
        var issued = 0;
        line.Answer = (context, seen) =>
            seen.PathAndQuery == "/oauth2/v3/token" ? LineStub.Json(context, $$"""{"access_token":"token-{{++issued}}","expires_in":900}""")
            : seen.Header("Authorization") == "Bearer token-1" ? LineStub.Json(context, """{"message":"Authentication failed due to the following reason: invalid token."}""", 401)
            : LineStub.Json(context, """{"sentMessages":[]}""");
        using var tokens = Source(line, new FakeClock());
        var client = new LineMessagingClient(line.Http, tokens, line.Options);
        var push = new PushRequest { To = "U1", Messages = [new TextMessage("a")] };

        var e = await Assert.ThrowsAsync<LineApiException>(() => client.PushAsync(push, Guid.NewGuid(), Ct));
        Assert.Equal((LineErrorKind.Unauthorized, 2), (e.Kind, line.Requests.Count));
        await client.PushAsync(push, Guid.NewGuid(), Ct);
        Assert.Equal("Bearer token-2", line.Requests.Last().Header("Authorization"));
    }

    [Fact]
    public async Task Invalidating_an_old_token_leaves_the_new_one_alone()
    {
        await using var line = await LineStub.StartAsync();
        Issues(line);
        using var tokens = Source(line, new FakeClock());
        var first = await tokens.GetTokenAsync(Ct);
        tokens.Invalidate(first);
        Assert.Equal("token-2", await tokens.GetTokenAsync(Ct));
        tokens.Invalidate(first);
        Assert.Equal("token-2", await tokens.GetTokenAsync(Ct));
    }

    [Fact]
    public async Task While_LINE_cannot_renew_the_old_token_serves_to_its_end_without_a_storm_of_attempts()
    {
        await using var line = await LineStub.StartAsync();
        var clock = new FakeClock();
        Issues(line);
        using var tokens = Source(line, clock);
        await tokens.GetTokenAsync(Ct);
        line.Answers(503, "");
        clock.Advance(TimeSpan.FromSeconds(800));
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("token-1", await tokens.GetTokenAsync(Ct));
        }

        Assert.Equal(2, line.Requests.Count);
        clock.Advance(TimeSpan.FromSeconds(100));
        await Assert.ThrowsAsync<LineApiException>(async () => await tokens.GetTokenAsync(Ct));
    }

    [Fact]
    public async Task Nobody_waits_for_a_renewal_that_hangs_while_the_old_token_works()
    {
        await using var line = await LineStub.StartAsync();
        var clock = new FakeClock();
        Issues(line);
        using var tokens = Source(line, clock);
        await tokens.GetTokenAsync(Ct);
        var release = new TaskCompletionSource();
        line.Answer = async (context, _) =>
        {
            await release.Task.WaitAsync(context.RequestAborted);
            await LineStub.Json(context, """{"access_token":"late","expires_in":900}""");
        };
        clock.Advance(TimeSpan.FromSeconds(800));
        var renewing = tokens.GetTokenAsync(Ct).AsTask();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("token-1", await tokens.GetTokenAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(5), Ct));
        }

        release.SetResult();
        Assert.Equal("late", await renewing);
        Assert.Equal("late", await tokens.GetTokenAsync(Ct));
        Assert.Equal(2, line.Requests.Count);
    }

    [Fact]
    public async Task A_wrong_secret_is_told_as_a_refused_token_and_the_call_is_not_made()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(400, """{"error":"invalid_request","error_description":"Invalid 'client_credentials'."}""");
        using var tokens = Source(line, new FakeClock());
        var client = new LineMessagingClient(line.Http, tokens, line.Options);
        var e = await Assert.ThrowsAsync<LineApiException>(() => client.GetBotInfoAsync(Ct));
        Assert.Equal((LineErrorKind.TokenRefused, false, "Invalid 'client_credentials'.", "invalid_request"), (e.Kind, e.OutcomeUnknown, e.LineMessage, e.OAuthError));
        Assert.Equal("GET /v2/bot/info", e.Operation);
        Assert.Equal("POST /oauth2/v3/token", Assert.IsType<LineApiException>(e.InnerException).Operation);
        Assert.DoesNotContain("s&cret", e.ToString(), StringComparison.Ordinal);
        Assert.Single(line.Requests);
    }

    [Fact]
    public async Task A_token_server_in_trouble_leaves_the_send_certainly_unsent()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(500, "");
        using var tokens = Source(line, new FakeClock());
        var client = new LineMessagingClient(line.Http, tokens, line.Options);
        var e = await Assert.ThrowsAsync<LineApiException>(() => client.PushAsync(new PushRequest { To = "U1", Messages = [new TextMessage("a")] }, Guid.NewGuid(), Ct));
        Assert.Equal((LineErrorKind.TokenUnavailable, false), (e.Kind, e.OutcomeUnknown));
    }

    [Fact]
    public async Task A_clock_set_back_does_not_keep_a_dead_token_alive()
    {
        await using var line = await LineStub.StartAsync();
        var clock = new FakeClock();
        Issues(line);
        using var tokens = Source(line, clock);
        await tokens.GetTokenAsync(Ct);
        clock.Advance(TimeSpan.FromDays(-30));
        Assert.Equal("token-2", await tokens.GetTokenAsync(Ct));
    }
}
