using System.Text.Json;
using Line.Emulator.Http;

namespace Line.Emulator.Messages;

internal static class ImagemapRules
{
    private const int BaseWidth = 1040;
    private const int MostActions = 50;

    public static void Check(JsonElement message, string at, Problems problems)
    {
        problems.Address(message, "baseUrl", $"{at}.baseUrl", required: true);
        problems.Text(message, "altText", $"{at}.altText", 1, 1500, required: true);
        if (problems.Object(message, "baseSize", $"{at}.baseSize") is { } size)
        {
            if (problems.WholeNumber(size, "width", $"{at}.baseSize.width") is { } width and not BaseWidth)
                problems.Add($"Must be {BaseWidth}, not {width}", $"{at}.baseSize.width");
            if (problems.WholeNumber(size, "height", $"{at}.baseSize.height") is < 1)
                problems.Add("Must be greater than 0", $"{at}.baseSize.height");
        }

        if (problems.Array(message, "actions", $"{at}.actions", 0, MostActions, required: true) is { } actions)
        {
            var index = 0;
            foreach (var action in actions.EnumerateArray())
                CheckAction(action, $"{at}.actions[{index++}]", problems);
        }

        if (problems.Object(message, "video", $"{at}.video", required: false) is { } video)
        {
            problems.Address(video, "originalContentUrl", $"{at}.video.originalContentUrl", required: true);
            problems.Address(video, "previewImageUrl", $"{at}.video.previewImageUrl", required: true);
            CheckArea(video, $"{at}.video.area", problems);
            if (problems.Object(video, "externalLink", $"{at}.video.externalLink", required: false) is { } link)
            {
                problems.Text(link, "linkUri", $"{at}.video.externalLink.linkUri", 1, 1000, required: true);
                problems.Text(link, "label", $"{at}.video.externalLink.label", 1, 30, required: true);
            }
        }
    }

    private static void CheckAction(JsonElement action, string at, Problems problems)
    {
        problems.Text(action, "label", $"{at}.label", 0, 100, required: false);
        CheckArea(action, $"{at}.area", problems);
        switch (problems.OneOf(action, "type", $"{at}.type", required: true, "uri", "message", "clipboard"))
        {
            case "uri":
                problems.Text(action, "linkUri", $"{at}.linkUri", 1, 1000, required: true);
                break;
            case "message":
                problems.Text(action, "text", $"{at}.text", 1, 400, required: true);
                break;
            case "clipboard":
                problems.Text(action, "clipboardText", $"{at}.clipboardText", 1, 1000, required: true);
                break;
        }
    }

    private static void CheckArea(JsonElement from, string at, Problems problems)
    {
        if (problems.Object(from, "area", at) is not { } area)
            return;
        foreach (var name in (ReadOnlySpan<string>)["x", "y", "width", "height"])
        {
            if (problems.WholeNumber(area, name, $"{at}.{name}") is < 0)
                problems.Add("Must be 0 or more", $"{at}.{name}");
        }
    }
}
