using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Line.Emulator.Http;

namespace Line.Emulator.Messages;

/// <summary>Where an action stands decides which kinds may stand there and what its label may be.</summary>
internal enum ActionPlace
{
    Template,
    ImageCarousel,
    FlexButton,
    Flex,
    QuickReply,
    RichMenu,
}

internal static partial class ActionRules
{
    private const int LongestData = 300;
    private const int LongestUri = 1000;

    public static void Check(JsonElement from, string name, string at, ActionPlace place, Problems problems, bool required = true)
    {
        if (problems.Object(from, name, at, required) is { } action)
            Check(action, at, place, problems);
    }

    public static void Check(JsonElement action, string at, ActionPlace place, Problems problems)
    {
        if (action.ValueKind != JsonValueKind.Object)
        {
            problems.WrongType(at);
            return;
        }

        string[] kinds = place switch
        {
            ActionPlace.QuickReply => ["postback", "message", "uri", "datetimepicker", "clipboard", "camera", "cameraRoll", "location"],
            ActionPlace.RichMenu => ["postback", "message", "uri", "datetimepicker", "richmenuswitch", "clipboard"],
            _ => ["postback", "message", "uri", "datetimepicker", "clipboard"],
        };
        var type = problems.OneOf(action, "type", At(at, "type"), required: true, kinds);
        CheckLabel(action, at, place, problems);
        switch (type)
        {
            case "postback":
                problems.Text(action, "data", At(at, "data"), 1, LongestData, required: true);
                problems.Text(action, "displayText", At(at, "displayText"), 1, 300, required: false, graphemes: true);
                problems.Text(action, "text", At(at, "text"), 1, 300, required: false, graphemes: true);
                problems.Text(action, "fillInText", At(at, "fillInText"), 1, 300, required: false, graphemes: true);
                var option = problems.OneOf(action, "inputOption", At(at, "inputOption"), required: false, "closeRichMenu", "openRichMenu", "openKeyboard", "openVoice");
                if (action.Get("displayText") is not null && action.Get("text") is not null)
                    problems.Add("displayText and text can't be set at the same time", At(at, "text"));
                if (action.Get("fillInText") is not null && option != "openKeyboard")
                    problems.Add("fillInText needs inputOption openKeyboard", At(at, "fillInText"));
                break;
            case "message":
                problems.Text(action, "text", At(at, "text"), 1, 300, required: true, graphemes: true);
                break;
            case "uri":
                if (problems.Text(action, "uri", At(at, "uri"), 1, LongestUri, required: true) is { } uri)
                    CheckUri(uri, At(at, "uri"), problems);
                if (problems.Object(action, "altUri", At(at, "altUri"), required: false) is { } alternative
                    && problems.Text(alternative, "desktop", At(at, "altUri.desktop"), 1, LongestUri, required: false) is { } desktop)
                    CheckUri(desktop, At(at, "altUri.desktop"), problems);
                break;
            case "datetimepicker":
                CheckPicker(action, at, problems);
                break;
            case "richmenuswitch":
                problems.Text(action, "richMenuAliasId", At(at, "richMenuAliasId"), 1, 32, required: true);
                problems.Text(action, "data", At(at, "data"), 1, LongestData, required: false);
                break;
            case "clipboard":
                problems.Text(action, "clipboardText", At(at, "clipboardText"), 1, 1000, required: true);
                break;
        }
    }

    private static void CheckLabel(JsonElement action, string at, ActionPlace place, Problems problems)
    {
        var (longest, required) = place switch
        {
            ActionPlace.Template => (20, true),
            ActionPlace.ImageCarousel => (12, false),
            ActionPlace.FlexButton => (40, true),
            ActionPlace.Flex => (40, false),
            ActionPlace.QuickReply => (20, true),
            _ => (20, false),
        };
        problems.Text(action, "label", At(at, "label"), required ? 1 : 0, longest, required, graphemes: true);
    }

    /// <summary>LINE wants percent-encoded UTF-8 and four schemes.</summary>
    private static void CheckUri(string uri, string at, Problems problems)
    {
        if (!UriShape().IsMatch(uri))
            problems.Add("Invalid action URI", at);
    }

    private static void CheckPicker(JsonElement action, string at, Problems problems)
    {
        problems.Text(action, "data", At(at, "data"), 1, LongestData, required: true);
        var mode = problems.OneOf(action, "mode", At(at, "mode"), required: true, "date", "time", "datetime");
        var (pattern, first, last) = mode switch
        {
            "date" => ("yyyy-MM-dd", "1900-01-01", "2100-12-31"),
            "time" => ("HH:mm", "00:00", "23:59"),
            "datetime" => ("yyyy-MM-dd'T'HH:mm", "1900-01-01T00:00", "2100-12-31T23:59"),
            _ => ("", "", ""),
        };
        if (pattern.Length == 0)
            return;
        var initial = Moment(action, "initial", at, pattern, first, last, problems);
        var max = Moment(action, "max", at, pattern, first, last, problems);
        var min = Moment(action, "min", at, pattern, first, last, problems);
        if (min >= max)
            problems.Add("Must be earlier than max", At(at, "min"));
        if (initial < min || initial > max)
            problems.Add("Must be between min and max", At(at, "initial"));
    }

    private static DateTime? Moment(
        JsonElement action, string name, string at, string pattern, string first, string last, Problems problems)
    {
        if (problems.Text(action, name, At(at, name), 1, 20, required: false) is not { } text)
            return null;
        // The site also shows a lower-case t between date and time.
        if (DateTime.TryParseExact(text.Replace('t', 'T'), pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            && string.CompareOrdinal(text.Replace('t', 'T'), first) >= 0 && string.CompareOrdinal(text.Replace('t', 'T'), last) <= 0)
            return moment;
        problems.Add($"Must be between {first} and {last}", At(at, name));
        return null;
    }

    /// <summary>Flex names places by JSON pointer, everything else by dots.</summary>
    private static string At(string at, string name) => at.StartsWith('/') ? $"{at}/{name.Replace('.', '/')}" : $"{at}.{name}";

    [GeneratedRegex(@"^(https?://|line://|tel:)[!-~]+$", RegexOptions.IgnoreCase)]
    private static partial Regex UriShape();
}
