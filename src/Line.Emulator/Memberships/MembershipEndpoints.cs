using System.Globalization;
using System.Text.Json.Nodes;
using Line.Emulator.Chats;
using Line.Emulator.Http;

namespace Line.Emulator.Memberships;

internal sealed record PlanRequest(string? Title, string? Description, string[]? Benefits, double? Price, string? Currency, int? MemberLimit);

internal sealed record MembershipRequest(int MembershipId, string? Change);

internal static class MembershipEndpoints
{
    private const int MostUsers = 1000;

    public static void MapMemberships(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v2/bot/membership/list", (World world) =>
        {
            lock (world.Gate)
            {
                return world.Memberships.Plans.Count == 0 ? LineAnswer.NotFound : LineAnswer.Of(new
                {
                    memberships = world.Memberships.Plans.Values.Select(p => Described(p, new Dictionary<string, object?>
                    {
                        ["memberCount"] = world.Memberships.Subscribers.Values.Count(s => s.PlanId == p.Id),
                        ["memberLimit"] = p.MemberLimit,
                        ["isInAppPurchase"] = false,
                        ["isPublished"] = true,
                    })),
                });
            }
        }).AsLine(LineOperation.PerSecond("membership.list", 200));
        app.MapGet("/v2/bot/membership/subscription/{userId}", Subscription).AsLine(LineOperation.PerSecond("membership.subscription", 200));
        app.MapGet("/v2/bot/membership/{membershipId:int}/users/ids", Users).AsLine(LineOperation.PerSecond("membership.users", 200));
    }

    public static void MapMembershipControl(this RouteGroupBuilder control)
    {
        control.MapPost("/memberships", async (PlanRequest request, World world) =>
        {
            MembershipPlan plan;
            Task kept;
            lock (world.Gate)
            {
                plan = new MembershipPlan(
                    3000 + world.Memberships.Plans.Count + 1, request.Title ?? "月費會員", request.Description ?? "", request.Benefits is { Length: > 0 } benefits ? benefits : ["會員限定訊息"],
                    request.Price ?? 100, request.Currency ?? "TWD", request.MemberLimit);
                kept = world.Record(new MembershipPlanSaved(plan));
            }

            await kept;
            return Results.Json(new { membershipId = plan.Id }, ControlJson.Options, statusCode: 201);
        });
        control.MapPost("/users/{id}/membership", async (string id, MembershipRequest request, World world, Person person) =>
        {
            if (request.Change is not ("joined" or "left" or "renewed"))
                return ControlProblem.Invalid("change", "'joined', 'left' or 'renewed'");
            Task kept;
            lock (world.Gate)
            {
                if (world.Users.Find(id) is null)
                    return ControlProblem.NotFound("user");
                if (!world.Memberships.Plans.ContainsKey(request.MembershipId))
                    return ControlProblem.NotFound("membership");
                _ = world.Record(new MembershipChanged(id, request.MembershipId, request.Change));
                kept = person.RaiseAny("membership", id, true, new JsonObject
                {
                    ["membership"] = new JsonObject { ["type"] = request.Change, ["membershipId"] = request.MembershipId },
                });
            }

            await kept;
            return Results.Accepted();
        });
    }

    private static Dictionary<string, object?> Described(MembershipPlan plan, Dictionary<string, object?>? more = null)
    {
        var described = new Dictionary<string, object?>
        {
            ["membershipId"] = plan.Id, ["title"] = plan.Title, ["description"] = plan.Description, ["benefits"] = plan.Benefits, ["price"] = plan.Price, ["currency"] = plan.Currency,
        };
        foreach (var (name, value) in more ?? [])
            described[name] = value;
        return described;
    }

    private static LineAnswer Subscription(string userId, World world)
    {
        if (!Line.Emulator.Users.UserEndpoints.UserIdShape().IsMatch(userId))
            return LineAnswer.Refusal(400, "The value for the 'userId' parameter is invalid");
        lock (world.Gate)
        {
            if (world.Users.Find(userId) is not { } user)
                return LineAnswer.NotFound;
            if (!world.Memberships.Subscribers.TryGetValue(user.UserId, out var subscriber))
                return LineAnswer.Of(new { subscriptions = Array.Empty<object>() });
            var next = Sending.SendingMeter.InJapan(subscriber.JoinedAt).AddMonths(subscriber.Months);
            return LineAnswer.Of(new
            {
                subscriptions = new[]
                {
                    new
                    {
                        membership = Described(world.Memberships.Plans[subscriber.PlanId]),
                        user = new
                        {
                            membershipNo = subscriber.Number,
                            joinedTime = new DateTimeOffset(subscriber.JoinedAt).ToUnixTimeSeconds(),
                            nextBillingDate = next.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                            totalSubscriptionMonths = subscriber.Months,
                        },
                    },
                },
            });
        }
    }

    private static LineAnswer Users(int membershipId, string? start, int? limit, World world)
    {
        if (limit is < 1 or > MostUsers)
            return LineAnswer.Refusal(400, "The value for the 'limit' parameter is invalid");
        var from = 0;
        if (start is not null && (!int.TryParse(start, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out from) || from < 0))
            return LineAnswer.Refusal(400, "The value for the 'start' parameter is invalid");
        lock (world.Gate)
        {
            if (!world.Memberships.Plans.ContainsKey(membershipId))
                return LineAnswer.NotFound;
            var all = world.Memberships.Subscribers.Values.Where(s => s.PlanId == membershipId).Select(s => s.UserId).ToList();
            var userIds = all.Skip(from).Take(limit ?? 300).ToList();
            return LineAnswer.Of(new { userIds, next = from + userIds.Count < all.Count ? (from + userIds.Count).ToString("x8", CultureInfo.InvariantCulture) : null });
        }
    }
}
