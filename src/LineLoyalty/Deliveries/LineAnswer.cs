using Line.Messaging;

namespace LineLoyalty.Deliveries;

internal enum AnswerKind
{
    /// <summary>LINE has it: 200, or 409 for our own key.</summary>
    Accepted,
    /// <summary>LINE may have it: ask again with the same key and body.</summary>
    Uncertain,
    /// <summary>LINE has not got it, and the next try may go better.</summary>
    NotSent,
    /// <summary>Too fast. LINE has not got it.</summary>
    RateLimited,
    /// <summary>The month's messages are used up or reserved. LINE has not got it.</summary>
    QuotaUsedUp,
    /// <summary>This request is wrong and stays wrong.</summary>
    Refused,
    /// <summary>The channel, not the message: token or plan. LINE has not got it.</summary>
    ChannelRefused,
}

/// <summary>What LINE said to one request, in the words the sender acts on.</summary>
internal sealed record LineAnswer(AnswerKind Kind, int? Status = null, string? Message = null, string? RequestId = null, TimeSpan? RetryAfter = null)
{
    public static LineAnswer Of(SendResult result) =>
        new(AnswerKind.Accepted, result.AcceptedBefore ? 409 : 200, null, result.AcceptedRequestId ?? result.RequestId);

    /// <summary>The one place where an answer becomes a decision.</summary>
    public static LineAnswer Of(LineApiException e) => new(
        e.Kind switch
        {
            LineErrorKind.BadRequest or LineErrorKind.PayloadTooLarge or LineErrorKind.UnsupportedMediaType => AnswerKind.Refused,
            LineErrorKind.Unauthorized or LineErrorKind.Forbidden or LineErrorKind.TokenRefused => AnswerKind.ChannelRefused,
            LineErrorKind.RateLimited => AnswerKind.RateLimited,
            LineErrorKind.MonthlyLimit => AnswerKind.QuotaUsedUp,
            LineErrorKind.CouldNotConnect or LineErrorKind.TokenUnavailable => AnswerKind.NotSent,
            // 5xx, cut, timeout, redirect, unreadable 200, a 409 without LINE's word, and every status LINE never promised.
            _ => AnswerKind.Uncertain,
        },
        (int?)e.Status,
        Describe(e),
        e.RequestId,
        e.RetryAfter);

    private static string Describe(LineApiException e)
    {
        var details = string.Join("; ", e.Details.Select(d => d.Property is null ? d.Message : $"{d.Property}: {d.Message}"));
        var text = e.LineMessage is null ? e.Kind.ToString() : details.Length == 0 ? e.LineMessage : $"{e.LineMessage} ({details})";
        return text.Length <= 500 ? text : text[..500];
    }
}
