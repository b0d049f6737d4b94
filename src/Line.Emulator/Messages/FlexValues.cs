using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Line.Emulator.Http;

namespace Line.Emulator.Messages;

/// <summary>The kinds of values Flex properties take.</summary>
internal static partial class FlexValues
{
    public static readonly string[] Steps = ["none", "xs", "sm", "md", "lg", "xl", "xxl"];
    public static readonly string[] Sizes = ["xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl"];
    public static readonly string[] BorderWidths = ["none", "light", "normal", "medium", "semi-bold", "bold"];

    public static void OneOf(JsonElement from, string name, string at, Problems problems, params ReadOnlySpan<string> allowed)
    {
        if (from.Get(name) is { } value && (value.ValueKind != JsonValueKind.String || !allowed.Contains(value.GetString()!)))
            problems.Add($"must be one of [{string.Join(", ", allowed.ToArray())}]", $"{at}/{name}");
    }

    /// <summary>A keyword, pixels, or (where allowed) a percentage.</summary>
    public static void Length(JsonElement from, string name, string at, Problems problems, ReadOnlySpan<string> keywords, bool percent)
    {
        if (from.Get(name) is not { } value)
            return;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text
            && (keywords.Contains(text) || Pixels().IsMatch(text) || percent && Percentage().IsMatch(text)))
            return;
        problems.Add("invalid property", $"{at}/{name}");
    }

    public static void Colour(JsonElement from, string name, string at, Problems problems)
    {
        if (from.Get(name) is { } value && (value.ValueKind != JsonValueKind.String || !Hex().IsMatch(value.GetString()!)))
            problems.Add("must be a color such as #RRGGBB or #RRGGBBAA", $"{at}/{name}");
    }

    public static void Flag(JsonElement from, string name, string at, Problems problems)
    {
        if (from.Get(name) is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
            problems.Add("must be true or false", $"{at}/{name}");
    }

    public static void Number(JsonElement from, string name, string at, Problems problems)
    {
        if (from.Get(name) is { } value && (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number) || number < 0))
            problems.Add("must be an integer of 0 or more", $"{at}/{name}");
    }

    public static void Ratio(JsonElement from, string name, string at, Problems problems)
    {
        if (from.Get(name) is not { } value)
            return;
        if (value.ValueKind == JsonValueKind.String && RatioShape().Match(value.GetString()!) is { Success: true } match
            && double.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var width)
            && double.TryParse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture, out var height)
            && width is >= 1 and <= 100_000 && height is >= 1 and <= 100_000 && height <= width * 3)
            return;
        problems.Add("must be {width}:{height}, at most three times as high as wide", $"{at}/{name}");
    }

    public static void Address(JsonElement from, string name, string at, Problems problems)
    {
        if (from.Get(name) is not { ValueKind: JsonValueKind.String } value)
            problems.Add("must be specified", $"{at}/{name}");
        else if (value.GetString() is not { Length: <= 2000 } url || !Addresses.IsSecure(url))
            problems.Add("invalid uri", $"{at}/{name}");
    }

    [GeneratedRegex(@"^-?\d{1,5}(\.\d{1,4})?px$")]
    private static partial Regex Pixels();

    [GeneratedRegex(@"^-?\d{1,3}(\.\d{1,4})?%$")]
    private static partial Regex Percentage();

    [GeneratedRegex("^#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?$")]
    private static partial Regex Hex();

    [GeneratedRegex(@"^(\d{1,6}(?:\.\d{1,4})?):(\d{1,6}(?:\.\d{1,4})?)$")]
    private static partial Regex RatioShape();
}
