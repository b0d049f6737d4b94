using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Messaging.Json;
using Line.Messaging.Messages;

namespace Line.Messaging.Flex;

/// <summary>A part of a bubble.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#flex-component"/>
[JsonConverter(typeof(FlexComponentConverter))]
public abstract record FlexComponent
{
    private protected FlexComponent(string type) => Type = type;

    /// <summary>LINE's <c>type</c>.</summary>
    [JsonInclude, JsonPropertyOrder(-1)]
    public string Type { get; internal init => field = value ?? field; }
}

/// <summary>What components with a place of their own share.</summary>
public abstract record FlexPlacedComponent : FlexComponent
{
    private protected FlexPlacedComponent(string type)
        : base(type)
    {
    }

    /// <summary>Space before this component: a keyword or pixels (<see cref="FlexSize"/>).</summary>
    public string? Margin { get; init; }

    /// <summary>Reference of the offsets.</summary>
    public FlexPosition? Position { get; init; }

    /// <summary>Keyword, pixels or percent.</summary>
    public string? OffsetTop { get; init; }

    /// <summary>Keyword, pixels or percent.</summary>
    public string? OffsetBottom { get; init; }

    /// <summary>Keyword, pixels or percent.</summary>
    public string? OffsetStart { get; init; }

    /// <summary>Keyword, pixels or percent.</summary>
    public string? OffsetEnd { get; init; }
}

/// <summary>A button. Its action's label is required, at most 40 graphemes.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#button"/>
public sealed record FlexButton() : FlexPlacedComponent("button")
{
    /// <summary>A button with its look.</summary>
    [SetsRequiredMembers]
    public FlexButton(LineAction action, FlexButtonStyle? style = null)
        : this()
    {
        Action = action;
        Style = style;
    }

    /// <summary>What it does.</summary>
    public required LineAction Action { get; init; }

    /// <summary>Share of the parent's space; 0 is as small as the content.</summary>
    public int? Flex { get; init; }

    /// <summary>Height; default md.</summary>
    public FlexButtonHeight? Height { get; init; }

    /// <summary>Look; default link.</summary>
    public FlexButtonStyle? Style { get; init; }

    /// <summary><c>#RRGGBB</c>: text colour of a link, background of the others.</summary>
    public string? Color { get; init; }

    /// <summary>Vertical alignment.</summary>
    public FlexGravity? Gravity { get; init; }

    /// <summary>Shrinks a long label.</summary>
    public FlexAdjustMode? AdjustMode { get; init; }

    /// <summary>Grows with the phone's font size.</summary>
    public bool? Scaling { get; init; }
}

/// <summary>A picture: JPEG or PNG over HTTPS, at most 1024 pixels each side and 10 MB (animated 300 KB).</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#f-image"/>
public sealed record FlexImage() : FlexPlacedComponent("image")
{
    /// <summary>A picture by its address.</summary>
    [SetsRequiredMembers]
    public FlexImage(string url)
        : this() => Url = url;

    /// <summary>At most 2000 units.</summary>
    public required string Url { get; init; }

    /// <summary>Share of the parent's space.</summary>
    public int? Flex { get; init; }

    /// <summary>Horizontal alignment.</summary>
    public FlexAlign? Align { get; init; }

    /// <summary>Vertical alignment.</summary>
    public FlexGravity? Gravity { get; init; }

    /// <summary>Largest width: keyword, pixels, percent or full; default md.</summary>
    public string? Size { get; init; }

    /// <summary><c>{width}:{height}</c>, each 1 to 100000, height at most three times the width; default 1:1.</summary>
    public string? AspectRatio { get; init; }

    /// <summary>Fit (default) or cover.</summary>
    public FlexAspectMode? AspectMode { get; init; }

    /// <summary><c>#RRGGBB</c>.</summary>
    public string? BackgroundColor { get; init; }

    /// <summary>When it is tapped.</summary>
    public LineAction? Action { get; init; }

    /// <summary>Plays an APNG; at most 10 in a message.</summary>
    public bool? Animated { get; init; }
}

/// <summary>A video; only as the hero of a bubble of size kilo, mega or giga that is not in a carousel.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#f-video"/>
public sealed record FlexVideo() : FlexComponent("video")
{
    /// <summary>HTTPS mp4, at most 200 MB; at most 2000 units.</summary>
    public required string Url { get; init; }

    /// <summary>HTTPS picture, at most 1 MB; at most 2000 units.</summary>
    public required string PreviewUrl { get; init; }

    /// <summary>Shown by clients that cannot play it: a box or an image.</summary>
    public required FlexComponent AltContent { get; init; }

    /// <summary><c>{width}:{height}</c>; match the video and its preview.</summary>
    public string? AspectRatio { get; init; }

    /// <summary>Link under the video.</summary>
    public LineAction? Action { get; init; }
}

