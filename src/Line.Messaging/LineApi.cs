using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Line.Messaging.Json;

namespace Line.Messaging;

internal sealed record ErrorAnswer
{
    public string? Message { get; init; }

    public IReadOnlyList<LineErrorDetail>? Details { get; init; }

    public IReadOnlyList<SentMessage>? SentMessages { get; init; }

    public string? Error { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("error_description")]
    public string? ErrorDescription { get; init; }
}

/// <summary>The one place that talks HTTP: one call, LINE's answer or a <see cref="LineApiException"/>.</summary>
internal sealed class LineApi(HttpClient http, LineClientOptions options)
{
    // A full list of 1000 rich menus is some tens of MB; more than this is not LINE.
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    internal Uri Api(string pathAndQuery) => new(options.ApiBaseUrl, pathAndQuery);

    internal Uri Data(string pathAndQuery) => new(options.DataApiBaseUrl, pathAndQuery);

    internal static ByteArrayContent Json<T>(T body, JsonTypeInfo<T> info)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(body);
        return Json(JsonSerializer.SerializeToUtf8Bytes(body, info));
    }

    internal static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new("application/json") { CharSet = "utf-8" } } };

    internal static ReadOnlyMemoryContent Json(ReadOnlyMemory<byte> body) => new(body) { Headers = { ContentType = new("application/json") { CharSet = "utf-8" } } };

    /// <summary>A form of the fields that have a value.</summary>
    internal static FormUrlEncodedContent Form(ReadOnlySpan<(string Name, string? Value)> fields)
    {
        var form = new List<KeyValuePair<string, string>>(fields.Length);
        foreach (var (name, value) in fields)
        {
            if (value is not null)
            {
                form.Add(new(name, value));
            }
        }

        return new(form);
    }

    /// <summary>One call; <paramref name="read"/> gets the answer of a 2xx (or of a status it accepts by returning non-null).</summary>
    internal async Task<T> SendAsync<T>(LineCall call, Func<LineAnswer, T?> read, CancellationToken ct)
        where T : LineResult
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(options.Timeout);
        try
        {
            using var request = call.ToRequest();
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
            var answer = await ReadAsync(call, response, timeout.Token).ConfigureAwait(false);
            if (read(answer) is not { } result)
            {
                throw Refused(call, answer);
            }

            result.RequestId = answer.RequestId;
            return result;
        }
        catch (Exception e) when (Transport(call, e, ct) is { } failure)
        {
            throw failure;
        }
    }

    internal Task<T> GetAsync<T>(LineCall call, JsonTypeInfo<T> info, CancellationToken ct)
        where T : LineResult => SendAsync(call, answer => answer.IsSuccess ? Parse(call, answer, info) : null, ct);

    internal Task<LineResult> DoAsync(LineCall call, CancellationToken ct) =>
        SendAsync(call, answer => answer.IsSuccess ? Done(call, answer) : null, ct);

    // LINE answers {} or nothing; a page of somebody else's (a captive portal) is no "yes".
    private static LineResult Done(LineCall call, LineAnswer answer) =>
        answer.Body.Length == 0 ? new LineResult() : Parse(call, answer, LineJson.Context.LineResult);

    /// <summary>A download: the timeout covers the headers, the caller's token the rest.</summary>
    internal async Task<LineContent> DownloadAsync(LineCall call, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(options.Timeout);
        HttpResponseMessage? response = null;
        try
        {
            using var request = call.ToRequest();
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.OK && !Redirected(call, response))
            {
                var stream = await response.Content.ReadAsStreamAsync(timeout.Token).ConfigureAwait(false);
                var content = new LineContent(response, stream) { RequestId = Header(response, "x-line-request-id") };
                response = null;
                return content;
            }

            var answer = await ReadAsync(call, response, timeout.Token).ConfigureAwait(false);
            return answer.Status is HttpStatusCode.Accepted
                ? new LineContent(null, null) { RequestId = answer.RequestId }
                : throw Refused(call, answer);
        }
        catch (Exception e) when (Transport(call, e, ct) is { } failure)
        {
            throw failure;
        }
        finally
        {
            response?.Dispose();
        }
    }

    internal static T Parse<T>(LineCall call, LineAnswer answer, JsonTypeInfo<T> info)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Body, info) ?? throw new JsonException("The answer is null.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new LineApiException(LineErrorKind.UnreadableAnswer, call.Operation, $"{(int)answer.Status} with a body that is not LINE's JSON.", e)
            {
                Status = answer.Status,
                RequestId = answer.RequestId,
            };
        }
    }

    internal static ErrorAnswer? TryParseError(LineAnswer answer)
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Body, LineJson.Context.ErrorAnswer);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static async Task<LineAnswer> ReadAsync(LineCall call, HttpResponseMessage response, CancellationToken ct)
    {
        var answer = new LineAnswer(
            response.StatusCode,
            Header(response, "x-line-request-id"),
            Header(response, "x-line-accepted-request-id"),
            RetryAfter(response),
            []);
        if (Redirected(call, response))
        {
            throw Failure(LineErrorKind.Redirected, call, answer, null, "the answer is a redirect; it was not followed on purpose.");
        }

        try
        {
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, ct).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded)
        {
            throw Failure(LineErrorKind.UnreadableAnswer, call, answer, null, "the answer is longer than any of LINE's.", e);
        }

        return answer with { Body = await response.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false) };
    }

    // A handler that follows redirects shows in the request's address; the answer then comes from somewhere else.
    private static bool Redirected(LineCall call, HttpResponseMessage response) =>
        (int)response.StatusCode is >= 300 and < 400
        || (response.RequestMessage?.RequestUri is { } uri && uri != call.Uri);

    internal static LineApiException Refused(LineCall call, LineAnswer answer)
    {
        var error = TryParseError(answer);
        var kind = (int)answer.Status switch
        {
            400 => LineErrorKind.BadRequest,
            401 => LineErrorKind.Unauthorized,
            403 => LineErrorKind.Forbidden,
            404 => LineErrorKind.NotFound,
            409 => LineErrorKind.Conflict,
            410 => LineErrorKind.Gone,
            413 => LineErrorKind.PayloadTooLarge,
            415 => LineErrorKind.UnsupportedMediaType,
            429 => error?.Message?.Contains("monthly limit", StringComparison.OrdinalIgnoreCase) == true
                ? LineErrorKind.MonthlyLimit
                : LineErrorKind.RateLimited,
            >= 500 => LineErrorKind.ServerError,
            _ => LineErrorKind.Other,
        };
        return Failure(kind, call, answer, error, error?.ErrorDescription ?? error?.Message ?? "no readable explanation.");
    }

    private static LineApiException Failure(
        LineErrorKind kind, LineCall call, LineAnswer answer, ErrorAnswer? error, string message, Exception? inner = null) =>
        new(kind, call.Operation, $"{(int)answer.Status} {message}", inner)
        {
            Status = answer.Status,
            LineMessage = error?.ErrorDescription ?? error?.Message,
            OAuthError = error?.Error,
            Details = error?.Details ?? [],
            RequestId = answer.RequestId,
            RetryAfter = answer.RetryAfter,
        };

    // Null for what is not a transport failure: the caller's cancellation and our own exceptions pass untouched.
    private static LineApiException? Transport(LineCall call, Exception e, CancellationToken ct) => e switch
    {
        OperationCanceledException when ct.IsCancellationRequested => null,
        OperationCanceledException => new(LineErrorKind.TimedOut, call.Operation, "no complete answer in time.", e),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError } =>
            new(LineErrorKind.CouldNotConnect, call.Operation, "no connection could be made.", e),
        HttpRequestException or IOException => new(LineErrorKind.ConnectionLost, call.Operation, "the connection broke before the answer was complete.", e),
        _ => null,
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter is { Delta: { } delta } ? delta : null;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}

/// <summary>One call to make.</summary>
internal sealed record LineCall(HttpMethod Method, Uri Uri, string Operation, HttpContent? Content = null, string? Bearer = null, Guid? RetryKey = null)
{
    internal string? DeliveryTag { get; init; }

    internal HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(Method, Uri) { Content = Content };
        if (Bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Bearer);
        }

        if (RetryKey is { } key)
        {
            request.Headers.Add("X-Line-Retry-Key", key.ToString("D"));
        }

        if (DeliveryTag is not null)
        {
            request.Headers.Add("X-Line-Delivery-Tag", DeliveryTag);
        }

        return request;
    }
}

/// <summary>What came back, whole.</summary>
internal sealed record LineAnswer(HttpStatusCode Status, string? RequestId, string? AcceptedRequestId, TimeSpan? RetryAfter, byte[] Body)
{
    internal bool IsSuccess => (int)Status is >= 200 and < 300;
}
