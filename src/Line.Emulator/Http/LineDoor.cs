using Line.Emulator.Channels;
using Line.Emulator.Faults;
using Line.Emulator.Sending;

namespace Line.Emulator.Http;

/// <summary>What every call of LINE's passes on its way in and out: faults on demand, the channel access token, the rate.</summary>
internal sealed class LineDoor(FaultBox faults, RateLimits rates, TimeProvider clock) : IEndpointFilter
{
    private static readonly Func<string, bool> Nobody = _ => false;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var operation = http.GetEndpoint()!.Metadata.GetRequiredMetadata<LineOperation>();
        var concerns = faults.AsksForPeople ? await Concerned.ReadAsync(http, http.RequestServices.GetRequiredService<World>()) : Nobody;
        var fault = faults.Draw(operation.Name, concerns);
        if (fault is not null && await fault.BeforeAsync(http, clock) is { } broken)
            return broken;

        var channel = "";
        if (operation.Token != TokenNeeded.None)
        {
            if (BearerToken.Check(http, http.RequestServices.GetRequiredService<World>(), operation.Token, out channel) is { } refusal)
                return refusal;
        }

        if (!rates.TryTake(channel, operation))
            return LineAnswer.RateLimited;
        if (http.Request.Headers.TryGetValue("X-Line-Retry-Key", out var key))
        {
            if (!operation.TakesRetryKey)
                return LineAnswer.Refusal(400, "The retry key is not supported by this API");
            if (!RetryKeys.IsWellFormed(key.ToString()))
                return LineAnswer.Refusal(400, "The retry key is invalid");
        }

        var answer = await next(context);
        return fault is null ? answer : await fault.AfterAsync(http, answer, clock);
    }
}

internal static class LineDoorRoutes
{
    /// <summary>Puts one of LINE's calls behind the door.</summary>
    public static void AsLine(this RouteHandlerBuilder call, LineOperation operation) =>
        call.WithMetadata(operation).AddEndpointFilter<RouteHandlerBuilder, LineDoor>();
}
