using System.Text.Json.Serialization;

namespace Line.Messaging;

/// <summary>What every successful call brings back.</summary>
public record LineResult
{
    /// <summary>LINE's <c>x-line-request-id</c>: write it to the log, LINE's support and several APIs ask for it.</summary>
    [JsonIgnore]
    public string? RequestId { get; internal set; }
}

/// <summary>LINE accepted a send. "Accepted" is not "delivered": users who blocked the account answer the same.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#send-push-message"/>
public sealed record SendResult : LineResult
{
    /// <summary>Ids of the messages in request order; reply and push only, else empty.</summary>
    public IReadOnlyList<SentMessage> SentMessages { get; init => field = value ?? field; } = [];

    /// <summary>On a repeated retry key: the request id of the first, accepted request (409). Null when this request was the accepted one.</summary>
    [JsonIgnore]
    public string? AcceptedRequestId { get; internal set; }

    /// <summary>True when an earlier request with the same retry key was accepted and this one changed nothing (409).</summary>
    [JsonIgnore]
    public bool AcceptedBefore => AcceptedRequestId is not null;
}

/// <summary>One message LINE accepted.</summary>
/// <param name="Id">Message id; appears again in an <c>unsend</c> or as <c>quotedMessageId</c>.</param>
/// <param name="QuoteToken">Token to quote this message with; only for messages that can be quoted.</param>
public sealed record SentMessage(string Id = "", string? QuoteToken = null);