/// <summary>A small picture beside text; inside a baseline box only.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#icon"/>
public sealed record FlexIcon() : FlexPlacedComponent("icon")
{
    /// <summary>An icon by its address.</summary>
    [SetsRequiredMembers]
    public FlexIcon(string url)
        : this() => Url = url;

    /// <summary>HTTPS JPEG or PNG; at most 2000 units.</summary>
    public required string Url { get; init; }

    /// <summary>Keyword or pixels; default md.</summary>
    public string? Size { get; init; }

    /// <summary><c>{width}:{height}</c>.</summary>
    public string? AspectRatio { get; init; }

    /// <summary>Grows with the phone's font size.</summary>
    public bool? Scaling { get; init; }
}

/// <summary>Text; give <see cref="Text"/> or <see cref="Contents"/>.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#f-text"/>
public sealed record FlexText() : FlexPlacedComponent("text")
{
    /// <summary>A plain text.</summary>
    public FlexText(string text)
        : this() => Text = text;

    /// <summary>The text; required unless there are spans.</summary>
    public string? Text { get; init; }

    /// <summary>Pieces of different looks; they win over <see cref="Text"/>.</summary>
    public IReadOnlyList<FlexComponent>? Contents { get; init; }

    /// <summary>Share of the parent's space.</summary>
    public int? Flex { get; init; }

    /// <summary>Font size: keyword or pixels; default md.</summary>
    public string? Size { get; init; }

    /// <summary>Horizontal alignment.</summary>
    public FlexAlign? Align { get; init; }

    /// <summary>Vertical alignment.</summary>
    public FlexGravity? Gravity { get; init; }

    /// <summary><c>#RRGGBB</c> or <c>#RRGGBBAA</c>.</summary>
    public string? Color { get; init; }

    /// <summary>Weight.</summary>
    public FlexWeight? Weight { get; init; }

    /// <summary>Slope.</summary>
    public FlexTextStyle? Style { get; init; }

    /// <summary>Line on the text.</summary>
    public FlexDecoration? Decoration { get; init; }

    /// <summary>True to break lines; default is one line with an ellipsis.</summary>
    public bool? Wrap { get; init; }

    /// <summary>Pixels between lines.</summary>
    public string? LineSpacing { get; init; }

    /// <summary>Lines shown at most; 0 or null for all.</summary>
    public int? MaxLines { get; init; }

    /// <summary>When it is tapped.</summary>
    public LineAction? Action { get; init; }

    /// <summary>Shrinks a long text; not with wrap.</summary>
    public FlexAdjustMode? AdjustMode { get; init; }

    /// <summary>Grows with the phone's font size.</summary>
    public bool? Scaling { get; init; }
}

/// <summary>A piece of a <see cref="FlexText"/>.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#span"/>
public sealed record FlexSpan() : FlexComponent("span")
{
    /// <summary>A piece of text.</summary>
    public FlexSpan(string text)
        : this() => Text = text;

    /// <summary>The text.</summary>
    public string? Text { get; init; }

    /// <summary>Font size: keyword or pixels.</summary>
    public string? Size { get; init; }

    /// <summary><c>#RRGGBB</c> or <c>#RRGGBBAA</c>.</summary>
    public string? Color { get; init; }

    /// <summary>Weight.</summary>
    public FlexWeight? Weight { get; init; }

    /// <summary>Slope.</summary>
    public FlexTextStyle? Style { get; init; }

    /// <summary>Line on the text.</summary>
    public FlexDecoration? Decoration { get; init; }
}

/// <summary>A line between components.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#separator"/>
public sealed record FlexSeparator() : FlexComponent("separator")
{
    /// <summary>Space before it: keyword or pixels.</summary>
    public string? Margin { get; init; }

    /// <summary><c>#RRGGBB</c> or <c>#RRGGBBAA</c>.</summary>
    public string? Color { get; init; }
}

/// <summary>Empty space. Deprecated by LINE: prefer margins, paddings and <see cref="FlexBox.JustifyContent"/>.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#filler"/>
public sealed record FlexFiller() : FlexComponent("filler")
{
    /// <summary>Share of the parent's space.</summary>
    public int? Flex { get; init; }
}

/// <summary>A component this library has no record for, kept and written as it is.</summary>
/// <param name="Json">The whole component object.</param>
public sealed record RawFlexComponent(JsonElement Json) : FlexComponent("raw"), IRawJson;

internal sealed class FlexComponentConverter : UnionConverter<FlexComponent>
{
    protected override Type? RecordFor(string type) => type switch
    {
        "box" => typeof(FlexBox),
        "button" => typeof(FlexButton),
        "image" => typeof(FlexImage),
        "video" => typeof(FlexVideo),
        "icon" => typeof(FlexIcon),
        "text" => typeof(FlexText),
        "span" => typeof(FlexSpan),
        "separator" => typeof(FlexSeparator),
        "filler" => typeof(FlexFiller),
        _ => null,
    };

    protected override FlexComponent Unknown(ref Utf8JsonReader reader) => new RawFlexComponent(JsonElement.ParseValue(ref reader));
}
