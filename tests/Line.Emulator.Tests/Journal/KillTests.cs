using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Line.Emulator.Tests.Journal;

/// <summary>The emulator as a process of its own, killed while it accepts.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("line-emulator-kill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_answered_200_survives_kill_9_and_is_there_once()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var people = Enumerable.Range(0, 20).Select(i => "U" + i.ToString("x32", System.Globalization.CultureInfo.InvariantCulture)).ToList();
        var keys = Enumerable.Range(0, 400).Select(i => (Key: Guid.NewGuid().ToString(), To: people[i % people.Count], Text: $"message {i}")).ToList();
        var done = new HashSet<string>();
        for (var kill = 0; kill <= Kills; kill++)
        {
            using var emulator = Start();
            using var http = new HttpClient { BaseAddress = new Uri(await AddressAsync(emulator)) };
            if (kill == 0)
            {
                foreach (var id in people)
                {
                    (await http.PostAsJsonAsync("/emulator/users", new { userId = id, displayName = "x" }, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode().Dispose();
                    (await http.PostAsync($"/emulator/users/{id}/follow", null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode().Dispose();
                }
            }

            await AuthorizeAsync(http);
            var sending = SendAllAsync(http, keys, done);
            if (kill < Kills)
            {
                await Task.Delay(random.Next(5, 120), TestContext.Current.CancellationToken);
                emulator.Kill(entireProcessTree: true);
                await sending;
            }
            else
            {
                await sending;
                await CheckAsync(http, keys, done);
                emulator.Kill(entireProcessTree: true);
            }

            await emulator.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static async Task SendAllAsync(HttpClient http, List<(string Key, string To, string Text)> keys, HashSet<string> done)
    {
        await Parallel.ForEachAsync(keys.Where(k => !done.Contains(k.Key)).ToList(), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (send, ct) =>
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/bot/message/push");
                request.Content = JsonContent.Create(new { to = send.To, messages = TestPlatform.Texts(send.Text) });
                request.Headers.Add("X-Line-Retry-Key", send.Key);
                using var answer = await http.SendAsync(request, ct);
                Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{answer.StatusCode}");
                lock (done)
                    done.Add(send.Key);
            }
            catch (HttpRequestException)
            {
                // Killed: unknown, so it is asked again with the same key.
            }
        });
    }

    private static async Task CheckAsync(HttpClient http, List<(string Key, string To, string Text)> keys, HashSet<string> done)
    {
        Assert.Equal(keys.Count, done.Count);
        var journal = await http.GetFromJsonAsync<JsonElement>("/emulator/journal?limit=10000", TestContext.Current.CancellationToken);
        var accepted = journal.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("retryKey").GetString()!).ToList();
        Assert.Equal(keys.Select(k => k.Key).Order(), accepted.Order());
        var summary = await http.GetFromJsonAsync<JsonElement>("/emulator/journal/summary", TestContext.Current.CancellationToken);
        Assert.Equal(0, summary.GetProperty("duplicates").GetInt64());
    }

    private Process Start() => Process.Start(new ProcessStartInfo("dotnet")
    {
        ArgumentList = { typeof(EmulatorHost).Assembly.Location, "--port", "0", "--data", _folder, "--seed-users", "0", "--no-rate-limits" },
        RedirectStandardOutput = true,
    })!;

    private static async Task<string> AddressAsync(Process emulator)
    {
        var line = await emulator.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return line!.Split(' ')[3].TrimEnd(',');
    }

    private static async Task AuthorizeAsync(HttpClient http)
    {
        var options = new EmulatorOptions();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = options.ChannelId, ["client_secret"] = options.ChannelSecret,
        });
        using var answer = await http.PostAsync("/oauth2/v3/token", form, TestContext.Current.CancellationToken);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await answer.JsonAsync()).GetProperty("access_token").GetString());
    }
}
