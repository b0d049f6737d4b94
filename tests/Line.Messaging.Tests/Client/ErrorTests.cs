using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Line.Messaging.Messages;
using Microsoft.AspNetCore.Http;

namespace Line.Messaging.Tests.Client;

public sealed class ErrorTests
{
    private static readonly PushRequest Push = new() { To = "U4af4980629000000000000000000beef", Messages = [new TextMessage("你好")] };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<LineApiException> FailAsync(LineStub line, LineClientOptions? options = null) =>
        await Assert.ThrowsAsync<LineApiException>(() => line.Client(options).PushAsync(Push, Guid.NewGuid(), Ct));

    [Fact]
    public async Task A_400_brings_LINEs_message_details_and_request_id()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(400, """{"message":"The request body has 2 error(s)","details":[{"message":"May not be empty","property":"messages[0].text"},{"property":"messages[1].type"}]}""");
        var e = await FailAsync(line);
        Assert.Equal((LineErrorKind.BadRequest, HttpStatusCode.BadRequest, "The request body has 2 error(s)", LineStub.RequestId), (e.Kind, e.Status, e.LineMessage, e.RequestId));
        Assert.Equal([new("May not be empty", "messages[0].text"), new(null, "messages[1].type")], e.Details);
        Assert.Equal("POST /v2/bot/message/push", e.Operation);
        Assert.False(e.OutcomeUnknown);
        Assert.DoesNotContain(Push.To, e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_limit_and_a_used_up_month_are_told_apart()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(429, """{"message":"The API rate limit has been exceeded. Try again later."}""", ("Retry-After", "7"));
        var rate = await FailAsync(line);
        line.Answers(429, """{"message":"You have reached your monthly limit."}""");
        var month = await FailAsync(line);
        line.Answers(429, "");
        var silent = await FailAsync(line);
        Assert.Equal((LineErrorKind.RateLimited, TimeSpan.FromSeconds(7), false), (rate.Kind, rate.RetryAfter, rate.OutcomeUnknown));
        Assert.Equal((LineErrorKind.MonthlyLimit, null, false), (month.Kind, month.RetryAfter, month.OutcomeUnknown));
        Assert.Equal(LineErrorKind.RateLimited, silent.Kind);
    }

