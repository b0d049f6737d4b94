using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Messaging.Json;

namespace Line.Messaging.Messages;

/// <summary>What happens when a button, area or bubble is tapped. The label's limit depends on where the action sits (see <see cref="LineLimits"/>).</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#action-objects"/>
[JsonConverter(typeof(LineActionConverter))]
public abstract record LineAction
{
    private protected LineAction(string type) => Type = type;

    /// <summary>LINE's <c>type</c>.</summary>
    [JsonInclude, JsonPropertyOrder(-2)]
    public string Type { get; internal init => field = value ?? field; }

    /// <summary>Text on the button. Required in templates, quick replies and Flex buttons; counted in graphemes.</summary>
    [JsonPropertyOrder(-1)]
    public string? Label { get; init; }
}

/// <summary>Sends <see cref="Data"/> back to the webhook as a <c>postback</c> event.</summary>
public sealed record PostbackAction() : LineAction("postback")
{
    /// <summary>A labelled postback.</summary>
    [SetsRequiredMembers]
    public PostbackAction(string label, string data)
        : this()
    {
        Label = label;
        Data = data;
    }

    /// <summary>Returned in <c>postback.data</c>; at most 300 UTF-16 units. The user can read it: no secrets.</summary>
    public required string Data { get; init; }

    /// <summary>Shown in the chat as if the user had typed it; at most 300 graphemes.</summary>
    public string? DisplayText { get; init; }

    /// <summary>Old form of <see cref="DisplayText"/>; never both.</summary>
    public string? Text { get; init; }

    /// <summary>What the input area does: one of <see cref="InputOptions"/>.</summary>
    public string? InputOption { get; init; }

    /// <summary>Text put into the input field; only with <see cref="InputOptions.OpenKeyboard"/>; at most 300 graphemes.</summary>
    public string? FillInText { get; init; }
}

/// <summary>Values of <see cref="PostbackAction.InputOption"/>.</summary>
public static class InputOptions
{
    /// <summary>Closes the rich menu.</summary>
    public const string CloseRichMenu = "closeRichMenu";

    /// <summary>Opens the rich menu.</summary>
    public const string OpenRichMenu = "openRichMenu";

    /// <summary>Opens the keyboard.</summary>
    public const string OpenKeyboard = "openKeyboard";

    /// <summary>Opens voice input.</summary>
    public const string OpenVoice = "openVoice";
}

/// <summary>Sends a text as the user.</summary>
public sealed record MessageAction() : LineAction("message")
{
    /// <summary>A labelled message action.</summary>
    [SetsRequiredMembers]
    public MessageAction(string label, string text)
        : this()
    {
        Label = label;
        Text = text;
    }

    /// <summary>The text sent; at most 300 graphemes.</summary>
    public required string Text { get; init; }
}

/// <summary>Opens a page, a LIFF app, a phone number or a LINE screen.</summary>
public sealed record UriAction() : LineAction("uri")
{
    /// <summary>A labelled link.</summary>
    [SetsRequiredMembers]
    public UriAction(string label, string uri)
        : this()
    {
        Label = label;
        Uri = uri;
    }

    /// <summary>http, https, line or tel; percent-encoded; at most 1000 UTF-16 units (a Chinese character costs 9 once encoded).</summary>
    public required string Uri { get; init; }

    /// <summary>Another target for LINE on a computer; ignored in quick replies.</summary>
    public AltUri? AltUri { get; init; }
}

/// <summary>Other targets of a <see cref="UriAction"/>.</summary>
/// <param name="Desktop">URI opened by LINE on macOS and Windows; at most 1000.</param>
public sealed record AltUri(string Desktop);

/// <summary>Lets the user pick a date, a time or both; answered as a <c>postback</c> event with params. LINE gives no time zone.</summary>
public sealed record DatetimePickerAction() : LineAction("datetimepicker")
{
    /// <summary>Returned in <c>postback.data</c>; at most 300 UTF-16 units.</summary>
    public required string Data { get; init; }

    /// <summary><c>date</c>, <c>time</c> or <c>datetime</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>First value: <c>2026-07-24</c>, <c>23:59</c> or <c>2026-07-24T23:59</c>, by mode.</summary>
    public string? Initial { get; init; }

    /// <summary>Latest value; up to 2100-12-31.</summary>
    public string? Max { get; init; }

    /// <summary>Earliest value; from 1900-01-01, before <see cref="Max"/>.</summary>
    public string? Min { get; init; }
}

/// <summary>Switches to the rich menu behind an alias and raises a <c>postback</c> event. Rich menus only.</summary>
public sealed record RichMenuSwitchAction() : LineAction("richmenuswitch")
{
    /// <summary>Alias of the menu to show; at most 32.</summary>
    public required string RichMenuAliasId { get; init; }

    /// <summary>Returned in <c>postback.data</c>; at most 300 UTF-16 units.</summary>
    public required string Data { get; init; }
}

/// <summary>Copies a text, such as a coupon code, to the clipboard.</summary>
public sealed record ClipboardAction() : LineAction("clipboard")
{
    /// <summary>A labelled copy button.</summary>
    [SetsRequiredMembers]
    public ClipboardAction(string label, string clipboardText)
        : this()
    {
        Label = label;
        ClipboardText = clipboardText;
    }

    /// <summary>The text; 1 to 1000 UTF-16 units.</summary>
    public required string ClipboardText { get; init; }
}

/// <summary>Opens the camera. Quick replies only.</summary>
public sealed record CameraAction() : LineAction("camera");

/// <summary>Opens the photo album. Quick replies only.</summary>
public sealed record CameraRollAction() : LineAction("cameraRoll");

/// <summary>Opens the location picker. Quick replies only.</summary>
public sealed record LocationAction() : LineAction("location");

/// <summary>An action this library has no record for, kept and written as it is.</summary>
public sealed record RawAction(JsonElement Json) : LineAction("raw"), IRawJson;

internal sealed class LineActionConverter : UnionConverter<LineAction>
{
    protected override Type? RecordFor(string type) => type switch
    {
        "postback" => typeof(PostbackAction),
        "message" => typeof(MessageAction),
        "uri" => typeof(UriAction),
        "datetimepicker" => typeof(DatetimePickerAction),
        "richmenuswitch" => typeof(RichMenuSwitchAction),
        "clipboard" => typeof(ClipboardAction),
        "camera" => typeof(CameraAction),
        "cameraRoll" => typeof(CameraRollAction),
        "location" => typeof(LocationAction),
        _ => null,
    };

    protected override LineAction Unknown(ref Utf8JsonReader reader) => new RawAction(JsonElement.ParseValue(ref reader));
}
