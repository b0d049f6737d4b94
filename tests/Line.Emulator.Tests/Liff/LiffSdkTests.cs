using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Line.Emulator.Tests.Liff;

/// <summary>What LINE's LIFF SDK asks of LINE; the SDK itself is driven against it in liff-web/tests/line.</summary>
public sealed class LiffSdkTests
{
    private const string Verifier = "0123456789012345678901234567890123456789abc";

    private static string Authorize(TestPlatform line, string? redirect = null, string? appId = null)
    {
        var challenge = Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return $"/liff/v1/authorize?app_id={appId ?? line.Options.LiffId}&state=s&response_type=code&code_challenge_method=S256&code_challenge={challenge}"
            + (redirect is null ? "" : $"&redirect_uri={Uri.EscapeDataString(redirect)}");
    }

    [Fact]
    public async Task A_login_comes_back_with_a_code_that_buys_tokens_for_the_person_once()
    {
        await using var line = await TestPlatform.StartAsync();
        var user = await line.PersonAsync("林小美");
        var redirect = line.Options.LiffEndpointUrl + "join?src=a";
        using var chosen = await line.PostFormAsync(Authorize(line, redirect), ("user", user));
        Assert.Equal(HttpStatusCode.Redirect, chosen.StatusCode);
        var back = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(chosen.Headers.Location!.Query);
        Assert.StartsWith(redirect + "&", chosen.Headers.Location.ToString(), StringComparison.Ordinal);
        Assert.Equal((line.Options.LoginChannelId, redirect, "s"), (back["liffClientId"].ToString(), back["liffRedirectUri"].ToString(), back["state"].ToString()));

        (string, string)[] exchange =
        [
            ("grant_type", "authorization_code"), ("client_id", back["liffClientId"]!), ("appId", line.Options.LiffId), ("code", back["code"]!),
            ("code_verifier", Verifier), ("redirect_uri", redirect), ("id_token_key_type", "JWK"),
        ];
        using var tokens = await line.PostFormAsync("/oauth2/v2.1/token", exchange);
        var granted = await tokens.JsonAsync();
        using var verified = await line.PostFormAsync("/oauth2/v2.1/verify", ("id_token", granted.GetProperty("id_token").GetString()!), ("client_id", line.Options.LoginChannelId));
        Assert.Equal(user, (await verified.JsonAsync()).GetProperty("sub").GetString());
        using var again = await line.PostFormAsync("/oauth2/v2.1/token", exchange);
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example/liff/", null)]
    [InlineData("http://localhost:5080/liffy", null)]
    [InlineData("http://localhost:5080/", null)]
    [InlineData(null, "1656000002-Unknown0")]
    public async Task A_way_back_outside_of_the_endpoint_or_an_unknown_app_is_refused(string? redirect, string? appId)
    {
        await using var line = await TestPlatform.StartAsync();
        var user = await line.PersonAsync();
        using var asked = await line.Http.GetAsync(Authorize(line, redirect, appId), TestContext.Current.CancellationToken);
        using var chosen = await line.PostFormAsync(Authorize(line, redirect, appId), ("user", user));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (asked.StatusCode, chosen.StatusCode));
    }

    [Fact]
    public async Task Who_refuses_comes_back_with_the_error_the_sdk_looks_for()
    {
        await using var line = await TestPlatform.StartAsync();
        using var refused = await line.PostFormAsync(Authorize(line), ("cancel", "1"));
        var back = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(refused.Headers.Location!.Query);
        Assert.Equal(("access_denied", "true"), (back["error"].ToString(), back["liffOAuth2Error"].ToString()));
    }

