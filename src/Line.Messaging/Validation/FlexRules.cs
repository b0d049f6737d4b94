using System.Globalization;
using System.Text.Json;
using Line.Messaging.Flex;
using Line.Messaging.Json;

namespace Line.Messaging.Validation;

/// <summary>
/// The main limits of Flex. Places inside the layout are JSON pointers after the message's own place, as LINE writes them:
/// <c>messages[0].contents/footer/contents/2</c>.
/// </summary>
internal static class FlexRules
{
    internal static void Check(FlexContainer contents, Faults faults, string path)
    {
        var animated = 0;
        switch (contents)
        {
            case FlexBubble bubble:
                animated = Bubble(bubble, alone: true, faults, path);
                break;
            case FlexCarousel carousel:
                animated = Carousel(carousel, faults, path);
                break;
        }

        if (animated > LineLimits.FlexAnimatedImages)
        {
            faults.Add(path, $"At most {LineLimits.FlexAnimatedImages} animated images");
        }
    }

    private static int Carousel(FlexCarousel carousel, Faults faults, string path)
    {
        var animated = 0;
        faults.Size(carousel.Contents.Count, 1, LineLimits.FlexBubbles, $"{path}/contents");
        Bytes(carousel, LineLimits.FlexCarouselBytes, faults, path);
        FlexBubble? first = null;
        for (var i = 0; i < carousel.Contents.Count; i++)
        {
            var place = $"{path}/contents/{i}";
            switch (carousel.Contents[i])
            {
                case FlexBubble bubble:
                    first ??= bubble;
                    if ((bubble.Size ?? FlexBubbleSize.Mega) != (first.Size ?? FlexBubbleSize.Mega))
                    {
                        faults.Add($"{place}/size", "All bubbles of a carousel must have the same size");
                    }

                    animated += Bubble(bubble, alone: false, faults, place);
                    break;
                case RawFlexContainer:
                    break;
                default:
                    faults.Add(place, "Must be a bubble");
                    break;
            }
        }

        return animated;
    }

    private static int Bubble(FlexBubble bubble, bool alone, Faults faults, string path)
    {
        var walk = new Walk(faults);
        Bytes(bubble, LineLimits.FlexBubbleBytes, faults, path);
        walk.Component(bubble.Header, $"{path}/header");
        walk.Component(bubble.Body, $"{path}/body");
        walk.Component(bubble.Footer, $"{path}/footer");
        switch (bubble.Hero)
        {
            case null or FlexBox or FlexImage or RawFlexComponent:
                walk.Component(bubble.Hero, $"{path}/hero");
                break;
            case FlexVideo video when alone && bubble.Size is null or FlexBubbleSize.Kilo or FlexBubbleSize.Mega or FlexBubbleSize.Giga:
                walk.Video(video, $"{path}/hero");
                break;
            case FlexVideo:
                faults.Add($"{path}/hero", "A video needs a bubble of size kilo, mega or giga outside a carousel");
                break;
            default:
                faults.Add($"{path}/hero", "Must be a box, an image or a video");
                break;
        }

        if (bubble.Action is { } action)
        {
            ActionRules.Check(action, ActionPlace.Flex, faults, $"{path}/action");
        }

        if (bubble is { Header: null, Hero: null, Body: null, Footer: null })
        {
            faults.Add(path, "At least one block must be specified");
        }

        return walk.Animated;
    }

    private static void Bytes(FlexContainer container, int max, Faults faults, string path)
    {
        var size = JsonSerializer.SerializeToUtf8Bytes(container, LineJson.Context.FlexContainer).Length;
        if (size > max)
        {
            faults.Add(path, $"The JSON has {size} bytes; at most {max} are allowed");
        }
    }

    private sealed class Walk(Faults faults)
    {
        internal int Animated { get; private set; }

        internal void Component(FlexComponent? component, string path, FlexLayout? inside = null)
        {
            if (component is FlexPlacedComponent placed)
            {
                Placed(placed, path);
            }

            switch (component)
            {
                case FlexBox box:
                    Box(box, path, inside);
                    break;
                case FlexButton button:
                    NotInBaseline(inside, path);
                    Flex(button.Flex, $"{path}/flex");
                    faults.Color(button.Color, $"{path}/color");
                    ActionRules.Check(button.Action, ActionPlace.FlexButton, faults, $"{path}/action");
                    break;
                case FlexImage image:
                    NotInBaseline(inside, path);
                    Image(image, path);
                    break;
                case FlexIcon icon:
                    faults.Https(icon.Url, $"{path}/url", required: true);
                    FlexLengths.Font(icon.Size, $"{path}/size", faults);
                    Ratio(icon.AspectRatio, $"{path}/aspectRatio");
                    if (inside is not FlexLayout.Baseline)
                    {
                        faults.Add(path, "An icon must be inside a baseline box");
                    }

                    break;
                case FlexText text:
                    Text(text, path);
                    break;
                case FlexSeparator separator:
                    NotInBaseline(inside, path);
                    faults.Color(separator.Color, $"{path}/color");
                    FlexLengths.Space(separator.Margin, $"{path}/margin", faults);
                    break;
                case FlexFiller filler:
                    Flex(filler.Flex, $"{path}/flex");
                    break;
                case FlexVideo:
                    faults.Add(path, "A video must be the hero of a bubble");
                    break;
                case FlexSpan:
                    faults.Add(path, "A span must be inside a text");
                    break;
            }
        }

        internal void Video(FlexVideo video, string path)
        {
            faults.Https(video.Url, $"{path}/url", required: true);
            faults.Https(video.PreviewUrl, $"{path}/previewUrl", required: true);
            Ratio(video.AspectRatio, $"{path}/aspectRatio");
            Action(video.Action, $"{path}/action");
            if (video.AltContent is FlexBox or FlexImage or RawFlexComponent)
            {
                Component(video.AltContent, $"{path}/altContent");
            }
            else
            {
                faults.Add($"{path}/altContent", "Must be a box or an image");
            }
        }

