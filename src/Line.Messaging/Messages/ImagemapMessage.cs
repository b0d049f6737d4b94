using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Messaging.Json;

namespace Line.Messaging.Messages;

/// <summary>One picture with tappable areas. The picture is fetched at <c>{BaseUrl}/{240|300|460|700|1040}</c>.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#imagemap-message"/>
public sealed record ImagemapMessage() : Message("imagemap")
{
    /// <summary>HTTPS address without the width; at most 2000 units.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>Text for notifications and old clients; 1 to 1500 units.</summary>
    public required string AltText { get; init; }

    /// <summary>Size the areas refer to; the width is 1040.</summary>
    public required ImagemapSize BaseSize { get; init; }

    /// <summary>Tappable areas; at most 50.</summary>
    public required IReadOnlyList<ImagemapAction> Actions { get; init; }

    /// <summary>A video played on the picture.</summary>
    public ImagemapVideo? Video { get; init; }
}

/// <summary>Size in pixels at a width of 1040.</summary>
public sealed record ImagemapSize(int Width, int Height);

/// <summary>A rectangle in pixels of the base size.</summary>
public sealed record ImagemapArea(int X, int Y, int Width, int Height);

/// <summary>A video on an imagemap.</summary>
public sealed record ImagemapVideo
{
    /// <summary>HTTPS mp4 of at most 200 MB.</summary>
    public required string OriginalContentUrl { get; init; }

    /// <summary>HTTPS picture of at most 1 MB.</summary>
    public required string PreviewImageUrl { get; init; }

    /// <summary>Where it plays.</summary>
    public required ImagemapArea Area { get; init; }

    /// <summary>Link shown after the video.</summary>
    public ImagemapLink? ExternalLink { get; init; }
}

/// <summary>A link after an imagemap's video.</summary>
/// <param name="LinkUri">At most 1000 units.</param>
/// <param name="Label">At most 30.</param>
public sealed record ImagemapLink(string LinkUri, string Label);

/// <summary>What an area of an imagemap does.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#imagemap-action-objects"/>
[JsonConverter(typeof(ImagemapActionConverter))]
public abstract record ImagemapAction
{
    private protected ImagemapAction(string type) => Type = type;

    /// <summary>LINE's <c>type</c>.</summary>
    [JsonInclude, JsonPropertyOrder(-1)]
    public string Type { get; internal init => field = value ?? field; }

    /// <summary>Spoken by screen readers.</summary>
    public string? Label { get; init; }
}

/// <summary>Sends a text as the user.</summary>
public sealed record ImagemapMessageAction() : ImagemapAction("message")
{
    /// <summary>At most 400 units.</summary>
    public required string Text { get; init; }

    /// <summary>Where to tap.</summary>
    public required ImagemapArea Area { get; init; }
}

/// <summary>Opens an address.</summary>
public sealed record ImagemapUriAction() : ImagemapAction("uri")
{
    /// <summary>At most 1000 units.</summary>
    public required string LinkUri { get; init; }

    /// <summary>Where to tap.</summary>
    public required ImagemapArea Area { get; init; }
}

/// <summary>Copies a text.</summary>
public sealed record ImagemapClipboardAction() : ImagemapAction("clipboard")
{
    /// <summary>1 to 1000 units.</summary>
    public required string ClipboardText { get; init; }

    /// <summary>Where to tap.</summary>
    public required ImagemapArea Area { get; init; }
}

/// <summary>An imagemap action this library has no record for, kept and written as it is.</summary>
public sealed record RawImagemapAction(JsonElement Json) : ImagemapAction("raw"), IRawJson;

internal sealed class ImagemapActionConverter : UnionConverter<ImagemapAction>
{
    protected override Type? RecordFor(string type) => type switch
    {
        "message" => typeof(ImagemapMessageAction),
        "uri" => typeof(ImagemapUriAction),
        "clipboard" => typeof(ImagemapClipboardAction),
        _ => null,
    };

    protected override ImagemapAction Unknown(ref Utf8JsonReader reader) => new RawImagemapAction(JsonElement.ParseValue(ref reader));
}
