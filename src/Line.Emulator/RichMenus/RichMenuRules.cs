using System.Text.Json;
using System.Text.RegularExpressions;
using Line.Emulator.Http;
using Line.Emulator.Messages;

namespace Line.Emulator.RichMenus;

internal static partial class RichMenuRules
{
    private const int MostAreas = 20;

    public static bool FitsImage(int width, int height) =>
        width is >= 800 and <= 2500 && height >= 250 && (double)width / height >= 1.45;

    public static LineAnswer? Check(JsonElement menu)
    {
        var problems = new Problems();
        var size = problems.Object(menu, "size", "size");
        if (size is { } given)
        {
            var width = problems.WholeNumber(given, "width", "size.width");
            var height = problems.WholeNumber(given, "height", "size.height");
            if (width is < 800 or > 2500)
                problems.Add("Must be between 800 and 2500", "size.width");
            if (height < 250)
                problems.Add("Must be 250 or more", "size.height");
            if (width is { } w && height is > 0 and { } h && (double)w / h < 1.45)
                problems.Add("The aspect ratio (width / height) must be 1.45 or more", "size");
        }

        if (menu.Get("selected") is not { ValueKind: JsonValueKind.True or JsonValueKind.False })
            problems.Add("May not be empty", "selected");
        problems.Text(menu, "name", "name", 1, 300, required: true, graphemes: true);
        problems.Text(menu, "chatBarText", "chatBarText", 1, 14, required: true, graphemes: true);
        if (problems.Array(menu, "areas", "areas", 0, MostAreas, required: true) is { } areas)
        {
            var index = 0;
            foreach (var area in areas.EnumerateArray())
                CheckArea(area, size, $"areas[{index++}]", problems);
        }

        return problems.Answer();
    }

    private static void CheckArea(JsonElement area, JsonElement? size, string at, Problems problems)
    {
        if (problems.Object(area, "bounds", $"{at}.bounds") is { } bounds)
        {
            var x = problems.WholeNumber(bounds, "x", $"{at}.bounds.x");
            var y = problems.WholeNumber(bounds, "y", $"{at}.bounds.y");
            var width = problems.WholeNumber(bounds, "width", $"{at}.bounds.width");
            var height = problems.WholeNumber(bounds, "height", $"{at}.bounds.height");
            if (x < 0 || y < 0 || width < 1 || height < 1)
                problems.Add("Must be a rectangle inside the menu", $"{at}.bounds");
            else if (size?.Int("width") is { } w && size?.Int("height") is { } h && (x + width > w || y + height > h))
                problems.Add("Must be a rectangle inside the menu", $"{at}.bounds");
        }

        ActionRules.Check(area, "action", $"{at}.action", ActionPlace.RichMenu, problems);
    }

    public static bool IsAlias(string alias) => Alias().IsMatch(alias);

    [GeneratedRegex("^[a-z0-9_-]{1,32}$")]
    private static partial Regex Alias();
}
