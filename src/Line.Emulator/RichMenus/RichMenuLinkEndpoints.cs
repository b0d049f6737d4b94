using System.Text.Json;
using System.Text.RegularExpressions;
using Line.Emulator.Http;
using Line.Emulator.Messages;
using Line.Emulator.Users;

namespace Line.Emulator.RichMenus;

/// <summary>Which menu people see: everybody's, a person's own, many at once.</summary>
internal static partial class RichMenuLinkEndpoints
{
    private const int MostUsers = 500;
    private const int MostOperations = 1000;

    public static void MapRichMenuLinks(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/bot/user/all/richmenu/{id}", (string id, World world) =>
            Recorded(world, () => MenuProblem(world, id), () => new RichMenuDefaultSet(id))).AsLine(LineOperation.PerSecond("richmenu.default.set"));
        app.MapGet("/v2/bot/user/all/richmenu", (World world) =>
        {
            lock (world.Gate)
                return world.Menus.DefaultId is { } id ? LineAnswer.Of(new { richMenuId = id }) : LineAnswer.Refusal(404, "no default richmenu");
        }).AsLine(LineOperation.PerSecond("richmenu.default.get"));
        app.MapDelete("/v2/bot/user/all/richmenu", (World world) =>
            Recorded(world, () => null, () => new RichMenuDefaultSet(null))).AsLine(LineOperation.PerSecond("richmenu.default.clear"));

        app.MapPost("/v2/bot/user/{userId}/richmenu/{id}", (string userId, string id, World world) =>
            Recorded(world, () => UserProblem(userId) ?? MenuProblem(world, id), () => Linked(world, id, [userId]))).AsLine(LineOperation.PerSecond("richmenu.link"));
        app.MapGet("/v2/bot/user/{userId}/richmenu", (string userId, World world) =>
        {
            lock (world.Gate)
            {
                return world.Users.Find(userId)?.RichMenuId is { } id
                    ? LineAnswer.Of(new { richMenuId = id })
                    : LineAnswer.Refusal(404, "the user has no richmenu");
            }
        }).AsLine(LineOperation.PerSecond("richmenu.ofUser"));
        app.MapDelete("/v2/bot/user/{userId}/richmenu", (string userId, World world) =>
            Recorded(world, () => UserProblem(userId), () => new RichMenuLinked(null, [userId]))).AsLine(LineOperation.PerSecond("richmenu.unlink"));

        app.MapPost("/v2/bot/richmenu/bulk/link", (HttpContext http, World world) => BulkAsync(http, world, link: true)).AsLine(LineOperation.PerSecond("richmenu.bulk.link"));
        app.MapPost("/v2/bot/richmenu/bulk/unlink", (HttpContext http, World world) => BulkAsync(http, world, link: false)).AsLine(LineOperation.PerSecond("richmenu.bulk.unlink"));

