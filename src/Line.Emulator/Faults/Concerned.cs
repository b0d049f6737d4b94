using System.Text;
using System.Text.Json;
using Line.Emulator.Http;

namespace Line.Emulator.Faults;

/// <summary>Finds out whether a call is about a person: named in the path or the body, or by the reply token.</summary>
internal static class Concerned
{
    public static async Task<Func<string, bool>> ReadAsync(HttpContext http, World world)
    {
        http.Request.EnableBuffering();
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8, leaveOpen: true);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        http.Request.Body.Position = 0;
        var text = $"{http.Request.Path}{http.Request.QueryString} {body}";
        var replyTo = ReplyToken(body) is { } token ? Person(world, token) : null;
        return user => user == replyTo || text.Contains(user, StringComparison.Ordinal);
    }

    private static string? Person(World world, string replyToken)
    {
        lock (world.Gate)
            return world.ReplyTokens.UserOf(replyToken, world.Now);
    }

    private static string? ReplyToken(string body)
    {
        if (!body.Contains("\"replyToken\"", StringComparison.Ordinal))
            return null;
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(body).Text("replyToken");
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
