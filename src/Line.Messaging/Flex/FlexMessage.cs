using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Messaging.Json;
using Line.Messaging.Messages;

namespace Line.Messaging.Flex;

/// <summary>A message with a layout of your own.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#flex-message"/>
public sealed record FlexMessage() : Message("flex")
{
    /// <summary>A layout with its alternative text.</summary>
    [SetsRequiredMembers]
    public FlexMessage(string altText, FlexContainer contents)
        : this()
    {
        AltText = altText;
        Contents = contents;
    }

    /// <summary>Text for notifications, the chat list and old clients; 1 to 1500 units.</summary>
    public required string AltText { get; init; }

    /// <summary>A bubble or a carousel of bubbles.</summary>
    public required FlexContainer Contents { get; init; }
}

/// <summary>A bubble or a carousel.</summary>
[JsonConverter(typeof(FlexContainerConverter))]
public abstract record FlexContainer
{
    private protected FlexContainer(string type) => Type = type;

    /// <summary>LINE's <c>type</c>.</summary>
    [JsonInclude, JsonPropertyOrder(-1)]
    public string Type { get; internal init => field = value ?? field; }
}

/// <summary>One bubble: header, hero, body and footer, each optional. At most 30 KB as JSON.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#bubble"/>
public sealed record FlexBubble() : FlexContainer("bubble")
{
    /// <summary>Width; default mega. Inside a carousel all bubbles have the same.</summary>
    public FlexBubbleSize? Size { get; init; }

    /// <summary>Reading direction; default left to right.</summary>
    public FlexDirection? Direction { get; init; }

    /// <summary>Top block.</summary>
    public FlexBox? Header { get; init; }

    /// <summary>Picture block: a box, an image or a video.</summary>
    public FlexComponent? Hero { get; init; }

    /// <summary>Main block.</summary>
    public FlexBox? Body { get; init; }

    /// <summary>Bottom block, usually the buttons.</summary>
    public FlexBox? Footer { get; init; }

    /// <summary>Colours of the blocks.</summary>
    public FlexBubbleStyles? Styles { get; init; }

    /// <summary>When the bubble is tapped.</summary>
    public LineAction? Action { get; init; }
}

/// <summary>Up to 12 bubbles of one width to swipe through. At most 50 KB as JSON.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#f-carousel"/>
public sealed record FlexCarousel() : FlexContainer("carousel")
{
    /// <summary>A carousel of the given bubbles.</summary>
    [SetsRequiredMembers]
    public FlexCarousel(params IReadOnlyList<FlexBubble> bubbles)
        : this() => Contents = [.. bubbles];

    /// <summary>1 to 12 bubbles.</summary>
    public required IReadOnlyList<FlexContainer> Contents { get; init; }
}

/// <summary>Colours per block.</summary>
public sealed record FlexBubbleStyles
{
    /// <summary>Of the header.</summary>
    public FlexBlockStyle? Header { get; init; }

    /// <summary>Of the hero.</summary>
    public FlexBlockStyle? Hero { get; init; }

    /// <summary>Of the body.</summary>
    public FlexBlockStyle? Body { get; init; }

    /// <summary>Of the footer.</summary>
    public FlexBlockStyle? Footer { get; init; }
}

/// <summary>Colours of one block.</summary>
public sealed record FlexBlockStyle
{
    /// <summary><c>#RRGGBB</c> or <c>#RRGGBBAA</c>.</summary>
    public string? BackgroundColor { get; init; }

    /// <summary>A line above the block; not on the first.</summary>
    public bool? Separator { get; init; }

    /// <summary><c>#RRGGBB</c> or <c>#RRGGBBAA</c>.</summary>
    public string? SeparatorColor { get; init; }
}

/// <summary>A container this library has no record for, or one written by hand (a design exported from LINE's simulator).</summary>
/// <param name="Json">The whole container object.</param>
public sealed record RawFlexContainer(JsonElement Json) : FlexContainer("raw"), IRawJson
{
    /// <summary>A container written by hand, sent exactly as it means; <see cref="LineJson.ParseFlex"/> gives records instead.</summary>
    /// <exception cref="JsonException">Not JSON.</exception>
    public static RawFlexContainer Parse([StringSyntax(StringSyntaxAttribute.Json)] string json) => new(JsonElement.Parse(json));
}

internal sealed class FlexContainerConverter : UnionConverter<FlexContainer>
{
    protected override Type? RecordFor(string type) => type switch
    {
        "bubble" => typeof(FlexBubble),
        "carousel" => typeof(FlexCarousel),
        _ => null,
    };

    protected override FlexContainer Unknown(ref Utf8JsonReader reader) => new RawFlexContainer(JsonElement.ParseValue(ref reader));
}
