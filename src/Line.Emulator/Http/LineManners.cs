namespace Line.Emulator.Http;

/// <summary>What all of LINE's answers have in common, also those no endpoint gave.</summary>
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
            await LineAnswer.Refusal(e.StatusCode, e.Message).ExecuteAsync(context);
            return;
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Log.Failed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Line.Emulator"), context.Request.Path, e);
            await LineAnswer.ServerError.ExecuteAsync(context);
            return;
        }

        if (context.Response.HasStarted || context.Response.StatusCode < 400 || context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<LineOperation>() is not null)
            return;
        var answer = context.Response.StatusCode switch
        {
            404 when context.Response.ContentLength is null && context.GetEndpoint() is null => LineAnswer.NotFound,
            405 => LineAnswer.Refusal(405, "Method not allowed"),
            _ => null,
        };
        if (answer is not null)
            await answer.ExecuteAsync(context);
    });

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed")]
        public static partial void Failed(ILogger logger, string path, Exception exception);
    }
}
