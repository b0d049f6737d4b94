using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Messaging.Json;

namespace Line.Messaging.Webhooks;

/// <summary>Where an event happened. A plain <see cref="EventSource"/> is a kind of place this library does not know.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#source-user"/>
[JsonConverter(typeof(EventSourceConverter))]
public record EventSource
{
    /// <summary><c>user</c>, <c>group</c> or <c>room</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Type { get; init => field = value ?? field; } = "";

    /// <summary>The user; missing for users who never consented, and in most group events.</summary>
    [JsonPropertyOrder(1)]
    public string? UserId { get; init; }

    // Sources of events that could not be read as a whole.
    internal static EventSource? TryRead(ReadOnlyMemory<byte> eventJson)
    {
        try
        {
            return JsonSerializer.Deserialize(eventJson.Span, LineJson.Context.SourceOnly)?.Source;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>A one-to-one chat.</summary>
public sealed record UserSource : EventSource;

/// <summary>A group chat.</summary>
public sealed record GroupSource : EventSource
{
    /// <summary>The group.</summary>
    public string GroupId { get; init => field = value ?? field; } = "";
}

/// <summary>A chat of several people without a group.</summary>
public sealed record RoomSource : EventSource
{
    /// <summary>The room.</summary>
    public string RoomId { get; init => field = value ?? field; } = "";
}

internal sealed record SourceOnly(EventSource? Source = null);

/// <summary>Same fields as <see cref="EventSource"/>, without its converter.</summary>
internal sealed record UnknownSource(string Type = "", string? UserId = null);

internal sealed class EventSourceConverter : UnionConverter<EventSource>
{
    protected override Type? RecordFor(string type) => type switch
    {
        "user" => typeof(UserSource),
        "group" => typeof(GroupSource),
        "room" => typeof(RoomSource),
        _ => null,
    };

    protected override EventSource Unknown(ref Utf8JsonReader reader)
    {
        var read = JsonSerializer.Deserialize(ref reader, LineJson.Context.UnknownSource)!;
        return new() { Type = read.Type, UserId = read.UserId };
    }

    public override void Write(Utf8JsonWriter writer, EventSource value, JsonSerializerOptions options)
    {
        if (value.GetType() == typeof(EventSource))
        {
            JsonSerializer.Serialize(writer, new(value.Type, value.UserId), LineJson.Context.UnknownSource);
            return;
        }

        base.Write(writer, value, options);
    }
}
