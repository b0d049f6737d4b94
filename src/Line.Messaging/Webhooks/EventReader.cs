using System.Text.Json;
using Line.Messaging.Json;

namespace Line.Messaging.Webhooks;

/// <summary>
/// Reads the common events in one pass straight into their records. It knows only what LINE usually sends; at the first surprise it gives up
/// and the serializer, which knows everything, reads the event instead. Both ways must give the same record.
/// </summary>
internal static class EventReader
{
    private static readonly DeliveryContext First = new(false);
    private static readonly DeliveryContext Again = new(true);

    /// <summary>On entry the reader stands on the event's opening brace, on return on its closing brace.</summary>
    internal static WebhookEvent Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = reader;
        if (TryRead(ref reader, body) is { } read)
        {
            return read;
        }

        reader = start;
        return WebhookEvent.From(WebhookReader.Item(ref reader, body));
    }

    private static WebhookEvent? TryRead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        try
        {
            var parts = default(Parts);
            parts.Delivery = First;
            parts.Start = (int)reader.TokenStartIndex;
            return parts.Fill(ref reader, body.Span) ? parts.ToEvent(body, (int)reader.BytesConsumed) : null;
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException)
        {
            // A text with half a surrogate pair, or contents of another shape. JSON that is broken as such breaks the other way too.
            return null;
        }
    }

    private struct Parts
    {
        internal int Start;
        internal DeliveryContext Delivery;
        private string? _type;
        private string? _mode;
        private string? _id;
        private string? _replyToken;
        private long _timestamp;
        private EventSource? _source;
        private MessageContent? _message;
        private PostbackContent? _postback;
        private FollowDetail? _follow;

        internal bool Fill(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
        {
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                if (reader.ValueIsEscaped)
                {
                    return false;
                }

                var name = reader.ValueSpan;
                reader.Read();
                var fits = name.Length switch
                {
                    4 when name.SequenceEqual("type"u8) => Known(ref reader, out _type),
                    4 when name.SequenceEqual("mode"u8) => Known(ref reader, out _mode),
                    6 when name.SequenceEqual("source"u8) => Source(ref reader),
                    6 when name.SequenceEqual("follow"u8) => Flag(ref reader, "isUnblocked"u8, out var unblocked) && (_follow = new(unblocked)) is not null,
                    7 when name.SequenceEqual("message"u8) => Message(ref reader, body),
                    8 when name.SequenceEqual("postback"u8) => Postback(ref reader, body),
                    9 when name.SequenceEqual("timestamp"u8) => reader.TokenType is JsonTokenType.Number && reader.TryGetInt64(out _timestamp),
                    10 when name.SequenceEqual("replyToken"u8) => Text(ref reader, out _replyToken),
                    14 when name.SequenceEqual("webhookEventId"u8) => Text(ref reader, out _id),
                    15 when name.SequenceEqual("deliveryContext"u8) => Flag(ref reader, "isRedelivery"u8, out var again) && (Delivery = again ? Again : First) is not null,
                    _ => Skip(ref reader),
                };
                if (!fits)
                {
                    return false;
                }
            }

            return reader.TokenType is JsonTokenType.EndObject;
        }

        internal readonly WebhookEvent? ToEvent(ReadOnlyMemory<byte> body, int end)
        {
            var (mode, id, json) = (_mode ?? "", _id ?? "", body[Start..end]);
            return _type switch
            {
                "message" when _message is not null => new MessageEvent { Type = _type, Mode = mode, Timestamp = _timestamp, Source = _source, WebhookEventId = id, DeliveryContext = Delivery, ReplyToken = _replyToken, Json = json, Message = _message },
                "postback" when _postback is not null => new PostbackEvent { Type = _type, Mode = mode, Timestamp = _timestamp, Source = _source, WebhookEventId = id, DeliveryContext = Delivery, ReplyToken = _replyToken, Json = json, Postback = _postback },
                "follow" => new FollowEvent { Type = _type, Mode = mode, Timestamp = _timestamp, Source = _source, WebhookEventId = id, DeliveryContext = Delivery, ReplyToken = _replyToken, Json = json, Follow = _follow },
                "unfollow" => new UnfollowEvent { Type = _type, Mode = mode, Timestamp = _timestamp, Source = _source, WebhookEventId = id, DeliveryContext = Delivery, ReplyToken = _replyToken, Json = json },
                _ => null,
            };
        }

        private bool Source(ref Utf8JsonReader reader)
        {
            string? type = null, user = null, place = null;
            if (reader.TokenType is not JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                if (reader.ValueIsEscaped)
                {
                    return false;
                }

                var name = reader.ValueSpan;
                reader.Read();
                var fits = name.Length switch
                {
                    4 when name.SequenceEqual("type"u8) => Known(ref reader, out type),
                    6 when name.SequenceEqual("userId"u8) => Text(ref reader, out user),
                    // A group's id inside a user source would be lost, so the kind is checked below.
                    7 when name.SequenceEqual("groupId"u8) => Text(ref reader, out place),
                    _ => Skip(ref reader),
                };
                if (!fits)
                {
                    return false;
                }
            }

            _source = type switch
            {
                "user" when place is null => new UserSource { Type = type, UserId = user },
                "group" when place is not null => new GroupSource { Type = type, UserId = user, GroupId = place },
                _ => null,
            };
            return _source is not null;
        }

        private bool Message(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
        {
            string? type = null, id = null, text = null, quote = null, read = null, quoted = null;
            if (reader.TokenType is not JsonTokenType.StartObject)
            {
                return false;
            }

            var (start, plain) = ((int)reader.TokenStartIndex, true);
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var name = reader.ValueSpan;
                plain &= !reader.ValueIsEscaped;
                reader.Read();
                plain = plain && name.Length switch
                {
                    2 when name.SequenceEqual("id"u8) => Text(ref reader, out id),
                    4 when name.SequenceEqual("type"u8) => Known(ref reader, out type),
                    4 when name.SequenceEqual("text"u8) => Text(ref reader, out text),
                    10 when name.SequenceEqual("quoteToken"u8) => Text(ref reader, out quote),
                    15 when name.SequenceEqual("markAsReadToken"u8) => Text(ref reader, out read),
                    15 when name.SequenceEqual("quotedMessageId"u8) => Text(ref reader, out quoted),
                    _ => false,
                };
                reader.Skip();
            }

            _message = plain && type is "text"
                ? new TextMessageContent { Type = type, Id = id!, Text = text!, QuoteToken = quote, MarkAsReadToken = read, QuotedMessageId = quoted }
                : JsonSerializer.Deserialize(body[start..(int)reader.BytesConsumed], LineJson.Context.MessageContent);
            return true;
        }

        private bool Postback(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
        {
            string? data = null;
            if (reader.TokenType is not JsonTokenType.StartObject)
            {
                return false;
            }

            var (start, plain) = ((int)reader.TokenStartIndex, true);
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var isData = !reader.ValueIsEscaped && reader.ValueSpan.SequenceEqual("data"u8);
                reader.Read();
                plain = plain && isData && Text(ref reader, out data);
                reader.Skip();
            }

            _postback = plain
                ? new PostbackContent { Data = data! }
                : JsonSerializer.Deserialize(body[start..(int)reader.BytesConsumed], LineJson.Context.PostbackContent);
            return true;
        }

        private static bool Skip(ref Utf8JsonReader reader)
        {
            reader.Skip();
            return true;
        }

        private static bool Text(ref Utf8JsonReader reader, out string? text)
        {
            text = reader.TokenType is JsonTokenType.String ? reader.GetString() : null;
            return text is not null;
        }

        // The usual values cost no string.
        private static bool Known(ref Utf8JsonReader reader, out string? text)
        {
            text = reader.TokenType is not JsonTokenType.String ? null
                : reader.ValueIsEscaped ? reader.GetString()
                : reader.ValueSpan switch
                {
                    [(byte)'m', .. var rest] when rest.SequenceEqual("essage"u8) => "message",
                    [(byte)'a', .. var rest] when rest.SequenceEqual("ctive"u8) => "active",
                    [(byte)'t', .. var rest] when rest.SequenceEqual("ext"u8) => "text",
                    [(byte)'u', .. var rest] when rest.SequenceEqual("ser"u8) => "user",
                    [(byte)'u', .. var rest] when rest.SequenceEqual("nfollow"u8) => "unfollow",
                    [(byte)'p', .. var rest] when rest.SequenceEqual("ostback"u8) => "postback",
                    [(byte)'f', .. var rest] when rest.SequenceEqual("ollow"u8) => "follow",
                    [(byte)'g', .. var rest] when rest.SequenceEqual("roup"u8) => "group",
                    _ => reader.GetString(),
                };
            return text is not null;
        }

        private static bool Flag(ref Utf8JsonReader reader, ReadOnlySpan<byte> property, out bool flag)
        {
            flag = false;
            if (reader.TokenType is not JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                if (reader.ValueIsEscaped || !reader.ValueSpan.SequenceEqual(property))
                {
                    return false;
                }

                reader.Read();
                if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
                {
                    return false;
                }

                flag = reader.TokenType is JsonTokenType.True;
            }

            return true;
        }
    }
}
