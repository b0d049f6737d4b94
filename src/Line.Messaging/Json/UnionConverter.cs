using System.Text.Json;
using System.Text.Json.Serialization;

namespace Line.Messaging.Json;

/// <summary>A wire object kept as JSON because this library has no record for its <c>type</c>.</summary>
internal interface IRawJson
{
    JsonElement Json { get; }
}

/// <summary>
/// Reads and writes one of LINE's "object with a <c>type</c>" families. The built-in polymorphism hides the
/// discriminator from the record, wants it first and cannot keep what it does not know; LINE promises neither order nor a closed list.
/// </summary>
internal abstract class UnionConverter<TBase> : JsonConverter<TBase>
    where TBase : class
{
    /// <summary>The record for a value of <c>type</c>, or null when there is none.</summary>
    protected abstract Type? RecordFor(string type);

    /// <summary>What to make of a <c>type</c> nobody knows.</summary>
    protected abstract TBase Unknown(ref Utf8JsonReader reader);

    public override TBase? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException($"An object was expected for {typeof(TBase).Name}.");
        }

        var record = PeekType(reader) is { } type ? RecordFor(type) : null;
        return record is null
            ? Unknown(ref reader)
            : (TBase?)JsonSerializer.Deserialize(ref reader, LineJson.InfoOf(record));
    }

    public override void Write(Utf8JsonWriter writer, TBase value, JsonSerializerOptions options)
    {
        if (value is IRawJson raw)
        {
            raw.Json.WriteTo(writer);
            return;
        }

        JsonSerializer.Serialize(writer, value, LineJson.InfoOf(value.GetType()));
    }

    // The reader is a struct: this copy looks ahead and leaves the caller's position alone.
    private static string? PeekType(Utf8JsonReader reader)
    {
        string? type = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (found)
            {
                return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }

            reader.Skip();
        }

        return type;
    }
}

/// <summary>Enum names as LINE writes them: <c>SpaceBetween</c> is <c>space-between</c>.</summary>
internal sealed class KebabEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
