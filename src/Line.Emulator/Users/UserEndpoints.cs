using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Line.Emulator.Channels;
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
        // A person's id at one provider in, their ids in all channels out.
        control.MapGet("/users/{id}/ids", (string id, World world, Bots bots) =>
        {
            var person = bots.First.World.Users.All.FirstOrDefault(u => bots.IdAt(world.Options.Provider, u.UserId) == id);
            return person is null
                ? ControlProblem.NotFound("user")
                : Results.Json(bots.All.Select(b => b.World.Options).Select(o => new { o.ChannelId, o.Provider, userId = bots.IdAt(o.Provider, person.UserId) }), ControlJson.Options);
        });
        control.MapGet("/avatar/{id}.svg", (string id, World world, Bots bots) =>
        {
            var name = id == "bot" ? world.Options.BotName : bots.All.Select(b => NameIn(b.World, id)).FirstOrDefault(n => n is not null);
            return name is null ? ControlProblem.NotFound("user") : Results.Text(Avatar.Svg(id, name), "image/svg+xml");
        });
    }

    private static string? NameIn(World world, string id)
    {
        lock (world.Gate)
            return world.Users.Find(id)?.DisplayName;
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

    private static async Task<IResult> Create(NewUserRequest request, World world, Bots bots)
    {
        var id = request.UserId ?? "U" + RandomNumberGenerator.GetHexString(32, lowercase: true);
        if (!UserIdShape().IsMatch(id))
            return ControlProblem.Invalid("userId", "U and 32 lower-case hex digits");
        if (request.DisplayName is { Length: > 100 })
            return ControlProblem.Invalid("displayName", "at most 100 characters");
        Task kept;
        var first = bots.First.World;
        lock (first.Gate)
        {
            if (first.Users.Find(id) is not null)
                return ControlProblem.Of(409, "user.exists", "There is a user with this id.");
            var name = string.IsNullOrWhiteSpace(request.DisplayName) ? SeededPeople.Person(first.Users.All.Count).DisplayName : request.DisplayName.Trim();
            kept = bots.Introduce(new UserSaved(id, name, request.Language ?? "zh-TW", null, null, false, false));
        }

        await kept;
        return View(world, bots.IdAt(world.Options.Provider, id), 201);
    }

    private static async Task<IResult> FollowMany(FollowManyRequest request, World world, Bots bots, Person person)
    {
        if (request.Count is not (>= 1 and <= MostAtOnce))
            return ControlProblem.Invalid("count", $"between 1 and {MostAtOnce}");
        var prefix = string.IsNullOrWhiteSpace(request.Prefix) ? "測試" : request.Prefix.Trim();
        var ids = new List<string>(request.Count.Value);
        for (var i = 0; i < request.Count; i++)
        {
            var id = "U" + RandomNumberGenerator.GetHexString(32, lowercase: true);
            ids.Add(bots.IdAt(world.Options.Provider, id));
            _ = bots.Introduce(new UserSaved(id, $"{prefix} {i + 1}", "zh-TW", null, null, false, false));
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
