using System.Text.Json;

namespace Line.Emulator.Http;

/// <summary>Tolerant look-ups in a body whose shape is not known yet.</summary>
internal static class JsonReading
{
    public static JsonElement? Get(this JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    public static string? Text(this JsonElement element, string property) =>
        element.Get(property) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static int? Int(this JsonElement element, string property) =>
        element.Get(property) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;
}
