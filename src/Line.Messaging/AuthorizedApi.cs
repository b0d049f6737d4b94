using System.Text.Json.Serialization.Metadata;
using Line.Messaging.Tokens;

namespace Line.Messaging;

/// <summary>Calls that carry a channel token.</summary>
internal sealed class AuthorizedApi
{
    private readonly IChannelTokenSource _tokens;

    internal AuthorizedApi(HttpClient http, IChannelTokenSource tokens, LineClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(tokens);
        Api = new LineApi(http, options ?? new LineClientOptions());
        _tokens = tokens;
    }

    internal LineApi Api { get; }

    internal static string Id(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        return Uri.EscapeDataString(value);
    }

    internal async Task<LineCall> CallAsync(HttpMethod method, Uri uri, string operation, HttpContent? content, Guid? retryKey, CancellationToken ct)
    {
        var operationName = $"{method} {operation}";
        try
        {
            return new(method, uri, operationName, content, await _tokens.GetTokenAsync(ct).ConfigureAwait(false), retryKey);
        }
        catch (LineApiException e)
        {
            var refused = e.Kind is LineErrorKind.BadRequest or LineErrorKind.Unauthorized or LineErrorKind.Forbidden or LineErrorKind.NotFound;
            throw new LineApiException(
                refused ? LineErrorKind.TokenRefused : LineErrorKind.TokenUnavailable,
                operationName,
                "no channel token, so the call was not made.",
                e) { Status = e.Status, LineMessage = e.LineMessage, OAuthError = e.OAuthError, RequestId = e.RequestId, RetryAfter = e.RetryAfter };
        }
    }

    // A refused token is forgotten at once, so that the next call fetches another; this call is not repeated.
    internal async Task<T> SendAsync<T>(LineCall call, Func<LineCall, Task<T>> send)
    {
        try
        {
            return await send(call).ConfigureAwait(false);
        }
        catch (LineApiException e) when (e.Kind is LineErrorKind.Unauthorized)
        {
            _tokens.Invalidate(call.Bearer!);
            throw;
        }
    }

    internal async Task<T> GetAsync<T>(HttpMethod method, string path, string operation, HttpContent? content, JsonTypeInfo<T> info, CancellationToken ct)
        where T : LineResult
    {
        var call = await CallAsync(method, Api.Api(path), operation, content, null, ct).ConfigureAwait(false);
        return await SendAsync(call, c => Api.GetAsync(c, info, ct)).ConfigureAwait(false);
    }

    internal async Task<LineResult> DoAsync(HttpMethod method, string path, string operation, HttpContent? content, CancellationToken ct)
    {
        var call = await CallAsync(method, Api.Api(path), operation, content, null, ct).ConfigureAwait(false);
        return await SendAsync(call, c => Api.DoAsync(c, ct)).ConfigureAwait(false);
    }
}
