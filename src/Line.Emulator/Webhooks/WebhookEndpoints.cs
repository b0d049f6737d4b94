using System.Text.Json;
using Line.Emulator.Channels;
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
        webhook.MapPost("/verify", async (CurrentBot current, CancellationToken ct) =>
            current.Bot.World.Events.WebhookUrl is { } url
                ? Results.Json(await current.Bot.Sender.VerifyAsync(url, ct), ControlJson.Options)
                : ControlProblem.Of(409, "webhook.none", "No webhook URL is set."));
        webhook.MapPost("/redeliver-all", (bool? pendingOnly, CurrentBot current) =>
            Results.Json(new { events = current.Bot.Sender.RedeliverAll(alsoDelivered: pendingOnly != true) }, ControlJson.Options));
        webhook.MapGet("/log", (CurrentBot current) => Results.Json(current.Bot.Sender.Log, ControlJson.Options));
        webhook.MapGet("/mischief", (CurrentBot current) => Results.Json(current.Bot.Sender.Mischief, ControlJson.Options));
        webhook.MapPost("/mischief", (WebhookMischief mischief, CurrentBot current) =>
        {
            foreach (var probability in (double[])[mischief.DuplicateProbability, mischief.RedeliverProbability, mischief.UnknownProbability, mischief.BareFollowProbability])
            {
                if (probability is < 0 or > 1)
                    return ControlProblem.Invalid("probability", "between 0 and 1");
            }

            if (mischief.DelayMs is < 0 or > 600_000)
                return ControlProblem.Invalid("delayMs", "between 0 and 600000");
            current.Bot.Sender.Mischief = mischief;
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
        webhook.MapPost("/raw", async (RawRequest request, CurrentBot current, CancellationToken ct) =>
            Results.Json(await current.Bot.Sender.SendRawAsync(request.Body ?? "", request.Signature, ct), ControlJson.Options));
    }
}
