using System.Net;

namespace Line.Messaging;

/// <summary>
/// A call that did not end in LINE's "yes". Carries what LINE said and, in <see cref="OutcomeUnknown"/>, whether the
/// request may have been carried out all the same. A caller's own cancellation is not wrapped: it stays
/// <see cref="OperationCanceledException"/>.
/// </summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#error-responses"/>
public sealed class LineApiException : Exception
{
    internal LineApiException(LineErrorKind kind, string operation, string message, Exception? inner = null)
        : base($"{operation}: {message}", inner)
    {
        Kind = kind;
        Operation = operation;
    }

    /// <summary>The failure in one word.</summary>
    public LineErrorKind Kind { get; }

    /// <summary>Method and path template of the call, for example <c>POST /v2/bot/message/push</c>; holds no ids.</summary>
    public string Operation { get; }

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public HttpStatusCode? Status { get; internal init; }

    /// <summary>LINE's <c>message</c> (or <c>error_description</c> of the OAuth endpoints); a text for people, not a contract.</summary>
    public string? LineMessage { get; internal init; }

    /// <summary><c>error</c> of the OAuth endpoints, for example <c>invalid_request</c>; null elsewhere.</summary>
    public string? OAuthError { get; internal init; }

    /// <summary>LINE's <c>details[]</c>; empty when it gave none.</summary>
    public IReadOnlyList<LineErrorDetail> Details { get; internal init; } = [];

    /// <summary>LINE's <c>x-line-request-id</c>; log it, LINE asks for it.</summary>
    public string? RequestId { get; internal init; }

    /// <summary>How long LINE asks to wait; undocumented by LINE, so usually null.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>
    /// True when LINE may have accepted the request although no readable "yes" came back (5xx, cut, timeout, redirect,
    /// unreadable 200, an odd 409). Repeat such a send only with the same retry key and body, within 24 hours; a reply cannot be repeated safely.
    /// </summary>
    public bool OutcomeUnknown => Kind is LineErrorKind.ServerError or LineErrorKind.Redirected or LineErrorKind.ConnectionLost
        or LineErrorKind.TimedOut or LineErrorKind.UnreadableAnswer or LineErrorKind.Conflict;
}
