using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LineLoyalty.Membership;
using LineLoyalty.Tests.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Tests.Liff;

/// <summary>The LIFF page as the server meets it: a browser's cookies, its own origin, JSON in and out.</summary>
public sealed class LiffPage : IDisposable
{
    private readonly TestApp app;
    private readonly HttpClient http;
    private readonly CookieContainer cookies = new();

    public LiffPage(TestApp app)
    {
        this.app = app;
        http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = app.Url };
        http.DefaultRequestHeaders.Add("Origin", app.Url.GetLeftPart(UriPartial.Authority));
    }

    public HttpClient Http => http;
    public string? UserId { get; private set; }
    public Cookie? Cookie(string name) => cookies.GetCookies(app.Url)[name];
    public void CopyCookiesTo(LiffPage other) => other.cookies.Add(cookies.GetAllCookies());

    /// <summary>Somebody opens the page from the chat and is signed in.</summary>
    public static async Task<LiffPage> OpenAsync(TestApp app, string displayName = "小美", string? userId = null, string? source = null)
    {
        var page = new LiffPage(app) { UserId = userId ?? await app.Line.NewPersonAsync(displayName) };
        using var answer = await page.SignInAsync(source);
        if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"No session: {await answer.Content.ReadAsStringAsync()}");
        return page;
    }

    /// <summary>Another LINE account in the browser somebody else has used.</summary>
    public static async Task<LiffPage> OnSameDeviceAsync(LiffPage other, string displayName)
    {
        var page = new LiffPage(other.app) { UserId = await other.app.Line.NewPersonAsync(displayName) };
        other.CopyCookiesTo(page);
        using var answer = await page.SignInAsync();
        if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"No session: {await answer.Content.ReadAsStringAsync()}");
        return page;
    }

    public async Task<HttpResponseMessage> SignInAsync(string? source = null) =>
        await PostAsync("session", new { idToken = await app.Line.IdTokenAsync(UserId!), source });

    /// <summary>Opens the page and joins with a fresh number.</summary>
    public static async Task<(LiffPage Page, JsonElement State)> JoinedAsync(TestApp app, string phone, string name = "王小明", object? change = null)
    {
        var page = await OpenAsync(app, name);
        using var answer = await page.JoinAsync(phone, name);
        if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"Did not join: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return (page, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    public Task<HttpResponseMessage> JoinAsync(string phone, string name = "王小明", string? birthday = null, bool marketing = true, string language = "zh-TW", string? source = null) =>
        PostAsync("join", new { phone, name, birthday, gender = "female", consentVersion = Version, marketingOptIn = marketing, language, source });

    public string Version => app.Services.GetRequiredService<ConsentNotice>().Version;

    public Task<HttpResponseMessage> GetAsync(string path) => http.GetAsync("/api/liff/" + path);
    public Task<HttpResponseMessage> PostAsync(string path, object body) => http.PostAsJsonAsync("/api/liff/" + path, body);
    public Task<HttpResponseMessage> PutAsync(string path, object body) => http.PutAsJsonAsync("/api/liff/" + path, body);

    public async Task<JsonElement> ReadAsync(string path) => await http.GetFromJsonAsync<JsonElement>("/api/liff/" + path);

    public void Dispose() => http.Dispose();
}

internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) => JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());

    public static async Task<string?> CodeAsync(this HttpResponseMessage answer) => (await answer.JsonAsync()).GetProperty("code").GetString();

    /// <summary>Status and refusal code in one, to compare at a glance.</summary>
    public static async Task<(HttpStatusCode, string?)> RefusalAsync(this HttpResponseMessage answer) => (answer.StatusCode, await answer.CodeAsync());
}
