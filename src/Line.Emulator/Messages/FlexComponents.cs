using System.Text.Json;
using Line.Emulator.Http;

namespace Line.Emulator.Messages;

/// <summary>Flex components: which may stand in which, and their properties.</summary>
internal static class FlexComponents
{
    private static readonly string[] Placed = ["position", "offsetTop", "offsetBottom", "offsetStart", "offsetEnd"];

    private static readonly Dictionary<string, HashSet<string>> Properties = new()
    {
        ["box"] = Known("layout", "contents", "flex", "spacing", "margin", "backgroundColor", "borderColor", "borderWidth", "cornerRadius",
            "width", "maxWidth", "height", "maxHeight", "paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd",
            "action", "justifyContent", "alignItems", "background"),
        ["button"] = Known("action", "flex", "margin", "height", "style", "color", "gravity", "adjustMode", "scaling"),
        ["image"] = Known("url", "flex", "margin", "align", "gravity", "size", "aspectRatio", "aspectMode", "backgroundColor", "action", "animated"),
        ["video"] = Known("url", "previewUrl", "altContent", "aspectRatio", "action"),
        ["icon"] = Known("url", "margin", "size", "aspectRatio", "scaling"),
        ["text"] = Known("text", "contents", "adjustMode", "flex", "margin", "size", "align", "gravity", "wrap", "lineSpacing", "maxLines",
            "weight", "color", "action", "style", "decoration", "scaling"),
        ["span"] = Known("text", "color", "size", "weight", "style", "decoration"),
        ["separator"] = Known("margin", "color"),
        ["filler"] = Known("flex"),
    };

    private static readonly string[] InBox = ["box", "button", "image", "text", "separator", "filler"];
    private static readonly string[] InBaseline = ["icon", "text", "filler"];

    public static void CheckHero(JsonElement hero, string at, JsonElement bubble, bool inCarousel, Problems problems)
    {
        switch (hero.Text("type"))
        {
            case "box":
                CheckBox(hero, at, problems);
                break;
            case "image":
                CheckImage(hero, at, problems);
                break;
            case "video":
                if (inCarousel || bubble.Text("size") is "nano" or "micro" or "deca" or "hecto")
                    problems.Add("a video needs a kilo, mega or giga bubble outside a carousel", at);
                CheckKnown(hero, "video", at, problems);
                FlexValues.Address(hero, "url", at, problems);
                FlexValues.Address(hero, "previewUrl", at, problems);
                FlexValues.Ratio(hero, "aspectRatio", at, problems);
                CheckAction(hero, at, ActionPlace.Flex, problems);
                if (hero.Get("altContent") is not { } alternative)
                    problems.Add("must be specified", $"{at}/altContent");
                else if (alternative.Text("type") == "image")
                    CheckImage(alternative, $"{at}/altContent", problems);
                else
                    CheckBox(alternative, $"{at}/altContent", problems);
                break;
            default:
                problems.Add("must be a box, an image or a video", at);
                break;
        }
    }

    public static void CheckBox(JsonElement box, string at, Problems problems)
    {
        if (box.ValueKind != JsonValueKind.Object || box.Text("type") != "box")
        {
            problems.Add("must be a box", at);
            return;
        }

        CheckKnown(box, "box", at, problems);
        if (box.Get("layout") is null)
            problems.Add("must be specified", $"{at}/layout");
        FlexValues.OneOf(box, "layout", at, problems, "horizontal", "vertical", "baseline");
        foreach (var name in (ReadOnlySpan<string>)["paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd"])
            FlexValues.Length(box, name, at, problems, FlexValues.Steps, percent: true);
        foreach (var name in (ReadOnlySpan<string>)["width", "maxWidth", "height", "maxHeight"])
            FlexValues.Length(box, name, at, problems, [], percent: true);
        FlexValues.Length(box, "spacing", at, problems, FlexValues.Steps, percent: false);
        FlexValues.Length(box, "cornerRadius", at, problems, FlexValues.Steps, percent: false);
        FlexValues.Length(box, "borderWidth", at, problems, FlexValues.BorderWidths, percent: false);
        FlexValues.Colour(box, "backgroundColor", at, problems);
        FlexValues.Colour(box, "borderColor", at, problems);
        FlexValues.OneOf(box, "justifyContent", at, problems, "center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly");
        FlexValues.OneOf(box, "alignItems", at, problems, "center", "flex-start", "flex-end");
        CheckAction(box, at, ActionPlace.Flex, problems);
        CheckBackground(box, at, problems);
        CheckPlace(box, at, problems);
        if (box.Get("contents") is not { ValueKind: JsonValueKind.Array } contents)
        {
            problems.Add("must be specified", $"{at}/contents");
            return;
        }

        var allowed = box.Text("layout") == "baseline" ? InBaseline : InBox;
        var index = 0;
        foreach (var component in contents.EnumerateArray())
            CheckComponent(component, $"{at}/contents/{index++}", allowed, problems);
    }

