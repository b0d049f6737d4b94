using System.Text.Encodings.Web;
using System.Text.Json;
using Line.Emulator.Http;

namespace Line.Emulator.Messages;

/// <summary>A Flex container: its blocks, what may stand where, and how big the JSON may be. Places are JSON pointers.</summary>
internal static class FlexRules
{
    private const int BubbleBytes = 30 * 1024;
    private const int CarouselBytes = 50 * 1024;
    private const int MostBubbles = 12;
    private const int MostAnimated = 10;

    private static readonly JsonSerializerOptions Compact = new() { MaxDepth = ControlJson.Depth, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] BubbleProperties = ["type", "size", "direction", "header", "hero", "body", "footer", "styles", "action"];
    private static readonly string[] StyleProperties = ["backgroundColor", "separator", "separatorColor"];

    public static IReadOnlyList<Problem> Check(JsonElement container)
    {
        var problems = new Problems();
        switch (container.Text("type"))
        {
            case "bubble":
                CheckBubble(container, "", inCarousel: false, problems);
                break;
            case "carousel":
                CheckCarousel(container, problems);
                break;
            default:
                problems.Add("must be 'bubble' or 'carousel'", "/type");
                break;
        }

        if (CountAnimated(container) > MostAnimated)
            problems.Add($"at most {MostAnimated} animated images", "/");
        return problems.AllFound();
    }

    private static void CheckCarousel(JsonElement carousel, Problems problems)
    {
        if (SizeOf(carousel) > CarouselBytes)
            problems.Add($"the carousel is larger than {CarouselBytes / 1024} KB", "/");
        if (carousel.Get("contents") is not { ValueKind: JsonValueKind.Array } bubbles || bubbles.GetArrayLength() is < 1 or > MostBubbles)
        {
            problems.Add($"must have between 1 and {MostBubbles} bubbles", "/contents");
            return;
        }

        string? width = null;
        var index = 0;
        foreach (var bubble in bubbles.EnumerateArray())
        {
            var at = $"/contents/{index++}";
            if (bubble.ValueKind != JsonValueKind.Object || bubble.Text("type") != "bubble")
            {
                problems.Add("must be a bubble", at);
                continue;
            }

            var own = bubble.Text("size") ?? "mega";
            if (width is not null && own != width)
                problems.Add("all bubbles of a carousel must have the same size", $"{at}/size");
            width ??= own;
            CheckBubble(bubble, at, inCarousel: true, problems);
        }
    }

    private static void CheckBubble(JsonElement bubble, string at, bool inCarousel, Problems problems)
    {
        if (SizeOf(bubble) > BubbleBytes)
            problems.Add($"the bubble is larger than {BubbleBytes / 1024} KB", at.Length == 0 ? "/" : at);
        foreach (var property in bubble.EnumerateObject().Where(p => !BubbleProperties.Contains(p.Name)))
            problems.Add("unknown field", $"{at}/{property.Name}");
        FlexValues.OneOf(bubble, "size", at, problems, "nano", "micro", "deca", "hecto", "kilo", "mega", "giga");
        FlexValues.OneOf(bubble, "direction", at, problems, "ltr", "rtl");
        var blocks = 0;
        foreach (var name in (ReadOnlySpan<string>)["header", "hero", "body", "footer"])
        {
            if (bubble.Get(name) is not { } block)
                continue;
            blocks++;
            if (name == "hero")
                FlexComponents.CheckHero(block, $"{at}/hero", bubble, inCarousel, problems);
            else
                FlexComponents.CheckBox(block, $"{at}/{name}", problems);
        }

        if (blocks == 0)
            problems.Add("At least one block must be specified", at.Length == 0 ? "/" : at);
        if (bubble.Get("styles") is { } styles)
            CheckStyles(styles, $"{at}/styles", problems);
        if (bubble.Get("action") is { } action)
            ActionRules.Check(action, $"{at}/action", ActionPlace.Flex, problems);
    }

    private static void CheckStyles(JsonElement styles, string at, Problems problems)
    {
        if (styles.ValueKind != JsonValueKind.Object)
        {
            problems.Add("must be an object", at);
            return;
        }

        foreach (var block in styles.EnumerateObject())
        {
            if (block.Name is not ("header" or "hero" or "body" or "footer") || block.Value.ValueKind != JsonValueKind.Object)
            {
                problems.Add("unknown field", $"{at}/{block.Name}");
                continue;
            }

            foreach (var property in block.Value.EnumerateObject().Where(p => !StyleProperties.Contains(p.Name)))
                problems.Add("unknown field", $"{at}/{block.Name}/{property.Name}");
            FlexValues.Colour(block.Value, "backgroundColor", $"{at}/{block.Name}", problems);
            FlexValues.Colour(block.Value, "separatorColor", $"{at}/{block.Name}", problems);
            FlexValues.Flag(block.Value, "separator", $"{at}/{block.Name}", problems);
        }
    }

    private static int SizeOf(JsonElement element) => JsonSerializer.SerializeToUtf8Bytes(element, Compact).Length;

    private static int CountAnimated(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => (element.Get("animated") is { ValueKind: JsonValueKind.True } ? 1 : 0) + element.EnumerateObject().Sum(p => CountAnimated(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().Sum(CountAnimated),
        _ => 0,
    };
}
