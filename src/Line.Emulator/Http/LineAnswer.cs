using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Line.Emulator.Http;

/// <summary>One complaint about a request body: where and what.</summary>
internal readonly record struct Problem(string Message, string Property);

/// <summary>An answer in LINE's own shape: JSON, or nothing.</summary>
internal sealed class LineAnswer(int status, Action<Utf8JsonWriter>? write = null) : IResult
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public int Status => status;

    /// <summary>Set on 409: the request that was accepted before.</summary>
    public string? AcceptedRequestId { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        if (AcceptedRequestId is not null)
            response.Headers["x-line-accepted-request-id"] = AcceptedRequestId;
        if (write is null)
            return;
        var body = Body();
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }

    public ReadOnlyMemory<byte> Body()
    {
        if (write is null)
            return default;
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
            write(json);
        return buffer.WrittenMemory;
    }

    public static LineAnswer Empty { get; } = new(200, json =>
    {
        json.WriteStartObject();
        json.WriteEndObject();
    });

    public static LineAnswer Accepted { get; } = new(202, json =>
    {
        json.WriteStartObject();
        json.WriteEndObject();
    });

    public static LineAnswer Of<T>(T value, int status = 200) =>
        new(status, json => JsonSerializer.Serialize(json, value, LineJson.Options));

    public static LineAnswer Refusal(int status, string message, IReadOnlyList<Problem>? problems = null) => new(status, json =>
    {
        json.WriteStartObject();
        json.WriteString("message", message);
        if (problems is { Count: > 0 })
        {
            json.WriteStartArray("details");
            foreach (var problem in problems)
            {
                json.WriteStartObject();
                json.WriteString("message", problem.Message);
                if (problem.Property.Length > 0)
                    json.WriteString("property", problem.Property);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    });

    public static LineAnswer BodyErrors(IReadOnlyList<Problem> problems) =>
        Refusal(400, $"The request body has {problems.Count} error(s)", problems);

    public static LineAnswer BadProperty(string property) =>
        Refusal(400, $"The property, '{property}', in the request body is invalid (line: -, column: -)");

    /// <summary>Token and Login endpoints speak OAuth's error shape.</summary>
    public static LineAnswer OAuthError(string error, string description, int status = 400) =>
        Of(new OAuthProblem(error, description), status);

    public static LineAnswer AlreadyAccepted(string requestId) =>
        new(409, json =>
        {
            json.WriteStartObject();
            json.WriteString("message", "The retry key is already accepted");
            json.WriteEndObject();
        }) { AcceptedRequestId = requestId };

    public static LineAnswer RateLimited => Refusal(429, "The API rate limit has been exceeded. Try again later.");
    public static LineAnswer MonthlyLimit => Refusal(429, "You have reached your monthly limit.");
    public static LineAnswer NotFound => Refusal(404, "Not found");
    public static LineAnswer ServerError => Refusal(500, "Internal server error");

    public static LineAnswer Unauthorized(string reason) => Refusal(401,
        $"Authentication failed due to the following reason: {reason}. Confirm that the access token in the authorization header is valid.");
}

internal sealed record OAuthProblem(
    [property: System.Text.Json.Serialization.JsonPropertyName("error")] string Error,
    [property: System.Text.Json.Serialization.JsonPropertyName("error_description")] string Description);

internal static class LineJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = ControlJson.Depth,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };
}
