using System.Text.Json;
using System.Text.Unicode;

namespace Line.Messaging.Webhooks;

/// <summary>One event of a webhook body: what an inbox needs to store it, and its own bytes.</summary>
public readonly record struct WebhookItem
{
    /// <summary>LINE's <c>type</c>; empty when it is missing.</summary>
    public required string Type { get; init; }

    /// <summary>ULID, the same on redelivery: the key to drop duplicates by. Null when it is missing (LINE's old test events).</summary>
    public string? WebhookEventId { get; init; }

    /// <summary>Unix milliseconds of the event itself, unchanged on redelivery: the value to order by. 0 when missing.</summary>
    public long Timestamp { get; init; }

    /// <summary><c>active</c> or <c>standby</c>; empty when it is missing.</summary>
    public required string Mode { get; init; }

    /// <summary><c>source.userId</c>; null when LINE does not tell it.</summary>
    public string? UserId { get; init; }

    /// <summary>True when LINE sends the event again.</summary>
    public bool IsRedelivery { get; init; }

    /// <summary>The event object's bytes inside the body, exactly as received; <see cref="WebhookEvent.Parse"/> reads them.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>Another channel is in control of the chat: the bot must not send.</summary>
    public bool IsStandby => Mode == "standby";
}

/// <summary>A webhook body cut into its events.</summary>
/// <param name="Destination">User id of the bot; null when it is missing.</param>
/// <param name="Events">The events in the order of the body; empty when LINE only tests the connection.</param>
public readonly record struct WebhookBatch(string? Destination, WebhookItem[] Events);

/// <summary>
/// Cuts a webhook body into events in one pass, without building objects for their contents. The whole body is checked
/// first: either every event comes out or <see cref="WebhookFormatException"/> is thrown. Check the signature before.
/// </summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#request-body"/>
public static class WebhookReader
{
    private const int MaxDepth = 64;

    // On entry the reader stands on the event's opening brace, on return on its closing brace.
    private delegate T ReadOne<T>(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body);

    /// <summary>Cuts a body. The items point into <paramref name="body"/>: do not reuse its memory while they live.</summary>
    /// <exception cref="WebhookFormatException">Not UTF-8, not JSON, not an object, or <c>events</c> is not an array of objects.</exception>
    public static WebhookBatch Read(ReadOnlyMemory<byte> body)
    {
        var (destination, events) = Cut(body, Item);
        return new(destination, events);
    }

    /// <summary>Reads a whole body into records, each event in one pass.</summary>
    internal static WebhookRequest ReadRecords(ReadOnlyMemory<byte> body)
    {
        var (destination, events) = Cut(body, EventReader.Read);
        return new(destination ?? "", events);
    }

    /// <summary>Reads one event object into its record.</summary>
    internal static WebhookEvent ReadRecord(ReadOnlyMemory<byte> json)
    {
        try
        {
            var reader = Reader(json.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new WebhookFormatException("A webhook event must be a JSON object.");
            }

            var read = EventReader.Read(ref reader, json);
            reader.Read();
            return read;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new WebhookFormatException("The webhook event is not readable JSON.", e);
        }
    }

    private static Utf8JsonReader Reader(ReadOnlySpan<byte> json) =>
        Utf8.IsValid(json)
            ? new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth })
            : throw new WebhookFormatException("The webhook body is not UTF-8.");

    private static (string? Destination, T[] Events) Cut<T>(ReadOnlyMemory<byte> body, ReadOne<T> one)
    {
        try
        {
            var reader = Reader(body.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new WebhookFormatException("The webhook body must be a JSON object.");
            }

            string? destination = null;
            T[]? events = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("destination"u8))
                {
                    destination = Text(ref reader);
                }
                else if (reader.ValueTextEquals("events"u8))
                {
                    events = Events(ref reader, body, one);
                }
                else
                {
                    reader.Skip();
                }
            }

            reader.Read();
            return (destination, events ?? throw new WebhookFormatException("The webhook body has no events array."));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text with half a surrogate pair.
            throw new WebhookFormatException("The webhook body is not readable JSON.", e);
        }
    }

    private static T[] Events<T>(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ReadOne<T> one)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new WebhookFormatException("The property events must be an array.");
        }

        // Most bodies hold one event; the array then needs no second copy.
        T[] events = [];
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new WebhookFormatException("A webhook event must be a JSON object.");
            }

            if (count == events.Length)
            {
                Array.Resize(ref events, count == 0 ? 1 : count * 4);
            }

            events[count++] = one(ref reader, body);
        }

        return count == events.Length ? events : events[..count];
    }

    internal static WebhookItem Item(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        var (type, mode, id, userId, timestamp, redelivery) = ("", "", (string?)null, (string?)null, 0L, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                type = Known(ref reader);
            }
            else if (reader.ValueTextEquals("mode"u8))
            {
                mode = Known(ref reader);
            }
            else if (reader.ValueTextEquals("webhookEventId"u8))
            {
                id = Text(ref reader);
            }
            else if (reader.ValueTextEquals("timestamp"u8))
            {
                timestamp = Number(ref reader);
            }
            else if (reader.ValueTextEquals("source"u8))
            {
                userId = Member(ref reader, "userId"u8) is { } found ? found.Text : null;
            }
            else if (reader.ValueTextEquals("deliveryContext"u8))
            {
                redelivery = Member(ref reader, "isRedelivery"u8) is { IsTrue: true };
            }
            else
            {
                reader.Skip();
            }
        }

        return new WebhookItem
        {
            Type = type,
            Mode = mode,
            WebhookEventId = id,
            UserId = userId,
            Timestamp = timestamp,
            IsRedelivery = redelivery,
            Json = body[start..(int)reader.BytesConsumed],
        };
    }

    private static (string? Text, bool IsTrue)? Member(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        (string? Text, bool IsTrue)? member = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
            {
                member = (reader.TokenType == JsonTokenType.String ? reader.GetString() : null, reader.TokenType == JsonTokenType.True);
            }

            reader.Skip();
        }

        return member;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        reader.Skip();
        return text;
    }

    private static long Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        var number = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) ? value : 0;
        reader.Skip();
        return number;
    }

    // The common values cost no string.
    private static string Known(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return "";
        }

        return reader.ValueTextEquals("message"u8) ? "message"
            : reader.ValueTextEquals("active"u8) ? "active"
            : reader.ValueTextEquals("postback"u8) ? "postback"
            : reader.ValueTextEquals("follow"u8) ? "follow"
            : reader.ValueTextEquals("unfollow"u8) ? "unfollow"
            : reader.ValueTextEquals("standby"u8) ? "standby"
            : reader.GetString()!;
    }
}
