using System.Globalization;
using System.Text.Json.Serialization;
using Line.Messaging.Json;

namespace Line.Messaging.Flex;

/// <summary>Direction in which a box lays out its contents.</summary>
[JsonConverter(typeof(KebabEnumConverter<FlexLayout>))]
public enum FlexLayout
{
    /// <summary>Top to bottom.</summary>
    Vertical,

    /// <summary>Side by side.</summary>
    Horizontal,

    /// <summary>Side by side on one text baseline; icon, text and filler only.</summary>
    Baseline,
}

/// <summary>Reference of the offsets.</summary>
[JsonConverter(typeof(KebabEnumConverter<FlexPosition>))]
public enum FlexPosition
{
    /// <summary>Where the component would stand.</summary>
    Relative,

    /// <summary>The parent's top left corner.</summary>
    Absolute,
}

/// <summary>Horizontal alignment.</summary>
[JsonConverter(typeof(KebabEnumConverter<FlexAlign>))]
public enum FlexAlign
{
    /// <summary>Left in left-to-right text.</summary>
    Start,

    /// <summary>Right in left-to-right text.</summary>
    End,

    /// <summary>Middle.</summary>
    Center,
}

/// <summary>Vertical alignment.</summary>
[JsonConverter(typeof(KebabEnumConverter<FlexGravity>))]
public enum FlexGravity
{
    /// <summary>Top.</summary>
    Top,

    /// <summary>Bottom.</summary>
    Bottom,

    /// <summary>Middle.</summary>
    Center,
}

/// <summary>Weight of a text.</summary>
[JsonConverter(typeof(KebabEnumConverter<FlexWeight>))]
public enum FlexWeight
{
    /// <summary>Regular.</summary>
    Regular,

    /// <summary>Bold.</summary>
    Bold,
}

/// <summary>Slope of a text.</summary>
[JsonConverter(typeof(KebabEnumConverter<FlexTextStyle>))]
public enum FlexTextStyle
{
    /// <summary>Upright.</summary>
    Normal,

    /// <summary>Italic.</summary>
    Italic,
}

/// <summary>Line on a text.</summary>
[JsonConverter(typeof(KebabEnumConverter<FlexDecoration>))]
public enum FlexDecoration
{
    /// <summary>None.</summary>
    None,

    /// <summary>Underlined.</summary>
    Underline,

    /// <summary>Struck through, for an old price.</summary>
    LineThrough,
}

/// <summary>Look of a button.</summary>
[JsonConverter(typeof(KebabEnumConverter<FlexButtonStyle>))]
public enum FlexButtonStyle
{
    /// <summary>Like a link (default).</summary>
    Link,

    /// <summary>Dark, filled.</summary>
    Primary,

    /// <summary>Light, filled.</summary>
    Secondary,
}

/// <summary>Height of a button.</summary>
[JsonConverter(typeof(KebabEnumConverter<FlexButtonHeight>))]
public enum FlexButtonHeight
{
    /// <summary>Default.</summary>
    Md,

    /// <summary>Small.</summary>
    Sm,
}

/// <summary>How free space along the main axis is shared.</summary>
[JsonConverter(typeof(KebabEnumConverter<FlexJustify>))]
public enum FlexJustify
{
    /// <summary>All at the start.</summary>
    FlexStart,

    /// <summary>All in the middle.</summary>
    Center,

    /// <summary>All at the end.</summary>
    FlexEnd,

    /// <summary>Between the contents.</summary>
    SpaceBetween,

    /// <summary>Around the contents.</summary>
    SpaceAround,

    /// <summary>Evenly.</summary>
    SpaceEvenly,
}

/// <summary>Alignment along the cross axis.</summary>
[JsonConverter(typeof(KebabEnumConverter<FlexAlignItems>))]
public enum FlexAlignItems
{
    /// <summary>At the start.</summary>
    FlexStart,

    /// <summary>In the middle.</summary>
    Center,

    /// <summary>At the end.</summary>
    FlexEnd,
}

/// <summary>Width of a bubble, smallest first.</summary>
[JsonConverter(typeof(KebabEnumConverter<FlexBubbleSize>))]
public enum FlexBubbleSize
{
    /// <summary>Smallest.</summary>
    Nano,

    /// <summary>Second.</summary>
    Micro,

    /// <summary>Third.</summary>
    Deca,

    /// <summary>Fourth.</summary>
    Hecto,

    /// <summary>Fifth.</summary>
    Kilo,

    /// <summary>Default.</summary>
    Mega,

    /// <summary>Largest.</summary>
    Giga,
}

/// <summary>Reading direction.</summary>
[JsonConverter(typeof(KebabEnumConverter<FlexDirection>))]
public enum FlexDirection
{
    /// <summary>Left to right.</summary>
    Ltr,

    /// <summary>Right to left.</summary>
    Rtl,
}

/// <summary>What to do when a picture's proportions differ from its place.</summary>
[JsonConverter(typeof(KebabEnumConverter<FlexAspectMode>))]
public enum FlexAspectMode
{
    /// <summary>Show all of it.</summary>
    Fit,

    /// <summary>Fill the place, cut the rest.</summary>
    Cover,
}

/// <summary>What to do when a text does not fit.</summary>
[JsonConverter(typeof(KebabEnumConverter<FlexAdjustMode>))]
public enum FlexAdjustMode
{
    /// <summary>Shrink the text to the width.</summary>
    ShrinkToFit,
}

/// <summary>
/// Keywords and lengths for sizes, spacing, margins, paddings, offsets, border widths and corner radii. Which of them a
/// property takes is told by LINE's reference; <c>Validate()</c> leaves that to LINE.
/// </summary>
public static class FlexSize
{
    /// <summary>No space.</summary>
    public const string None = "none";

    /// <summary>Two steps under small.</summary>
    public const string Xxs = "xxs";

    /// <summary>One step under small.</summary>
    public const string Xs = "xs";

    /// <summary>Small.</summary>
    public const string Sm = "sm";

    /// <summary>Medium.</summary>
    public const string Md = "md";

    /// <summary>Large.</summary>
    public const string Lg = "lg";

    /// <summary>One step over large.</summary>
    public const string Xl = "xl";

    /// <summary>Two steps over large.</summary>
    public const string Xxl = "xxl";

    /// <summary>Text, icon and image sizes only.</summary>
    public const string X3l = "3xl";

    /// <summary>Text, icon and image sizes only.</summary>
    public const string X4l = "4xl";

    /// <summary>Text, icon and image sizes only.</summary>
    public const string X5l = "5xl";

    /// <summary>Full width; image size only.</summary>
    public const string Full = "full";

    /// <summary>Pixels.</summary>
    public static string Px(int value) => string.Create(CultureInfo.InvariantCulture, $"{value}px");

    /// <summary>Part of the parent.</summary>
    public static string Percent(int value) => string.Create(CultureInfo.InvariantCulture, $"{value}%");
}