    private static void CheckComponent(JsonElement component, string at, string[] allowed, Problems problems)
    {
        var type = component.ValueKind == JsonValueKind.Object ? component.Text("type") : null;
        if (type is null || !allowed.Contains(type))
        {
            problems.Add($"must be one of [{string.Join(", ", allowed)}]", $"{at}/type");
            return;
        }

        switch (type)
        {
            case "box":
                CheckBox(component, at, problems);
                return;
            case "image":
                CheckImage(component, at, problems);
                return;
            case "text":
                CheckText(component, at, problems);
                return;
            case "button":
                CheckKnown(component, "button", at, problems);
                if (component.Get("action") is null)
                    problems.Add("must be specified", $"{at}/action");
                CheckAction(component, at, ActionPlace.FlexButton, problems);
                FlexValues.OneOf(component, "height", at, problems, "sm", "md");
                FlexValues.OneOf(component, "style", at, problems, "primary", "secondary", "link");
                FlexValues.Colour(component, "color", at, problems);
                FlexValues.OneOf(component, "gravity", at, problems, "top", "bottom", "center");
                FlexValues.OneOf(component, "adjustMode", at, problems, "shrink-to-fit");
                FlexValues.Flag(component, "scaling", at, problems);
                break;
            case "icon":
                CheckKnown(component, "icon", at, problems);
                FlexValues.Address(component, "url", at, problems);
                FlexValues.Length(component, "size", at, problems, FlexValues.Sizes, percent: true);
                FlexValues.Ratio(component, "aspectRatio", at, problems);
                FlexValues.Flag(component, "scaling", at, problems);
                break;
            case "separator":
                CheckKnown(component, "separator", at, problems);
                FlexValues.Colour(component, "color", at, problems);
                break;
            case "filler":
                CheckKnown(component, "filler", at, problems);
                break;
        }

        CheckPlace(component, at, problems);
    }

    private static void CheckText(JsonElement text, string at, Problems problems)
    {
        CheckKnown(text, "text", at, problems);
        CheckLetters(text, at, problems);
        FlexValues.OneOf(text, "align", at, problems, "start", "end", "center");
        FlexValues.OneOf(text, "gravity", at, problems, "top", "bottom", "center");
        FlexValues.OneOf(text, "adjustMode", at, problems, "shrink-to-fit");
        FlexValues.Flag(text, "wrap", at, problems);
        FlexValues.Flag(text, "scaling", at, problems);
        FlexValues.Number(text, "maxLines", at, problems);
        FlexValues.Length(text, "lineSpacing", at, problems, [], percent: false);
        CheckAction(text, at, ActionPlace.Flex, problems);
        CheckPlace(text, at, problems);
        if (text.Get("contents") is { ValueKind: JsonValueKind.Array } spans && spans.GetArrayLength() > 0)
        {
            var index = 0;
            foreach (var span in spans.EnumerateArray())
            {
                var place = $"{at}/contents/{index++}";
                if (span.ValueKind != JsonValueKind.Object || span.Text("type") != "span")
                {
                    problems.Add("must be a span", place);
                    continue;
                }

                CheckKnown(span, "span", place, problems);
                CheckLetters(span, place, problems);
                if (span.Get("text") is not { ValueKind: JsonValueKind.String })
                    problems.Add("must be specified", $"{place}/text");
            }
        }
        else if (text.Text("text") is not { Length: > 0 })
        {
            problems.Add("must be non-empty text", $"{at}/text");
        }
    }

