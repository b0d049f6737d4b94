using Line.Messaging.Messages;

namespace Line.Messaging.Validation;

internal static class TemplateRules
{
    internal static void Check(Template template, Faults faults, string path)
    {
        switch (template)
        {
            case ButtonsTemplate buttons:
                Looks(buttons.ImageAspectRatio, buttons.ImageSize, faults, path);
                Card(
                    new(buttons.ThumbnailImageUrl, buttons.ImageBackgroundColor, buttons.Title, buttons.Text, buttons.DefaultAction, buttons.Actions),
                    LineLimits.ButtonsTextGraphemes,
                    LineLimits.ButtonsActions,
                    faults,
                    path);
                break;
            case ConfirmTemplate confirm:
                faults.Graphemes(confirm.Text, LineLimits.ConfirmTextGraphemes, $"{path}.text", 1);
                faults.Size(confirm.Actions.Count, LineLimits.ConfirmActions, LineLimits.ConfirmActions, $"{path}.actions");
                faults.Each(confirm.Actions, $"{path}.actions", (action, place) => ActionRules.Check(action, ActionPlace.Template, faults, place));
                break;
            case CarouselTemplate carousel:
                Looks(carousel.ImageAspectRatio, carousel.ImageSize, faults, path);
                Carousel(carousel, faults, path);
                break;
            case ImageCarouselTemplate pictures:
                faults.Size(pictures.Columns.Count, 1, LineLimits.CarouselColumns, $"{path}.columns");
                faults.Each(pictures.Columns, $"{path}.columns", (column, place) =>
                {
                    faults.Https(column.ImageUrl, $"{place}.imageUrl", required: true);
                    ActionRules.Check(column.Action, ActionPlace.ImageCarousel, faults, $"{place}.action");
                });
                break;
        }
    }

    private sealed record Parts(string? Image, string? Background, string? Title, string Text, LineAction? Default, IReadOnlyList<LineAction> Actions);

    private static void Carousel(CarouselTemplate carousel, Faults faults, string path)
    {
        faults.Size(carousel.Columns.Count, 1, LineLimits.CarouselColumns, $"{path}.columns");
        var first = carousel.Columns.Count > 0 ? carousel.Columns[0] : null;
        faults.Each(carousel.Columns, $"{path}.columns", (column, place) =>
        {
            Card(
                new(column.ThumbnailImageUrl, column.ImageBackgroundColor, column.Title, column.Text, column.DefaultAction, column.Actions),
                LineLimits.CarouselTextGraphemes,
                LineLimits.CarouselActions,
                faults,
                place);
            if (first is null)
            {
                return;
            }

            if ((column.ThumbnailImageUrl is null) != (first.ThumbnailImageUrl is null) || (column.Title is null) != (first.Title is null))
            {
                faults.Add(place, "All columns must have an image and a title, or none");
            }

            if (column.Actions.Count != first.Actions.Count)
            {
                faults.Add($"{place}.actions", "All columns must have the same number of actions");
            }
        });
    }

    private static void Card(Parts parts, int textLimit, int actionLimit, Faults faults, string path)
    {
        var tight = parts.Image is not null || parts.Title is not null;
        faults.Https(parts.Image, $"{path}.thumbnailImageUrl");
        faults.Color(parts.Background, $"{path}.imageBackgroundColor", alpha: false);
        faults.Graphemes(parts.Title, LineLimits.TemplateTitleGraphemes, $"{path}.title");
        faults.Graphemes(parts.Text, tight ? LineLimits.TextWithImageOrTitleGraphemes : textLimit, $"{path}.text", 1);
        faults.Size(parts.Actions.Count, 1, actionLimit, $"{path}.actions");
        faults.Each(parts.Actions, $"{path}.actions", (action, place) => ActionRules.Check(action, ActionPlace.Template, faults, place));
        if (parts.Default is { } action)
        {
            ActionRules.Check(action, ActionPlace.TemplateDefault, faults, $"{path}.defaultAction");
        }
    }

    private static void Looks(string? ratio, string? size, Faults faults, string path)
    {
        faults.OneOf(ratio, $"{path}.imageAspectRatio", "rectangle", "square");
        faults.OneOf(size, $"{path}.imageSize", "cover", "contain");
    }
}
