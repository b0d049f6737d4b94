using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LineLoyalty.Membership;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>What a menu shows, what it does and whom it is for.</summary>
public sealed record MenuContent
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public MenuAudience Audience { get; init; } = new();
    /// <summary>Opens by itself when somebody enters the chat.</summary>
    public bool Selected { get; init; } = true;
    public IReadOnlyList<MenuTab> Tabs { get; init; } = [];

    /// <summary>Without English pictures everybody is shown the Chinese ones.</summary>
    [JsonIgnore] public bool SpeaksEnglish => Tabs.Any(t => t.English.Picture.Length > 0);

    [JsonIgnore] public IReadOnlyList<string> Languages => SpeaksEnglish ? [Membership.Languages.Chinese, Membership.Languages.English] : [Membership.Languages.Chinese];

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="JsonException">Not a menu.</exception>
    public static MenuContent Parse(string json)
    {
        var content = JsonSerializer.Deserialize<MenuContent>(json, Json) ?? throw new JsonException();
        // The serializer keeps nulls out of properties, not out of lists.
        IEnumerable<object?> parts = [.. content.Tabs, .. content.Audience.Tags, .. content.Tabs.SelectMany(t => t?.Areas ?? []), .. content.Tabs.SelectMany(t => Cells(t?.Chinese).Concat(Cells(t?.English)))];
        return parts.All(p => p is not null) ? content : throw new JsonException();
    }

    private static IEnumerable<object?> Cells(MenuFace? face) => face?.Drawing?.Cells ?? [];
}

/// <summary>Whom a menu is for. Tiers, tags and segments narrow members down; of those given, all must hold.</summary>
public sealed record MenuAudience
{
    public MenuReaders Who { get; init; } = MenuReaders.Everyone;
    public IReadOnlyList<int> TierLevels { get; init; } = [];
    /// <summary>At least one of these.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
    /// <summary>In at least one of these at the last look (<see cref="KeepMenuSegments"/>).</summary>
    public IReadOnlyList<long> Segments { get; init; } = [];
}

public enum MenuReaders { Everyone, Guests, Members }

/// <summary>One picture with its areas; a menu with several lets people switch between them.</summary>
public sealed record MenuTab
{
    public required string Id { get; init; }
    /// <summary>For the marketer.</summary>
    public string Name { get; init; } = "";
    public required int Width { get; init; }
    public required int Height { get; init; }
    public MenuFace Chinese { get; init; } = new();
    public MenuFace English { get; init; } = new();
    public IReadOnlyList<MenuArea> Areas { get; init; } = [];

    public MenuFace Face(string language) => language == Languages.English ? English : Chinese;
}

/// <summary>How a tab looks in one language.</summary>
public sealed record MenuFace
{
    /// <summary>Hash of a <see cref="MenuImage"/>, <c>shipped:</c> and a name, or empty.</summary>
    public string Picture { get; init; } = "";
    /// <summary>On the bar that opens the menu.</summary>
    public string BarText { get; init; } = "";
    /// <summary>From which the editor drew the picture; null for an uploaded one.</summary>
    public MenuDrawing? Drawing { get; init; }
}

/// <summary>Icons and words per cell of a template; drawn by the editor in the browser.</summary>
public sealed record MenuDrawing(string Template, string Style, IReadOnlyList<DrawnCell> Cells);

public sealed record DrawnCell(string Icon, string Text, string Hint);

/// <summary>A rectangle in the picture's pixels and what tapping it does.</summary>
public sealed record MenuArea(int X, int Y, int Width, int Height, MenuAction Action);

/// <param name="Value">A page, a command, a text, data, a link or a tab's id: see <see cref="MenuActionKind"/>.</param>
/// <param name="ValueEn">For English speakers; empty: the same.</param>
/// <param name="Label">Read out to people who cannot see the picture, and shown in the chat when a command is asked.</param>
public sealed record MenuAction(MenuActionKind Kind, string Value, string ValueEn = "", string Label = "", string LabelEn = "");

public enum MenuActionKind
{
    /// <summary>Opens a page of the LIFF app, one of <see cref="MenuPages"/>.</summary>
    Page,
    /// <summary>Asks the bot, one of <see cref="MenuCommands"/>.</summary>
    Ask,
    /// <summary>Says a text in the person's name.</summary>
    Message,
    /// <summary>Sends data to the webhook, for a brand's own integration.</summary>
    Postback,
    /// <summary>Opens a web page, a phone number or a screen of LINE.</summary>
    Uri,
    /// <summary>Shows another tab of this menu.</summary>
    Tab,
}

/// <summary>Pages of the LIFF app a menu can open.</summary>
public static class MenuPages
{
    public const string Join = "join";

    /// <summary>Path in the app by name.</summary>
    public static readonly IReadOnlyDictionary<string, string> Paths = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["card"] = "", ["coupons"] = "coupons", ["history"] = "history", ["profile"] = "profile", [Join] = "join?src=menu",
    };
}

/// <summary>What the bot answers to a tap.</summary>
public static class MenuCommands
{
    public static readonly IReadOnlyList<string> All = [.. Enum.GetNames<Bot.BotCommand>().Select(n => n.ToLowerInvariant())];
}
