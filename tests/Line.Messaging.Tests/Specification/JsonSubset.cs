using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Line.Messaging.Tests.Specification;

/// <summary>What of one JSON value another does not have.</summary>
internal static class JsonSubset
{
    internal static IEnumerable<string> Missing(JsonNode? part, JsonNode? whole, string path = "$") => (part, whole) switch
    {
        (JsonObject some, JsonObject all) => some.SelectMany(pair => all.ContainsKey(pair.Key) ? Missing(pair.Value, all[pair.Key], $"{path}.{pair.Key}") : [$"{path}.{pair.Key}"]),
        (JsonArray some, JsonArray all) when some.Count == all.Count => some.Zip(all).SelectMany((pair, i) => Missing(pair.First, pair.Second, $"{path}[{i}]")),
        _ => Same(part, whole) ? [] : [$"{path} ({part?.ToJsonString()} became {whole?.ToJsonString()})"],
    };

    internal static byte[] Utf8(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    private static bool Same(JsonNode? a, JsonNode? b) =>
        JsonNode.DeepEquals(a, b)
        || (a?.GetValueKind() is JsonValueKind.String && b?.GetValueKind() is JsonValueKind.String && Instant(a) is { } x && x == Instant(b));

    private static DateTimeOffset? Instant(JsonNode node) =>
        DateTimeOffset.TryParse(node.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;
}
