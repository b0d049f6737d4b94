using System.Buffers.Text;
using System.Text.Json;
using Line.Emulator.Http;
using Line.Emulator.Login;
using Line.Emulator.Users;

namespace Line.Emulator.Liff;

internal sealed record LaunchRequest(string? Url);

internal sealed record PickerSwitch(bool Enabled);

internal sealed record CloseRequest(string? AccessToken);

/// <summary>Opens a LIFF app for a person: its page, the rest of the address as liff.state, and the tokens in the fragment.</summary>
internal sealed class LiffLaunch(World world, UserTokens tokens, IdTokens idTokens)
{
    private static readonly string[] Features = ["geo", "multipleLiffTransition", "sendMessages", "shareTargetPicker", "scanCodeV2"];

    public string? Open(LineUser user, string url)
    {
        if (LiffUrls.Parse(url, world.BaseUrl) is not { } liff || world.LiffApps.GetValueOrDefault(liff.LiffId) is not { } app)
            return null;
        var channel = world.Options.LoginChannelId;
        var fragment = new List<string>
        {
            $"access_token={tokens.Issue(user.UserId, string.Join(' ', app.Scope), UserTokens.LiffLife, app.LiffId)}",
            $"context_token={ContextToken(app, user)}",
            $"feature_token={FeatureToken()}",
        };
        if (app.Scope.Contains("openid"))
            fragment.Add($"id_token={idTokens.Mint(user, channel, app.Scope, null)}");
        fragment.Add($"client_id={channel}");
        return $"{Page(app, liff.Extra)}#{string.Join('&', fragment)}";
    }

    /// <summary>The page alone, as LINE sends a browser there that may log in later.</summary>
    public string? Page(string url) =>
        LiffUrls.Parse(url, world.BaseUrl) is { } liff && world.LiffApps.GetValueOrDefault(liff.LiffId) is { } app ? Page(app, liff.Extra) : null;

    private static string Page(LiffApp app, string extra) => extra is "" or "/"
        ? app.Url
        : $"{app.Url}{(app.Url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}liff.state={Uri.EscapeDataString(extra)}";

    /// <summary>What the SDK learns about the page: how it was opened (from a chat, or outside of the app) and what it may do.</summary>
    public string ContextToken(LiffApp app, LineUser? user) => Unsigned(new
    {
        type = user is null ? "external" : "utou", userId = user?.UserId, liffId = app.LiffId, viewType = app.View, endpointUrl = app.Url,
        permanentLinkPattern = "concat", accessTokenHash = "", scope = app.Scope,
        availability = new
        {
            shareTargetPicker = new { permission = world.Options.ShareTargetPicker, minVer = "10.3.0" },
            scanCodeV2 = new { permission = app.QrCode, minVer = "11.7.0" },
            multipleLiffTransition = new { permission = false, minVer = "10.18.0" },
        },
    });

    public static string FeatureToken() => Unsigned(new { features = Features });

    /// <summary>Shaped like LINE's, but nobody is meant to trust them.</summary>
    private static string Unsigned<T>(T claims) =>
        $"{Base64Url.EncodeToString("""{"typ":"JWT","alg":"none"}"""u8)}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, LineJson.Options))}.";
}

internal static class LiffLaunchEndpoints
{
    public static void MapLiffLaunch(this RouteGroupBuilder control)
    {
        control.MapPost("/users/{id}/liff", (string id, LaunchRequest request, World world, LiffLaunch launch) =>
        {
            lock (world.Gate)
            {
                if (world.Users.Find(id) is not { } user)
                    return ControlProblem.NotFound("user");
                return launch.Open(user, request.Url ?? "") is { } url
                    ? Results.Json(new { url, liff = LiffUrls.View(request.Url!, world) }, ControlJson.Options)
                    : ControlProblem.Of(400, "liff.unknown", "This is no address of a LIFF app that the emulator knows.");
            }
        });
        control.MapPost("/liff/share-target-picker", (PickerSwitch wanted, World world) =>
        {
            world.Options.ShareTargetPicker = wanted.Enabled;
            return Results.Json(wanted, ControlJson.Options);
        });
        // LINE ends a LIFF app's access token when the app is closed.
        control.MapPost("/users/{id}/liff/close", async (string id, CloseRequest request, World world, UserTokens tokens) =>
        {
            if (tokens.Open(request.AccessToken).Token is { LiffId: not null } token && token.Subject == id)
                await world.Record(new Channels.TokenRevoked(token.Id));
            return Results.NoContent();
        });
    }

    /// <summary>Asked by LINE's own name: the page's SDK logs in by itself. By the emulator's name the person is chosen first.</summary>
    private static bool IsLines(HttpContext http) => http.Request.Host.Host is "liff.line.me" or "miniapp.line.me";

    /// <summary>LIFF addresses in a plain browser: first who it is, then the page.</summary>
    public static void MapLiffInBrowser(this IEndpointRouteBuilder app)
    {
        foreach (var path in (string[])["/liff/open/{liffId:regex(^\\d{{10}}-[A-Za-z0-9]{{8}}$)}/{**path}", "/{liffId:regex(^\\d{{10}}-[A-Za-z0-9]{{8}}$)}/{**path}"])
        {
            app.MapGet(path, (HttpContext http, World world, LiffLaunch launch) => IsLines(http) && launch.Page($"{http.Request.Path}{http.Request.QueryString}") is { } page
                ? Results.Redirect(page)
                : AuthorizePage.Html("以誰的身分開啟？", AuthorizePage.People(world, http.Request, http.Request.Query["q"], withCancel: false)));
            app.MapPost(path, async (HttpContext http, World world, LiffLaunch launch) =>
            {
                var (form, refusal) = await LineForm.ReadAsync(http);
                if (refusal is not null)
                    return refusal;
                lock (world.Gate)
                {
                    var url = $"{http.Request.Path}{http.Request.QueryString}";
                    return world.Users.Find(form["user"].ToString()) is { } user && launch.Open(user, url) is { } page
                        ? Results.Redirect(page)
                        : AuthorizePage.Html("無法開啟", "<p class=problem>沒有這個 LIFF 或使用者</p>", 404);
                }
            });
        }
    }
}
