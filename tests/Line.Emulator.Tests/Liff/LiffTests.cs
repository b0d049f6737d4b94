using System.Net;
using System.Text.Json;

namespace Line.Emulator.Tests.Liff;

public sealed class LiffTests
{
    private const string Id = "1656000002-Aa1Bb2Cc";

    private static async Task<string> PageAsync(TestPlatform line, string user, string url)
    {
        using var answer = await line.ControlAsync($"/users/{user}/liff", new { url });
        return (await answer.JsonAsync()).GetProperty("url").GetString()!.Split('#')[0];
    }

    [Theory]
    [InlineData("https://app.example/liff/", "https://liff.line.me/1656000002-Aa1Bb2Cc", "https://app.example/liff/")]
    [InlineData("https://app.example/liff/", "https://liff.line.me/1656000002-Aa1Bb2Cc/", "https://app.example/liff/")]
    [InlineData("https://app.example/liff/", "https://liff.line.me/1656000002-Aa1Bb2Cc/join?src=qr&x=1", "https://app.example/liff/?liff.state=%2Fjoin%3Fsrc%3Dqr%26x%3D1")]
    [InlineData("https://app.example/liff/?brand=a", "https://miniapp.line.me/1656000002-Aa1Bb2Cc?src=qr#top", "https://app.example/liff/?brand=a&liff.state=%3Fsrc%3Dqr%23top")]
    [InlineData("https://app.example/liff/", "/1656000002-Aa1Bb2Cc/card", "https://app.example/liff/?liff.state=%2Fcard")]
    public async Task What_follows_the_id_travels_in_liff_state(string endpoint, string url, string page)
    {
        await using var line = await TestPlatform.StartAsync(o => o.LiffEndpointUrl = endpoint);
        Assert.Equal(page, await PageAsync(line, await line.PersonAsync(), url));
    }

    [Fact]
    public async Task The_fragment_carries_lines_five_tokens()
    {
        await using var line = await TestPlatform.StartAsync();
        using var answer = await line.ControlAsync($"/users/{await line.PersonAsync()}/liff", new { url = $"https://liff.line.me/{Id}" });
        var fragment = (await answer.JsonAsync()).GetProperty("url").GetString()!.Split('#')[1];
        Assert.Equal(["access_token", "context_token", "feature_token", "id_token", "client_id"], fragment.Split('&').Select(p => p.Split('=')[0]));
    }

    [Theory]
    [InlineData("https://liff.line.me/1656000002-XXXXXXXX/card")]
    [InlineData("https://evil.example/1656000002-Aa1Bb2Cc")]
    [InlineData("")]
    public async Task Other_addresses_open_nothing(string url)
    {
        await using var line = await TestPlatform.StartAsync();
        using var answer = await line.ControlAsync($"/users/{await line.PersonAsync()}/liff", new { url });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("liff.unknown", (await answer.JsonAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Tapping_a_link_tells_the_phone_whether_it_is_a_liff_app()
    {
        await using var line = await TestPlatform.StartAsync();
        var user = await line.FriendAsync();
        using var liff = await line.ControlAsync($"/users/{user}/actions", new { type = "uri", uri = $"https://liff.line.me/{Id}/card" });
        using var web = await line.ControlAsync($"/users/{user}/actions", new { type = "uri", uri = "https://example.com/" });
        Assert.Equal($$"""{"liffId":"{{Id}}","view":"full"}""", (await liff.JsonAsync()).GetProperty("open").GetProperty("liff").GetRawText());
        Assert.Equal(JsonValueKind.Null, (await web.JsonAsync()).GetProperty("open").GetProperty("liff").ValueKind);
    }

    [Fact]
    public async Task A_plain_browser_chooses_a_person_and_lands_on_the_page()
    {
        await using var line = await TestPlatform.StartAsync();
        var user = await line.PersonAsync("陳大文");
        foreach (var path in (string[])[$"/liff/open/{Id}/card?x=1", $"/{Id}/card?x=1"])
        {
            using var page = await line.Http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Contains("陳大文", await page.TextAsync(), StringComparison.Ordinal);
            using var chosen = await line.PostFormAsync(path, ("user", user));
            Assert.StartsWith("http://localhost:5080/liff/?liff.state=%2Fcard%3Fx%3D1#access_token=", chosen.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_server_api_needs_the_login_channels_token_and_keeps_apps()
    {
        await using var line = await TestPlatform.StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await line.GetAsync("/liff/v1/apps")).StatusCode);
        var token = await line.StatelessTokenAsync(line.Options.LoginChannelId, line.Options.LoginChannelSecret);
        using var added = await line.CallAsync(HttpMethod.Post, "/liff/v1/apps", new { view = new { type = "tall", url = "https://app.example/b" }, scope = new[] { "openid" } }, token: token);
        var liffId = (await added.JsonAsync()).GetProperty("liffId").GetString()!;
        Assert.Equal("https://app.example/b", await PageAsync(line, await line.PersonAsync(), $"https://liff.line.me/{liffId}"));

        using var named = await line.CallAsync(HttpMethod.Put, $"/liff/v1/apps/{liffId}", new { description = "My LINE card" }, token: token);
        using var insecure = await line.CallAsync(HttpMethod.Put, $"/liff/v1/apps/{liffId}", new { view = new { url = "http://app.example/" } }, token: token);
        Assert.Equal(["description: Must not contain LINE"], await named.DetailsAsync());
        Assert.Equal(["view.url: Must be an https address without a fragment"], await insecure.DetailsAsync());
        (await line.CallAsync(HttpMethod.Delete, $"/liff/v1/apps/{liffId}", token: token)).Dispose();
        using var apps = await line.CallAsync(HttpMethod.Get, "/liff/v1/apps", token: token);
        Assert.Equal([Id], (await apps.JsonAsync()).GetProperty("apps").EnumerateArray().Select(a => a.GetProperty("liffId").GetString()));
    }
}
