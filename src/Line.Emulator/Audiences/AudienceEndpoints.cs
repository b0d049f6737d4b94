using System.Text.Json;
using Line.Emulator.Http;
using Line.Emulator.Messages;
using Line.Emulator.Sending;

namespace Line.Emulator.Audiences;

internal sealed record SharedAudienceRequest(string? Description, string[]? UserIds, string? Owner);

/// <summary>Audiences: read, rename, delete, and those made of the reactions to an earlier send.</summary>
internal static class AudienceEndpoints
{
    private const int LongestDescription = 120;
    private const int LargestPage = 40;
    private static readonly TimeSpan OldestSend = TimeSpan.FromDays(60);

    public static void MapAudiences(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/bot/audienceGroup/click", (HttpContext http, World world) => FromSendAsync(http, world, "CLICK")).AsLine(Operation("click"));
        app.MapPost("/v2/bot/audienceGroup/imp", (HttpContext http, World world) => FromSendAsync(http, world, "IMP")).AsLine(Operation("imp"));
        app.MapGet("/v2/bot/audienceGroup/list", (HttpContext http, World world) => List(http, world, shared: false)).AsLine(Operation("list"));
        app.MapGet("/v2/bot/audienceGroup/shared/list", (HttpContext http, World world) => List(http, world, shared: true)).AsLine(Operation("shared.list"));
        app.MapGet("/v2/bot/audienceGroup/shared/{id:long}", (long id, World world) => Get(id, world, shared: true)).AsLine(Operation("shared.get"));
        app.MapGet("/v2/bot/audienceGroup/{id:long}", (long id, World world) => Get(id, world, shared: false)).AsLine(Operation("get"));
        app.MapPut("/v2/bot/audienceGroup/{id:long}/updateDescription", RenameAsync).AsLine(Operation("rename"));
        app.MapDelete("/v2/bot/audienceGroup/{id:long}", DeleteAsync).AsLine(Operation("delete"));
    }

    public static void MapSharedAudiences(this RouteGroupBuilder control) =>
        control.MapPost("/audiences/shared", async (SharedAudienceRequest request, World world) =>
        {
            long id;
            Task kept;
            lock (world.Gate)
            {
                id = world.Audiences.NextId(world.Now);
                _ = world.Record(new AudienceCreated(id, "UPLOAD", request.Description ?? "shared") { Owner = request.Owner ?? "Business Manager" });
                kept = world.Record(new AudienceAdded(id, world.Audiences.NextId(world.Now), null, request.UserIds ?? []));
            }

            await kept;
            return Results.Json(new { audienceGroupId = id }, ControlJson.Options, statusCode: 201);
        });

    public static LineOperation Operation(string name) => LineOperation.PerMinute($"audience.{name}", 60);

    public static LineAnswer NoSuchAudience => LineAnswer.Refusal(400, "audience group not found", [new("AUDIENCE_GROUP_NOT_FOUND", "")]);

    public static string? Description(Problems problems, JsonElement body) => problems.Text(body, "description", "description", 1, LongestDescription, required: true);

    private static async Task<LineAnswer> FromSendAsync(HttpContext http, World world, string type)
    {
        var body = await LineBody.ReadAsync(http);
        if (body.Refusal is { } refusal)
            return refusal;
        var problems = new Problems();
        var description = Description(problems, body.Json);
        var requestId = problems.Text(body.Json, "requestId", "requestId", 1, 100, required: true);
        var clickUrl = type == "CLICK" ? problems.Text(body.Json, "clickUrl", "clickUrl", 1, 2000, required: false) : null;
        if (problems.Answer() is { } bad)
            return bad;
        AudienceCreated created;
        Task kept;
        lock (world.Gate)
        {
            if (world.Figures.Find(requestId!) is not { } send)
                return LineAnswer.Refusal(400, "request not found", [new("REQUEST_NOT_FOUND", "")]);
            if (world.Now - send.At > OldestSend)
                return LineAnswer.Refusal(400, "the message is too old", [new("TOO_OLD_MESSAGES", "")]);
            if (clickUrl is not null && !send.Links.Contains(clickUrl))
                return LineAnswer.Refusal(400, "click url not found", [new("URL_NOT_FOUND", "")]);
            if (world.Audiences.All.Count() >= AudienceShelf.Most)
                return LineAnswer.Refusal(400, "too many audience groups", [new("AUDIENCE_GROUP_COUNT_MAX_OVER", "")]);
            created = new AudienceCreated(world.Audiences.NextId(world.Now), type, description!) { RequestId = requestId, ClickUrl = clickUrl };
            kept = world.Record(created);
        }

        await kept;
        return LineAnswer.Of(Created(created), 202);
    }

