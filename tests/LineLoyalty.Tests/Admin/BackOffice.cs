using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using LineLoyalty.Staff;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Tests.Admin;

/// <summary>A staff member's browser: cookies, the pages' own forms with their tokens, no redirects followed.</summary>
public sealed partial class BackOffice : IDisposable
{
    public const string Password = "morning light over taipei";

    private readonly TestApp app;
    private readonly CookieContainer cookies = new();

    public BackOffice(TestApp app)
    {
        this.app = app;
        Http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = app.Url };
    }

    public HttpClient Http { get; }

    /// <summary>Invited, account made through the form, signed in.</summary>
    public static async Task<BackOffice> SignedInAsync(TestApp app, StaffRole role = StaffRole.Admin, string name = "lin")
    {
        var browser = new BackOffice(app);
        var link = await InvitationAsync(app, role);
        using var made = await browser.SubmitAsync(link, link, ("DisplayName", "林小行"), ("UserName", name), ("Password", Password));
        if (made.StatusCode != HttpStatusCode.Redirect) throw new InvalidOperationException($"No account: {(int)made.StatusCode}");
        return browser;
    }

    public static async Task<string> InvitationAsync(TestApp app, StaffRole role) =>
        "/admin/welcome?token=" + await app.InScopeAsync(s => s.GetRequiredService<InviteStaff>().ExecuteAsync(role, CancellationToken.None));

    public Task<HttpResponseMessage> SignInAsync(string name, string password) =>
        SubmitAsync("/admin/sign-in", "/admin/sign-in", ("UserName", name), ("Password", password));

    public async Task<string> ReadAsync(string path)
    {
        using var answer = await Http.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}: {text[..Math.Min(300, text.Length)]}");
        return WebUtility.HtmlDecode(text);
    }

    /// <summary>Opens <paramref name="page"/>, takes its token and sends the form to <paramref name="action"/>; a form there that carries no token could not be sent by a browser.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        var html = await Http.GetStringAsync(page);
        foreach (Match form in Form().Matches(html))
        {
            var target = Action().Match(form.Groups[1].Value) is { Success: true } own ? WebUtility.HtmlDecode(own.Groups[1].Value) : page;
            if (target == action && !form.Groups[2].Value.Contains("__RequestVerificationToken", StringComparison.Ordinal)) throw new InvalidOperationException($"{page}: the form for {action} carries no token.");
        }
        var token = TokenOf(html, page);
        return await Http.PostAsync(action, new FormUrlEncodedContent([.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), KeyValuePair.Create("__RequestVerificationToken", token)]));
    }

    /// <summary>As the composer asks: JSON with the token in the header.</summary>
    public Task<HttpResponseMessage> AskAsync(string handler, object body) => AskPageAsync("/admin/pushes/edit", handler, body);

    /// <summary>As any editor drawn by the browser asks its page.</summary>
    public async Task<HttpResponseMessage> AskPageAsync(string page, string handler, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{page}?handler={handler}") { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Form-Token", await TokenAsync(page));
        return await Http.SendAsync(request);
    }

    /// <summary>As the picture field of any editor sends a file.</summary>
    public async Task<HttpResponseMessage> UploadPictureAsync(byte[] file)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/pictures") { Content = new MultipartFormDataContent { { new ByteArrayContent(file), "file", "海報.png" } } };
        request.Headers.Add("X-Form-Token", await TokenAsync("/admin/rewards/edit"));
        return await Http.SendAsync(request);
    }

    /// <summary>The pictures offered to be chosen again.</summary>
    public async Task<JsonElement> RecentPicturesAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/pictures?handler=Recent");
        request.Headers.Add("X-Form-Token", await TokenAsync("/admin/rewards/edit"));
        using var answer = await Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("pictures");
    }

    /// <summary>As the composer sends a file.</summary>
    public async Task<HttpResponseMessage> SendToComposerAsync(string handler, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/pushes/edit?handler=" + handler) { Content = content };
        request.Headers.Add("X-Form-Token", await TokenAsync("/admin/pushes/edit"));
        return await Http.SendAsync(request);
    }

    /// <summary>As the segment builder asks.</summary>
    public async Task<HttpResponseMessage> AskSegmentAsync(string handler, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/segments/edit?handler=" + handler) { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Form-Token", await TokenAsync("/admin/segments/edit"));
        return await Http.SendAsync(request);
    }

    /// <summary>As the menu editor sends JSON or a picture.</summary>
    public async Task<HttpResponseMessage> SendToMenuEditorAsync(string handler, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/menus/edit?handler=" + handler) { Content = content };
        request.Headers.Add("X-Form-Token", await TokenAsync("/admin/menus/edit"));
        return await Http.SendAsync(request);
    }

    /// <summary>A friend of the account who has joined, so that pushes reach them.</summary>
    public static async Task<string> FriendAsync(TestApp app, string phone, string name, bool marketing = true)
    {
        var user = await app.Line.NewPersonAsync(name);
        await app.Line.FollowAsync(user);
        using var page = await LiffPage.OpenAsync(app, name, user);
        using var joined = await page.JoinAsync(phone, name, marketing: marketing);
        if (joined.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"Did not join: {await joined.Content.ReadAsStringAsync()}");
        await app.Line.HearsAsync(user, "晨光咖啡");
        return user;
    }

    private async Task<string> TokenAsync(string page) => TokenOf(await Http.GetStringAsync(page), page);

    private static string TokenOf(string html, string page) =>
        Token().Match(html) is { Success: true } found ? found.Groups[1].Value : throw new InvalidOperationException($"{page} has no form token.");

    public void Dispose() => Http.Dispose();

    [GeneratedRegex("<meta name=\"form-token\" content=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("<form\\b([^>]*method=\"post\"[^>]*)>(.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex(" action=\"([^\"]*)\"")]
    private static partial Regex Action();
}
