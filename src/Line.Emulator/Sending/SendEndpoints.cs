using System.Text.Json;
using Line.Emulator.Http;
using Line.Emulator.Messages;

namespace Line.Emulator.Sending;

internal static class SendEndpoints
{
    private const string RetryKeyHeader = "X-Line-Retry-Key";

    public static void MapSending(this IEndpointRouteBuilder app)
    {
        app.MapLine("POST", "/v2/bot/message/reply", LineOperation.PerSecond("reply"),
            (HttpContext http, Outgoing outgoing) => Send(http, (body, _, id) => outgoing.ReplyAsync(body, id)));
        app.MapLine("POST", "/v2/bot/message/push", LineOperation.PerSecond("push") with { TakesRetryKey = true },
            (HttpContext http, Outgoing outgoing) => Send(http, outgoing.PushAsync));
        app.MapLine("POST", "/v2/bot/message/multicast", LineOperation.PerSecond("multicast", 200) with { TakesRetryKey = true },
            (HttpContext http, Outgoing outgoing) => Send(http, outgoing.MulticastAsync));
        app.MapLine("POST", "/v2/bot/message/broadcast", LineOperation.PerHour("broadcast", 60) with { TakesRetryKey = true },
            (HttpContext http, Outgoing outgoing) => Send(http, outgoing.BroadcastAsync));
        foreach (var kind in (string[])["reply", "push", "multicast", "narrowcast", "broadcast"])
            app.MapLine("POST", $"/v2/bot/message/validate/{kind}", LineOperation.PerSecond($"validate.{kind}"), Validate);
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
