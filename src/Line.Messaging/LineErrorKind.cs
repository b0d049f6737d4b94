namespace Line.Messaging;

/// <summary>What a failed call means for the caller; see <see cref="LineApiException.OutcomeUnknown"/> for what may have happened on LINE's side.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#status-codes"/>
public enum LineErrorKind
{
    /// <summary>A status this list has no name for.</summary>
    Other,

    /// <summary>400: the request is wrong (message object, reply token, user id). The same request will fail again.</summary>
    BadRequest,

    /// <summary>401: the channel token is missing, wrong or expired. The token source has been told to forget it.</summary>
    Unauthorized,

    /// <summary>403: this account or plan may not call the endpoint.</summary>
    Forbidden,

    /// <summary>404: no such thing, or a profile that is not visible (blocked, not a friend).</summary>
    NotFound,

    /// <summary>409 without LINE's word that a retry key was accepted before. With that word a send returns a result instead.</summary>
    Conflict,

    /// <summary>410: it existed and is gone (content of an unsent message).</summary>
    Gone,

    /// <summary>413: the body is larger than 2 MB.</summary>
    PayloadTooLarge,

    /// <summary>415: a media type LINE does not take.</summary>
    UnsupportedMediaType,

    /// <summary>429: too many requests. Nothing was accepted; wait and try again with the same retry key.</summary>
    RateLimited,

    /// <summary>429: the month's messages are used up, or reserved by a running narrowcast. Waiting some seconds will not help.</summary>
    MonthlyLimit,

    /// <summary>5xx: LINE failed before or after it accepted the request.</summary>
    ServerError,

    /// <summary>3xx: never expected and never followed.</summary>
    Redirected,

    /// <summary>No connection could be made: the request never left.</summary>
    CouldNotConnect,

    /// <summary>The connection broke after the request had started.</summary>
    ConnectionLost,

    /// <summary>No complete answer within <see cref="LineClientOptions.Timeout"/>.</summary>
    TimedOut,

    /// <summary>A success status with a body that is not LINE's JSON.</summary>
    UnreadableAnswer,

    /// <summary>LINE refused to issue a channel token (wrong channel id or secret); the call itself was not made.</summary>
    TokenRefused,

    /// <summary>The channel token could not be fetched just now; the call itself was not made.</summary>
    TokenUnavailable,
}
