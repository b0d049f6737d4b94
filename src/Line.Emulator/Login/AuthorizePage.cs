using System.Globalization;
using System.Net;
using System.Text;
using Line.Emulator.Http;
using Line.Emulator.Users;
using Microsoft.AspNetCore.WebUtilities;

namespace Line.Emulator.Login;

/// <summary>The page where a browser says who it is: a list of people instead of a password.</summary>
internal static class AuthorizePage
{
    private const int Shown = 60;

    public static void MapAuthorize(this IEndpointRouteBuilder app)
    {
        app.MapGet("/oauth2/v2.1/authorize", Ask);
        app.MapPost("/oauth2/v2.1/authorize", ChooseAsync).DisableAntiforgery();
    }

    private static IResult Ask(HttpContext http, World world)
    {
        var query = http.Request.Query;
        var problem = query["response_type"] != "code" ? "response_type 必須是 code"
            : query["client_id"] != world.Options.LoginChannelId ? "client_id 不是這個登入頻道"
            : query["state"].Count == 0 ? "缺少 state"
            : query["scope"].Count == 0 ? "缺少 scope"
            : !IsRedirect(query["redirect_uri"]) ? "redirect_uri 必須是 http(s) 網址"
            : null;
        if (problem is not null)
            return Html("無法登入", $"<p class=problem>{Encode(problem)}</p>", 400);
        return Html("選擇要登入的使用者", People(world, http.Request, query["q"], withCancel: true));
    }

    private static async Task<IResult> ChooseAsync(HttpContext http, World world, AuthorizationCodes codes)
    {
        var (form, refusal) = await LineForm.ReadAsync(http);
        if (refusal is not null)
            return refusal;
        var query = http.Request.Query;
        var redirect = query["redirect_uri"].ToString();
        if (!IsRedirect(redirect) || query["client_id"] != world.Options.LoginChannelId)
            return Html("無法登入", "<p class=problem>登入請求不完整</p>", 400);
        if (form["cancel"].Count > 0)
        {
            return Results.Redirect(QueryHelpers.AddQueryString(redirect, new Dictionary<string, string?>
            {
                ["error"] = "access_denied", ["error_description"] = "The resource owner denied the request.", ["state"] = query["state"],
            }));
        }

        var userId = form["user"].ToString();
        lock (world.Gate)
        {
            if (world.Users.Find(userId) is null)
                return Html("無法登入", "<p class=problem>沒有這個使用者</p>", 400);
        }

        var code = codes.Issue(world.Options.LoginChannelId, userId, query["scope"].ToString(), Given(query["nonce"]), redirect, Given(query["code_challenge"]));
        return Results.Redirect(QueryHelpers.AddQueryString(redirect, new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"] }));
    }

    /// <summary>The list as a form that posts back to the same address.</summary>
    public static string People(World world, HttpRequest request, string? search, bool withCancel)
    {
        var html = new StringBuilder();
        html.Append("<form method=get class=search>");
        foreach (var (name, values) in request.Query.Where(p => p.Key != "q"))
            html.Append(CultureInfo.InvariantCulture, $"<input type=hidden name=\"{Encode(name)}\" value=\"{Encode(values.ToString())}\">");
        html.Append(CultureInfo.InvariantCulture, $"<label>搜尋姓名<input type=search name=q value=\"{Encode(search ?? "")}\" autofocus></label><button>搜尋</button></form>");
        html.Append(CultureInfo.InvariantCulture, $"<form method=post action=\"{Encode(request.Path + request.QueryString.ToString())}\"><ul>");
        lock (world.Gate)
        {
            var found = world.Users.All
                .Where(u => string.IsNullOrWhiteSpace(search) || u.DisplayName.Contains(search.Trim(), StringComparison.OrdinalIgnoreCase) || u.UserId == search)
                .OrderByDescending(u => u.LastMessageAt ?? DateTime.MinValue).Take(Shown).ToList();
            foreach (var user in found)
                html.Append(Row(user, world.BaseUrl));
            if (found.Count == 0)
                html.Append("<li class=none>找不到這個名字</li>");
        }

        html.Append("</ul>");
        if (withCancel)
            html.Append("<button name=cancel value=1 class=cancel>取消</button>");
        return html.Append("</form>").ToString();
    }

    public static IResult Html(string title, string body, int status = 200) => Results.Content($$"""
        <!doctype html><html lang="zh-Hant-TW"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
        <title>{{Encode(title)}}</title><style>
        body{margin:0;background:#f4f5f6;color:#1c1c1e;font:16px/1.5 "PingFang TC","Noto Sans TC","Microsoft JhengHei",sans-serif}
        main{max-width:28rem;margin:0 auto;padding:1.5rem 1rem 3rem}h1{font-size:1.25rem;margin:0 0 .25rem}p.note{margin:0 0 1rem;color:#5c5f66;font-size:.875rem}
        .search{display:flex;gap:.5rem;align-items:end;margin-bottom:1rem}.search label{flex:1;font-size:.875rem;color:#5c5f66}
        input[type=search]{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.5rem .75rem;border:1px solid #c9ccd1;border-radius:.5rem;background:#fff;color:#1c1c1e}
        button{font:inherit;border:0;border-radius:.5rem;padding:.55rem 1rem;background:#06823f;color:#fff;cursor:pointer}
        ul{list-style:none;margin:0 0 1rem;padding:0;background:#fff;border-radius:.75rem;overflow:hidden;box-shadow:0 1px 2px rgb(0 0 0/.08)}
        li+li{border-top:1px solid #eceef0}li button{display:flex;width:100%;gap:.75rem;align-items:center;background:none;color:inherit;border-radius:0;text-align:start}
        li button:hover,li button:focus-visible{background:#eaf6ef}li img{width:2.5rem;height:2.5rem;border-radius:50%}li small{display:block;color:#5c5f66}
        .none,.problem{padding:1rem;margin:0;background:#fff;border-radius:.75rem}.cancel{background:none;color:#43474e;width:100%}
        </style><main><h1>{{Encode(title)}}</h1><p class=note>這是 LINE 模擬器的登入畫面，不會連到 LINE。</p>{{body}}</main></html>
        """, "text/html; charset=utf-8", statusCode: status);

    private static string Row(LineUser user, string baseUrl) =>
        $"<li><button name=user value=\"{user.UserId}\"><img alt=\"\" src=\"{Encode(user.PictureAt(baseUrl))}\"><span>{Encode(user.DisplayName)}<small>{(user.Blocked ? "已封鎖" : user.Friend ? "好友" : "尚未加入好友")}</small></span></button></li>";

    private static bool IsRedirect(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    private static string? Given(Microsoft.Extensions.Primitives.StringValues value) => value.Count == 0 || value.ToString().Length == 0 ? null : value.ToString();

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
