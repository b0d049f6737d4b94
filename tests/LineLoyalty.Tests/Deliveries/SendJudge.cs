using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Tests.Deliveries;

/// <summary>What can happen to one request; "then" means LINE has it although the caller does not hear so.</summary>
internal enum Mishap { Good, AcceptThen500, AcceptThenReset, AcceptThenLate, Plain500, ResetBefore, TooFast, Unauthorized, Drip, Html, Redirect, ConflictAccepted, ConflictUnknown }

/// <summary>One request that sends messages.</summary>
internal sealed record Arrival(long At, bool Multicast, Guid? Key, string BodyHash, IReadOnlyList<string> To, string Messages, string Token, bool Accepted, int Status);

/// <summary>
/// A LINE that misbehaves by a plan made from a seed: what happens to a request depends on its first recipient and on how often that one has
/// come, so the same seed gives the same plan. What it accepted is the judge of who got what.
/// </summary>
internal sealed class SendJudge : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly int seed;
    private readonly ConcurrentDictionary<(string, string), int> tries = new();
    private readonly ConcurrentDictionary<Guid, string> accepted = new();
    private readonly Lock sync = new();
    private readonly List<Arrival> arrivals = [];
    private readonly ConcurrentDictionary<string, bool> tokens = new();
    private int issued;
    private int elsewhere;

    private SendJudge(WebApplication app, int seed) => (this.app, this.seed) = (app, seed);

    public string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Share of requests that go well; the rest is divided as promises.md says (RT-13). 1 for a LINE in good health.</summary>
    public double Good { get; set; } = 1;
    /// <summary>Every request is answered 429, because it is too fast or because the month is used up.</summary>
    public bool Storm { get; set; }
    public bool QuotaUsedUp { get; set; }
    public int RedirectsFollowed => Volatile.Read(ref elsewhere);

    public IReadOnlyList<Arrival> Arrivals
    {
        get { lock (sync) return [.. arrivals]; }
    }

    public static async Task<SendJudge> StartAsync(int seed)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var judge = new SendJudge(app, seed);
        app.Run(judge.AnswerAsync);
        await app.StartAsync();
        return judge;
    }

    /// <summary>How often each person was accepted with these words in the messages.</summary>
    public Dictionary<string, int> AcceptedPerPerson(string words = "") =>
        Arrivals.Where(a => a.Accepted && a.Messages.Contains(words, StringComparison.Ordinal)).SelectMany(a => a.To).GroupBy(t => t).ToDictionary(g => g.Key, g => g.Count());

    /// <summary>Most requests in any sliding second.</summary>
    public static int Busiest(IEnumerable<Arrival> requests)
    {
        var times = requests.Select(a => a.At).Order().ToList();
        var most = 0;
        for (var (i, j) = (0, 0); j < times.Count; j++)
        {
            while (times[j] - times[i] >= Stopwatch.Frequency) i++;
            most = Math.Max(most, j - i + 1);
        }
        return most;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var at = Stopwatch.GetTimestamp();
        var path = http.Request.Path.Value!;
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (path == "/oauth2/v3/token")
        {
            // One for each who asks, so that a refused one tells whose it is.
            var token = "t" + Interlocked.Increment(ref issued).ToString(CultureInfo.InvariantCulture);
            tokens[token] = true;
            await SayAsync(http, 200, $$"""{"token_type":"Bearer","access_token":"{{token}}","expires_in":900}""");
        }
        else if (path is "/v2/bot/message/push" or "/v2/bot/message/multicast")
        {
            await SentAsync(http, path.EndsWith("multicast", StringComparison.Ordinal), body.ToArray(), at);
        }
        else
        {
            Interlocked.Increment(ref elsewhere);
            await SayAsync(http, 404, """{"message":"Not found"}""");
        }
    }

    private async Task SentAsync(HttpContext http, bool multicast, byte[] body, long at)
    {
        using var json = JsonDocument.Parse(body);
        var to = multicast ? json.RootElement.GetProperty("to").EnumerateArray().Select(t => t.GetString()!).ToList() : [json.RootElement.GetProperty("to").GetString()!];
        var messages = json.RootElement.GetProperty("messages")[0].GetProperty("text").GetString()!;
        var key = Guid.TryParse(http.Request.Headers["X-Line-Retry-Key"], out var given) ? given : (Guid?)null;
        var bearer = http.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        var fate = !tokens.ContainsKey(bearer) ? Mishap.Unauthorized : Storm || QuotaUsedUp ? Mishap.TooFast : Draw(to[0], messages);
        // LINE takes one request with a key and says 409 to the others, whatever becomes of the answer.
        var takes = fate is Mishap.Good or Mishap.AcceptThen500 or Mishap.AcceptThenReset or Mishap.AcceptThenLate or Mishap.Drip or Mishap.ConflictAccepted;
        var requestId = Guid.NewGuid().ToString("D");
        var before = key is { } k && accepted.TryGetValue(k, out var old) ? old : null;
        var isNew = takes && before is null && (key is null || accepted.TryAdd(key.Value, requestId));
        var status = fate switch
        {
            Mishap.Good => before is null ? 200 : 409,
            Mishap.AcceptThen500 or Mishap.Plain500 => 500,
            Mishap.TooFast => 429,
            Mishap.Unauthorized => 401,
            Mishap.Redirect => 302,
            Mishap.ConflictAccepted or Mishap.ConflictUnknown => 409,
            Mishap.Html => 200,
            _ => 0,
        };
        var arrival = new Arrival(at, multicast, key, Convert.ToHexString(SHA256.HashData(body)), to, messages, bearer, isNew, status);
        lock (sync) arrivals.Add(arrival);
        http.Response.Headers["x-line-request-id"] = requestId;
        switch (fate)
        {
            case Mishap.Good or Mishap.ConflictAccepted:
                if (status == 409) http.Response.Headers["x-line-accepted-request-id"] = before ?? requestId;
                await SayAsync(http, status, status == 200 ? """{"sentMessages":[{"id":"1"}]}""" : """{"message":"The retry key is already accepted"}""");
                break;
            case Mishap.AcceptThenReset or Mishap.ResetBefore:
                http.Abort();
                break;
            case Mishap.AcceptThenLate:
                await UntilGoneAsync(http, () => Task.CompletedTask);
                break;
            case Mishap.Drip:
                http.Response.ContentLength = 30;
                await UntilGoneAsync(http, async () => await http.Response.Body.WriteAsync("{"u8.ToArray(), http.RequestAborted));
                break;
            case Mishap.TooFast:
                if (!QuotaUsedUp) http.Response.Headers.RetryAfter = "1";
                await SayAsync(http, 429, QuotaUsedUp ? """{"message":"You have reached your monthly limit."}""" : """{"message":"The API rate limit has been exceeded. Try again later."}""");
                break;
            case Mishap.Unauthorized:
                tokens.TryRemove(bearer, out _);
                await SayAsync(http, 401, """{"message":"Authentication failed due to the following reason: invalid token."}""");
                break;
            case Mishap.Html:
                await SayAsync(http, 200, "<html>Welcome to the hotel's network</html>");
                break;
            case Mishap.Redirect:
                http.Response.Headers.Location = "/elsewhere";
                await SayAsync(http, 302, "");
                break;
            default:
                await SayAsync(http, status, """{"message":"Something went wrong"}""");
                break;
        }
    }

    private Mishap Draw(string person, string words)
    {
        if (Good >= 1) return Mishap.Good;
        var attempt = tries.AddOrUpdate((person, words), 1, (_, n) => n + 1);
        var hash = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{seed}:{person}:{words}:{attempt}"));
        var x = BitConverter.ToUInt32(hash) / (double)uint.MaxValue;
        if (x < Good) return Mishap.Good;
        // 8 + 6 + 6 + 5 + 5 + 4 + 1 + 1 + 1 + 1 + 2 = 40 of a hundred.
        var y = (x - Good) / (1 - Good) * 40;
        return y < 8 ? Mishap.AcceptThen500 : y < 14 ? Mishap.AcceptThenReset : y < 20 ? Mishap.AcceptThenLate : y < 25 ? Mishap.Plain500 : y < 30 ? Mishap.ResetBefore
            : y < 34 ? Mishap.TooFast : y < 35 ? Mishap.Unauthorized : y < 36 ? Mishap.Drip : y < 37 ? Mishap.Html : y < 38 ? Mishap.Redirect
            : y < 39 ? Mishap.ConflictAccepted : Mishap.ConflictUnknown;
    }

    private static async Task UntilGoneAsync(HttpContext http, Func<Task> eachSecond)
    {
        try
        {
            for (var i = 0; i < 25; i++)
            {
                await eachSecond();
                await Task.Delay(1000, http.RequestAborted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The caller's patience is over.
        }
        http.Abort();
    }

    private static async Task SayAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = status == 200 && text.StartsWith('<') ? "text/html" : "application/json";
        await http.Response.WriteAsync(text, http.RequestAborted);
    }
}