        app.MapPost("/v2/bot/richmenu/batch", BatchAsync).AsLine(LineOperation.PerHour("richmenu.batch", 3));
        app.MapPost("/v2/bot/richmenu/validate/batch", async (HttpContext http) =>
        {
            var body = await LineBody.ReadAsync(http);
            return body.Refusal ?? CheckBatch(body.Json) ?? LineAnswer.Empty;
        }).AsLine(LineOperation.PerSecond("richmenu.batch.validate"));
        app.MapGet("/v2/bot/richmenu/progress/batch", (string? requestId, World world) =>
        {
            lock (world.Gate)
            {
                return requestId is not null && world.Menus.Batches.TryGetValue(requestId, out var at) && world.Now - at < TimeSpan.FromDays(14)
                    ? LineAnswer.Of(new { phase = "succeeded", acceptedTime = at, completedTime = at })
                    : LineAnswer.NotFound;
            }
        }).AsLine(LineOperation.PerHour("richmenu.batch.progress", 100));
    }

    private static async Task<LineAnswer> Recorded(World world, Func<LineAnswer?> check, Func<Journal.JournalRecord> record)
    {
        Task kept;
        lock (world.Gate)
        {
            if (check() is { } refusal)
                return refusal;
            kept = world.Record(record());
        }

        await kept;
        return LineAnswer.Empty;
    }

    /// <summary>LINE says 200 for people who are no friends, and does nothing.</summary>
    private static RichMenuLinked Linked(World world, string menuId, IEnumerable<string> userIds) =>
        new(menuId, [.. userIds.Where(id => world.Users.Find(id) is { CanReceiveBulk: true })]);

    private static LineAnswer? MenuProblem(World world, string id) => world.Menus.Find(id) switch
    {
        null => RichMenuEndpoints.NoSuchMenu,
        { ImageType: null } => LineAnswer.Refusal(400, "must upload richmenu image before applying it to user"),
        _ => null,
    };

    private static LineAnswer? UserProblem(string userId) => UserEndpoints.UserIdShape().IsMatch(userId)
        ? null
        : LineAnswer.Refusal(400, "The value for the 'userId' parameter is invalid");

    private static async Task<LineAnswer> BulkAsync(HttpContext http, World world, bool link)
    {
        var body = await LineBody.ReadAsync(http);
        if (body.Refusal is { } refusal)
            return refusal;
        var problems = new Problems();
        var menuId = link ? problems.Text(body.Json, "richMenuId", "richMenuId", 1, 100, required: true) : null;
        var userIds = problems.Array(body.Json, "userIds", "userIds", 1, MostUsers, required: true);
        if (problems.Answer() is { } bad)
            return bad;
        var ids = new List<string>();
        foreach (var userId in userIds!.Value.EnumerateArray())
        {
            if (userId.ValueKind != JsonValueKind.String || !UserEndpoints.UserIdShape().IsMatch(userId.GetString()!))
                return LineAnswer.BadProperty($"userIds[{ids.Count}]");
            ids.Add(userId.GetString()!);
        }

        var answer = await Recorded(world, () => menuId is null ? null : MenuProblem(world, menuId),
            () => menuId is null ? new RichMenuLinked(null, [.. ids]) : Linked(world, menuId, ids));
        return answer.Status == 200 ? LineAnswer.Accepted : answer;
    }

    private static async Task<LineAnswer> BatchAsync(HttpContext http, World world)
    {
        var body = await LineBody.ReadAsync(http);
        if ((body.Refusal ?? CheckBatch(body.Json)) is { } refusal)
            return refusal;
        var operations = body.Json.GetProperty("operations").EnumerateArray()
            .Select(o => new RichMenuBatchOperation(o.Text("from"), o.Text("to"))).ToArray();
        var answer = await Recorded(
            world,
            () => operations.Select(o => o.To).OfType<string>().Select(id => MenuProblem(world, id)).FirstOrDefault(p => p is not null),
            () => new RichMenuBatchDone(http.TraceIdentifier, operations));
        return answer.Status == 200 ? LineAnswer.Accepted : answer;
    }

    private static LineAnswer? CheckBatch(JsonElement body)
    {
        var problems = new Problems();
        if (problems.Array(body, "operations", "operations", 1, MostOperations, required: true) is { } operations)
        {
            var index = 0;
            foreach (var operation in operations.EnumerateArray())
            {
                var at = $"operations[{index++}]";
                var type = problems.OneOf(operation, "type", $"{at}.type", required: true, "link", "unlink", "unlinkAll");
                if (type is "link" or "unlink")
                    problems.Text(operation, "from", $"{at}.from", 1, 100, required: true);
                if (type is "link")
                    problems.Text(operation, "to", $"{at}.to", 1, 100, required: true);
                if (type is "unlinkAll" && operations.GetArrayLength() > 1)
                    problems.Add("unlinkAll must be the only operation", at);
            }
        }

        if (problems.Text(body, "resumeRequestKey", "resumeRequestKey", 1, 100, required: false) is { } key && !ResumeKey().IsMatch(key))
            problems.Add("Must match ^[A-Za-z0-9_-]{1,100}$", "resumeRequestKey");
        return problems.Answer();
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,100}$")]
    private static partial Regex ResumeKey();
}

/// <summary>From a menu to another; no From means from any, no To means to none.</summary>
internal sealed record RichMenuBatchOperation(string? From, string? To);

internal sealed record RichMenuBatchDone(string RequestId, RichMenuBatchOperation[] Operations) : Journal.JournalRecord
{
    public override void Apply(World world)
    {
        world.Menus.Batches[RequestId] = At;
        foreach (var user in world.Users.All.Where(u => u.RichMenuId is not null))
        {
            // All operations look at what was linked before the batch.
            if (Operations.FirstOrDefault(o => o.From is null || o.From == user.RichMenuId) is { } operation)
                user.RichMenuId = operation.To;
        }

        RichMenuView.PublishToAll(world);
    }
}
