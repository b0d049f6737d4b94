using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Line.Messaging.Webhooks;
using LineLoyalty.Tests.TestHost;

namespace LineLoyalty.Tests.Conversation;

/// <summary>Webhook bodies written and signed as LINE does, sent past the emulator: what LINE would never send in order can be sent here.</summary>
internal static class LineWebhook
{
    public const string Secret = "0123456789abcdef0123456789abcdef";
    public const string Bot = "U00000000000000000000000000000b07";
    private static long numbers = Random.Shared.NextInt64(1L << 40);

    public static string NewUser() => "U" + Interlocked.Increment(ref numbers).ToString("x32", CultureInfo.InvariantCulture);

    public static string NewId() => "01" + Interlocked.Increment(ref numbers).ToString("X24", CultureInfo.InvariantCulture);

    public static JsonObject Event(string type, string userId, DateTimeOffset at, string? id = null, bool redelivery = false, string mode = "active") => new()
    {
        ["replyToken"] = NewId().ToLowerInvariant(),
        ["type"] = type,
        ["mode"] = mode,
        ["timestamp"] = at.ToUnixTimeMilliseconds(),
        ["source"] = new JsonObject { ["type"] = "user", ["userId"] = userId },
        ["webhookEventId"] = id ?? NewId(),
        ["deliveryContext"] = new JsonObject { ["isRedelivery"] = redelivery },
    };

    public static JsonObject Text(string userId, DateTimeOffset at, string text, string? id = null)
    {
        var e = Event("message", userId, at, id);
        e["message"] = new JsonObject { ["type"] = "text", ["id"] = NewId(), ["quoteToken"] = "q", ["text"] = text };
        return e;
    }

    public static JsonObject Follow(string userId, DateTimeOffset at, string? id = null) => Event("follow", userId, at, id);

    public static JsonObject Unfollow(string userId, DateTimeOffset at, string? id = null)
    {
        var e = Event("unfollow", userId, at, id);
        e.Remove("replyToken");
        return e;
    }

    public static byte[] Body(params JsonObject[] events) => To(Bot, events);

    public static byte[] To(string destination, params JsonObject[] events) => JsonSerializer.SerializeToUtf8Bytes(
        new JsonObject { ["destination"] = destination, ["events"] = new JsonArray([.. events.Select(e => e.DeepClone())]) });

    public static string Sign(byte[] body, string secret = Secret) => WebhookSignature.Sign(body, secret);

    /// <summary>Sends the events in one call, and again after a 503, as LINE does.</summary>
    public static async Task<HttpStatusCode> SendAsync(TestApp app, params JsonObject[] events)
    {
        var body = Body(events);
        for (var tries = 1; ; tries++)
        {
            using var answer = await PostAsync(app.Http, body, Sign(body));
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || tries == 20) return answer.StatusCode;
            await Task.Delay(500);
        }
    }

    public static Task<HttpResponseMessage> PostAsync(HttpClient http, byte[] body, params string[] signatures)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/line/webhook") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = Encoding.UTF8.WebName };
        foreach (var signature in signatures) request.Headers.TryAddWithoutValidation("x-line-signature", signature);
        return http.SendAsync(request);
    }
}