    [Theory]
    [InlineData(401, LineErrorKind.Unauthorized, false)]
    [InlineData(403, LineErrorKind.Forbidden, false)]
    [InlineData(404, LineErrorKind.NotFound, false)]
    [InlineData(410, LineErrorKind.Gone, false)]
    [InlineData(413, LineErrorKind.PayloadTooLarge, false)]
    [InlineData(415, LineErrorKind.UnsupportedMediaType, false)]
    [InlineData(418, LineErrorKind.Other, false)]
    [InlineData(500, LineErrorKind.ServerError, true)]
    [InlineData(503, LineErrorKind.ServerError, true)]
    public async Task Each_status_has_its_kind(int status, LineErrorKind kind, bool unknown)
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(status, "<html>not LINE's JSON</html>");
        var e = await FailAsync(line);
        Assert.Equal((kind, unknown, (HttpStatusCode)status), (e.Kind, e.OutcomeUnknown, e.Status));
        Assert.Null(e.LineMessage);
        Assert.Empty(e.Details);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("<html>")]
    [InlineData("{\"sentMessages\":[{\"id\":")]
    [InlineData("{\"sentMessages\":{}}")]
    public async Task A_200_that_cannot_be_read_leaves_the_outcome_open(string body)
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(200, body);
        var e = await FailAsync(line);
        Assert.Equal((LineErrorKind.UnreadableAnswer, true, HttpStatusCode.OK, LineStub.RequestId), (e.Kind, e.OutcomeUnknown, e.Status, e.RequestId));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(status, "", ("Location", "/elsewhere"));
        var e = await FailAsync(line);
        Assert.Equal((LineErrorKind.Redirected, true), (e.Kind, e.OutcomeUnknown));
        Assert.Single(line.Requests);
    }

    [Fact]
    public async Task A_handler_that_followed_a_redirect_is_found_out()
    {
        await using var line = await LineStub.StartAsync();
        line.Answer = (context, seen) =>
        {
            if (seen.PathAndQuery != "/elsewhere")
            {
                context.Response.StatusCode = 307;
                context.Response.Headers.Location = "/elsewhere";
                return Task.CompletedTask;
            }

            return LineStub.Json(context, """{"sentMessages":[]}""");
        };
        using var following = new HttpClient();
        var client = new LineMessagingClient(following, new Tokens.LongLivedChannelToken("t"), line.Options);
        var e = await Assert.ThrowsAsync<LineApiException>(() => client.PushAsync(Push, Guid.NewGuid(), Ct));
        Assert.Equal(LineErrorKind.Redirected, e.Kind);
    }

    [Fact]
    public async Task A_connection_cut_in_the_middle_leaves_the_outcome_open()
    {
        await using var line = await LineStub.StartAsync();
        line.Answer = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        var e = await FailAsync(line);
        Assert.Equal((LineErrorKind.ConnectionLost, true, null), (e.Kind, e.OutcomeUnknown, e.Status));
    }

    [Fact]
    public async Task A_body_cut_short_leaves_the_outcome_open()
    {
        await using var line = await LineStub.StartAsync();
        line.Answer = async (context, _) =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("""{"sentMessages":[""", Ct);
            await context.Response.Body.FlushAsync(Ct);
            context.Abort();
        };
        var e = await FailAsync(line);
        Assert.Equal((LineErrorKind.ConnectionLost, true), (e.Kind, e.OutcomeUnknown));
    }

    [Fact]
    public async Task A_request_that_never_left_is_not_in_doubt()
    {
        await using var line = await LineStub.StartAsync();
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        var closed = new Uri($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndpoint).Port}");
        socket.Stop();
        var e = await FailAsync(line, line.Options with { ApiBaseUrl = closed });
        Assert.Equal((LineErrorKind.CouldNotConnect, false), (e.Kind, e.OutcomeUnknown));
    }

    [Fact]
    public async Task A_silent_server_ends_in_a_timeout_with_open_outcome()
    {
        await using var line = await LineStub.StartAsync();
        line.Answer = (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var e = await FailAsync(line, line.Options with { Timeout = TimeSpan.FromMilliseconds(300) });
        Assert.Equal((LineErrorKind.TimedOut, true), (e.Kind, e.OutcomeUnknown));
    }

    [Fact]
    public async Task A_server_that_drips_its_answer_ends_in_a_timeout_too()
    {
        await using var line = await LineStub.StartAsync();
        line.Answer = async (context, _) =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(20, context.RequestAborted);
            }
        };
        var watch = Stopwatch.StartNew();
        var e = await FailAsync(line, line.Options with { Timeout = TimeSpan.FromMilliseconds(300) });
        Assert.Equal(LineErrorKind.TimedOut, e.Kind);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task The_callers_cancellation_stays_a_cancellation()
    {
        await using var line = await LineStub.StartAsync();
        line.Answer = (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var push = line.Client().PushAsync(Push, Guid.NewGuid(), cancel.Token);
        while (line.Requests.IsEmpty)
        {
            await Task.Delay(5, Ct);
        }

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => push);
    }

    [Fact]
    public async Task A_cancelled_call_is_not_made()
    {
        await using var line = await LineStub.StartAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => line.Client().PushAsync(Push, ct: new CancellationToken(canceled: true)));
        Assert.Empty(line.Requests);
    }

    [Fact]
    public async Task A_call_without_an_answer_body_is_done_when_the_body_is_empty_or_JSON_and_in_doubt_otherwise()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(200, "");
        Assert.Equal(LineStub.RequestId, (await line.Client().SetDefaultRichMenuAsync("richmenu-1", Ct)).RequestId);
        line.Answers(200, "{}");
        await line.Client().SetDefaultRichMenuAsync("richmenu-1", Ct);
        line.Answers(200, "<html>Please sign in to the Wi-Fi</html>");
        var e = await Assert.ThrowsAsync<LineApiException>(() => line.Client().SetDefaultRichMenuAsync("richmenu-1", Ct));
        Assert.Equal(LineErrorKind.UnreadableAnswer, e.Kind);
    }
}
