using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Messaging.Json;

namespace Line.Messaging.Webhooks;

/// <summary>
/// One event. A plain <see cref="WebhookEvent"/> (none of the derived records) is a type this library does not know, or a
/// known one whose contents did not fit (<see cref="Problem"/> tells why): store it, do nothing, never fail.
/// </summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects"/>
public record WebhookEvent
{
    /// <summary>LINE's <c>type</c>.</summary>
    [JsonPropertyOrder(-9)]
    public string Type { get; init => field = value ?? field; } = "";

    /// <summary><c>active</c> or <c>standby</c>.</summary>
    [JsonPropertyOrder(-8)]
    public string Mode { get; init => field = value ?? field; } = "";

    /// <summary>Unix milliseconds of the event itself, unchanged on redelivery.</summary>
    [JsonPropertyOrder(-7)]
    public long Timestamp { get; init; }

    /// <summary>Who and where; absent in some events.</summary>
    [JsonPropertyOrder(-6)]
    public EventSource? Source { get; init; }

    /// <summary>ULID, the same on redelivery.</summary>
    [JsonPropertyOrder(-5)]
    public string WebhookEventId { get; init => field = value ?? field; } = "";

    /// <summary>Whether LINE sends it again.</summary>
    [JsonPropertyOrder(-4)]
    public DeliveryContext DeliveryContext { get; init => field = value ?? field; } = new(false);

    /// <summary>Answers this event once, within about a minute; null where LINE gives none (and in standby).</summary>
    [JsonPropertyOrder(-3)]
    public string? ReplyToken { get; init; }

    /// <summary>Why a known type was not read as its own record; null normally.</summary>
    [JsonIgnore]
    public string? Problem { get; init; }

    /// <summary>The event's bytes as received; empty for an event made in code.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Json { get; internal set; }

    /// <summary><see cref="Timestamp"/> as an instant; the epoch when it is out of range.</summary>
    [JsonIgnore]
    public DateTimeOffset OccurredAt => Timestamp is > 0 and < 253402300800000
        ? DateTimeOffset.FromUnixTimeMilliseconds(Timestamp)
        : DateTimeOffset.UnixEpoch;

    /// <summary><c>source.userId</c>, if any.</summary>
    [JsonIgnore]
    public string? UserId => Source?.UserId;

    /// <summary>True when LINE sends the event again.</summary>
    [JsonIgnore]
    public bool IsRedelivery => DeliveryContext.IsRedelivery;

    /// <summary>Another channel is in control of the chat: the bot must not send.</summary>
    [JsonIgnore]
    public bool IsStandby => Mode == "standby";

    /// <summary>Reads one event object, for example the bytes of a <see cref="WebhookItem"/> that were stored.</summary>
    /// <exception cref="WebhookFormatException">Not a JSON object.</exception>
    public static WebhookEvent Parse(ReadOnlyMemory<byte> json) => WebhookReader.ReadRecord(json);

    internal static WebhookEvent From(WebhookItem item)
    {
        if (EventRecords.For(item.Type) is not { } record)
        {
            return Plain(item, null);
        }

        try
        {
            var read = (WebhookEvent)JsonSerializer.Deserialize(item.Json.Span, LineJson.InfoOf(record))!;
            read.Json = item.Json;
            return read;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Plain(item, e.Message);
        }
    }

    // The fields every event shares are known to be readable here; a broken source costs only the source.
    private static WebhookEvent Plain(WebhookItem item, string? problem) => new()
    {
        Type = item.Type,
        Mode = item.Mode,
        Timestamp = item.Timestamp,
        WebhookEventId = item.WebhookEventId ?? "",
        DeliveryContext = new(item.IsRedelivery),
        Source = EventSource.TryRead(item.Json),
        Problem = problem,
        Json = item.Json,
    };
}

/// <summary>How the event came.</summary>
/// <param name="IsRedelivery">True when LINE sends it again.</param>
public sealed record DeliveryContext(bool IsRedelivery = false);

/// <summary>A whole webhook body as records.</summary>
/// <param name="Destination">User id of the bot.</param>
/// <param name="Events">Empty when LINE only tests the connection.</param>
public sealed record WebhookRequest(string Destination, IReadOnlyList<WebhookEvent> Events)
{
    /// <summary>Reads a body whose signature has been checked.</summary>
    /// <exception cref="WebhookFormatException">Not UTF-8, not JSON, not an object, or <c>events</c> is not an array of objects.</exception>
    public static WebhookRequest Parse(ReadOnlyMemory<byte> body) => WebhookReader.ReadRecords(body);
}
