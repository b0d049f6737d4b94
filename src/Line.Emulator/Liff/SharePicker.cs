using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Line.Emulator.Channels;
using Line.Emulator.Chats;
using Line.Emulator.Http;
using Line.Emulator.Login;
using Line.Emulator.Messages;

namespace Line.Emulator.Liff;

/// <summary>Pickers that LIFF pages opened: whose they are, and how they ended.</summary>
internal sealed class SharePicks
{
    private sealed record Pick(string UserId, string? Result);

    private readonly ConcurrentDictionary<string, Pick> _picks = new();

    public string Begin(string userId)
    {
        var ott = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _picks[ott] = new Pick(userId, null);
        return ott;
    }

    public string? UserOf(string? ott) => ott is not null && _picks.TryGetValue(ott, out var pick) && pick.Result is null ? pick.UserId : null;

    public void End(string? ott, string result)
    {
        if (ott is not null && _picks.TryGetValue(ott, out var pick) && pick.Result is null)
            _picks[ott] = pick with { Result = result };
    }

    public string? ResultOf(string? ott) => ott is not null && _picks.TryGetValue(ott, out var pick) ? pick.Result : null;
}

/// <summary>
/// The share target picker of a browser outside of the app: the SDK opens it in a window of its own, hands it the messages, and asks how it
/// ended. What is chosen here really reaches the other people's phones.
/// </summary>
internal static class SharePickerEndpoints
{
    private const int Shown = 60;

    public static void MapSharePicker(this IEndpointRouteBuilder app)
    {
        app.MapGet("/liff/v2/apps/{liffId}/ott", (string liffId, HttpContext http, World world, UserTokens tokens, SharePicks picks) =>
            tokens.Open(BearerToken.Read(http)).Token is not { } token ? LineAnswer.Refusal(401, "invalid token")
            : LiffSdkEndpoints.Found(world, liffId) is null ? LineAnswer.NotFound : LineAnswer.Of(new { ott = picks.Begin(token.Subject!) }));
        app.MapGet("/oauth2/v2.1/liff/shareTargetPicker", Ask);
        app.MapPost("/oauth2/v2.1/liff/shareTargetPicker", ShareAsync);
        app.MapGet("/oauth2/v2.1/liff/shareTargetPicker/result", (string? ott, SharePicks picks) =>
            picks.ResultOf(ott) is { } result ? LineAnswer.Of(new { result }) : LineAnswer.Empty);
        app.MapPost("/oauth2/v2.1/liff/shareTargetPicker/result", (string? ott, SharePicks picks) =>
        {
            picks.End(ott, "CANCEL");
            return LineAnswer.Of(new { status = "ok" });
        });
    }

    private static IResult Ask(string? ott, HttpContext http, World world, SharePicks picks)
    {
        if (picks.UserOf(ott) is not { } me)
            return AuthorizePage.Html("無法分享", "<p class=problem>這個分享視窗已經結束</p>", 400);
        var html = new StringBuilder();
        html.Append("<form method=post><input type=hidden name=messages><ul>");
        lock (world.Gate)
        {
            foreach (var user in world.Users.All.Where(u => u.UserId != me).OrderByDescending(u => u.LastMessageAt ?? DateTime.MinValue).Take(Shown))
            {
                html.Append("<li><label><input type=checkbox name=to value=\"").Append(user.UserId).Append("\"> ")
                    .Append(WebUtility.HtmlEncode(user.DisplayName)).Append("</label></li>");
            }
        }

        html.Append("</ul><button disabled>分享</button><button name=cancel value=1 class=cancel formnovalidate>取消</button></form>").Append(Script);
        return AuthorizePage.Html("分享給好友", html.ToString());
    }

    /// <summary>The other half of the SDK's window: it asks whether we live, and then hands over the messages.</summary>
    private const string Script = """
        <style>label{display:flex;gap:.75rem;align-items:center;padding:.65rem 1rem}button:disabled{background:#c9ccd1;color:#43474e}</style>
        <script>
        const form = document.querySelector('form'), [give] = form.querySelectorAll('button');
        let isMultiple = true;
        const ready = () => { give.disabled = !form.messages.value || !form.querySelector(':checked'); };
        addEventListener('message', (e) => {
          if (e.source !== opener) return;
          if (e.data.name === 'healthcheck') opener.postMessage({ name: 'receivedHealthcheck', body: {} }, e.origin);
          if (e.data.name !== 'ready' || e.data.body.referrer.url !== e.origin) return;
          form.messages.value = JSON.stringify(e.data.body.messages);
          isMultiple = e.data.body.isMultiple;
          ready();
        });
        form.addEventListener('change', (e) => {
          if (!isMultiple) for (const box of form.querySelectorAll(':checked')) box.checked = box === e.target;
          ready();
        });
        </script>
        """;

    private static async Task<IResult> ShareAsync(string? ott, HttpContext http, World world, SharePicks picks, MessageIds ids)
    {
        var (form, refusal) = await LineForm.ReadAsync(http);
        if (refusal is not null)
            return refusal;
        if (picks.UserOf(ott) is not { } me)
            return AuthorizePage.Html("無法分享", "<p class=problem>這個分享視窗已經結束</p>", 400);
        if (form["cancel"].Count > 0)
        {
            picks.End(ott, "CANCEL");
            return AuthorizePage.Html("已取消", "<p class=note>可以關閉這個視窗</p><script>close()</script>");
        }

        JsonElement messages;
        try
        {
            messages = JsonSerializer.Deserialize<JsonElement>(form["messages"].ToString());
        }
        catch (JsonException)
        {
            return AuthorizePage.Html("無法分享", "<p class=problem>沒有收到要分享的訊息</p>", 400);
        }

        if (await SharedMessages.SendAsync(world, ids, me, [.. form["to"].OfType<string>()], messages) is { } problem)
            return problem;
        picks.End(ott, "SUCCESS");
        return AuthorizePage.Html("已分享", "<p class=note>可以關閉這個視窗</p><script>close()</script>");
    }
}
