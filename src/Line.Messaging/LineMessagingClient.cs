using System.Text;
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
    private readonly AuthorizedApi _authorized;

    /// <summary>A client for one channel.</summary>
    /// <param name="http">Must not follow redirects: <see cref="LineHttp.CreateClient"/>, or <see cref="LineHttp.CreateHandler"/> with a factory.</param>
    /// <param name="tokens">Where channel tokens come from: <see cref="StatelessChannelTokens"/> or <see cref="LongLivedChannelToken"/>.</param>
    /// <param name="options">Hosts and timeout; null for LINE's own.</param>
    public LineMessagingClient(HttpClient http, IChannelTokenSource tokens, LineClientOptions? options = null)
    {
        _authorized = new(http, tokens, options);
        _api = _authorized.Api;
    }

    private Task<LineCall> CallAsync(HttpMethod method, Uri uri, string operation, HttpContent? content, Guid? retryKey, CancellationToken ct) =>
        _authorized.CallAsync(method, uri, operation, content, retryKey, ct);

    private Task<T> WithTokenAsync<T>(LineCall call, Func<LineCall, Task<T>> send) => _authorized.SendAsync(call, send);

    private Task<T> GetAsync<T>(string path, string operation, JsonTypeInfo<T> info, CancellationToken ct, HttpMethod? method = null, HttpContent? content = null)
        where T : LineResult => _authorized.GetAsync(method ?? HttpMethod.Get, path, operation, content, info, ct);

    private Task<LineResult> DoAsync(HttpMethod method, string path, string operation, HttpContent? content, CancellationToken ct) =>
        _authorized.DoAsync(method, path, operation, content, ct);

    private static string Given(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        return value;
    }

    internal static string Query(string path, params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var query = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in values)
        {
            if (value is not null)
            {
                query.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }

        return query.ToString();
    }

    private static string Id(string value) => AuthorizedApi.Id(value);
}
