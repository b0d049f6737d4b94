using System.Text.Json.Serialization.Metadata;
using Line.Messaging.Tokens;

namespace Line.Messaging;

/// <summary>
/// LINE's Messaging API for one channel: one method is one HTTP call; nothing is split, repeated or cached behind your back.
/// Every method throws <see cref="LineApiException"/> for anything but LINE's "yes" and <see cref="OperationCanceledException"/>
/// for the caller's own cancellation. Safe to use from many threads; keep one per channel.
/// </summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/"/>
public sealed partial class LineMessagingClient
{
    private readonly LineApi _api;
    private readonly IChannelTokenSource _tokens;

    /// <summary>A client for one channel.</summary>
    /// <param name="http">Must not follow redirects: <see cref="LineHttp.CreateClient"/>, or <see cref="LineHttp.CreateHandler"/> with a factory.</param>
    /// <param name="tokens">Where channel tokens come from: <see cref="StatelessChannelTokens"/> or <see cref="LongLivedChannelToken"/>.</param>
    /// <param name="options">Hosts and timeout; null for LINE's own.</param>
    public LineMessagingClient(HttpClient http, IChannelTokenSource tokens, LineClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(tokens);
        _api = new LineApi(http, options ?? new LineClientOptions());
        _tokens = tokens;
    }

    private async Task<LineCall> CallAsync(
        HttpMethod method, Uri uri, string operation, HttpContent? content, Guid? retryKey, CancellationToken ct)
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
    private async Task<T> WithTokenAsync<T>(LineCall call, Func<LineCall, Task<T>> send)
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

    private async Task<T> GetAsync<T>(string path, string operation, JsonTypeInfo<T> info, CancellationToken ct, HttpMethod? method = null, HttpContent? content = null)
        where T : LineResult
    {
        var call = await CallAsync(method ?? HttpMethod.Get, _api.Api(path), operation, content, null, ct).ConfigureAwait(false);
        return await WithTokenAsync(call, c => _api.GetAsync(c, info, ct)).ConfigureAwait(false);
    }

    private async Task<LineResult> DoAsync(HttpMethod method, string path, string operation, HttpContent? content, CancellationToken ct)
    {
        var call = await CallAsync(method, _api.Api(path), operation, content, null, ct).ConfigureAwait(false);
        return await WithTokenAsync(call, c => _api.DoAsync(c, ct)).ConfigureAwait(false);
    }

    private static string Id(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        return Uri.EscapeDataString(value);
    }
}