    public static Dictionary<string, object> Created(AudienceCreated created)
    {
        var audience = new Audience(created);
        var answer = new Dictionary<string, object>
        {
            ["audienceGroupId"] = created.AudienceId,
            ["type"] = created.Type,
            ["description"] = created.Description,
            ["created"] = Seconds(created.At),
            ["createRoute"] = "MESSAGING_API",
            ["permission"] = "READ_WRITE",
            ["expireTimestamp"] = Seconds(audience.ExpiresAt),
            ["isIfaAudience"] = created.IsIfa,
        };
        if (created.RequestId is not null)
            answer["requestId"] = created.RequestId;
        if (created.ClickUrl is not null)
            answer["clickUrl"] = created.ClickUrl;
        return answer;
    }

    private static LineAnswer List(HttpContext http, World world, bool shared)
    {
        var query = http.Request.Query;
        if (!int.TryParse(query["page"], out var page) || page < 1)
            return LineAnswer.Refusal(400, "The value for the 'page' parameter is invalid");
        var size = 20;
        if (query.ContainsKey("size") && (!int.TryParse(query["size"], out size) || size is < 1 or > LargestPage))
            return LineAnswer.Refusal(400, "The value for the 'size' parameter is invalid");
        lock (world.Gate)
        {
            var own = !shared || query["includesOwnedAudienceGroups"] == "true";
            var found = world.Audiences.All
                .Where(a => a.Owner is null ? own : shared)
                .Where(a => query["description"].ToString() is var text && a.Description.Contains(text, StringComparison.OrdinalIgnoreCase))
                .Where(a => !query.ContainsKey("status") || query["status"] == a.StatusAt(world))
                .Where(a => !query.ContainsKey("createRoute") || query["createRoute"] == Route(a))
                .ToList();
            return LineAnswer.Of(new
            {
                audienceGroups = found.Skip((page - 1) * size).Take(size).Select(a => Described(a, world)),
                hasNextPage = found.Count > page * size,
                totalCount = found.Count,
                readWriteAudienceGroupTotalCount = found.Count(a => a.Owner is null),
                page,
                size,
            });
        }
    }

    private static LineAnswer Get(long id, World world, bool shared)
    {
        lock (world.Gate)
        {
            if (world.Audiences.Find(id) is not { } audience || audience.Owner is not null != shared)
                return NoSuchAudience;
            var answer = new Dictionary<string, object>
            {
                ["audienceGroup"] = Described(audience, world),
                ["jobs"] = audience.Jobs.Select(j => Job(audience, j, world)),
            };
            if (audience.Owner is { } owner)
                answer["owner"] = new { serviceType = "lap", id = "A000000001", name = owner };
            return LineAnswer.Of(answer);
        }
    }

    private static string Route(Audience audience) => audience.Owner is null ? "MESSAGING_API" : "OA_MANAGER";

    private static Dictionary<string, object> Described(Audience audience, World world)
    {
        var described = new Dictionary<string, object>
        {
            ["audienceGroupId"] = audience.Id,
            ["type"] = audience.Type,
            ["description"] = audience.Description,
            ["status"] = audience.StatusAt(world),
            ["audienceCount"] = audience.MembersIn(world).Count,
            ["created"] = Seconds(audience.CreatedAt),
            ["expireTimestamp"] = Seconds(audience.ExpiresAt),
            ["isIfaAudience"] = audience.IsIfa,
            ["permission"] = audience.Owner is null ? "READ_WRITE" : "READ",
            ["createRoute"] = Route(audience),
        };
        if (audience.RequestId is not null)
            described["requestId"] = audience.RequestId;
        if (audience.ClickUrl is not null)
            described["clickUrl"] = audience.ClickUrl;
        return described;
    }

    private static Dictionary<string, object?> Job(Audience audience, AudienceJob job, World world) => new()
    {
        ["audienceGroupJobId"] = job.Id,
        ["audienceGroupId"] = audience.Id,
        ["description"] = job.Description ?? "",
        ["type"] = "DIFF_ADD",
        ["jobStatus"] = world.Now < job.At + world.Options.AudiencePreparation ? "WORKING" : "FINISHED",
        ["audienceCount"] = job.Count,
        ["created"] = Seconds(job.At),
    };

    private static async Task<LineAnswer> RenameAsync(long id, HttpContext http, World world)
    {
        var body = await LineBody.ReadAsync(http);
        if (body.Refusal is { } refusal)
            return refusal;
        var problems = new Problems();
        var description = Description(problems, body.Json);
        return problems.Answer() ?? await Changed(world, id, () => new AudienceRenamed(id, description!));
    }

    private static Task<LineAnswer> DeleteAsync(long id, World world) => Changed(world, id, () => new AudienceDeleted(id));

    private static async Task<LineAnswer> Changed(World world, long id, Func<Journal.JournalRecord> record)
    {
        Task kept;
        lock (world.Gate)
        {
            if (world.Audiences.Find(id) is not { Owner: null })
                return NoSuchAudience;
            kept = world.Record(record());
        }

        await kept;
        return LineAnswer.Empty;
    }

    private static long Seconds(DateTime at) => new DateTimeOffset(at).ToUnixTimeSeconds();
}
