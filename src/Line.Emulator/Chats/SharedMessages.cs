using System.Text.Json;
using Line.Emulator.Http;
using Line.Emulator.Messages;
using Line.Emulator.Users;
using Line.Emulator.Webhooks;

namespace Line.Emulator.Chats;

internal sealed record ShareRequest(string[]? To, JsonElement? Messages);

/// <summary>Who sent a line that came from another person.</summary>
internal sealed record FriendView(string UserId, string DisplayName, string PictureUrl);

/// <summary>
/// What a person sends to other people, from a LIFF page or by hand. It goes past the bot: no event, no quota. LINE shows it in a chat
/// between the two, so both have a line of it that names the other.
/// </summary>
internal static class SharedMessages
{
    private const int MostPeople = 20;

    public static void MapSharing(this RouteGroupBuilder control) => control.MapPost("/users/{id}/share", ShareAsync);

    private static async Task<IResult> ShareAsync(string id, ShareRequest request, World world, MessageIds ids) =>
        await SendAsync(world, ids, id, request.To ?? [], request.Messages ?? default)
        ?? Results.Json(new { status = "success" }, ControlJson.Options);

    /// <summary>Answers what is wrong, or nothing when everybody has it.</summary>
    public static async Task<IResult?> SendAsync(World world, MessageIds ids, string id, string[] to, JsonElement messages)
    {
        if (to is not { Length: >= 1 and <= MostPeople })
            return ControlProblem.Invalid("to", $"1 to {MostPeople} user ids");
        if (messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() is < 1 or > MessageList.Most
            || messages.EnumerateArray().Any(m => m.Text("type") is null))
            return ControlProblem.Invalid("messages", $"1 to {MessageList.Most} message objects");
        var kept = Task.CompletedTask;
        lock (world.Gate)
        {
            if (world.Users.Find(id) is not { } sender || to.Any(other => world.Users.Find(other) is null))
                return ControlProblem.NotFound("user");
            var friend = new FriendView(sender.UserId, sender.DisplayName, sender.PictureAt(world.BaseUrl));
            foreach (var other in to.Distinct())
            {
                foreach (var message in messages.EnumerateArray())
                {
                    var item = new ChatItem(world.NextItemId(), world.Now, "friend")
                    {
                        Message = message.Clone(), MessageId = ids.Next(world.Now), Friend = friend,
                    };
                    kept = world.Record(new EventRaised(null, other, null, null) { Item = item });
                    if (other != id)
                        kept = Keep(world, sender, world.Users.Find(other)!, item);
                }
            }
        }

        await kept;
        return null;
    }

    /// <summary>The copy on the sender's own phone.</summary>
    private static Task Keep(World world, LineUser sender, LineUser receiver, ChatItem sent)
    {
        var copy = sent with
        {
            Id = world.NextItemId(), From = "user", Friend = new FriendView(receiver.UserId, receiver.DisplayName, receiver.PictureAt(world.BaseUrl)),
        };
        return world.Record(new EventRaised(null, sender.UserId, null, null) { Item = copy });
    }
}
