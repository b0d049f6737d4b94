using System.Globalization;
using System.Text;
using System.Text.Json;
using Line.Emulator.Http;
using Line.Emulator.Insight;
using Line.Emulator.Liff;
using Line.Emulator.Webhooks;

namespace Line.Emulator.Scripts;

/// <summary>Opens a LIFF page for a person and makes the calls its script would make, with cookies of the person's own.</summary>
internal sealed class LiffVisit(World world, LiffLaunch launch) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(30) };

    public void Dispose() => _http.Dispose();

    public async Task GoAsync(string person, int number, string url, ScenarioRequest[] requests, CancellationToken ct)
    {
        var names = Open(person, number, url, out var page);
        var cookies = new Dictionary<(string Authority, string Name), string>();
        using (var first = await SendAsync(new HttpRequestMessage(HttpMethod.Get, page), cookies, ct))
            Check(first, page);
        foreach (var request in requests)
        {
            var address = WebhookUrls.Allowed(Filled(request.Url, names));
            using var call = new HttpRequestMessage(new HttpMethod(request.Method), address);
            if (request.Body is { } body)
                call.Content = new StringContent(Filled(body.GetRawText(), names), Encoding.UTF8, "application/json");
            foreach (var (name, value) in request.Headers)
                call.Headers.TryAddWithoutValidation(name, Filled(value, names));
            if (!call.Headers.Contains("Origin"))
                call.Headers.Add("Origin", address.GetLeftPart(UriPartial.Authority));
            using var answer = await SendAsync(call, cookies, ct);
            Check(answer, address);
            if (request.Keep.Count > 0)
            {
                var told = await JsonSerializer.DeserializeAsync<JsonElement>(await answer.Content.ReadAsStreamAsync(ct), cancellationToken: ct);
                foreach (var (name, property) in request.Keep)
                    names[name] = told.Get(property)?.ToString() ?? throw new InvalidOperationException($"the answer of {address} has no '{property}'");
            }
        }
    }

    private Dictionary<string, string> Open(string person, int number, string url, out Uri page)
    {
        lock (world.Gate)
        {
            var user = world.Users.Find(person)!;
            var opened = launch.Open(user, url) ?? throw new InvalidOperationException($"{url} is no LIFF address this emulator knows");
            var hash = opened.IndexOf('#', StringComparison.Ordinal);
            page = WebhookUrls.Allowed(opened[..hash]);
            var tokens = opened[(hash + 1)..].Split('&').Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
            return new Dictionary<string, string>
            {
                ["userId"] = person,
                ["name"] = user.DisplayName,
                ["n"] = number.ToString(CultureInfo.InvariantCulture),
                ["phone"] = $"09{Draw.Hash("phone", person) % 100_000_000:D8}",
                ["idToken"] = tokens.GetValueOrDefault("id_token", ""),
                ["accessToken"] = tokens["access_token"],
            };
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Dictionary<(string Authority, string Name), string> cookies, CancellationToken ct)
    {
        // As browsers do on localhost, also cookies that ask for https go along.
        var authority = request.RequestUri!.Authority;
        var header = string.Join("; ", cookies.Where(c => c.Key.Authority == authority).Select(c => $"{c.Key.Name}={c.Value}"));
        if (header.Length > 0)
            request.Headers.Add("Cookie", header);
        var answer = await _http.SendAsync(request, ct);
        if (answer.Headers.TryGetValues("Set-Cookie", out var set))
        {
            foreach (var cookie in set.Select(s => s.Split(';')[0].Split('=', 2)).Where(c => c.Length == 2))
                cookies[(authority, cookie[0].Trim())] = cookie[1];
        }

        return answer;
    }

    private static void Check(HttpResponseMessage answer, Uri address)
    {
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{address} answered {(int)answer.StatusCode}");
    }

    private static string Filled(string text, Dictionary<string, string> names)
    {
        var filled = new StringBuilder(text).Replace("{uuid}", Guid.NewGuid().ToString());
        foreach (var (name, value) in names)
            filled.Replace($"{{{name}}}", JsonEncodedText.Encode(value, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value);
        return filled.ToString();
    }
}