    [Fact]
    public async Task The_context_says_where_the_page_is_and_what_the_console_allows()
    {
        await using var line = await TestPlatform.StartAsync();
        async Task<JsonElement> Context()
        {
            using var answer = await line.Http.GetAsync($"/liff/v2/apps/{line.Options.LiffId}/contextToken", TestContext.Current.CancellationToken);
            var token = (await answer.JsonAsync()).GetProperty("contextToken").GetString()!.Split('.')[1];
            return JsonSerializer.Deserialize<JsonElement>(System.Buffers.Text.Base64Url.DecodeFromChars(token));
        }

        static bool MayShare(JsonElement context) => context.GetProperty("availability").GetProperty("shareTargetPicker").GetProperty("permission").GetBoolean();
        var context = await Context();
        Assert.Equal(("external", line.Options.LiffEndpointUrl, "concat"),
            (context.GetProperty("type").GetString(), context.GetProperty("endpointUrl").GetString(), context.GetProperty("permanentLinkPattern").GetString()));
        Assert.True(MayShare(context));
        (await line.ControlAsync("/liff/share-target-picker", new { enabled = false })).Dispose();
        Assert.False(MayShare(await Context()));
        using var unknown = await line.Http.GetAsync("/liff/v2/apps/1656000002-Unknown0/contextToken", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_picker_window_shares_once_and_tells_the_page_how_it_ended()
    {
        await using var line = await TestPlatform.StartAsync();
        var (user, friend) = (await line.FriendAsync("林小美"), await line.FriendAsync("洪信宏"));
        using var opened = await line.ControlAsync($"/users/{user}/liff", new { url = $"https://liff.line.me/{line.Options.LiffId}" });
        var fragment = new Uri((await opened.JsonAsync()).GetProperty("url").GetString()!).Fragment.TrimStart('#');
        var token = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(fragment)["access_token"].ToString();
        using var nobody = await line.CallAsync(HttpMethod.Get, $"/liff/v2/apps/{line.Options.LiffId}/ott", token: "x");
        using var begun = await line.CallAsync(HttpMethod.Get, $"/liff/v2/apps/{line.Options.LiffId}/ott", token: token);
        var window = $"/oauth2/v2.1/liff/shareTargetPicker?liffId={line.Options.LiffId}&ott={(await begun.JsonAsync()).GetProperty("ott").GetString()}";
        var result = window.Replace("Picker?", "Picker/result?", StringComparison.Ordinal);
        async Task<string?> ResultAsync()
        {
            using var answer = await line.Http.GetAsync(result, TestContext.Current.CancellationToken);
            return (await answer.JsonAsync()).TryGetProperty("result", out var ended) ? ended.GetString() : null;
        }

        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        var page = await line.Http.GetStringAsync(window, TestContext.Current.CancellationToken);
        Assert.Contains("洪信宏", page, StringComparison.Ordinal);
        Assert.DoesNotContain("林小美", page, StringComparison.Ordinal);
        Assert.Null(await ResultAsync());
        (string, string)[] given = [("to", friend), ("messages", """[{"type":"text","text":"a gift"}]""")];
        (await line.PostFormAsync(window, given)).Dispose();
        Assert.Equal("SUCCESS", await ResultAsync());
        using var late = await line.PostFormAsync(window, given);
        Assert.Equal(HttpStatusCode.BadRequest, late.StatusCode);
        Assert.Single(await line.ChatAsync(friend), i => i.GetProperty("from").GetString() == "friend");
    }

    [Fact]
    public async Task Asked_by_lines_name_a_liff_address_leads_to_the_page_and_by_our_own_to_the_choice_of_a_person()
    {
        await using var line = await TestPlatform.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/{line.Options.LiffId}/coupons/1?src=a");
        request.Headers.Host = "liff.line.me";
        using var answer = await line.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(line.Options.LiffEndpointUrl + "?liff.state=%2Fcoupons%2F1%3Fsrc%3Da", answer.Headers.Location?.ToString());
        using var own = await line.Http.GetAsync($"/{line.Options.LiffId}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Fact]
    public async Task Lines_hosts_are_answered_by_https_with_the_certificate_that_was_named()
    {
        await using var line = await TestPlatform.StartAsync(o => o.HttpsPort = 0);
        var port = new Uri(line.Host.HttpsUrl!).Port;
        string? pin = null;
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, ct) =>
            {
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, port, ct);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
        {
            var seen = (System.Security.Cryptography.X509Certificates.X509Certificate2)certificate!;
            pin = Convert.ToBase64String(SHA256.HashData(seen.PublicKey.ExportSubjectPublicKeyInfo()));
            return !errors.HasFlag(System.Net.Security.SslPolicyErrors.RemoteCertificateNameMismatch);
        };
        using var http = new HttpClient(handler);
        using var answer = await http.GetAsync("https://api.line.me/oauth2/v2.1/certs", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(line.Host.CertificatePin, pin);
        Assert.StartsWith("http://", line.Host.BaseUrl, StringComparison.Ordinal);
    }
}
