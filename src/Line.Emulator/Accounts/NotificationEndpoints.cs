using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Line.Emulator.Chats;
using Line.Emulator.Http;
using Line.Emulator.Journal;
using Line.Emulator.Messages;
using Line.Emulator.Sending;

namespace Line.Emulator.Accounts;

internal sealed record PhoneNumberRequest(string? PhoneNumber);

/// <summary>Messages to a phone number (LINE notification messages, PNP); the bot knows only its hash.</summary>
internal static partial class NotificationEndpoints
{
    private const string Tag = "X-Line-Delivery-Tag";

    public static void MapNotifications(this IEndpointRouteBuilder app)
    {
        app.MapPost("/bot/pnp/push", PushAsync).AsLine(LineOperation.PerSecond("pnp"));
        app.MapPost("/v2/bot/message/markAsRead", async (HttpContext http) =>
        {
            var body = await LineBody.ReadAsync(http);
            return body.Refusal ?? (body.Json.Get("chat")?.Text("userId") is { } userId && Line.Emulator.Users.UserEndpoints.UserIdShape().IsMatch(userId)
                ? LineAnswer.Empty
                : LineAnswer.BadProperty("chat.userId"));
        }).AsLine(LineOperation.PerSecond("markAsRead.byUser"));
    }

    public static void MapNotificationControl(this RouteGroupBuilder control) =>
        control.MapPost("/users/{id}/phone-number", async (string id, PhoneNumberRequest request, World world) =>
        {
            if (request.PhoneNumber is not { } number || !E164().IsMatch(number))
                return ControlProblem.Invalid("phoneNumber", "a number like +886912345678");
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(number)));
            Task kept;
            lock (world.Gate)
            {
                if (world.Users.Find(id) is null)
                    return ControlProblem.NotFound("user");
                kept = world.Record(new PhoneNumberSet(id, hash));
            }

            await kept;
            return Results.Json(new { hash }, ControlJson.Options);
        });

    private static async Task<LineAnswer> PushAsync(HttpContext http, World world, Person person, MessageIds ids)
    {
        var body = await LineBody.ReadAsync(http);
        if (body.Refusal is { } refusal)
            return refusal;
        if (body.Json.Text("to") is not { } to || !Hash().IsMatch(to))
            return LineAnswer.BadProperty("to");
        var tag = http.Request.Headers[Tag].ToString();
        if (tag.Length is > 0 and < 16 or > 100)
            return LineAnswer.Refusal(400, $"The value for the '{Tag}' header is invalid");
        if ((MessageList.Check(body.Json) ?? MessageList.CheckOptions(body.Json, withUnits: false)) is { } bad)
            return bad;
        Task kept;
        lock (world.Gate)
        {
            if (!world.PhoneHashes.TryGetValue(to, out var userId) || world.Users.Find(userId) is not { Blocked: false })
                return LineAnswer.Refusal(422, "Failed to send messages");
            var messages = body.Json.GetProperty("messages").EnumerateArray().ToArray();
            var now = world.Now;
            _ = world.Record(new SendAccepted("pnp", http.TraceIdentifier, null, [userId], messages, 200)
            {
                At = now, MessageIds = Array.ConvertAll(messages, _ => ids.Next(now)),
            });
            kept = person.RaiseAny("delivery", null, false, new JsonObject { ["delivery"] = new JsonObject { ["data"] = tag.Length > 0 ? tag : to } });
        }

        await kept;
        return LineAnswer.Empty;
    }

    [GeneratedRegex(@"^\+[1-9]\d{7,14}$")]
    private static partial Regex E164();

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Hash();
}

internal sealed record PhoneNumberSet(string UserId, string Hash) : JournalRecord
{
    public override void Apply(World world) => world.PhoneHashes[Hash] = UserId;
}
