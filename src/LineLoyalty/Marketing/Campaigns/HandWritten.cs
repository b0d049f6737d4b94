using System.Text.Json;
using System.Text.Json.Nodes;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>Finds what may change per member in a message object written by hand: its words and its links.</summary>
internal static class HandWritten
{
    // Everything a person reads; addresses, colours and ids stay as they are.
    private static readonly string[] Read = ["text", "altText", "title", "label", "displayText", "address"];

    public static bool TryRead(string json, out JsonObject? root)
    {
        root = null;
        try
        {
            root = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 40 }) as JsonObject;
            // Two properties of one name are found only when somebody looks.
            if (root is not null) Walk(root, (_, _) => { });
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            root = null;
        }
        return root is not null;
    }

    public static IEnumerable<string> Texts(JsonObject root)
    {
        List<string> found = [];
        Walk(root, (owner, name) =>
        {
            if (Text(owner, name) is { } text && Read.Contains(name)) found.Add(text);
        });
        return found;
    }

    /// <summary>Its web links, in the order they stand.</summary>
    public static IReadOnlyList<(string Label, string Url)> Links(JsonObject root)
    {
        List<(string, string)> found = [];
        Walk(root, (owner, name) =>
        {
            if (IsWebLink(owner, name, out var url)) found.Add((Text(owner, "label") ?? url, url));
        });
        return found;
    }

    /// <summary>The object with its words and links put in; <paramref name="root"/> stays as it is.</summary>
    /// <param name="link">By the number of the link among them; null leaves links alone.</param>
    public static string Fill(JsonObject root, Func<string, string> words, Func<int, string>? link)
    {
        var filled = (JsonObject)root.DeepClone();
        var number = 0;
        Walk(filled, (owner, name) =>
        {
            if (IsWebLink(owner, name, out _))
            {
                if (link is not null) owner[name] = link(number);
                number++;
            }
            else if (Read.Contains(name) && Text(owner, name) is { } text)
            {
                owner[name] = words(text);
            }
        });
        return filled.ToJsonString(CampaignContent.Json);
    }

    private static bool IsWebLink(JsonObject owner, string name, out string url)
    {
        url = name is "uri" or "linkUri" ? Text(owner, name) ?? "" : "";
        return url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
    }

    private static string? Text(JsonObject owner, string name) => owner[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static void Walk(JsonNode? node, Action<JsonObject, string> visit)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) Walk(item, visit);
        }
        else if (node is JsonObject owner)
        {
            foreach (var name in owner.Select(p => p.Key).ToList())
            {
                if (owner[name] is JsonValue) visit(owner, name);
                else Walk(owner[name], visit);
            }
        }
    }
}
