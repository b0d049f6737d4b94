using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Line.Emulator.Http;

namespace Line.Emulator.Chats;

/// <summary>One HTTP exchange with the bot: an event it was told, or a call it made and what it was answered.</summary>
internal sealed record WireEntry(
    long Seq, DateTime At, string Kind, string Method, string Path, IReadOnlyList<string> Users, JsonElement? Request, int? Status,
    JsonElement? Response, string? RequestId, string? Error, long Milliseconds);

/// <summary>What went over the wire lately, both ways. Kept only while somebody looks at a phone: load runs pay nothing for it.</summary>
internal sealed class WireLog
{
    private const int Kept = 300;
    private const int LongestText = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<WireEntry> _entries = [];
    private long _seq;

    public void Add(WireEntry entry)
    {
        lock (_lock)
        {
            _entries.Enqueue(entry with { Seq = ++_seq });
            if (_entries.Count > Kept)
                _entries.Dequeue();
        }
    }

    /// <summary>The newest exchanges that concern a person; those that name nobody (a token, a list) concern everybody.</summary>
    public IReadOnlyList<WireEntry> Of(string? userId, int limit)
    {
        lock (_lock)
            return [.. _entries.Where(e => userId is null || e.Users.Count == 0 || e.Users.Contains(userId)).TakeLast(limit)];
    }

    /// <summary>A body as JSON where it is JSON, as text where it is not; null where it is empty.</summary>
    public static JsonElement? Read(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return null;
        if (body.Length > LongestText)
            return JsonSerializer.SerializeToElement($"({body.Length} bytes)");
        try
        {
            var reader = new Utf8JsonReader(body);
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(body.Contains((byte)0) ? $"({body.Length} bytes)" : Encoding.UTF8.GetString(body));
        }
    }
}

internal static partial class WireEndpoints
{
    private const int MostRecipients = 500;

    public static void MapWire(this RouteGroupBuilder control) =>
        control.MapGet("/wire", (string? user, int? limit, World world) =>
            Results.Json(new { entries = world.Wire.Of(user, Math.Clamp(limit ?? 100, 1, 300)) }, ControlJson.Options));

    /// <summary>Writes down the bot's calls while a phone is open.</summary>
    public static void UseWireLog(this WebApplication app) => app.Use(async (http, next) =>
    {
        var world = http.RequestServices.GetRequiredService<World>();
        if (!world.Streams.AnyoneWatches || !http.Request.Path.StartsWithSegments("/v2/bot"))
        {
            await next(http);
            return;
        }

        var began = Stopwatch.GetTimestamp();
        var at = world.Now;
        http.Request.EnableBuffering();
        var request = await BytesAsync(http.Request.Body, http.RequestAborted);
        var users = Concerned(http.Request.Path, WireLog.Read(request), world, at);
        var answer = http.Response.Body;
        using var copy = new MemoryStream();
        http.Response.Body = copy;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = answer;
            var cut = http.RequestAborted.IsCancellationRequested;
            world.Wire.Add(new WireEntry(
                0, at, "api", http.Request.Method, http.Request.Path, users, WireLog.Read(request), cut ? null : http.Response.StatusCode,
                IsText(http.Response.ContentType) ? WireLog.Read(copy.ToArray()) : null, http.TraceIdentifier, cut ? "connection closed" : null,
                (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds));
        }

        if (copy.Length > 0)
            await answer.WriteAsync(copy.GetBuffer().AsMemory(0, (int)copy.Length), http.RequestAborted);
    });

    private static bool IsText(string? contentType) =>
        contentType is null || contentType.Contains("json", StringComparison.Ordinal) || contentType.StartsWith("text/", StringComparison.Ordinal);

    private static async Task<byte[]> BytesAsync(Stream body, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        await body.CopyToAsync(bytes, ct);
        body.Position = 0;
        return bytes.ToArray();
    }

    private static string[] Concerned(string path, JsonElement? request, World world, DateTime now)
    {
        var users = UserId().Matches(path).Select(m => m.Value).ToHashSet();
        if (request is { ValueKind: JsonValueKind.Object } body)
        {
            foreach (var name in (string[])["to", "chatId", "userIds"])
            {
                if (body.Get(name) is { ValueKind: JsonValueKind.String } one)
                    users.Add(one.GetString()!);
                else if (body.Get(name) is { ValueKind: JsonValueKind.Array } many)
                    users.UnionWith(many.EnumerateArray().Take(MostRecipients).Where(id => id.ValueKind == JsonValueKind.String).Select(id => id.GetString()!));
            }

            if (body.Text("replyToken") is { } token)
            {
                lock (world.Gate)
                {
                    if (world.ReplyTokens.UserOf(token, now) is { } replied)
                        users.Add(replied);
                }
            }
        }

        return [.. users];
    }

    [GeneratedRegex("U[0-9a-f]{32}")]
    private static partial Regex UserId();
}
