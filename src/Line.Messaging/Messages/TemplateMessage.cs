using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Messaging.Json;

namespace Line.Messaging.Messages;

/// <summary>One of LINE's four fixed layouts.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#template-messages"/>
public sealed record TemplateMessage() : Message("template")
{
    /// <summary>A template with its alternative text.</summary>
    [SetsRequiredMembers]
    public TemplateMessage(string altText, Template template)
        : this()
    {
        AltText = altText;
        Template = template;
    }

    /// <summary>Text for notifications and computers; 1 to 1500 units.</summary>
    public required string AltText { get; init; }

    /// <summary>The layout.</summary>
    public required Template Template { get; init; }
}

/// <summary>A template's layout.</summary>
[JsonConverter(typeof(TemplateConverter))]
public abstract record Template
{
    private protected Template(string type) => Type = type;

    /// <summary>LINE's <c>type</c>.</summary>
    [JsonInclude, JsonPropertyOrder(-1)]
    public string Type { get; internal init => field = value ?? field; }
}

/// <summary>Picture, title, text and up to four buttons.</summary>
public sealed record ButtonsTemplate() : Template("buttons")
{
    /// <summary>HTTPS picture of at most 10 MB and 1024 pixels wide.</summary>
    public string? ThumbnailImageUrl { get; init; }

    /// <summary><c>rectangle</c> (1.51:1, default) or <c>square</c>.</summary>
    public string? ImageAspectRatio { get; init; }

    /// <summary><c>cover</c> (default) or <c>contain</c>.</summary>
    public string? ImageSize { get; init; }

    /// <summary><c>#RRGGBB</c>.</summary>
    public string? ImageBackgroundColor { get; init; }

    /// <summary>At most 40 graphemes.</summary>
    public string? Title { get; init; }

    /// <summary>At most 160 graphemes, 60 with a picture or a title.</summary>
    public required string Text { get; init; }

    /// <summary>When picture, title or text is tapped.</summary>
    public LineAction? DefaultAction { get; init; }

    /// <summary>1 to 4 buttons.</summary>
    public required IReadOnlyList<LineAction> Actions { get; init; }
}

/// <summary>A question with two buttons.</summary>
public sealed record ConfirmTemplate() : Template("confirm")
{
    /// <summary>At most 240 graphemes.</summary>
    public required string Text { get; init; }

    /// <summary>Exactly two buttons.</summary>
    public required IReadOnlyList<LineAction> Actions { get; init; }
}

/// <summary>Columns to swipe through.</summary>
public sealed record CarouselTemplate() : Template("carousel")
{
    /// <summary>1 to 10 columns of one shape: all or none with picture, title, and the same number of buttons.</summary>
    public required IReadOnlyList<CarouselColumn> Columns { get; init; }

    /// <summary><c>rectangle</c> (default) or <c>square</c>.</summary>
    public string? ImageAspectRatio { get; init; }

    /// <summary><c>cover</c> (default) or <c>contain</c>.</summary>
    public string? ImageSize { get; init; }
}

/// <summary>One column of a carousel.</summary>
public sealed record CarouselColumn
{
    /// <summary>HTTPS picture of at most 10 MB and 1024 pixels wide.</summary>
    public string? ThumbnailImageUrl { get; init; }

    /// <summary><c>#RRGGBB</c>.</summary>
    public string? ImageBackgroundColor { get; init; }

    /// <summary>At most 40 graphemes.</summary>
    public string? Title { get; init; }

    /// <summary>At most 120 graphemes, 60 with a picture or a title.</summary>
    public required string Text { get; init; }

    /// <summary>When picture, title or text is tapped.</summary>
    public LineAction? DefaultAction { get; init; }

    /// <summary>1 to 3 buttons.</summary>
    public required IReadOnlyList<LineAction> Actions { get; init; }
}

/// <summary>Pictures to swipe through, each with one action.</summary>
public sealed record ImageCarouselTemplate() : Template("image_carousel")
{
    /// <summary>1 to 10 columns.</summary>
    public required IReadOnlyList<ImageCarouselColumn> Columns { get; init; }
}

/// <summary>One picture of an image carousel.</summary>
/// <param name="ImageUrl">HTTPS, square, at most 10 MB and 1024 pixels wide.</param>
/// <param name="Action">Its label may be left out; at most 12 graphemes.</param>
public sealed record ImageCarouselColumn(string ImageUrl, LineAction Action);

/// <summary>A template this library has no record for, kept and written as it is.</summary>
public sealed record RawTemplate(JsonElement Json) : Template("raw"), IRawJson;

internal sealed class TemplateConverter : UnionConverter<Template>
{
    protected override Type? RecordFor(string type) => type switch
    {
        "buttons" => typeof(ButtonsTemplate),
        "confirm" => typeof(ConfirmTemplate),
        "carousel" => typeof(CarouselTemplate),
        "image_carousel" => typeof(ImageCarouselTemplate),
        _ => null,
    };

    protected override Template Unknown(ref Utf8JsonReader reader) => new RawTemplate(JsonElement.ParseValue(ref reader));
}
