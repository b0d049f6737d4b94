using Line.Emulator.Channels;
using Line.Emulator.Http;
using Line.Emulator.Messages;

namespace Line.Emulator.Webhooks;

/// <summary>The bot's own calls about its webhook: where it is, and a test.</summary>
internal static class WebhookSettingsEndpoints
{
    private const int LongestUrl = 500;

    public static void MapWebhookSettings(this IEndpointRouteBuilder app)
    {
        app.MapPut("/v2/bot/channel/webhook/endpoint", async (HttpContext http, World world) =>
        {
            var body = await LineBody.ReadAsync(http);
            if (body.Refusal is { } refusal)
                return refusal;
            if (body.Json.Text("endpoint") is not { } url || !IsUrl(url))
                return LineAnswer.Refusal(400, "Invalid webhook endpoint URL");
            await world.Record(new WebhookUrlSet(url));
            return LineAnswer.Empty;
        }).AsLine(LineOperation.PerMinute("webhook.set", 1000));
        app.MapGet("/v2/bot/channel/webhook/endpoint", (World world) =>
        {
            lock (world.Gate)
                return world.Events.WebhookUrl is { } endpoint ? LineAnswer.Of(new { endpoint, active = true }) : LineAnswer.NotFound;
        }).AsLine(LineOperation.PerMinute("webhook.get", 1000));
        app.MapPost("/v2/bot/channel/webhook/test", TestAsync).AsLine(LineOperation.PerHour("webhook.test", 60));
    }

    private static async Task<LineAnswer> TestAsync(HttpContext http, CurrentBot current)
    {
        var given = http.Request.ContentLength is > 0 || http.Request.Headers.TransferEncoding.Count > 0;
        var body = given ? await LineBody.ReadAsync(http) : default;
        if (body.Refusal is { } refusal)
            return refusal;
        var url = given ? body.Json.Text("endpoint") : null;
        if (url is not null && !IsUrl(url))
            return LineAnswer.Refusal(400, "Invalid webhook endpoint URL");
        url ??= current.Bot.World.Events.WebhookUrl;
        if (url is null)
            return LineAnswer.NotFound;
        var delivery = await current.Bot.Sender.VerifyAsync(url, http.RequestAborted);
        return LineAnswer.Of(new
        {
            success = delivery.Error is null,
            timestamp = delivery.At,
            statusCode = delivery.Status ?? 0,
            reason = delivery.Error?.ToUpperInvariant() ?? "OK",
            detail = delivery.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? delivery.Error,
        });
    }

    private static bool IsUrl(string url)
    {
        if (url.Length > LongestUrl || !Addresses.IsSecure(url))
            return false;
        try
        {
            WebhookUrls.Allowed(url);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
