using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LineLoyalty.Marketing.Campaigns;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>
/// What a journey's texts may say beside the composer's own variables: <c>{expiringPoints}</c>, <c>{expiresOn}</c>, <c>{daysAway}</c>.
/// They are filled in before the composer reads the text, so it needs to know nothing of journeys. As there, <c>{daysAway|幾}</c> says what
/// stands for nothing.
/// </summary>
internal static partial class JourneyText
{
    public static readonly IReadOnlyDictionary<string, string> Longest = new Dictionary<string, string>
    {
        ["expiringPoints"] = "1,000,000", ["expiringCoupons"] = "100", ["expiresOn"] = "2026/12/31", ["daysAway"] = "3,650",
    };

    /// <summary>What a preview and a test show.</summary>
    public static readonly IReadOnlyDictionary<string, string> Sample = new Dictionary<string, string>
    {
        ["expiringPoints"] = "120", ["expiringCoupons"] = "2", ["expiresOn"] = "2026/12/31", ["daysAway"] = "60",
    };

    public static CampaignContent Fill(CampaignContent content, IReadOnlyDictionary<string, string> values)
    {
        var json = content.ToJson();
        if (!Longest.Keys.Any(k => json.Contains("{" + k, StringComparison.Ordinal))) return content;
        var root = JsonNode.Parse(json)!;
        Walk(root, values);
        return CampaignContent.Parse(root.ToJsonString());
    }

    private static void Walk(JsonNode? node, IReadOnlyDictionary<string, string> values)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var (name, value) in fields.ToList())
                {
                    if (value is JsonValue text && text.TryGetValue<string>(out var words)) fields[name] = Replace(words, values);
                    else Walk(value, values);
                }
                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (items[i] is JsonValue text && text.TryGetValue<string>(out var words)) items[i] = Replace(words, values);
                    else Walk(items[i], values);
                }
                break;
        }
    }

    private static string Replace(string words, IReadOnlyDictionary<string, string> values) => Variable().Replace(words, found =>
        values.GetValueOrDefault(found.Groups[1].Value) is { Length: > 0 } value ? value : found.Groups[2].Value);

    [GeneratedRegex(@"(?<!\{)\{(expiringPoints|expiringCoupons|expiresOn|daysAway)(?:\|([^{}]*))?\}")]
    private static partial Regex Variable();
}
