using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Messaging.Json;

namespace Line.Messaging.Webhooks;

/// <summary>What a user sent. A plain <see cref="MessageContent"/> is a kind of message this library does not know.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#message-event"/>
[JsonConverter(typeof(MessageContentConverter))]
public record MessageContent
{
    /// <summary>LINE's <c>type</c>.</summary>
    [JsonPropertyOrder(-2)]
    public string Type { get; init => field = value ?? field; } = "";

    /// <summary>Message id; the key for its content and for <c>unsend</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Id { get; init => field = value ?? field; } = "";

    /// <summary>Token to mark the message as read; never expires.</summary>
    public string? MarkAsReadToken { get; init; }

    /// <summary>Token to quote the message with; text, sticker, image and video.</summary>
    public string? QuoteToken { get; init; }
}

/// <summary>A text.</summary>
public sealed record TextMessageContent : MessageContent
{
    /// <summary>The text.</summary>
    public string Text { get; init => field = value ?? field; } = "";

    /// <summary>LINE emojis in the text.</summary>
    public IReadOnlyList<ReceivedEmoji>? Emojis { get; init; }

    /// <summary>Mentions in the text.</summary>
    public Mention? Mention { get; init; }

    /// <summary>Id of the message this one quotes.</summary>
    public string? QuotedMessageId { get; init; }
}

/// <summary>A LINE emoji in a received text.</summary>
/// <param name="Index">Position in UTF-16 units from 0.</param>
/// <param name="Length">Length of the text that stands for it, such as <c>(hello)</c>.</param>
/// <param name="ProductId">Emoji set.</param>
/// <param name="EmojiId">Emoji in the set.</param>
public sealed record ReceivedEmoji(int Index = 0, int Length = 0, string ProductId = "", string EmojiId = "");

/// <summary>Mentions in a received text.</summary>
public sealed record Mention
{
    /// <summary>At most 20.</summary>
    public IReadOnlyList<Mentionee> Mentionees { get; init => field = value ?? field; } = [];
}

/// <summary>One mention.</summary>
public sealed record Mentionee
{
    /// <summary><c>user</c> or <c>all</c>.</summary>
    public string Type { get; init => field = value ?? field; } = "";

    /// <summary>Position in UTF-16 units from 0.</summary>
    public int Index { get; init; }

    /// <summary>Length of the mention in the text.</summary>
    public int Length { get; init; }

    /// <summary>Only with <c>user</c> and consent.</summary>
    public string? UserId { get; init; }

    /// <summary>True when the bot itself is mentioned.</summary>
    public bool? IsSelf { get; init; }
}

/// <summary>Where the bytes of a media message are.</summary>
public sealed record ContentProvider
{
    /// <summary><c>line</c> (fetch by message id) or <c>external</c> (fetch by address).</summary>
    public string Type { get; init => field = value ?? field; } = "";

    /// <summary>Only with <c>external</c>.</summary>
    public string? OriginalContentUrl { get; init; }

    /// <summary>Only with <c>external</c>.</summary>
    public string? PreviewImageUrl { get; init; }
}

/// <summary>A picture.</summary>
public sealed record ImageMessageContent : MessageContent
{
    /// <summary>Where its bytes are.</summary>
    public ContentProvider ContentProvider { get; init => field = value ?? field; } = new();

    /// <summary>Which of several pictures sent at once.</summary>
    public ImageSet? ImageSet { get; init; }
}

/// <summary>Place in a set of pictures sent at once.</summary>
/// <param name="Id">The set.</param>
/// <param name="Index">From 1; missing from old clients.</param>
/// <param name="Total">Size of the set; missing from old clients.</param>
public sealed record ImageSet(string Id = "", int? Index = null, int? Total = null);

/// <summary>A video.</summary>
public sealed record VideoMessageContent : MessageContent
{
    /// <summary>Milliseconds.</summary>
    public long? Duration { get; init; }

    /// <summary>Where its bytes are.</summary>
    public ContentProvider ContentProvider { get; init => field = value ?? field; } = new();
}

/// <summary>A sound.</summary>
public sealed record AudioMessageContent : MessageContent
{
    /// <summary>Milliseconds.</summary>
    public long? Duration { get; init; }

    /// <summary>Where its bytes are.</summary>
    public ContentProvider ContentProvider { get; init => field = value ?? field; } = new();
}

/// <summary>A file.</summary>
public sealed record FileMessageContent : MessageContent
{
    /// <summary>As the user named it: never use it as a path.</summary>
    public string FileName { get; init => field = value ?? field; } = "";

    /// <summary>Bytes.</summary>
    public long FileSize { get; init; }
}

/// <summary>A place.</summary>
public sealed record LocationMessageContent : MessageContent
{
    /// <summary>Name of the place.</summary>
    public string? Title { get; init; }

    /// <summary>Address.</summary>
    public string? Address { get; init; }

    /// <summary>Degrees.</summary>
    public double Latitude { get; init; }

    /// <summary>Degrees.</summary>
    public double Longitude { get; init; }
}

/// <summary>A sticker.</summary>
public sealed record StickerMessageContent : MessageContent
{
    /// <summary>Package.</summary>
    public string PackageId { get; init => field = value ?? field; } = "";

    /// <summary>Sticker.</summary>
    public string StickerId { get; init => field = value ?? field; } = "";

    /// <summary><c>STATIC</c>, <c>ANIMATION</c>, <c>MESSAGE</c> …; LINE adds values.</summary>
    public string StickerResourceType { get; init => field = value ?? field; } = "";

    /// <summary>At most 15 words about it; experimental at LINE.</summary>
    public IReadOnlyList<string>? Keywords { get; init; }

    /// <summary>What the user wrote on a message sticker.</summary>
    public string? Text { get; init; }

    /// <summary>Id of the message this one quotes.</summary>
    public string? QuotedMessageId { get; init; }
}

/// <summary>Same fields as <see cref="MessageContent"/>, without its converter.</summary>
internal sealed record UnknownContent(string Type = "", string Id = "", string? MarkAsReadToken = null, string? QuoteToken = null);

internal sealed class MessageContentConverter : UnionConverter<MessageContent>
{
    protected override Type? RecordFor(string type) => type switch
    {
        "text" => typeof(TextMessageContent),
        "image" => typeof(ImageMessageContent),
        "video" => typeof(VideoMessageContent),
        "audio" => typeof(AudioMessageContent),
        "file" => typeof(FileMessageContent),
        "location" => typeof(LocationMessageContent),
        "sticker" => typeof(StickerMessageContent),
        _ => null,
    };

    protected override MessageContent Unknown(ref Utf8JsonReader reader)
    {
        var read = JsonSerializer.Deserialize(ref reader, LineJson.Context.UnknownContent)!;
        return new() { Type = read.Type, Id = read.Id, MarkAsReadToken = read.MarkAsReadToken, QuoteToken = read.QuoteToken };
    }

    public override void Write(Utf8JsonWriter writer, MessageContent value, JsonSerializerOptions options)
    {
        if (value.GetType() == typeof(MessageContent))
        {
            JsonSerializer.Serialize(writer, new(value.Type, value.Id, value.MarkAsReadToken, value.QuoteToken), LineJson.Context.UnknownContent);
            return;
        }

        base.Write(writer, value, options);
    }
}
