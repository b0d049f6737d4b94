using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Line.Emulator.Journal;

namespace Line.Emulator.Webhooks;

/// <summary>Writes webhook events the way LINE's differ from one another: any property order, sometimes escaped.</summary>
internal static partial class WebhookEvent
{
    private const string Crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const string FirstDelivery = "\"deliveryContext\":{\"isRedelivery\":false}";
    private const string LaterDelivery = "\"deliveryContext\":{\"isRedelivery\":true}";

    public static string NewId(DateTime at)
    {
        Span<char> id = stackalloc char[26];
        var ms = new DateTimeOffset(at).ToUnixTimeMilliseconds();
        for (var i = 9; i >= 0; i--, ms >>= 5)
            id[i] = Crockford[(int)(ms & 31)];
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        for (var i = 0; i < 16; i++)
            id[10 + i] = Crockford[random[i] & 31];
        return new string(id);
    }

    public static string NewReplyToken() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The event's text, fixed for all its deliveries.</summary>
    public static string Compose(string eventId, string type, string? userId, DateTime at, string? replyToken, JsonObject? payload)
    {
        var properties = new List<KeyValuePair<string, JsonNode?>>
        {
            new("type", type),
            new("mode", "active"),
            new("timestamp", new DateTimeOffset(at).ToUnixTimeMilliseconds()),
            new("webhookEventId", eventId),
            new("deliveryContext", new JsonObject { ["isRedelivery"] = false }),
        };
        if (userId is not null)
            properties.Add(new("source", new JsonObject { ["type"] = "user", ["userId"] = userId }));
        if (replyToken is not null)
            properties.Add(new("replyToken", replyToken));
        foreach (var (name, value) in payload ?? [])
        {
            properties.RemoveAll(p => p.Key == name);
            properties.Add(new(name, value?.DeepClone()));
        }

        // LINE promises no order; what the id decides stays the same when the event is composed again.
        var random = new Random(StringComparer.Ordinal.GetHashCode(eventId));
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(properties));
        var text = new JsonObject(properties).ToJsonString(JournalJson.Options);
        return random.Next(3) == 0 ? Escaped(text) : text;
    }

    public static string AsRedelivery(string body) => body.Replace(FirstDelivery, LaterDelivery, StringComparison.Ordinal);

    public static string WithoutFollow(string body) => FollowPart().Replace(body, "");

    /// <summary>An event of a type that came later than the bot, without a source.</summary>
    public static string Unheard(DateTime at) =>
        Compose(NewId(at), "hologramProjected", null, at, null, new JsonObject { ["hologram"] = new JsonObject { ["depth"] = 3 } });

    [GeneratedRegex("""(?<=[{,])"follow":\{"isUnblocked":(?:true|false)\},|,"follow":\{"isUnblocked":(?:true|false)\}""")]
    private static partial Regex FollowPart();

    /// <summary>Non-ASCII characters only occur inside JSON strings, so each can become \uXXXX where it stands.</summary>
    private static string Escaped(string json)
    {
        var escaped = new StringBuilder(json.Length * 2);
        foreach (var c in json)
        {
            if (char.IsAscii(c))
                escaped.Append(c);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
        }

        return escaped.ToString();
    }

    public static string Sign(byte[] body, string channelSecret) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(channelSecret), body));

    public static JsonObject ToObject(JsonElement element) => (JsonObject)JsonNode.Parse(element.GetRawText())!;
}
