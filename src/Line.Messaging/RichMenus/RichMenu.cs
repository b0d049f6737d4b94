using System.Text.Json.Serialization;
using Line.Messaging.Messages;
using Line.Messaging.Validation;

namespace Line.Messaging.RichMenus;

/// <summary>A rich menu to create. It shows only after its image has been uploaded.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#rich-menu-object"/>
public sealed record RichMenu
{
    /// <summary>Size of the image in pixels: width 800 to 2500, height at least 250, width / height at least 1.45.</summary>
    public required RichMenuSize Size { get; init; }

    /// <summary>True to open it by itself.</summary>
    public required bool Selected { get; init; }

    /// <summary>For your own use, never shown; at most 300 graphemes.</summary>
    public required string Name { get; init; }

    /// <summary>On the bar that opens the menu; at most 14 graphemes.</summary>
    public required string ChatBarText { get; init; }

    /// <summary>Tappable areas; at most 20.</summary>
    public required IReadOnlyList<RichMenuArea> Areas { get; init; }

    /// <summary>What breaks LINE's limits, found without a call; empty when nothing was.</summary>
    public IReadOnlyList<LineErrorDetail> Validate() => RequestRules.Check(this);
}

/// <summary>Pixels.</summary>
public sealed record RichMenuSize(int Width, int Height);

/// <summary>A tappable area.</summary>
/// <param name="Bounds">Where, in pixels from the top left corner.</param>
/// <param name="Action">What it does.</param>
public sealed record RichMenuArea(RichMenuBounds Bounds, LineAction Action);

/// <summary>A rectangle in pixels.</summary>
public sealed record RichMenuBounds(int X, int Y, int Width, int Height);

/// <summary>A rich menu as LINE holds it.</summary>
public sealed record RichMenuResult : LineResult
{
    /// <summary>Its id.</summary>
    public required string RichMenuId { get; init; }

    /// <summary>Size of the image.</summary>
    public required RichMenuSize Size { get; init; }

    /// <summary>Opens by itself.</summary>
    public required bool Selected { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>On the bar.</summary>
    public required string ChatBarText { get; init; }

    /// <summary>Tappable areas.</summary>
    public required IReadOnlyList<RichMenuArea> Areas { get; init; }
}

/// <summary>The id of a menu: created, linked or default.</summary>
public sealed record RichMenuIdResult : LineResult
{
    /// <summary>The id.</summary>
    public required string RichMenuId { get; init; }
}

/// <summary>All menus made through the API.</summary>
public sealed record RichMenuListResult : LineResult
{
    /// <summary>At most 1000.</summary>
    [JsonPropertyName("richmenus")]
    public IReadOnlyList<RichMenuResult> RichMenus { get; init => field = value ?? field; } = [];
}

/// <summary>An alias of a menu, the target of a rich menu switch.</summary>
public sealed record RichMenuAliasResult : LineResult
{
    /// <summary>1 to 32 of <c>a-z0-9_-</c>.</summary>
    public required string RichMenuAliasId { get; init; }

    /// <summary>The menu behind it.</summary>
    public required string RichMenuId { get; init; }
}

/// <summary>All aliases.</summary>
public sealed record RichMenuAliasListResult : LineResult
{
    /// <summary>At most 1000.</summary>
    public IReadOnlyList<RichMenuAliasResult> Aliases { get; init => field = value ?? field; } = [];
}

internal sealed record RichMenuAliasRequest(string RichMenuAliasId, string RichMenuId);

internal sealed record RichMenuAliasUpdate(string RichMenuId);

internal sealed record RichMenuBulkLink(string RichMenuId, IReadOnlyList<string> UserIds);

internal sealed record RichMenuBulkUnlink(IReadOnlyList<string> UserIds);
