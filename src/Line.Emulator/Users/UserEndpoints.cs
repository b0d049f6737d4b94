using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Line.Emulator.Chats;
using Line.Emulator.Http;

namespace Line.Emulator.Users;

internal sealed record NewUserRequest(string? DisplayName, string? UserId, string? Language);

internal sealed record FollowManyRequest(int? Count, string? Prefix);

internal static partial class UserEndpoints
{
    private const int MostAtOnce = 10_000;

    public static void MapUsers(this RouteGroupBuilder control)
    {
        control.MapGet("/users", List);
        control.MapPost("/users", Create);
        control.MapGet("/users/{id}", (string id, World world) =>
        {
            lock (world.Gate)
            {
                return world.Users.Find(id) is { } user
                    ? Results.Json(UserView.Of(user, world.BaseUrl), ControlJson.Options)
                    : ControlProblem.NotFound("user");
            }
        });
        control.MapPost("/users/{id}/follow", async (string id, World world, Person person) =>
            await person.FollowAsync(id) ? View(world, id) : ControlProblem.NotFound("user"));
        control.MapPost("/users/{id}/unfollow", async (string id, World world, Person person) =>
            await person.UnfollowAsync(id) ? View(world, id) : ControlProblem.NotFound("user"));
        control.MapPost("/scenario/follow", FollowMany);
        control.MapGet("/avatar/{id}.svg", (string id, World world) =>
        {
            lock (world.Gate)
            {
                var name = id == "bot" ? world.Options.BotName : world.Users.Find(id)?.DisplayName;
                return name is null ? ControlProblem.NotFound("user") : Results.Text(Avatar.Svg(id, name), "image/svg+xml");
            }
        });
    }

    private static IResult List(World world, string? q, int? limit)
    {
        lock (world.Gate)
        {
            var found = world.Users.All
                .Where(u => string.IsNullOrWhiteSpace(q)
                    || u.DisplayName.Contains(q.Trim(), StringComparison.OrdinalIgnoreCase) || u.UserId.StartsWith(q.Trim(), StringComparison.Ordinal))
                .OrderByDescending(u => u.LastMessageAt ?? DateTime.MinValue)
                .Take(Math.Clamp(limit ?? 50, 1, 5000))
                .Select(u => UserView.Of(u, world.BaseUrl))
                .ToList();
            return Results.Json(found, ControlJson.Options);
        }
    }

    private static async Task<IResult> Create(NewUserRequest request, World world)
    {
        var id = request.UserId ?? "U" + RandomNumberGenerator.GetHexString(32, lowercase: true);
        if (!UserIdShape().IsMatch(id))
            return ControlProblem.Invalid("userId", "U and 32 lower-case hex digits");
        if (request.DisplayName is { Length: > 100 })
            return ControlProblem.Invalid("displayName", "at most 100 characters");
        Task kept;
        lock (world.Gate)
        {
            if (world.Users.Find(id) is not null)
                return ControlProblem.Of(409, "user.exists", "There is a user with this id.");
            var name = string.IsNullOrWhiteSpace(request.DisplayName) ? SeededPeople.Person(world.Users.All.Count).DisplayName : request.DisplayName.Trim();
            kept = world.Record(new UserSaved(id, name, request.Language ?? "zh-TW", null, null, false, false));
        }

        await kept;
        return View(world, id, 201);
    }

    private static async Task<IResult> FollowMany(FollowManyRequest request, World world, Person person)
    {
        if (request.Count is not (>= 1 and <= MostAtOnce))
            return ControlProblem.Invalid("count", $"between 1 and {MostAtOnce}");
        var prefix = string.IsNullOrWhiteSpace(request.Prefix) ? "測試" : request.Prefix.Trim();
        var ids = new List<string>(request.Count.Value);
        for (var i = 0; i < request.Count; i++)
        {
            var id = "U" + RandomNumberGenerator.GetHexString(32, lowercase: true);
            ids.Add(id);
            _ = world.Record(new UserSaved(id, $"{prefix} {i + 1}", "zh-TW", null, null, false, false));
        }

        await Task.WhenAll(ids.Select(person.FollowAsync));
        return Results.Json(new { userIds = ids }, ControlJson.Options, statusCode: 201);
    }

    private static IResult View(World world, string id, int status = 200)
    {
        lock (world.Gate)
            return Results.Json(UserView.Of(world.Users.Find(id)!, world.BaseUrl), ControlJson.Options, statusCode: status);
    }

    [GeneratedRegex("^U[0-9a-f]{32}$")]
    internal static partial Regex UserIdShape();
}
