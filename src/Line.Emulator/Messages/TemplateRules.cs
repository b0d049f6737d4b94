using System.Text.Json;
using System.Text.RegularExpressions;
using Line.Emulator.Http;

namespace Line.Emulator.Messages;

internal static partial class TemplateRules
{
    private const int MostColumns = 10;

    public static void Check(JsonElement template, string at, Problems problems)
    {
        switch (problems.OneOf(template, "type", $"{at}.type", required: true, "buttons", "confirm", "carousel", "image_carousel"))
        {
            case "buttons":
                CheckImageLook(template, at, problems);
                CheckCard(template, at, longText: 160, mostActions: 4, problems);
                break;
            case "confirm":
                problems.Text(template, "text", $"{at}.text", 1, 240, required: true, graphemes: true);
                if (problems.Array(template, "actions", $"{at}.actions", 2, 2, required: true) is { } pair)
                    CheckActions(pair, $"{at}.actions", problems);
                break;
            case "carousel":
                CheckImageLook(template, at, problems);
                CheckCarousel(template, at, problems);
                break;
            case "image_carousel":
                if (problems.Array(template, "columns", $"{at}.columns", 1, MostColumns, required: true) is { } pictures)
                {
                    var index = 0;
                    foreach (var picture in pictures.EnumerateArray())
                    {
                        var place = $"{at}.columns[{index++}]";
                        problems.Address(picture, "imageUrl", $"{place}.imageUrl", required: true);
                        ActionRules.Check(picture, "action", $"{place}.action", ActionPlace.ImageCarousel, problems);
                    }
                }

                break;
        }
    }

    private static void CheckCarousel(JsonElement template, string at, Problems problems)
    {
        if (problems.Array(template, "columns", $"{at}.columns", 1, MostColumns, required: true) is not { } columns)
            return;
        (bool Title, bool Image, int Actions)? shape = null;
        var index = 0;
        foreach (var column in columns.EnumerateArray())
        {
            var place = $"{at}.columns[{index++}]";
            CheckCard(column, place, longText: 120, mostActions: 3, problems);
            var own = (column.Get("title") is not null, column.Get("thumbnailImageUrl") is not null,
                column.Get("actions") is { ValueKind: JsonValueKind.Array } actions ? actions.GetArrayLength() : 0);
            if (shape is { } first && own != first)
                problems.Add("All columns must have the same shape: title, image and number of actions", place);
            shape ??= own;
        }
    }

    /// <summary>A buttons template or one carousel column.</summary>
    private static void CheckCard(JsonElement card, string at, int longText, int mostActions, Problems problems)
    {
        problems.Address(card, "thumbnailImageUrl", $"{at}.thumbnailImageUrl", required: false);
        if (problems.Text(card, "imageBackgroundColor", $"{at}.imageBackgroundColor", 1, 7, required: false) is { } colour && !Colour().IsMatch(colour))
            problems.Add("Must be a color such as #FFFFFF", $"{at}.imageBackgroundColor");
        problems.Text(card, "title", $"{at}.title", 1, 40, required: false, graphemes: true);
        var crowded = card.Get("title") is not null || card.Get("thumbnailImageUrl") is not null;
        problems.Text(card, "text", $"{at}.text", 1, crowded ? 60 : longText, required: true, graphemes: true);
        ActionRules.Check(card, "defaultAction", $"{at}.defaultAction", ActionPlace.RichMenu, problems, required: false);
        if (problems.Array(card, "actions", $"{at}.actions", 1, mostActions, required: true) is { } actions)
            CheckActions(actions, $"{at}.actions", problems);
    }

    private static void CheckActions(JsonElement actions, string at, Problems problems)
    {
        var index = 0;
        foreach (var action in actions.EnumerateArray())
            ActionRules.Check(action, $"{at}[{index++}]", ActionPlace.Template, problems);
    }

    private static void CheckImageLook(JsonElement template, string at, Problems problems)
    {
        problems.OneOf(template, "imageAspectRatio", $"{at}.imageAspectRatio", required: false, "rectangle", "square");
        problems.OneOf(template, "imageSize", $"{at}.imageSize", required: false, "cover", "contain");
    }

    [GeneratedRegex("^#[0-9A-Fa-f]{6}$")]
    private static partial Regex Colour();
}
