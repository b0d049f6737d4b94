using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Line.Messaging.Messages;

namespace Line.Messaging.Flex;

/// <summary>A box of components. Write <c>FlexBox.Vertical(…) with { Spacing = FlexSize.Md }</c>.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#box"/>
public sealed record FlexBox() : FlexPlacedComponent("box")
{
    /// <summary>A box with its contents.</summary>
    [SetsRequiredMembers]
    public FlexBox(FlexLayout layout, IReadOnlyList<FlexComponent> contents)
        : this()
    {
        Layout = layout;
        Contents = contents;
    }

    /// <summary>Direction of the contents.</summary>
    public required FlexLayout Layout { get; init; }

    /// <summary>The contents; may be empty, to draw a plain rectangle. Nulls are left out by the factory methods.</summary>
    public required IReadOnlyList<FlexComponent> Contents { get; init; }

    /// <summary>Share of the parent's space; 0 is as small as the content.</summary>
    public int? Flex { get; init; }

    /// <summary>Space between the contents: keyword or pixels.</summary>
    public string? Spacing { get; init; }

    /// <summary><c>#RRGGBB</c> or <c>#RRGGBBAA</c>.</summary>
    public string? BackgroundColor { get; init; }

    /// <summary>A gradient; wins over the plain colour.</summary>
    public FlexLinearGradient? Background { get; init; }

    /// <summary><c>#RRGGBB</c> or <c>#RRGGBBAA</c>.</summary>
    public string? BorderColor { get; init; }

    /// <summary>Pixels, or none, light, normal, medium, semi-bold, bold.</summary>
    public string? BorderWidth { get; init; }

    /// <summary>Keyword or pixels.</summary>
    public string? CornerRadius { get; init; }

    /// <summary>Pixels or percent.</summary>
    public string? Width { get; init; }

    /// <summary>Pixels or percent.</summary>
    public string? MaxWidth { get; init; }

    /// <summary>Pixels or percent.</summary>
    public string? Height { get; init; }

    /// <summary>Pixels or percent.</summary>
    public string? MaxHeight { get; init; }

    /// <summary>Keyword, pixels or percent.</summary>
    public string? PaddingAll { get; init; }

    /// <summary>Keyword, pixels or percent.</summary>
    public string? PaddingTop { get; init; }

    /// <summary>Keyword, pixels or percent.</summary>
    public string? PaddingBottom { get; init; }

    /// <summary>Keyword, pixels or percent.</summary>
    public string? PaddingStart { get; init; }

    /// <summary>Keyword, pixels or percent.</summary>
    public string? PaddingEnd { get; init; }

    /// <summary>When the box is tapped.</summary>
    public LineAction? Action { get; init; }

    /// <summary>How free space along the main axis is shared.</summary>
    public FlexJustify? JustifyContent { get; init; }

    /// <summary>Alignment along the cross axis.</summary>
    public FlexAlignItems? AlignItems { get; init; }

    /// <summary>Top to bottom; nulls are left out, so that a part can be conditional.</summary>
    public static FlexBox Vertical(params ReadOnlySpan<FlexComponent?> contents) => new(FlexLayout.Vertical, Present(contents));

    /// <summary>Side by side; nulls are left out.</summary>
    public static FlexBox Horizontal(params ReadOnlySpan<FlexComponent?> contents) => new(FlexLayout.Horizontal, Present(contents));

    /// <summary>Side by side on one baseline; nulls are left out.</summary>
    public static FlexBox Baseline(params ReadOnlySpan<FlexComponent?> contents) => new(FlexLayout.Baseline, Present(contents));

    private static List<FlexComponent> Present(ReadOnlySpan<FlexComponent?> contents)
    {
        var present = new List<FlexComponent>(contents.Length);
        foreach (var component in contents)
        {
            if (component is not null)
            {
                present.Add(component);
            }
        }

        return present;
    }
}

/// <summary>A gradient behind a box.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#box-background"/>
public sealed record FlexLinearGradient
{
    /// <summary>Always <c>linearGradient</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "linearGradient";

    /// <summary>Degrees such as <c>90deg</c>; 0deg is bottom to top.</summary>
    public required string Angle { get; init; }

    /// <summary><c>#RRGGBB</c> or <c>#RRGGBBAA</c>.</summary>
    public required string StartColor { get; init; }

    /// <summary><c>#RRGGBB</c> or <c>#RRGGBBAA</c>.</summary>
    public required string EndColor { get; init; }

    /// <summary>A third colour in between.</summary>
    public string? CenterColor { get; init; }

    /// <summary>Where the third colour stands, such as <c>50%</c>.</summary>
    public string? CenterPosition { get; init; }
}
