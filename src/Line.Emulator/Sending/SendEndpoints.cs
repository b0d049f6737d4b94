using System.Text.Json;
using Line.Emulator.Http;
using Line.Emulator.Messages;

namespace Line.Emulator.Sending;

internal static class SendEndpoints
{
    private const string RetryKeyHeader = "X-Line-Retry-Key";

    public static void MapSending(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/bot/message/reply", (HttpContext http, Outgoing outgoing) => Send(http, (body, _, id) => outgoing.ReplyAsync(body, id))).AsLine(LineOperation.PerSecond("reply"));
        app.MapPost("/v2/bot/message/push", (HttpContext http, Outgoing outgoing) => Send(http, outgoing.PushAsync)).AsLine(LineOperation.PerSecond("push") with { TakesRetryKey = true });
        app.MapPost("/v2/bot/message/multicast", (HttpContext http, Outgoing outgoing) => Send(http, outgoing.MulticastAsync)).AsLine(LineOperation.PerSecond("multicast", 200) with { TakesRetryKey = true });
        app.MapPost("/v2/bot/message/broadcast", (HttpContext http, Outgoing outgoing) => Send(http, outgoing.BroadcastAsync)).AsLine(LineOperation.PerHour("broadcast", 60) with { TakesRetryKey = true });
        foreach (var kind in (string[])["reply", "push", "multicast", "narrowcast", "broadcast"])
            app.MapPost($"/v2/bot/message/validate/{kind}", (HttpContext http, CancellationToken _) => Validate(http)).AsLine(LineOperation.PerSecond($"validate.{kind}"));
    }

    private static async Task<LineAnswer> Send(HttpContext http, Func<JsonElement, string?, string, Task<LineAnswer>> send)
    {
        var body = await LineBody.ReadAsync(http);
        var retryKey = http.Request.Headers[RetryKeyHeader].ToString();
        return body.Refusal ?? await send(body.Json, retryKey.Length == 0 ? null : retryKey, http.TraceIdentifier);
    }

    private static async Task<LineAnswer> Validate(HttpContext http)
    {
        var body = await LineBody.ReadAsync(http);
        return body.Refusal ?? MessageList.Check(body.Json) ?? LineAnswer.Empty;
    }
}
