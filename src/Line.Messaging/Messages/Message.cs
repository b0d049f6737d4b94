using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Messaging.Flex;
using Line.Messaging.Json;
using Line.Messaging.Validation;

namespace Line.Messaging.Messages;

/// <summary>A message object to send. Up to five go into one request; their order is kept.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#message-objects"/>
[JsonConverter(typeof(MessageConverter))]
public abstract record Message
{
    private protected Message(string type) => Type = type;

    /// <summary>LINE's <c>type</c>.</summary>
    [JsonInclude, JsonPropertyOrder(-1)]
    public string Type { get; internal init => field = value ?? field; }

    /// <summary>Buttons above the keyboard; LINE shows only those of the last message in a request.</summary>
    [JsonPropertyOrder(1)]
    public QuickReply? QuickReply { get; init; }

    /// <summary>Another name and icon for this message.</summary>
    [JsonPropertyOrder(1)]
    public Sender? Sender { get; init; }

    /// <summary>What breaks LINE's main limits in these messages, with LINE's places (<c>messages[0].text</c>); empty when nothing was found.</summary>
    public static IReadOnlyList<LineErrorDetail> Validate(IReadOnlyList<Message> messages) => RequestRules.Check(messages);
}

/// <summary>Buttons offered above the keyboard until the user sends something.</summary>
/// <param name="Items">1 to 13 buttons.</param>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#quick-reply"/>
public sealed record QuickReply(IReadOnlyList<QuickReplyItem> Items)
{
    /// <summary>Buttons without icons.</summary>
    public static QuickReply Of(params IReadOnlyList<LineAction> actions) => new([.. actions.Select(a => new QuickReplyItem(a))]);
}

/// <summary>One quick reply button.</summary>
/// <param name="Action">What it does; its label is required, at most 20 graphemes.</param>
public sealed record QuickReplyItem(LineAction Action)
{
    /// <summary>Always <c>action</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "action";

    /// <summary>HTTPS address of a square PNG of at most 1 MB; at most 2000 units.</summary>
    public string? ImageUrl { get; init; }
}

/// <summary>Name and icon shown instead of the account's.</summary>
/// <param name="Name">At most 20; LINE refuses names such as "LINE".</param>
/// <param name="IconUrl">HTTPS PNG of at most 1 MB; at most 2000 units.</param>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#icon-nickname-switch"/>
public sealed record Sender(string? Name = null, string? IconUrl = null);

/// <summary>A message kept as JSON: a type this library has no record for, or one written by hand.</summary>
/// <param name="Json">The whole message object.</param>
public sealed record RawMessage(JsonElement Json) : Message("raw"), IRawJson
{
    /// <summary>A message written by hand.</summary>
    /// <exception cref="JsonException">Not JSON.</exception>
    public static RawMessage Parse([StringSyntax(StringSyntaxAttribute.Json)] string json) => new(JsonElement.Parse(json));
}

internal sealed class MessageConverter : UnionConverter<Message>
{
    protected override Type? RecordFor(string type) => type switch
    {
        "text" => typeof(TextMessage),
        "textV2" => typeof(TextV2Message),
        "sticker" => typeof(StickerMessage),
        "image" => typeof(ImageMessage),
        "video" => typeof(VideoMessage),
        "audio" => typeof(AudioMessage),
        "location" => typeof(LocationMessage),
        "imagemap" => typeof(ImagemapMessage),
        "template" => typeof(TemplateMessage),
        "flex" => typeof(FlexMessage),
        "coupon" => typeof(CouponMessage),
        _ => null,
    };

    protected override Message Unknown(ref Utf8JsonReader reader) => new RawMessage(JsonElement.ParseValue(ref reader));
}
