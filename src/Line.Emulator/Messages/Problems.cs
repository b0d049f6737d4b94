using System.Globalization;
using System.Text.Json;
using Line.Emulator.Http;

namespace Line.Emulator.Messages;

/// <summary>Collects what is wrong with a body, in LINE's words.</summary>
internal sealed class Problems
{
    private const int LongestAddress = 2000;

    private readonly List<Problem> _found = [];

    /// <summary>A value of the wrong JSON type ends the reading: LINE names that one property and nothing else.</summary>
    private string? _unreadable;

    /// <summary>Everything found, a value of the wrong type included.</summary>
    public IReadOnlyList<Problem> AllFound() => _unreadable is null ? _found : [.. _found, new("invalid property", _unreadable)];

    public void Add(string message, string property) => _found.Add(new(message, property));

    public void WrongType(string property) => _unreadable ??= property;

    public LineAnswer? Answer() => _unreadable is not null ? LineAnswer.BadProperty(_unreadable)
        : _found.Count > 0 ? LineAnswer.BodyErrors(_found)
        : null;

    /// <summary>A text within a length; null when it is missing or not a text.</summary>
    public string? Text(JsonElement from, string name, string at, int min, int max, bool required, bool graphemes = false)
    {
        if (from.Get(name) is not { } value)
        {
            if (required)
                Add("May not be empty", at);
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            WrongType(at);
            return null;
        }

        var text = value.GetString()!;
        if (text.Length == 0 && required && min > 0)
            Add("May not be empty", at);
        else if (LengthOf(text, graphemes) is var length && (length < min || length > max))
            Add($"Length must be between {min} and {max}", at);
        return text;
    }

    public JsonElement? Object(JsonElement from, string name, string at, bool required = true) => Kind(from, name, at, JsonValueKind.Object, required);

    public JsonElement? Array(JsonElement from, string name, string at, int min, int max, bool required)
    {
        if (Kind(from, name, at, JsonValueKind.Array, required) is not { } array)
            return null;
        if (array.GetArrayLength() is var size && (size < min || size > max))
            Add($"Size must be between {min} and {max}", at);
        return array;
    }

    public int? WholeNumber(JsonElement from, string name, string at, bool required = true)
    {
        if (from.Get(name) is not { } value)
        {
            if (required)
                Add("May not be null", at);
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number))
            return number;
        WrongType(at);
        return null;
    }

    public string? OneOf(JsonElement from, string name, string at, bool required, params ReadOnlySpan<string> allowed)
    {
        if (from.Get(name) is not { } value)
        {
            if (required)
                Add("May not be empty", at);
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            WrongType(at);
            return null;
        }

        var text = value.GetString()!;
        if (!allowed.Contains(text))
            Add($"Must be one of the following values: [{string.Join(", ", allowed.ToArray())}]", at);
        return text;
    }

    /// <summary>A secure web address.</summary>
    public void Address(JsonElement from, string name, string at, bool required)
    {
        if (Text(from, name, at, 1, LongestAddress, required) is { Length: > 0 } url && !Addresses.IsSecure(url))
            Add("Must be a valid HTTPS URL", at);
    }

    /// <summary>UTF-16 units, or what a reader would call characters.</summary>
    public static int LengthOf(string text, bool graphemes) => graphemes ? new StringInfo(text).LengthInTextElements : text.Length;

    private JsonElement? Kind(JsonElement from, string name, string at, JsonValueKind kind, bool required)
    {
        if (from.Get(name) is not { } value)
        {
            if (required)
                Add("May not be null", at);
            return null;
        }

        if (value.ValueKind == kind)
            return value;
        WrongType(at);
        return null;
    }
}
