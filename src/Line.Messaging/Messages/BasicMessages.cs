using System.Diagnostics.CodeAnalysis;

namespace Line.Messaging.Messages;

/// <summary>Plain text.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#text-message"/>
public sealed record TextMessage() : Message("text")
{
    /// <summary>A text without emojis.</summary>
    [SetsRequiredMembers]
    public TextMessage(string text)
        : this() => Text = text;

    /// <summary>1 to 5000 UTF-16 units; each LINE emoji stands as one <c>$</c>.</summary>
    public required string Text { get; init; }

    /// <summary>At most 20 LINE emojis.</summary>
    public IReadOnlyList<TextEmoji>? Emojis { get; init; }

    /// <summary>Token of the message to quote; reply and push only, same chat only.</summary>
    public string? QuoteToken { get; init; }
}

/// <summary>A LINE emoji inside a text.</summary>
/// <param name="Index">Position of its <c>$</c> in the text, in UTF-16 units from 0.</param>
/// <param name="ProductId">Emoji set.</param>
/// <param name="EmojiId">Emoji in the set.</param>
public sealed record TextEmoji(int Index, string ProductId, string EmojiId);

/// <summary>Text with <c>{key}</c> placeholders for mentions and emojis; literal braces are doubled.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#text-message-v2"/>
public sealed record TextV2Message() : Message("textV2")
{
    /// <summary>1 to 5000 UTF-16 units.</summary>
    public required string Text { get; init; }

    /// <summary>Values by key; a key is 1 to 20 of <c>0-9A-Za-z_</c>; at most 100.</summary>
    public IReadOnlyDictionary<string, TextSubstitution>? Substitution { get; init; }

    /// <summary>Token of the message to quote; reply and push only, same chat only.</summary>
    public string? QuoteToken { get; init; }

    /// <summary>Text with mentions and emojis written where they belong: <c>TextV2Message.Of($"{TextSubstitution.MentionUser(id)} 恭喜!")</c>.</summary>
    /// <param name="text">An interpolated string; its braces need no doubling.</param>
    public static TextV2Message Of(TextV2Text text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.ToMessage();
    }
}

/// <summary>What takes a placeholder's place: build it with <see cref="Emoji"/>, <see cref="MentionUser"/> or <see cref="MentionAll"/>.</summary>
public sealed record TextSubstitution
{
    /// <summary><c>mention</c> or <c>emoji</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Who is mentioned.</summary>
    public TextMentionee? Mentionee { get; init; }

    /// <summary>Emoji set.</summary>
    public string? ProductId { get; init; }

    /// <summary>Emoji in the set.</summary>
    public string? EmojiId { get; init; }

    /// <summary>A LINE emoji.</summary>
    public static TextSubstitution Emoji(string productId, string emojiId) => new() { Type = "emoji", ProductId = productId, EmojiId = emojiId };

    /// <summary>One member of the group; reply and push to a group or room only.</summary>
    public static TextSubstitution MentionUser(string userId) => new() { Type = "mention", Mentionee = new("user", userId) };

    /// <summary>Everyone in the group.</summary>
    public static TextSubstitution MentionAll() => new() { Type = "mention", Mentionee = new("all") };
}

/// <summary>The target of a mention.</summary>
/// <param name="Type"><c>user</c> or <c>all</c>.</param>
/// <param name="UserId">Only with <c>user</c>.</param>
public sealed record TextMentionee(string Type, string? UserId = null);

/// <summary>A sticker from LINE's list of sendable stickers.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#sticker-message"/>
public sealed record StickerMessage() : Message("sticker")
{
    /// <summary>A sticker by its two ids.</summary>
    [SetsRequiredMembers]
    public StickerMessage(string packageId, string stickerId)
        : this()
    {
        PackageId = packageId;
        StickerId = stickerId;
    }

    /// <summary>Package.</summary>
    public required string PackageId { get; init; }

    /// <summary>Sticker in the package.</summary>
    public required string StickerId { get; init; }

    /// <summary>Token of the message to quote; reply and push only, same chat only.</summary>
    public string? QuoteToken { get; init; }
}

/// <summary>A picture: JPEG or PNG over HTTPS.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#image-message"/>
public sealed record ImageMessage() : Message("image")
{
    /// <summary>At most 10 MB; address at most 2000 units.</summary>
    public required string OriginalContentUrl { get; init; }

    /// <summary>At most 1 MB; address at most 2000 units.</summary>
    public required string PreviewImageUrl { get; init; }
}

/// <summary>A video: mp4 over HTTPS.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#video-message"/>
public sealed record VideoMessage() : Message("video")
{
    /// <summary>At most 200 MB; address at most 2000 units.</summary>
    public required string OriginalContentUrl { get; init; }

    /// <summary>JPEG or PNG of at most 1 MB, same proportions as the video.</summary>
    public required string PreviewImageUrl { get; init; }

    /// <summary>Comes back in a <c>videoPlayComplete</c> event; at most 100; not in groups.</summary>
    public string? TrackingId { get; init; }
}

/// <summary>Sound: mp3 or m4a over HTTPS.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#audio-message"/>
public sealed record AudioMessage() : Message("audio")
{
    /// <summary>At most 200 MB; address at most 2000 units.</summary>
    public required string OriginalContentUrl { get; init; }

    /// <summary>Length in milliseconds.</summary>
    public required long Duration { get; init; }
}

/// <summary>A place on a map.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#location-message"/>
public sealed record LocationMessage() : Message("location")
{
    /// <summary>1 to 100 units.</summary>
    public required string Title { get; init; }

    /// <summary>1 to 100 units.</summary>
    public required string Address { get; init; }

    /// <summary>Degrees, -90 to 90.</summary>
    public required double Latitude { get; init; }

    /// <summary>Degrees, -180 to 180.</summary>
    public required double Longitude { get; init; }
}

/// <summary>A coupon made with LINE's own coupon API.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#coupon-message"/>
public sealed record CouponMessage() : Message("coupon")
{
    /// <summary>LINE's coupon id.</summary>
    public required string CouponId { get; init; }

    /// <summary>Route name for LINE's own statistics; at most 30.</summary>
    public string? DeliveryTag { get; init; }
}
