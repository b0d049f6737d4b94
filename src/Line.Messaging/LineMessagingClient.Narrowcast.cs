using Line.Messaging.Json;
using Line.Messaging.Messages;

namespace Line.Messaging;

public sealed partial class LineMessagingClient
{
    /// <summary>
    /// Sends to the friends an audience and filters choose. Accepted (202) is not sent: keep <see cref="LineResult.RequestId"/> and ask
    /// <see cref="GetNarrowcastProgressAsync"/>.
    /// </summary>
    /// <param name="request">What and to whom.</param>
    /// <param name="retryKey">Makes repeating safe for 24 hours; give it on the first try already.</param>
    /// <param name="ct">Cancels the wait, not what LINE may already have accepted.</param>
    /// <remarks>60 per hour. Reserves the month's quota for the whole target until done. 403 when too few users would get it.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message"/>
    public Task<SendResult> NarrowcastAsync(NarrowcastRequest request, Guid? retryKey = null, CancellationToken ct = default) =>
        NarrowcastFrozenAsync(LineJson.ToBody(request), retryKey, ct);

    /// <summary><see cref="NarrowcastAsync"/> with a stored body, sent byte for byte.</summary>
    public Task<SendResult> NarrowcastFrozenAsync(ReadOnlyMemory<byte> body, Guid? retryKey = null, CancellationToken ct = default) =>
        SendAsync("/v2/bot/message/narrowcast", body, retryKey, ct);

    /// <summary>How far a narrowcast is.</summary>
    /// <param name="requestId"><see cref="LineResult.RequestId"/> of the narrowcast; after a 409 <see cref="SendResult.AcceptedRequestId"/>.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>2,000 per second. 404 for an unknown request and after 14 days.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-narrowcast-progress-status"/>
    public Task<NarrowcastProgress> GetNarrowcastProgressAsync(string requestId, CancellationToken ct = default) =>
        GetAsync(Query("/v2/bot/message/progress/narrowcast", ("requestId", Given(requestId))), "/v2/bot/message/progress/narrowcast", LineJson.Context.NarrowcastProgress, ct);

    /// <summary>Asks LINE whether the messages are right for a narrowcast; sends nothing. Recipient and filter are not checked.</summary>
    /// <remarks>2,000 per second. Wrong messages are a 400 with <see cref="LineApiException.Details"/>.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#validate-message-objects-of-narrowcast-message"/>
    public Task<LineResult> ValidateNarrowcastAsync(IReadOnlyList<Message> messages, CancellationToken ct = default) => ValidateAsync("narrowcast", messages, ct);
}
