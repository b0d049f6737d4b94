using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Line.Specification;

namespace Line.Emulator.Tests;

/// <summary>An emulator on a free port, with a channel access token in hand.</summary>
internal sealed class TestPlatform : IAsyncDisposable
{
    private TestPlatform(EmulatorHost host, FakeClock clock, EmulatorOptions options, bool judgeRequests)
    {
        (Host, Clock, Options) = (host, clock, options);
        Judge = new SpecificationHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }, judgeRequests)
        {
            Ignore = uri => uri.AbsolutePath.StartsWith("/emulator/", StringComparison.Ordinal) || NotInTheFiles.Any(p => uri.AbsolutePath.StartsWith(p, StringComparison.Ordinal)),
        };
        Http = new HttpClient(Judge) { BaseAddress = new Uri(host.BaseUrl) };
    }

    /// <summary>Pages and addresses that LINE's files say nothing about.</summary>
    private static readonly string[] NotInTheFiles = ["/phone", "/liff/open", "/liff/share", "/liff/v1/authorize", "/liff/v2/", "/oauth2/v2.1/liff/", "/dialog/", "/.well-known/", "/oauth2/v2.1/authorize", "/1656"];

    /// <summary>Holds every answer of LINE's calls against LINE's own files; <see cref="DisposeAsync"/> fails on the first that differs.</summary>
    public SpecificationHandler Judge { get; }

    /// <summary>For tests in which the emulator answers wrongly on purpose.</summary>
    public bool AnswersAreWild { get; set; }

    public EmulatorHost Host { get; }
    public FakeClock Clock { get; }
    public EmulatorOptions Options { get; }
    public HttpClient Http { get; }
    public string Token { get; set; } = "";

    public static async Task<TestPlatform> StartAsync(Action<EmulatorOptions>? configure = null, FakeClock? clock = null, bool judgeRequests = false)
    {
        var options = new EmulatorOptions
        {
            Port = 0, RedeliveryDelays = [TimeSpan.FromMilliseconds(30)], WebhookTimeout = TimeSpan.FromMilliseconds(600),
        };
        configure?.Invoke(options);
        clock ??= new FakeClock();
        var platform = new TestPlatform(await EmulatorHost.StartAsync(options, clock, TestContext.Current.CancellationToken), clock, options, judgeRequests);
        await platform.NewTokenAsync();
        return platform;
    }

    /// <summary>A stateless token lives 15 minutes of the clock.</summary>
    public async Task NewTokenAsync() =>
        Token = await StatelessTokenAsync(Options.ChannelId, Options.ChannelSecret);

    public async Task<string> StatelessTokenAsync(string channel, string secret)
    {
        using var answer = await PostFormAsync("/oauth2/v3/token", ("grant_type", "client_credentials"), ("client_id", channel), ("client_secret", secret));
        return (await answer.JsonAsync()).GetProperty("access_token").GetString()!;
    }

    public Task<HttpResponseMessage> PostFormAsync(string path, params (string, string)[] fields) =>
        Http.PostAsync(path, new FormUrlEncodedContent(fields.ToDictionary(f => f.Item1, f => f.Item2)), TestContext.Current.CancellationToken);

    /// <summary>A call of the bot's: JSON (or a raw text) with the token.</summary>
    public async Task<HttpResponseMessage> CallAsync(HttpMethod method, string path, object? body = null, string? retryKey = null, string? token = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Token);
        if (body is not null)
            request.Content = body as HttpContent ?? new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        if (retryKey is not null)
            request.Headers.Add("X-Line-Retry-Key", retryKey);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> PostAsync(string path, object? body = null, string? retryKey = null) => CallAsync(HttpMethod.Post, path, body, retryKey);

    public Task<HttpResponseMessage> GetAsync(string path) => CallAsync(HttpMethod.Get, path);

    public Task<HttpResponseMessage> PushAsync(string to, string text = "hello", string? retryKey = null) =>
        PostAsync("/v2/bot/message/push", new { to, messages = Texts(text) }, retryKey);

    public Task<HttpResponseMessage> ReplyAsync(string replyToken, string text = "hello") =>
        PostAsync("/v2/bot/message/reply", new { replyToken, messages = Texts(text) });

    public Task<HttpResponseMessage> ControlAsync(string path, object? body = null) =>
        Http.PostAsJsonAsync("/emulator" + path, body ?? new { }, TestContext.Current.CancellationToken);

    public async Task<JsonElement> ControlJsonAsync(string path) =>
        await Http.GetFromJsonAsync<JsonElement>("/emulator" + path, TestContext.Current.CancellationToken);

    public async Task<string> PersonAsync(string name = "王小明")
    {
        using var answer = await ControlAsync("/users", new { displayName = name });
        return (await answer.JsonAsync()).GetProperty("userId").GetString()!;
    }

    public async Task<string> FriendAsync(string name = "王小明")
    {
        var id = await PersonAsync(name);
        (await ControlAsync($"/users/{id}/follow")).Dispose();
        return id;
    }

    public async Task<List<JsonElement>> ChatAsync(string userId) =>
        [.. (await ControlJsonAsync($"/users/{userId}/chat")).GetProperty("items").EnumerateArray()];

    /// <summary>The texts the bot got through to a person.</summary>
    public async Task<List<string?>> ReceivedAsync(string userId) =>
        [.. (await ChatAsync(userId)).Where(i => i.GetProperty("from").GetString() == "bot").Select(i => i.GetProperty("message").GetProperty("text").GetString())];

    public static object[] Texts(params string[] texts) => [.. texts.Select(text => new { type = "text", text })];

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
        if (!AnswersAreWild && TestContext.Current.TestState?.Result != TestResult.Failed)
            Assert.Empty(Judge.Problems);
    }
}

internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) =>
        JsonSerializer.Deserialize<JsonElement>(await answer.TextAsync());

    public static async Task<string> TextAsync(this HttpResponseMessage answer) =>
        await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    public static async Task<string?> MessageAsync(this HttpResponseMessage answer) =>
        (await answer.JsonAsync()).GetProperty("message").GetString();

    public static string Header(this HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();

    /// <summary>"property: message" of each detail.</summary>
    public static async Task<string[]> DetailsAsync(this HttpResponseMessage answer) =>
        [.. (await answer.JsonAsync()).GetProperty("details").EnumerateArray().Select(d => $"{d.GetProperty("property").GetString()}: {d.GetProperty("message").GetString()}")];
}