        private void Box(FlexBox box, string path, FlexLayout? inside)
        {
            NotInBaseline(inside, path);
            faults.Color(box.BackgroundColor, $"{path}/backgroundColor");
            faults.Color(box.BorderColor, $"{path}/borderColor");
            Flex(box.Flex, $"{path}/flex");
            Lengths(box, path);
            if (box.Background is { } background)
            {
                Gradient(background, $"{path}/background");
            }

            Action(box.Action, $"{path}/action");
            for (var i = 0; i < box.Contents.Count; i++)
            {
                if (box.Contents[i] is null)
                {
                    faults.Add($"{path}/contents/{i}", "May not be null");
                }

                Component(box.Contents[i], $"{path}/contents/{i}", box.Layout);
            }
        }

        private void Placed(FlexPlacedComponent placed, string path)
        {
            FlexLengths.Space(placed.Margin, $"{path}/margin", faults);
            FlexLengths.Offset(placed.OffsetTop, $"{path}/offsetTop", faults);
            FlexLengths.Offset(placed.OffsetBottom, $"{path}/offsetBottom", faults);
            FlexLengths.Offset(placed.OffsetStart, $"{path}/offsetStart", faults);
            FlexLengths.Offset(placed.OffsetEnd, $"{path}/offsetEnd", faults);
        }

        private void Lengths(FlexBox box, string path)
        {
            FlexLengths.Space(box.Spacing, $"{path}/spacing", faults);
            FlexLengths.Border(box.BorderWidth, $"{path}/borderWidth", faults);
            FlexLengths.Space(box.CornerRadius, $"{path}/cornerRadius", faults);
            FlexLengths.Side(box.Width, $"{path}/width", faults);
            FlexLengths.Side(box.MaxWidth, $"{path}/maxWidth", faults);
            FlexLengths.Side(box.Height, $"{path}/height", faults);
            FlexLengths.Side(box.MaxHeight, $"{path}/maxHeight", faults);
            FlexLengths.Padding(box.PaddingAll, $"{path}/paddingAll", faults);
            FlexLengths.Padding(box.PaddingTop, $"{path}/paddingTop", faults);
            FlexLengths.Padding(box.PaddingBottom, $"{path}/paddingBottom", faults);
            FlexLengths.Padding(box.PaddingStart, $"{path}/paddingStart", faults);
            FlexLengths.Padding(box.PaddingEnd, $"{path}/paddingEnd", faults);
        }

        private void Gradient(FlexLinearGradient gradient, string path)
        {
            FlexLengths.Degrees(gradient.Angle, $"{path}/angle", faults);
            faults.Color(gradient.StartColor, $"{path}/startColor");
            faults.Color(gradient.EndColor, $"{path}/endColor");
            faults.Color(gradient.CenterColor, $"{path}/centerColor");
            FlexLengths.Percent(gradient.CenterPosition, $"{path}/centerPosition", faults);
        }

        private void Flex(int? flex, string path) => faults.Number(flex ?? 0, 0, int.MaxValue, path);

        private void Image(FlexImage image, string path)
        {
            Flex(image.Flex, $"{path}/flex");
            FlexLengths.Picture(image.Size, $"{path}/size", faults);
            Animated += image.Animated is true ? 1 : 0;
            faults.Https(image.Url, $"{path}/url", required: true);
            faults.Color(image.BackgroundColor, $"{path}/backgroundColor");
            Ratio(image.AspectRatio, $"{path}/aspectRatio");
            Action(image.Action, $"{path}/action");
        }

        private void Text(FlexText text, string path)
        {
            faults.Color(text.Color, $"{path}/color");
            Flex(text.Flex, $"{path}/flex");
            FlexLengths.Font(text.Size, $"{path}/size", faults);
            FlexLengths.Pixels(text.LineSpacing, $"{path}/lineSpacing", faults);
            faults.Number(text.MaxLines ?? 0, 0, int.MaxValue, $"{path}/maxLines");
            Action(text.Action, $"{path}/action");
            if (text.Contents is not { Count: > 0 } spans)
            {
                if (string.IsNullOrEmpty(text.Text))
                {
                    faults.Add($"{path}/text", "must be non-empty text");
                }

                return;
            }

            for (var i = 0; i < spans.Count; i++)
            {
                if (spans[i] is FlexSpan span)
                {
                    faults.Color(span.Color, $"{path}/contents/{i}/color");
                    FlexLengths.Font(span.Size, $"{path}/contents/{i}/size", faults);
                }
                else if (spans[i] is not RawFlexComponent)
                {
                    faults.Add($"{path}/contents/{i}", "Must be a span");
                }
            }
        }

        private void Action(Messages.LineAction? action, string path)
        {
            if (action is not null)
            {
                ActionRules.Check(action, ActionPlace.Flex, faults, path);
            }
        }

        private void NotInBaseline(FlexLayout? inside, string path)
        {
            if (inside is FlexLayout.Baseline)
            {
                faults.Add(path, "A baseline box takes icons, texts and fillers only");
            }
        }

        private void Ratio(string? ratio, string path)
        {
            if (ratio is null)
            {
                return;
            }

            var parts = ratio.Split(':');
            if (parts.Length != 2 || !Side(parts[0], out var width) || !Side(parts[1], out var height) || height > width * 3)
            {
                faults.Add(path, "Must be {width}:{height}, each 1 to 100000, height at most three times the width");
            }
        }

        // LINE's own examples use fractions such as 1.91:1.
        private static bool Side(string text, out double value) =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value is >= 1 and <= 100000;
    }
}
