using Line.Emulator.Channels;
using Line.Emulator.Http;
using Line.Emulator.Login;
using Microsoft.AspNetCore.WebUtilities;

namespace Line.Emulator.Liff;

/// <summary>What LINE's LIFF SDK itself asks of LINE in a browser outside of the app: what the page may do, and who opened it.</summary>
internal static class LiffSdkEndpoints
{
    public static void MapLiffSdk(this IEndpointRouteBuilder app)
    {
        app.MapGet("/liff/v2/apps/{liffId}/contextToken", (string liffId, World world, LiffLaunch launch) =>
            Found(world, liffId) is { } liff ? LineAnswer.Of(new { contextToken = launch.ContextToken(liff, null) }) : LineAnswer.NotFound);
        app.MapGet("/liff/v2/apps/{liffId}/featureToken", (string liffId, HttpContext http, World world, UserTokens tokens) =>
            tokens.Open(BearerToken.Read(http)).Token is null ? LineAnswer.Refusal(401, "invalid token")
            : Found(world, liffId) is null ? LineAnswer.NotFound : LineAnswer.Of(new { featureToken = LiffLaunch.FeatureToken() }));
        app.MapGet("/liff/v1/authorize", (HttpContext http, World world) => Wrong(http, world) is { } wrong
            ? AuthorizePage.Html("無法登入", $"<p class=problem>{wrong}</p>", 400)
            : AuthorizePage.Html("選擇要登入的使用者", AuthorizePage.People(world, http.Request, http.Request.Query["q"], withCancel: true)));
        app.MapPost("/liff/v1/authorize", ChooseAsync);
    }

    public static LiffApp? Found(World world, string? liffId)
    {
        lock (world.Gate)
            return liffId is null ? null : world.LiffApps.GetValueOrDefault(liffId);
    }

    /// <summary>As on LINE, the way back must lie at or below the app's endpoint.</summary>
    private static string? Wrong(HttpContext http, World world)
    {
        var query = http.Request.Query;
        return Found(world, query["app_id"]) is not { } app ? "找不到這個 LIFF（app_id）"
            : query["response_type"] != "code" ? "response_type 必須是 code"
            : query["code_challenge_method"] != "S256" || query["code_challenge"].Count == 0 ? "缺少 code_challenge（S256）"
            : !IsBelow(app.Url, Back(http, app)) ? "redirect_uri 必須在 LIFF 的 Endpoint URL 之下"
            : null;
    }

    private static string Back(HttpContext http, LiffApp app) =>
        http.Request.Query["redirect_uri"] is { Count: > 0 } given ? given.ToString() : app.Url;

    private static bool IsBelow(string endpoint, string url) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var above) && Uri.TryCreate(url, UriKind.Absolute, out var below)
        && above.GetLeftPart(UriPartial.Authority) == below.GetLeftPart(UriPartial.Authority)
        && $"{below.AbsolutePath}/".StartsWith(above.AbsolutePath.TrimEnd('/') + "/", StringComparison.Ordinal);

    private static async Task<IResult> ChooseAsync(HttpContext http, World world, AuthorizationCodes codes)
    {
        var (form, refusal) = await LineForm.ReadAsync(http);
        if (refusal is not null)
            return refusal;
        if (Wrong(http, world) is { } wrong)
            return AuthorizePage.Html("無法登入", $"<p class=problem>{wrong}</p>", 400);
        var query = http.Request.Query;
        var app = Found(world, query["app_id"])!;
        var back = Back(http, app);
        var more = new Dictionary<string, string?> { ["state"] = query["state"], ["liffClientId"] = world.Options.LoginChannelId, ["liffRedirectUri"] = back };
        if (form["cancel"].Count > 0)
        {
            more["error"] = "access_denied";
            more["error_description"] = "The resource owner denied the request.";
            more["liffOAuth2Error"] = "true";
            return Results.Redirect(QueryHelpers.AddQueryString(back, more));
        }

        var userId = form["user"].ToString();
        lock (world.Gate)
        {
            if (world.Users.Find(userId) is null)
                return AuthorizePage.Html("無法登入", "<p class=problem>沒有這個使用者</p>", 400);
        }

        more["code"] = codes.Issue(world.Options.LoginChannelId, userId, string.Join(' ', app.Scope), null, back, query["code_challenge"]);
        return Results.Redirect(QueryHelpers.AddQueryString(back, more));
    }
}