    private static void CheckLetters(JsonElement text, string at, Problems problems)
    {
        FlexValues.Length(text, "size", at, problems, FlexValues.Sizes, percent: false);
        FlexValues.OneOf(text, "weight", at, problems, "regular", "bold");
        FlexValues.OneOf(text, "style", at, problems, "normal", "italic");
        FlexValues.OneOf(text, "decoration", at, problems, "none", "underline", "line-through");
        FlexValues.Colour(text, "color", at, problems);
    }

    private static void CheckImage(JsonElement image, string at, Problems problems)
    {
        CheckKnown(image, "image", at, problems);
        FlexValues.Address(image, "url", at, problems);
        FlexValues.Length(image, "size", at, problems, [.. FlexValues.Sizes, "full"], percent: true);
        FlexValues.Ratio(image, "aspectRatio", at, problems);
        FlexValues.OneOf(image, "aspectMode", at, problems, "fit", "cover");
        FlexValues.OneOf(image, "align", at, problems, "start", "end", "center");
        FlexValues.OneOf(image, "gravity", at, problems, "top", "bottom", "center");
        FlexValues.Colour(image, "backgroundColor", at, problems);
        FlexValues.Flag(image, "animated", at, problems);
        CheckAction(image, at, ActionPlace.Flex, problems);
        CheckPlace(image, at, problems);
    }

    private static void CheckPlace(JsonElement component, string at, Problems problems)
    {
        FlexValues.Number(component, "flex", at, problems);
        FlexValues.Length(component, "margin", at, problems, FlexValues.Steps, percent: false);
        FlexValues.OneOf(component, "position", at, problems, "relative", "absolute");
        foreach (var name in (ReadOnlySpan<string>)["offsetTop", "offsetBottom", "offsetStart", "offsetEnd"])
            FlexValues.Length(component, name, at, problems, FlexValues.Steps, percent: true);
    }

    private static void CheckBackground(JsonElement box, string at, Problems problems)
    {
        if (box.Get("background") is not { } background)
            return;
        var place = $"{at}/background";
        if (background.Text("type") != "linearGradient")
        {
            problems.Add("must be one of [linearGradient]", $"{place}/type");
            return;
        }

        if (background.Text("angle") is not { } angle || !angle.EndsWith("deg", StringComparison.Ordinal)
            || !double.TryParse(angle.AsSpan(0, angle.Length - 3), System.Globalization.CultureInfo.InvariantCulture, out var degrees) || degrees is < 0 or >= 360)
            problems.Add("must be between 0deg and 360deg", $"{place}/angle");
        foreach (var name in (ReadOnlySpan<string>)["startColor", "endColor"])
        {
            if (background.Get(name) is null)
                problems.Add("must be specified", $"{place}/{name}");
        }

        foreach (var name in (ReadOnlySpan<string>)["startColor", "endColor", "centerColor"])
            FlexValues.Colour(background, name, place, problems);
        FlexValues.Length(background, "centerPosition", place, problems, [], percent: true);
    }

    private static void CheckAction(JsonElement component, string at, ActionPlace place, Problems problems)
    {
        if (component.Get("action") is { } action)
            ActionRules.Check(action, $"{at}/action", place, problems);
    }

    private static void CheckKnown(JsonElement component, string type, string at, Problems problems)
    {
        foreach (var property in component.EnumerateObject())
        {
            if (property.Name != "type" && !Properties[type].Contains(property.Name))
                problems.Add("unknown field", $"{at}/{property.Name}");
        }
    }

    private static HashSet<string> Known(params ReadOnlySpan<string> names) => [.. names, .. Placed];
}
