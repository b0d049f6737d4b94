using System.Text.Json;
using Line.Emulator.Chats;
using Line.Emulator.Http;

namespace Line.Emulator.Webhooks;

internal sealed record RaiseRequest(string? Type, string? UserId, bool? ReplyToken, JsonElement? Payload);

internal sealed record RawRequest(string? Body, string? Signature);

internal static class WebhookEndpoints
{
    public static void MapWebhookControl(this RouteGroupBuilder control)
    {
        var webhook = control.MapGroup("/webhook");
        webhook.MapPost("/verify", async (World world, WebhookSender sender, CancellationToken ct) =>
            world.Events.WebhookUrl is { } url
                ? Results.Json(await sender.VerifyAsync(url, ct), ControlJson.Options)
                : ControlProblem.Of(409, "webhook.none", "No webhook URL is set."));
        webhook.MapPost("/redeliver-all", (bool? pendingOnly, WebhookSender sender) =>
            Results.Json(new { events = sender.RedeliverAll(alsoDelivered: pendingOnly != true) }, ControlJson.Options));
        webhook.MapGet("/log", (WebhookSender sender) => Results.Json(sender.Log, ControlJson.Options));
        webhook.MapGet("/mischief", (WebhookSender sender) => Results.Json(sender.Mischief, ControlJson.Options));
        webhook.MapPost("/mischief", (WebhookMischief mischief, WebhookSender sender) =>
        {
            if (mischief.DuplicateProbability is < 0 or > 1)
                return ControlProblem.Invalid("duplicateProbability", "between 0 and 1");
            sender.Mischief = mischief;
            return Results.Json(mischief, ControlJson.Options);
        });
        webhook.MapPost("/raise", async (RaiseRequest request, World world, Person person) =>
        {
            if (string.IsNullOrEmpty(request.Type))
                return ControlProblem.Invalid("type", "the event's type");
            if (request.Payload is { ValueKind: not JsonValueKind.Object })
                return ControlProblem.Invalid("payload", "an object");
            Task kept;
            lock (world.Gate)
            {
                var payload = request.Payload is { } given ? WebhookEvent.ToObject(given) : null;
                kept = person.RaiseAny(request.Type, request.UserId, request.ReplyToken == true, payload);
            }

            await kept;
            return Results.Accepted();
        });
        webhook.MapPost("/raw", async (RawRequest request, WebhookSender sender, CancellationToken ct) =>
            Results.Json(await sender.SendRawAsync(request.Body ?? "", request.Signature, ct), ControlJson.Options));
    }
}
