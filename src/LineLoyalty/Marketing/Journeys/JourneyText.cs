using System.Text.Json.Nodes;
using LineLoyalty.Marketing.Campaigns;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>
/// What a journey's texts may say beside the composer's own variables: <c>{expiringPoints}</c>, <c>{expiresOn}</c>, <c>{daysAway}</c>.
/// They are filled in before the composer reads the text, so it needs to know nothing of journeys.
/// </summary>
internal static class JourneyText
{
    public static readonly IReadOnlyDictionary<string, string> Longest = new Dictionary<string, string>
    {
        ["expiringPoints"] = "1,000,000", ["expiringCoupons"] = "100", ["expiresOn"] = "2026/12/31", ["daysAway"] = "3,650",
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

    private static string Replace(string words, IReadOnlyDictionary<string, string> values)
    {
        foreach (var name in Longest.Keys) words = words.Replace("{" + name + "}", values.GetValueOrDefault(name, ""), StringComparison.Ordinal);
        return words;
    }
}
