using System.Globalization;

namespace Line.Messaging.Validation;

/// <summary>Keywords and lengths of Flex: which of them a property takes.</summary>
internal static class FlexLengths
{
    private static readonly string[] Spaces = ["none", "xs", "sm", "md", "lg", "xl", "xxl"];
    private static readonly string[] Sizes = ["xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl"];
    private static readonly string[] Pictures = [.. Sizes, "full"];
    private static readonly string[] Borders = ["none", "light", "normal", "medium", "semi-bold", "bold"];
    private static readonly string[] PixelsOnly = ["px"];
    private static readonly string[] PixelsOrPercent = ["px", "%"];

    internal static void Space(string? value, string path, Faults faults) => Check(value, Spaces, PixelsOnly, path, faults);

    internal static void Padding(string? value, string path, Faults faults) => Check(value, Spaces, PixelsOrPercent, path, faults);

    internal static void Offset(string? value, string path, Faults faults) => Check(value, Spaces, PixelsOrPercent, path, faults, negative: true);

    internal static void Border(string? value, string path, Faults faults) => Check(value, Borders, PixelsOnly, path, faults);

    internal static void Side(string? value, string path, Faults faults) => Check(value, [], PixelsOrPercent, path, faults);

    internal static void Font(string? value, string path, Faults faults) => Check(value, Sizes, PixelsOnly, path, faults);

    internal static void Picture(string? value, string path, Faults faults) => Check(value, Pictures, PixelsOrPercent, path, faults);

    internal static void Pixels(string? value, string path, Faults faults) => Check(value, [], PixelsOnly, path, faults);

    internal static void Percent(string? value, string path, Faults faults) => Check(value, [], ["%"], path, faults);

    internal static void Degrees(string? value, string path, Faults faults) => Check(value, [], ["deg"], path, faults);

    private static void Check(string? value, string[] keywords, string[] units, string path, Faults faults, bool negative = false)
    {
        if (value is null || keywords.Contains(value))
        {
            return;
        }

        var unit = Array.Find(units, u => value.EndsWith(u, StringComparison.Ordinal));
        if (unit is null
            || !double.TryParse(value.AsSpan(0, value.Length - unit.Length), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || (number < 0 && !negative))
        {
            faults.Add(path, $"Must be one of the following values: [{string.Join(", ", keywords.Concat(units.Select(u => $"{{number}}{u}")))}]");
        }
    }
}
