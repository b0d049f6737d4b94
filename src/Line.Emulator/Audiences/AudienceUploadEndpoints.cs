using System.Globalization;
using System.Text.Json;
using Line.Emulator.Http;
using Line.Emulator.Messages;
using Line.Emulator.Users;

namespace Line.Emulator.Audiences;

/// <summary>Uploaded ids: as JSON (10,000 at a time) or as a text file with one id per line (1.5 million).</summary>
internal static class AudienceUploadEndpoints
{
    private const int MostInBody = 10_000;
    private const int MostInFile = 1_500_000;
    private const int MostAtWork = 10;

    public static void MapAudienceUploads(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/bot/audienceGroup/upload", CreateAsync).AsLine(AudienceEndpoints.Operation("upload"));
        app.MapPut("/v2/bot/audienceGroup/upload", AddAsync).AsLine(AudienceEndpoints.Operation("add"));
        app.MapPost("/v2/bot/audienceGroup/upload/byFile", (HttpContext http, World world) => FromFileAsync(http, world, isNew: true)).AsLine(AudienceEndpoints.Operation("uploadFile"));
        app.MapPut("/v2/bot/audienceGroup/upload/byFile", (HttpContext http, World world) => FromFileAsync(http, world, isNew: false)).AsLine(AudienceEndpoints.Operation("addFile"));
    }

    private static async Task<LineAnswer> CreateAsync(HttpContext http, World world)
    {
        var body = await LineBody.ReadAsync(http);
        if (body.Refusal is { } refusal)
            return refusal;
        var problems = new Problems();
        var description = AudienceEndpoints.Description(problems, body.Json);
        var job = problems.Text(body.Json, "uploadDescription", "uploadDescription", 0, 300, required: false);
        var ids = Ids(problems, body.Json, required: false);
        return problems.Answer() ?? await SaveAsync(world, null, description, IsTrue(body.Json, "isIfaAudience"), job, ids);
    }

    private static async Task<LineAnswer> AddAsync(HttpContext http, World world)
    {
        var body = await LineBody.ReadAsync(http);
        if (body.Refusal is { } refusal)
            return refusal;
        var problems = new Problems();
        long id = 0;
        if (body.Json.Get("audienceGroupId") is not { ValueKind: JsonValueKind.Number } number || !number.TryGetInt64(out id))
            problems.Add("May not be null", "audienceGroupId");
        var job = problems.Text(body.Json, "uploadDescription", "uploadDescription", 0, 300, required: false);
        var ids = Ids(problems, body.Json, required: true);
        return problems.Answer() ?? await SaveAsync(world, id, null, false, job, ids);
    }

    private static string[] Ids(Problems problems, JsonElement body, bool required)
    {
        if (problems.Array(body, "audiences", "audiences", required ? 1 : 0, MostInBody, required) is not { } audiences)
            return [];
        var ids = new List<string>();
        foreach (var one in audiences.EnumerateArray())
        {
            if (one.Text("id") is { Length: > 0 } id)
                ids.Add(id);
            else
                problems.Add("May not be empty", $"audiences[{ids.Count}].id");
        }

        return [.. ids];
    }

    private static async Task<LineAnswer> FromFileAsync(HttpContext http, World world, bool isNew)
    {
        if (!http.Request.HasFormContentType)
            return LineAnswer.Refusal(415, $"The content type, {http.Request.ContentType ?? "application/octet-stream"}, is not supported");
        IFormCollection form;
        try
        {
            form = await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (InvalidDataException)
        {
            return LineAnswer.Refusal(400, "The form could not be read");
        }

        if (form.Files["file"] is not { } file)
            return LineAnswer.BodyErrors([new("May not be null", "file")]);
        var ids = new List<string>();
        using (var reader = new StreamReader(file.OpenReadStream()))
        {
            while (await reader.ReadLineAsync(http.RequestAborted) is { } line)
            {
                if (line.Trim() is { Length: > 0 } id)
                    ids.Add(id);
            }
        }

        if (ids.Count is 0 or > MostInFile)
            return LineAnswer.BodyErrors([new($"Size must be between 1 and {MostInFile}", "file")]);
        var job = form.TryGetValue("uploadDescription", out var given) ? given.ToString() : file.FileName;
        if (!isNew)
        {
            return long.TryParse(form["audienceGroupId"], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? await SaveAsync(world, id, null, false, job, [.. ids])
                : LineAnswer.BodyErrors([new("May not be null", "audienceGroupId")]);
        }

        var description = form["description"].ToString();
        return description.Length is < 1 or > 120
            ? LineAnswer.BodyErrors([new("Length must be between 1 and 120", "description")])
            : await SaveAsync(world, null, description, form["isIfaAudience"] == "true", job, [.. ids]);
    }

    /// <summary>A new audience when there is a description, more ids for an old one when there is an id.</summary>
    private static async Task<LineAnswer> SaveAsync(World world, long? id, string? description, bool isIfa, string? job, string[] ids)
    {
        if (!isIfa && ids.Any(i => !UserEndpoints.UserIdShape().IsMatch(i)))
            return LineAnswer.Refusal(400, "wrong audience id format", [new("AUDIENCE_GROUP_INVALID_AUDIENCE_ID", "")]);
        AudienceCreated? created = null;
        Task kept;
        lock (world.Gate)
        {
            var now = world.Now;
            if (description is not null)
            {
                if (world.Audiences.All.Count() >= AudienceShelf.Most)
                    return LineAnswer.Refusal(400, "too many audience groups", [new("AUDIENCE_GROUP_COUNT_MAX_OVER", "")]);
                created = new AudienceCreated(world.Audiences.NextId(now), "UPLOAD", description) { IsIfa = isIfa };
                kept = world.Record(created);
            }
            else if (world.Audiences.Find(id!.Value) is not { Type: "UPLOAD", Owner: null } audience)
            {
                return AudienceEndpoints.NoSuchAudience;
            }
            else if (audience.Jobs.Count(j => now < j.At + world.Options.AudiencePreparation) >= MostAtWork)
            {
                return LineAnswer.RateLimited;
            }
            else if (audience.Jobs.Count >= AudienceShelf.MostJobs)
            {
                return LineAnswer.Refusal(400, "too many jobs", [new("AUDIENCE_GROUP_JOB_COUNT_MAX_OVER", "")]);
            }
            else
            {
                kept = Task.CompletedTask;
            }

            if (ids.Length > 0)
                kept = world.Record(new AudienceAdded(created?.AudienceId ?? id!.Value, world.Audiences.NextId(now), job, ids));
        }

        await kept;
        return created is null ? LineAnswer.Accepted : LineAnswer.Of(AudienceEndpoints.Created(created), 202);
    }

    private static bool IsTrue(JsonElement body, string name) => body.Get(name)?.ValueKind == JsonValueKind.True;
}
