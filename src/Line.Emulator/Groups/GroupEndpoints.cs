using System.Globalization;
using Line.Emulator.Http;
using Line.Emulator.Webhooks;

namespace Line.Emulator.Groups;

/// <summary>What a bot may ask about the chats of several people it is in.</summary>
internal static class GroupEndpoints
{
    private const int MembersPerPage = 100;

    public static void MapGroups(this IEndpointRouteBuilder app)
    {
        foreach (var kind in (string[])["group", "room"])
        {
            app.MapGet($"/v2/bot/{kind}/{{id}}/member/{{userId}}", (string id, string userId, World world) => Asked(world, kind, id, group =>
                group.Members.Contains(userId) && world.Users.Find(userId) is { } user
                    ? LineAnswer.Of(new { displayName = user.DisplayName, userId, pictureUrl = user.PictureAt(world.BaseUrl) })
                    : LineAnswer.NotFound)).AsLine(LineOperation.PerSecond($"{kind}.member"));
            app.MapGet($"/v2/bot/{kind}/{{id}}/members/ids", (string id, string? start, World world) => Asked(world, kind, id, group => Ids(group, start)))
                .AsLine(LineOperation.PerSecond($"{kind}.members"));
            app.MapGet($"/v2/bot/{kind}/{{id}}/members/count", (string id, World world) => Asked(world, kind, id, group => LineAnswer.Of(new { count = group.Members.Count })))
                .AsLine(LineOperation.PerSecond($"{kind}.count"));
            app.MapPost($"/v2/bot/{kind}/{{id}}/leave", (string id, World world) => LeaveAsync(world, kind, id)).AsLine(LineOperation.PerSecond($"{kind}.leave"));
        }

        app.MapGet("/v2/bot/group/{id}/summary", (string id, World world) => Asked(world, "group", id, group => LineAnswer.Of(new
        {
            groupId = id, groupName = group.Name, pictureUrl = $"{world.BaseUrl}/emulator/avatar/bot.svg",
        }))).AsLine(LineOperation.PerSecond("group.summary"));
    }

    private static LineGroup? Find(World world, string kind, string id) =>
        world.Groups.GetValueOrDefault(id) is { Left: false } group && group.IsRoom == (kind == "room") ? group : null;

    private static LineAnswer Asked(World world, string kind, string id, Func<LineGroup, LineAnswer> answer)
    {
        lock (world.Gate)
            return Find(world, kind, id) is { } group ? answer(group) : LineAnswer.NotFound;
    }

    private static LineAnswer Ids(LineGroup group, string? start)
    {
        var from = 0;
        if (start is not null && (!int.TryParse(start, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out from) || from < 0))
            return LineAnswer.Refusal(400, "The value for the 'start' parameter is invalid");
        var memberIds = group.Members.Skip(from).Take(MembersPerPage).ToList();
        var next = from + memberIds.Count < group.Members.Count ? (from + memberIds.Count).ToString("x8", CultureInfo.InvariantCulture) : null;
        return LineAnswer.Of(new { memberIds, next });
    }

    private static async Task<LineAnswer> LeaveAsync(World world, string kind, string id)
    {
        Task kept;
        lock (world.Gate)
        {
            if (Find(world, kind, id) is not { } group)
                return LineAnswer.NotFound;
            _ = world.Record(new GroupSaved(id, group.Name, [.. group.Members], Left: true));
            kept = GroupEvents.Raise(world, group, "leave", null, withReplyToken: false, null);
        }

        await kept;
        return LineAnswer.Empty;
    }
}
