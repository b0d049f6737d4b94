using Line.Emulator.Http;

namespace Line.Emulator.Faults;

/// <summary>The right answer, one byte at a time: a caller without a deadline of its own waits for minutes.</summary>
internal sealed class Drip(object? answer, TimeSpan pause) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var bytes = (answer as LineAnswer ?? LineAnswer.Empty).Body();
        httpContext.Response.StatusCode = (answer as LineAnswer)?.Status ?? 200;
        httpContext.Response.ContentType = "application/json";
        httpContext.Response.ContentLength = bytes.Length;
        for (var i = 0; i < bytes.Length; i++)
        {
            await httpContext.Response.Body.WriteAsync(bytes.Slice(i, 1), httpContext.RequestAborted);
            await httpContext.Response.Body.FlushAsync(httpContext.RequestAborted);
            await Task.Delay(pause, httpContext.RequestAborted);
        }
    }
}
