using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Line.Emulator.Chats;
using Line.Emulator.Http;
using Line.Emulator.Messages;
using Line.Emulator.Webhooks;

namespace Line.Emulator.Groups;

internal sealed record GroupRequest(string? Kind, string? Name, string[]? Members);

internal sealed record GroupMembersRequest(string[]? Join, string[]? Leave);

/// <summary>People in a chat with the bot: invite it, come, go, write, throw it out.</summary>
internal static class GroupControl
{
    public static void MapGroupControl(this RouteGroupBuilder control)
    {
        control.MapPost("/groups", async (GroupRequest request, World world) =>
        {
            if (request.Kind is not (null or "group" or "room"))
                return ControlProblem.Invalid("kind", "'group' or 'room'");
            var id = (request.Kind == "room" ? "R" : "C") + RandomNumberGenerator.GetHexString(32, lowercase: true);
            Task kept;
            lock (world.Gate)
            {
                if (request.Members is not { Length: > 0 } members || members.Any(m => world.Users.Find(m) is null))
                    return ControlProblem.Invalid("members", "ids of people");
                _ = world.Record(new GroupSaved(id, request.Name ?? "群組", members, Left: false));
                kept = GroupEvents.Raise(world, world.Groups[id], "join", null, withReplyToken: true, null);
            }

            await kept;
            return Results.Json(new { groupId = id }, ControlJson.Options, statusCode: 201);
        });
        control.MapGet("/groups/{id}", (string id, World world) =>
        {
            lock (world.Gate)
            {
                return world.Groups.TryGetValue(id, out var group)
                    ? Results.Json(new { groupId = id, group.Name, group.Members, group.Left, items = group.Chat.Items }, ControlJson.Options)
                    : ControlProblem.NotFound("group");
            }
        });
        control.MapPost("/groups/{id}/members", (string id, GroupMembersRequest request, World world) => Changed(world, id, group =>
        {
            var (join, leave) = (request.Join ?? [], request.Leave ?? []);
            var kept = world.Record(new GroupSaved(id, group.Name, [.. group.Members.Except(leave).Union(join)], Left: false));
            if (join.Length > 0)
                kept = GroupEvents.Raise(world, group, "memberJoined", new JsonObject { ["joined"] = Members(join) }, withReplyToken: true, null);
            if (leave.Length > 0)
                kept = GroupEvents.Raise(world, group, "memberLeft", new JsonObject { ["left"] = Members(leave) }, withReplyToken: false, null);
            return kept;
        }));
        control.MapPost("/groups/{id}/leave", (string id, World world) => Changed(world, id, group =>
        {
            _ = world.Record(new GroupSaved(id, group.Name, [.. group.Members], Left: true));
            return GroupEvents.Raise(world, group, "leave", null, withReplyToken: false, null);
        }));
        control.MapPost("/groups/{id}/messages", async (string id, string from, JsonElement message, World world, UserMessages messages, MessageIds ids) =>
        {
            if (UserMessages.Check(message) is { } problem)
                return problem;
            var composed = await messages.ComposeAsync(message);
            return await Changed(world, id, group => GroupEvents.Write(world, group, from, composed, ids));
        });
    }

    private static JsonObject Members(string[] ids) =>
        new() { ["members"] = new JsonArray([.. ids.Select(id => new JsonObject { ["type"] = "user", ["userId"] = id })]) };

    private static async Task<IResult> Changed(World world, string id, Func<LineGroup, Task> change)
    {
        Task kept;
        lock (world.Gate)
        {
            if (world.Groups.GetValueOrDefault(id) is not { Left: false } group)
                return ControlProblem.NotFound("group");
            kept = change(group);
        }

        await kept;
        return Results.Accepted();
    }
}
