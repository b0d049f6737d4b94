using System.Net;
using Line.Messaging.Json;
using Line.Messaging.Messages;

namespace Line.Messaging;

public sealed partial class LineMessagingClient
{
    /// <summary>Answers a webhook event. Costs no quota, works once per token, and cannot be repeated safely: LINE takes no retry key here.</summary>
    /// <remarks>2,000 per second. A used or old token is a 400.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#send-reply-message"/>
    public Task<SendResult> ReplyAsync(ReplyRequest request, CancellationToken ct = default) =>
        ReplyFrozenAsync(LineJson.ToBody(request), ct);

    /// <summary><see cref="ReplyAsync"/> with a stored body, sent byte for byte.</summary>
    public Task<SendResult> ReplyFrozenAsync(ReadOnlyMemory<byte> body, CancellationToken ct = default) =>
        SendAsync("/v2/bot/message/reply", body, null, ct);

    /// <summary>Sends to one user, group or room. Accepted is not delivered.</summary>
    /// <param name="request">What and to whom.</param>
    /// <param name="retryKey">Makes repeating safe for 24 hours; give it on the first try already. A repeat answers <see cref="SendResult.AcceptedBefore"/>.</param>
    /// <param name="ct">Cancels the wait, not what LINE may already have accepted.</param>
    /// <remarks>2,000 per second; many messages to one user in a row are also limited. Counts against the month's quota.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#send-push-message"/>
    public Task<SendResult> PushAsync(PushRequest request, Guid? retryKey = null, CancellationToken ct = default) =>
        PushFrozenAsync(LineJson.ToBody(request), retryKey, ct);

    /// <summary><see cref="PushAsync"/> with a stored body, sent byte for byte.</summary>
    public Task<SendResult> PushFrozenAsync(ReadOnlyMemory<byte> body, Guid? retryKey = null, CancellationToken ct = default) =>
        SendAsync("/v2/bot/message/push", body, retryKey, ct);

    /// <summary>Sends the same to 1 to 500 users. One malformed id refuses the whole call.</summary>
    /// <param name="request">What and to whom.</param>
    /// <param name="retryKey">Makes repeating safe for 24 hours; give it on the first try already.</param>
    /// <param name="ct">Cancels the wait, not what LINE may already have accepted.</param>
    /// <remarks>200 per second. Counts each reached recipient against the month's quota.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#send-multicast-message"/>
    public Task<SendResult> MulticastAsync(MulticastRequest request, Guid? retryKey = null, CancellationToken ct = default) =>
        MulticastFrozenAsync(LineJson.ToBody(request), retryKey, ct);

    /// <summary><see cref="MulticastAsync"/> with a stored body, sent byte for byte.</summary>
    public Task<SendResult> MulticastFrozenAsync(ReadOnlyMemory<byte> body, Guid? retryKey = null, CancellationToken ct = default) =>
        SendAsync("/v2/bot/message/multicast", body, retryKey, ct);

    /// <summary>Sends to every friend of the account.</summary>
    /// <param name="request">What.</param>
    /// <param name="retryKey">Makes repeating safe for 24 hours; give it on the first try already.</param>
    /// <param name="ct">Cancels the wait, not what LINE may already have accepted.</param>
    /// <remarks>60 per hour. Counts each friend against the month's quota.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#send-broadcast-message"/>
    public Task<SendResult> BroadcastAsync(BroadcastRequest request, Guid? retryKey = null, CancellationToken ct = default) =>
        BroadcastFrozenAsync(LineJson.ToBody(request), retryKey, ct);

    /// <summary><see cref="BroadcastAsync"/> with a stored body, sent byte for byte.</summary>
    public Task<SendResult> BroadcastFrozenAsync(ReadOnlyMemory<byte> body, Guid? retryKey = null, CancellationToken ct = default) =>
        SendAsync("/v2/bot/message/broadcast", body, retryKey, ct);

