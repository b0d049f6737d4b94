using System.Security.Cryptography;
using System.Text.Json;
using Line.Emulator.Http;
using Line.Emulator.Messages;

namespace Line.Emulator.Liff;

/// <summary>The LIFF server API: apps of the Login channel.</summary>
internal static class LiffAppEndpoints
{
    private const int MostApps = 30;

    public static void MapLiffApps(this IEndpointRouteBuilder app)
    {
        app.MapPost("/liff/v1/apps", AddAsync).AsLine(Operation("liff.add"));
        app.MapGet("/liff/v1/apps", (World world) =>
        {
            lock (world.Gate)
            {
                return world.LiffApps.Count == 0
                    ? LineAnswer.Refusal(404, "no apps")
                    : LineAnswer.Of(new { apps = world.LiffApps.Values.Select(Described).ToList() });
            }
        }).AsLine(Operation("liff.list"));
        app.MapPut("/liff/v1/apps/{liffId}", UpdateAsync).AsLine(Operation("liff.update"));
        app.MapDelete("/liff/v1/apps/{liffId}", async (string liffId, World world) =>
        {
            Task kept;
            lock (world.Gate)
            {
                if (!world.LiffApps.ContainsKey(liffId))
                    return LineAnswer.NotFound;
                kept = world.Record(new LiffAppDeleted(liffId));
            }

            await kept;
            return new LineAnswer(200);
        }).AsLine(Operation("liff.delete"));
    }

    private static LineOperation Operation(string name) => LineOperation.PerSecond(name) with { Token = TokenNeeded.Login };

    private static async Task<LineAnswer> AddAsync(HttpContext http, World world)
    {
        var body = await LineBody.ReadAsync(http);
        if ((body.Refusal ?? Check(body.Json, isNew: true)) is { } refusal)
            return refusal;
        var liffId = $"{world.Options.LoginChannelId}-{RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789", 8)}";
        Task kept;
        lock (world.Gate)
        {
            if (world.LiffApps.Count >= MostApps)
                return LineAnswer.Refusal(400, "The maximum number of LIFF apps has been reached");
            kept = world.Record(new LiffAppSaved(Changed(new LiffApp(liffId, "full", "") { Scope = ["profile", "chat_message.write"] }, body.Json)));
        }

        await kept;
        return LineAnswer.Of(new { liffId });
    }

    private static async Task<LineAnswer> UpdateAsync(string liffId, HttpContext http, World world)
    {
        var body = await LineBody.ReadAsync(http);
        if ((body.Refusal ?? Check(body.Json, isNew: false)) is { } refusal)
            return refusal;
        Task kept;
        lock (world.Gate)
        {
            if (world.LiffApps.GetValueOrDefault(liffId) is not { } app)
                return LineAnswer.NotFound;
            kept = world.Record(new LiffAppSaved(Changed(app, body.Json)));
        }

        await kept;
        return new LineAnswer(200);
    }

    private static LineAnswer? Check(JsonElement body, bool isNew)
    {
        var problems = new Problems();
        if (problems.Object(body, "view", "view", required: isNew) is { } view)
        {
            problems.OneOf(view, "type", "view.type", required: isNew, "compact", "tall", "full");
            if (problems.Text(view, "url", "view.url", 1, 1000, required: isNew) is { } url && (!Addresses.IsSecure(url) || url.Contains('#', StringComparison.Ordinal)))
                problems.Add("Must be an https address without a fragment", "view.url");
        }

        if (problems.Text(body, "description", "description", 1, 100, required: false) is { } description
            && description.Contains("LINE", StringComparison.OrdinalIgnoreCase))
            problems.Add("Must not contain LINE", "description");
        problems.OneOf(body, "botPrompt", "botPrompt", required: false, "normal", "aggressive", "none");
        problems.OneOf(body, "permanentLinkPattern", "permanentLinkPattern", required: false, "concat");
        if (problems.Array(body, "scope", "scope", 0, 4, required: false) is { } scope
            && scope.EnumerateArray().Any(s => s.ValueKind != JsonValueKind.String || s.GetString() is not ("openid" or "email" or "profile" or "chat_message.write")))
            problems.Add("Must be one of the following values: [openid, email, profile, chat_message.write]", "scope");
        return problems.Answer();
    }

    private static LiffApp Changed(LiffApp app, JsonElement body)
    {
        var view = body.Get("view") ?? default;
        return app with
        {
            View = view.Text("type") ?? app.View,
            Url = view.Text("url") ?? app.Url,
            ModuleMode = view.Get("moduleMode")?.ValueKind is { } mode ? mode == JsonValueKind.True : app.ModuleMode,
            Description = body.Text("description") ?? app.Description,
            BotPrompt = body.Text("botPrompt") ?? app.BotPrompt,
            Scope = body.Get("scope") is { } scope ? [.. scope.EnumerateArray().Select(s => s.GetString()!)] : app.Scope,
            QrCode = body.Get("features")?.Get("qrCode")?.ValueKind is { } qr ? qr == JsonValueKind.True : app.QrCode,
        };
    }

    private static object Described(LiffApp app) => new
    {
        liffId = app.LiffId,
        view = new { type = app.View, url = app.Url, moduleMode = app.ModuleMode },
        description = app.Description,
        features = new { ble = false, qrCode = app.QrCode },
        permanentLinkPattern = "concat",
        scope = app.Scope,
        botPrompt = app.BotPrompt,
    };
}
