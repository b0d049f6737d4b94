namespace Line.Emulator.Http;

/// <summary>What all answers have in common, also those no endpoint gave: LINE's paths in LINE's shape, ours as problems.</summary>
internal static partial class LineManners
{
    public static void UseLineManners(this WebApplication app) => app.Use(async (context, next) =>
    {
        context.TraceIdentifier = Guid.NewGuid().ToString();
        context.Response.Headers["x-line-request-id"] = context.TraceIdentifier;
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = e.StatusCode;
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Log.Failed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Line.Emulator"), context.Request.Path, e);
            context.Response.StatusCode = 500;
        }

        if (!context.Response.HasStarted && context.Response is { StatusCode: >= 400, ContentLength: null, ContentType: null })
            await EmptyRefusal(context).ExecuteAsync(context);
    });

    private static IResult EmptyRefusal(HttpContext context)
    {
        var status = context.Response.StatusCode;
        if (context.Request.Path.StartsWithSegments("/emulator"))
            return ControlProblem.Of(status, status == 404 ? "path.not_found" : "request.invalid", "This request cannot be answered.");
        return status switch
        {
            404 => LineAnswer.NotFound,
            405 => LineAnswer.Refusal(405, "Method not allowed"),
            413 => LineAnswer.Refusal(413, "The request body is larger than 2 MB"),
            500 => LineAnswer.ServerError,
            _ => LineAnswer.Refusal(status, "Bad request"),
        };
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed")]
        public static partial void Failed(ILogger logger, string path, Exception exception);
    }
}
