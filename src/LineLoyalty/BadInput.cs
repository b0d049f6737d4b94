using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LineLoyalty;

/// <summary>
/// The general law of bad input: never a 500, never a stack trace; problem+json with a stable code, no effect, one log line with the request id.
/// </summary>
public static partial class BadInput
{
    public static readonly Refusal Malformed = new("request.malformed",
        "The request does not have the form this call needs.", "請求格式不正確。", StatusCodes.Status400BadRequest);

    public static readonly Refusal TooLarge = new("request.too_large",
        "The request is too large.", "請求內容過大。", StatusCodes.Status413PayloadTooLarge);

    public static readonly Refusal NotJson = new("request.not_json",
        "The body must be application/json.", "請求內容必須為 JSON。", StatusCodes.Status415UnsupportedMediaType);

    public static IServiceCollection AddBadInput(this IServiceCollection services)
    {
        services.AddExceptionHandler<Handler>();
        services.AddProblemDetails(o => o.CustomizeProblemDetails = context =>
            context.ProblemDetails.Extensions.TryAdd("code", CodeOf(context.ProblemDetails.Status)));
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(o =>
        {
            // A misspelt field that is silently dropped would change what a till or page meant.
            o.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            o.SerializerOptions.AllowDuplicateProperties = false;
            o.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            o.SerializerOptions.Converters.Add(new StorableText());
        });
        return services;
    }

    /// <summary>First in the pipeline, so that whatever is thrown behind it gets its answer here.</summary>
    public static IApplicationBuilder UseBadInput(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException });
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal), api => api.UseStatusCodePages());
        return app.Use((http, next) =>
        {
            // PostgreSQL cannot hold it, so no text of ours can contain it.
            if (http.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true) throw new BadHttpRequestException("Null character in query.");
            return next(http);
        });
    }

    private static string CodeOf(int? status) => status switch
    {
        400 => Malformed.Code,
        401 => "request.unauthorized",
        403 => "request.forbidden",
        404 => "request.not_found",
        405 => "request.method_not_allowed",
        413 => TooLarge.Code,
        415 => NotJson.Code,
        429 => "request.too_many",
        503 => "server.unavailable",
        _ => "server.error",
    };

    private sealed class Handler(IProblemDetailsService problems, ILogger<Handler> logger) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            if (exception is BadHttpRequestException bad)
            {
                var refusal = bad.StatusCode switch
                {
                    StatusCodes.Status413PayloadTooLarge => TooLarge,
                    StatusCodes.Status415UnsupportedMediaType => NotJson,
                    _ => Malformed,
                };
                if (bad.InnerException is JsonException { Path: { Length: > 0 and < 100 } path }) refusal = refusal.With(("path", path));
                Log.Refused(logger, refusal.Code, httpContext.TraceIdentifier);
                // Reading on through a body that is too large would be what the sender wants.
                if (refusal.Status == StatusCodes.Status413PayloadTooLarge) httpContext.Response.Headers.Connection = "close";
                await refusal.ToProblem(httpContext).ExecuteAsync(httpContext);
                return true;
            }
            if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested) return true;
            httpContext.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext });
        }
    }

    /// <summary>Text that every database can store exactly, or a refusal.</summary>
    private sealed class StorableText : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String) throw new JsonException();
            try
            {
                var text = reader.GetString();
                return text?.Contains('\0', StringComparison.Ordinal) == true ? throw new JsonException() : text;
            }
            catch (InvalidOperationException e)
            {
                throw new JsonException("Half of a surrogate pair.", e);
            }
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;
        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Refused {Code}, request {RequestId}")]
        public static partial void Refused(ILogger logger, string code, string requestId);
    }
}
