using System.Text;
using Line.Messaging.Json;
using Line.Messaging.Messages;

namespace Line.Messaging.Tests.Client;

public sealed class SendingTests
{
    private static readonly PushRequest Push = new() { To = "U4af4980629000000000000000000beef", Messages = [new TextMessage("你好")] };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_push_carries_token_key_and_body_and_brings_back_ids()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(200, """{"sentMessages":[{"id":"461230966842064897","quoteToken":"IStG5h1Tz7b"}],"someday":1}""");
        var key = Guid.NewGuid();

        var result = await line.Client().PushAsync(Push with { NotificationDisabled = true }, key, Ct);

        Assert.Equal(("POST", "/v2/bot/message/push"), (line.Only.Method, line.Only.PathAndQuery));
        Assert.Equal("Bearer long-lived", line.Only.Header("Authorization"));
        Assert.Equal(key.ToString("D"), line.Only.Header("X-Line-Retry-Key"));
        Assert.Equal("application/json; charset=utf-8", line.Only.Header("Content-Type"));
        Assert.Equal("""{"to":"U4af4980629000000000000000000beef","messages":[{"type":"text","text":"你好"}],"notificationDisabled":true}""", line.Only.Text);
        Assert.Equal(new SentMessage("461230966842064897", "IStG5h1Tz7b"), Assert.Single(result.SentMessages));
        Assert.Equal((LineStub.RequestId, false, null), (result.RequestId, result.AcceptedBefore, result.AcceptedRequestId));
    }

    [Fact]
    public async Task A_reply_never_carries_a_retry_key()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(200, """{"sentMessages":[{"id":"1"}]}""");
        await line.Client().ReplyAsync(new ReplyRequest { ReplyToken = "r", Messages = [new TextMessage("a")] }, Ct);
        Assert.Equal("/v2/bot/message/reply", line.Only.PathAndQuery);
        Assert.Null(line.Only.Header("X-Line-Retry-Key"));
        Assert.Equal("""{"replyToken":"r","messages":[{"type":"text","text":"a"}]}""", line.Only.Text);
    }

    [Fact]
    public async Task A_send_without_a_key_sends_none()
    {
        await using var line = await LineStub.StartAsync();
        await line.Client().MulticastAsync(new MulticastRequest { To = ["U1", "U2"], Messages = [new TextMessage("a")], CustomAggregationUnits = ["birthday"] }, ct: Ct);
        Assert.Null(line.Only.Header("X-Line-Retry-Key"));
        Assert.Equal("""{"to":["U1","U2"],"messages":[{"type":"text","text":"a"}],"customAggregationUnits":["birthday"]}""", line.Only.Text);
        Assert.Equal("/v2/bot/message/multicast", line.Only.PathAndQuery);
    }

    [Fact]
    public async Task A_broadcast_goes_to_everyone_with_its_key()
    {
        await using var line = await LineStub.StartAsync();
        var key = Guid.NewGuid();
        await line.Client().BroadcastAsync(new BroadcastRequest { Messages = [new TextMessage("a")] }, key, Ct);
        Assert.Equal(("/v2/bot/message/broadcast", key.ToString("D")), (line.Only.PathAndQuery, line.Only.Header("X-Line-Retry-Key")));
    }

    [Fact]
    public async Task A_frozen_body_is_sent_byte_for_byte()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(200, """{"sentMessages":[]}""");
        var body = Encoding.UTF8.GetBytes("""{ "to":"U1",  "messages":[{"type":"text","text":"\u4f60好"}] , "novel":null}""");
        await line.Client().PushFrozenAsync(body, Guid.NewGuid(), Ct);
        await line.Client().MulticastFrozenAsync(body, Guid.NewGuid(), Ct);
        Assert.Equal(["/v2/bot/message/push", "/v2/bot/message/multicast"], line.Requests.Select(r => r.PathAndQuery));
        Assert.All(line.Requests, r => Assert.Equal(body, r.Body));
    }

    [Fact]
    public async Task A_repeated_key_is_a_result_that_says_accepted_before()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(409, """{"message":"The retry key is already accepted","sentMessages":[{"id":"461230966842064897"}]}""", ("x-line-accepted-request-id", "first-request"));
        var result = await line.Client().PushAsync(Push, Guid.NewGuid(), Ct);
        Assert.True(result.AcceptedBefore);
        Assert.Equal(("first-request", LineStub.RequestId), (result.AcceptedRequestId, result.RequestId));
        Assert.Equal("461230966842064897", Assert.Single(result.SentMessages).Id);
    }

    [Fact]
    public async Task A_repeated_key_of_a_multicast_has_no_ids_and_may_have_no_readable_body()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(409, "<html>", ("x-line-accepted-request-id", "first-request"));
        var result = await line.Client().MulticastFrozenAsync(LineJson.ToBody(Push), Guid.NewGuid(), Ct);
        Assert.True(result.AcceptedBefore);
        Assert.Empty(result.SentMessages);
    }

    [Fact]
    public async Task A_409_without_LINEs_header_proves_nothing()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(409, """{"message":"Conflict"}""");
        var e = await Assert.ThrowsAsync<LineApiException>(() => line.Client().PushAsync(Push, Guid.NewGuid(), Ct));
        Assert.Equal((LineErrorKind.Conflict, true), (e.Kind, e.OutcomeUnknown));
    }

    [Fact]
    public async Task A_409_to_a_send_without_a_key_is_an_error()
    {
        await using var line = await LineStub.StartAsync();
        line.Answers(409, """{"message":"Conflict"}""", ("x-line-accepted-request-id", "somebody's"));
        var e = await Assert.ThrowsAsync<LineApiException>(() => line.Client().PushAsync(Push, ct: Ct));
        Assert.Equal(LineErrorKind.Conflict, e.Kind);
    }

    [Fact]
    public async Task The_empty_Guid_is_refused_before_it_joins_all_sends_into_one()
    {
        await using var line = await LineStub.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => line.Client().PushAsync(Push, Guid.Empty, Ct));
        Assert.Empty(line.Requests);
    }

    [Theory]
    [InlineData("reply")]
    [InlineData("push")]
    [InlineData("multicast")]
    [InlineData("broadcast")]
    public async Task Validation_sends_the_messages_only(string kind)
    {
        await using var line = await LineStub.StartAsync();
        Message[] messages = [new TextMessage("a")];
        var client = line.Client();
        await (kind switch
        {
            "reply" => client.ValidateReplyAsync(messages, Ct),
            "push" => client.ValidatePushAsync(messages, Ct),
            "multicast" => client.ValidateMulticastAsync(messages, Ct),
            _ => client.ValidateBroadcastAsync(messages, Ct),
        });
        Assert.Equal(($"/v2/bot/message/validate/{kind}", """{"messages":[{"type":"text","text":"a"}]}"""), (line.Only.PathAndQuery, line.Only.Text));
    }

    [Fact]
    public async Task A_stored_body_can_be_validated_without_its_recipients()
    {
        await using var line = await LineStub.StartAsync();
        var body = LineJson.ToBody(Push);
        await line.Client().ValidatePushFrozenAsync(body, Ct);
        await line.Client().ValidateMulticastFrozenAsync(body, Ct);
        Assert.Equal(["/v2/bot/message/validate/push", "/v2/bot/message/validate/multicast"], line.Requests.Select(r => r.PathAndQuery));
        Assert.All(line.Requests, r => Assert.Equal("""{"messages":[{"type":"text","text":"你好"}]}""", r.Text));
    }
}
