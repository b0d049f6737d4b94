using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using LineLoyalty.Data;
using LineLoyalty.Tests.TestHost;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Liff;

public sealed class SessionTests
{
    [Fact]
    public async Task A_LINE_user_is_greeted_by_name_and_kept_by_a_cookie_no_script_can_read()
    {
        await using var app = await TestApp.StartAsync();
        using var page = new LiffPage(app);
        using var before = await page.GetAsync("card");
        Assert.Equal(HttpStatusCode.NoContent, before.StatusCode);

        using var visitor = await LiffPage.OpenAsync(app, "小美");
        var state = await visitor.ReadAsync("card");

        Assert.Equal(("guest", "小美"), (state.GetProperty("state").GetString(), state.GetProperty("displayName").GetString()));
        Assert.Equal(Secret.Hash(visitor.Cookie("s")!.Value)[..8], visitor.Cookie("m")?.Value);
        using var again = await visitor.SignInAsync();
        Assert.False(again.Headers.TryGetValues("Set-Cookie", out var set) && set.Any(c => c.StartsWith("s=", StringComparison.Ordinal)));
        Assert.Equal(1, await app.DbAsync(db => db.MemberSessions.CountAsync())); // a deep link loads the page twice

        using var fresh = new HttpRequestMessage(HttpMethod.Post, "/api/liff/session");
        fresh.Headers.Add("Origin", app.Url.GetLeftPart(UriPartial.Authority));
        fresh.Content = System.Net.Http.Json.JsonContent.Create(new { idToken = await app.Line.IdTokenAsync(visitor.UserId!) });
        using var answer = await app.Http.SendAsync(fresh);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("s=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(43, cookie.Split('=', ';')[1].Length);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Behind_https_the_cookie_is_bound_to_the_host()
    {
        await using var app = await TestApp.StartAsync([("Brand:PublicUrl", "https://loyalty.example.tw")]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/liff/session");
        request.Headers.Add("Origin", "https://loyalty.example.tw");
        request.Content = System.Net.Http.Json.JsonContent.Create(new { idToken = await app.Line.IdTokenAsync(await app.Line.NewPersonAsync()) });

        using var answer = await app.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-s=", StringComparison.Ordinal));
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Only_LINE_s_own_token_for_this_channel_opens_a_session()
    {
        await using var app = await TestApp.StartAsync();
        using var page = new LiffPage(app);
        var token = await app.Line.IdTokenAsync(await app.Line.NewPersonAsync());
        var parts = token.Split('.');
        var header = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0]));
        var claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]));
        var victim = await app.Line.NewPersonAsync();
        using var ownKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        string[] forgeries =
        [
            "", "x", "..", "a.b.c", token[..^2], parts[0] + "." + parts[1] + ".",
            Joined(header.Replace("ES256", "none", StringComparison.Ordinal), claims, ""),
            HmacSigned(header.Replace("ES256", "HS256", StringComparison.Ordinal), claims, app.Emulator),
            Joined(header, claims.Replace("1656000002", "1656000001", StringComparison.Ordinal), parts[2]),
            Signed(header, claims, ownKey),
            Signed("""{"alg":"ES256","typ":"JWT"}""", claims, ownKey),
            // Another person's id under this person's signature.
            Joined(header, System.Text.RegularExpressions.Regex.Replace(claims, "U[0-9a-f]{32}", victim), parts[2]),
            new string('a', 9000),
        ];
        foreach (var forgery in forgeries)
        {
            using var answer = await page.PostAsync("session", new { idToken = forgery });
            Assert.Equal((HttpStatusCode.Unauthorized, "liff.id_token_invalid"), await answer.RefusalAsync());
        }
        using (var nothing = await page.PostAsync("session", new { })) Assert.Equal(HttpStatusCode.Unauthorized, nothing.StatusCode);

        app.Clock.Advance(TimeSpan.FromMinutes(61));
        using var late = await page.PostAsync("session", new { idToken = token });
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
        Assert.Equal(0, await app.DbAsync(db => db.MemberSessions.CountAsync()));
        Assert.Equal(0, await app.DbAsync(db => db.LineAccounts.CountAsync()));
    }

    [Fact]
    public async Task While_LINE_cannot_be_asked_for_its_keys_nobody_is_let_in_and_nobody_is_called_a_forger()
    {
        await using var app = await TestApp.StartAsync([("Line:ApiBaseUrl", "http://127.0.0.1:1")]);
        using var page = new LiffPage(app);

        using var answer = await page.PostAsync("session", new { idToken = await app.Line.IdTokenAsync(await app.Line.NewPersonAsync()) });

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "liff.line_unavailable"), await answer.RefusalAsync());
    }

    [Fact]
    public async Task A_session_ends_after_half_an_hour_of_silence_or_half_a_day()
    {
        await using var app = await TestApp.StartAsync();
        using var page = await LiffPage.OpenAsync(app);

        for (var elapsed = 0; elapsed + 29 <= 12 * 60 - 1; elapsed += 29)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(29));
            using var used = await page.GetAsync("card");
            Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        }
        app.Clock.Advance(TimeSpan.FromMinutes(29));
        using var tooOld = await page.GetAsync("card");
        Assert.Equal(HttpStatusCode.NoContent, tooOld.StatusCode);

        using var idle = await LiffPage.OpenAsync(app);
        app.Clock.Advance(TimeSpan.FromMinutes(30));
        using var silent = await idle.PostAsync("join", new { });
        Assert.Equal((HttpStatusCode.Unauthorized, "liff.session_required"), await silent.RefusalAsync());
    }

    [Fact]
    public async Task Ending_a_session_works_at_once_and_for_good()
    {
        await using var app = await TestApp.StartAsync();
        using var page = await LiffPage.OpenAsync(app);
        using var thief = new LiffPage(app);
        page.CopyCookiesTo(thief);
        using (var stolen = await thief.GetAsync("card")) Assert.Equal(HttpStatusCode.OK, stolen.StatusCode);

        using var ended = await page.PostAsync("session/end", new { });
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);

        using var after = await thief.GetAsync("card");
        Assert.Equal(HttpStatusCode.NoContent, after.StatusCode);
        Assert.Null(page.Cookie("m"));
        using var twice = await page.PostAsync("session/end", new { });
        Assert.Equal(HttpStatusCode.NoContent, twice.StatusCode);
    }

    [Fact]
    public async Task A_phone_that_changed_its_LINE_account_sees_the_new_person_only()
    {
        await using var app = await TestApp.StartAsync();
        var (page, _) = await LiffPage.JoinedAsync(app, "0912345678", "王小明");
        var other = await app.Line.NewPersonAsync("陳大華");

        using var answer = await page.PostAsync("session", new { idToken = await app.Line.IdTokenAsync(other) });

        Assert.Equal("陳大華", (await answer.JsonAsync()).GetProperty("displayName").GetString());
        Assert.Equal("guest", (await page.ReadAsync("card")).GetProperty("state").GetString());
        Assert.Equal(1, await app.DbAsync(db => db.MemberSessions.CountAsync(s => s.RevokedAt == null)));
        page.Dispose();
    }

    [Fact]
    public async Task A_name_that_turns_lines_around_is_made_readable()
    {
        await using var app = await TestApp.StartAsync();
        using var page = await LiffPage.OpenAsync(app, "a\u202ecod.exe\u0007<script>");

        Assert.Equal("acod.exe<script>", (await page.ReadAsync("card")).GetProperty("displayName").GetString());
    }

    [Fact]
    public async Task Every_call_but_the_few_open_ones_needs_a_session()
    {
        await using var app = await TestApp.StartAsync();
        string[] open = ["GET /api/liff/config", "GET /api/liff/card", "POST /api/liff/session", "POST /api/liff/session/end"];
        var endpoints = app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/liff", StringComparison.Ordinal))
            .Select(e => (Method: e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0], Path: e.RoutePattern.RawText!)).ToList();
        Assert.True(endpoints.Count > 10);

        foreach (var (method, path) in endpoints.Where(e => !open.Contains($"{e.Method} {e.Path}")))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("{id}", "x", StringComparison.Ordinal));
            request.Headers.Add("Origin", app.Url.GetLeftPart(UriPartial.Authority));
            request.Headers.Add("Cookie", "s=" + new string('A', 43));
            if (method != "GET") request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
            using var answer = await app.Http.SendAsync(request);
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path} answered {(int)answer.StatusCode}");
            Assert.Equal("liff.session_required", await answer.CodeAsync());
        }
    }

    [Fact]
    public async Task A_guest_is_no_member()
    {
        await using var app = await TestApp.StartAsync();
        using var page = await LiffPage.OpenAsync(app);

        foreach (var path in new[] { "profile", "coupons", "points", "history" })
        {
            using var answer = await page.GetAsync(path);
            Assert.Equal((HttpStatusCode.Forbidden, "liff.not_member"), await answer.RefusalAsync());
        }
    }

    private static string Joined(string header, string claims, string signature) => $"{Url(header)}.{Url(claims)}.{signature}";

    private static string Signed(string header, string claims, ECDsa key)
    {
        var text = $"{Url(header)}.{Url(claims)}";
        return $"{text}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }

    private static string HmacSigned(string header, string claims, Line.Emulator.EmulatorHost _)
    {
        var text = $"{Url(header)}.{Url(claims)}";
        var secret = new Line.Emulator.EmulatorOptions().LoginChannelSecret;
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Url(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