    /// <summary>Asks LINE whether the messages are right for a reply; sends nothing. Wrong ones throw with <see cref="LineApiException.Details"/>.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#validate-message-objects-of-reply-message"/>
    public Task<LineResult> ValidateReplyAsync(IReadOnlyList<Message> messages, CancellationToken ct = default) => ValidateAsync("reply", messages, ct);

    /// <summary>Asks LINE whether the messages are right for a push; sends nothing.</summary>
    /// <remarks>2,000 per second. Wrong messages are a 400 with <see cref="LineApiException.Details"/>.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#validate-message-objects-of-push-message"/>
    public Task<LineResult> ValidatePushAsync(IReadOnlyList<Message> messages, CancellationToken ct = default) => ValidateAsync("push", messages, ct);

    /// <summary>Asks LINE whether the messages are right for a multicast; sends nothing.</summary>
    /// <remarks>2,000 per second. Wrong messages are a 400 with <see cref="LineApiException.Details"/>.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#validate-message-objects-of-multicast-message"/>
    public Task<LineResult> ValidateMulticastAsync(IReadOnlyList<Message> messages, CancellationToken ct = default) => ValidateAsync("multicast", messages, ct);

    /// <summary>Asks LINE whether the messages are right for a broadcast; sends nothing.</summary>
    /// <remarks>2,000 per second. Wrong messages are a 400 with <see cref="LineApiException.Details"/>.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#validate-message-objects-of-broadcast-message"/>
    public Task<LineResult> ValidateBroadcastAsync(IReadOnlyList<Message> messages, CancellationToken ct = default) => ValidateAsync("broadcast", messages, ct);

    /// <summary>Asks LINE whether the messages inside a stored push body are right; sends nothing.</summary>
    /// <remarks>2,000 per second.</remarks>
    public Task<LineResult> ValidatePushFrozenAsync(ReadOnlyMemory<byte> body, CancellationToken ct = default) =>
        ValidateAsync("push", LineApi.Json(FrozenBody.MessagesOnly(body)), ct);

    /// <summary>Asks LINE whether the messages inside a stored multicast body are right; sends nothing. Tells bad content from bad recipients.</summary>
    /// <remarks>2,000 per second.</remarks>
    public Task<LineResult> ValidateMulticastFrozenAsync(ReadOnlyMemory<byte> body, CancellationToken ct = default) =>
        ValidateAsync("multicast", LineApi.Json(FrozenBody.MessagesOnly(body)), ct);

    private Task<LineResult> ValidateAsync(string kind, IReadOnlyList<Message> messages, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return ValidateAsync(kind, LineApi.Json(new ValidateRequest(messages), LineJson.Context.ValidateRequest), ct);
    }

    private Task<LineResult> ValidateAsync(string kind, HttpContent content, CancellationToken ct)
    {
        var path = $"/v2/bot/message/validate/{kind}";
        return DoAsync(HttpMethod.Post, path, path, content, ct);
    }

    private async Task<SendResult> SendAsync(string path, ReadOnlyMemory<byte> body, Guid? retryKey, CancellationToken ct)
    {
        if (retryKey == Guid.Empty)
        {
            // Two sends sharing it would be one send to LINE.
            throw new ArgumentException("The empty Guid is no retry key.", nameof(retryKey));
        }

        var call = await CallAsync(HttpMethod.Post, _api.Api(path), path, LineApi.Json(body), retryKey, ct).ConfigureAwait(false);
        return await WithTokenAsync(call, c => _api.SendAsync(c, answer => Sent(c, answer), ct)).ConfigureAwait(false);
    }

    private static SendResult? Sent(LineCall call, LineAnswer answer)
    {
        if (answer.IsSuccess)
        {
            return LineApi.Parse(call, answer, LineJson.Context.SendResult);
        }

        // Only LINE's own header proves that it was our key: any other 409 stays an unknown outcome.
        return answer is { Status: HttpStatusCode.Conflict, AcceptedRequestId: { } accepted } && call.RetryKey is not null
            ? new SendResult { SentMessages = LineApi.TryParseError(answer)?.SentMessages ?? [], AcceptedRequestId = accepted }
            : null;
    }
}
