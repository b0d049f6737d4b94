using System.Net.Http.Json;
using System.Text.Json;
using System.Web;

namespace LineLoyalty.Tests.TestHost;

/// <summary>Plays people on the emulator through its control API: what a person does on the phone, and what LINE accepted from us.</summary>
public sealed class LineWorld(string emulatorUrl) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = new Uri(emulatorUrl + "/emulator/") };

    public string EmulatorUrl => emulatorUrl;

    /// <summary>Somebody with the LINE app, not yet a friend. Answers the user id.</summary>
    public async Task<string> NewPersonAsync(string displayName = "小美", string language = "zh-TW")
    {
        var user = await PostAsync("users", new { displayName, language });
        return user.GetProperty("userId").GetString()!;
    }

    public Task<JsonElement> FollowAsync(string userId) => PostAsync($"users/{userId}/follow", new { });

    public Task<JsonElement> BlockAsync(string userId) => PostAsync($"users/{userId}/unfollow", new { });

    public Task<JsonElement> SayAsync(string userId, string text) => PostAsync($"users/{userId}/messages", new { type = "text", text });

    public Task<JsonElement> TapAsync(string userId, object action) => PostAsync($"users/{userId}/actions", action);

    public async Task<JsonElement> ChatAsync(string userId) => await http.GetFromJsonAsync<JsonElement>($"users/{userId}/chat");

    /// <summary>The messages the account has sent this person, oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> FromBotAsync(string userId) =>
        [.. (await ChatAsync(userId)).GetProperty("items").EnumerateArray().Where(i => i.GetProperty("from").GetString() == "bot")];

    /// <summary>Waits for a message of the account that contains <paramref name="text"/> anywhere (Flex included).</summary>
    public Task<string> HearsAsync(string userId, string text) => TestApp.EventuallyAsync(
        async () => (await FromBotAsync(userId)).Select(Raw).FirstOrDefault(m => m.Contains(text, StringComparison.Ordinal)),
        $"a message with '{text}'");

    /// <summary>Opens a LIFF link as the phone does and answers the ID token LINE puts into the first URL.</summary>
    public async Task<string> IdTokenAsync(string userId, string liffUrl = "https://liff.line.me/1656000002-Aa1Bb2Cc")
    {
        var opened = await PostAsync($"users/{userId}/liff", new { url = liffUrl });
        var fragment = new Uri(opened.GetProperty("url").GetString()!).Fragment.TrimStart('#');
        return HttpUtility.ParseQueryString(fragment)["id_token"]!;
    }

    /// <summary>Everything LINE accepted from us, from the emulator's journal on disk.</summary>
    public async Task<IReadOnlyList<JsonElement>> JournalAsync()
    {
        var all = new List<JsonElement>();
        for (var after = 0L; ;)
        {
            var page = await http.GetFromJsonAsync<JsonElement>($"journal?after={after}&limit=10000");
            var entries = page.GetProperty("entries").EnumerateArray().ToList();
            all.AddRange(entries);
            if (entries.Count == 0) return all;
            after = page.GetProperty("next").GetInt64();
        }
    }

    /// <summary>How many requests LINE has accepted from us.</summary>
    public async Task<int> AcceptedAsync() => (await http.GetFromJsonAsync<JsonElement>("journal/summary")).GetProperty("accepted").GetInt32();

    public Task<JsonElement> FaultAsync(object rule) => PostAsync("faults", rule);

    public async Task ClearFaultsAsync() => (await http.DeleteAsync("faults")).EnsureSuccessStatusCode();

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"The emulator answered {(int)answer.StatusCode} to {path}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    // The chat as text with its characters readable, so that tests can look for zh-TW words.
    private static string Raw(JsonElement item) => JsonSerializer.Serialize(item, Readable);

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Dispose() => http.Dispose();
}
