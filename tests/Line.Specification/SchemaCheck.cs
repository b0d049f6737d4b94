using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Line.Specification;

/// <summary>Holds a JSON value against a schema. A property the schema does not name is a problem: misspelling is the likeliest bug.</summary>
internal sealed class SchemaCheck
{
    private readonly List<Problem> _problems = [];
    private readonly ISet<(JsonObject Schema, string Property)>? _seen;

    private SchemaCheck(ISet<(JsonObject Schema, string Property)>? seen = null) => _seen = seen;

    internal static IReadOnlyList<Problem> Run(Schema schema, JsonElement value, ISet<(JsonObject Schema, string Property)>? seen = null)
    {
        var check = new SchemaCheck(seen);
        check.Value(schema, value, "$");
        return check._problems;
    }

    internal static IReadOnlyList<Problem> RunText(Schema schema, string text, string path)
    {
        var check = new SchemaCheck();
        check.Text(schema, text, path);
        return check._problems;
    }

    private void Add(string path, string text) => _problems.Add(new(path, text));

    private void Value(Schema schema, JsonElement value, string path)
    {
        if (value.ValueKind is JsonValueKind.Null)
        {
            if (!schema.Parts.Any(part => part["nullable"]?.GetValue<bool>() == true))
            {
                Add(path, "null is not allowed");
            }

            return;
        }

        if (schema.Keyword("oneOf") is JsonArray choices)
        {
            OneOf(schema, choices, value, path);
            return;
        }

        if (schema.Discriminator is { } discriminator && value.ValueKind is JsonValueKind.Object)
        {
            Discriminated(schema, discriminator, value, path);
            return;
        }

        Plain(schema, value, path);
    }

    private void OneOf(Schema schema, JsonArray choices, JsonElement value, string path)
    {
        var tries = choices.Select(choice => Run(schema.File.Of(choice!.AsObject()), value, _seen)).ToArray();
        if (tries.Count(problems => problems.Count == 0) != 1)
        {
            Add(path, $"fits {tries.Count(problems => problems.Count == 0)} of {tries.Length} choices: {string.Join(" | ", tries.Select(problems => string.Join("; ", problems)))}");
        }
    }

    private void Discriminated(Schema schema, JsonObject discriminator, JsonElement value, string path)
    {
        var property = discriminator["propertyName"]!.GetValue<string>();
        if (!value.TryGetProperty(property, out var kind) || kind.ValueKind is not JsonValueKind.String)
        {
            Add($"{path}.{property}", "is required to tell the kind of object");
            return;
        }

        if (!schema.Mapping.TryGetValue(kind.GetString()!, out var name))
        {
            Add($"{path}.{property}", $"'{kind.GetString()}' is none of {string.Join(", ", schema.Mapping.Keys)}");
            return;
        }

        var target = schema.File.Schema(name);
        if (target.Discriminator is not null && target != schema && target.Name != schema.Name)
        {
            Value(target, value, path);
            return;
        }

        Plain(target, value, path);
    }

    private void Plain(Schema schema, JsonElement value, string path)
    {
        switch (schema.Type)
        {
            case "object":
                if (Is(value, JsonValueKind.Object, "an object", path))
                {
                    Object(schema, value, path);
                }

                break;
            case "array":
                if (Is(value, JsonValueKind.Array, "an array", path))
                {
                    Array(schema, value, path);
                }

                break;
            case "string":
                if (Is(value, JsonValueKind.String, "a string", path))
                {
                    Text(schema, value.GetString()!, path);
                }

                break;
            case "boolean":
                if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                {
                    Add(path, $"must be a boolean, is {value.ValueKind}");
                }

                break;
            case "integer":
            case "number":
                if (Is(value, JsonValueKind.Number, "a number", path))
                {
                    Number(schema, value.GetRawText(), path);
                }

                break;
            case "any":
                break;
            default:
                throw new InvalidDataException($"The type {schema.Type} is not part of OpenAPI 3.0.");
        }
    }

    private bool Is(JsonElement value, JsonValueKind kind, string what, string path)
    {
        if (value.ValueKind != kind)
        {
            Add(path, $"must be {what}, is {value.ValueKind}");
        }

        return value.ValueKind == kind;
    }

    private void Object(Schema schema, JsonElement value, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            var place = $"{path}.{property.Name}";
            if (!seen.Add(property.Name))
            {
                Add(place, "appears twice");
            }

            if (schema.IsProperty(property.Name))
            {
                _seen?.Add((schema.Node, property.Name));
                Value(schema.Property(property.Name), property.Value, place);
            }
            else if (schema.Values is { } values)
            {
                Value(values, property.Value, place);
            }
            else if (schema.Keyword("additionalProperties") is not JsonValue { } any || !any.TryGetValue<bool>(out var open) || !open)
            {
                Add(place, $"is no property of {schema.Name ?? "this object"}");
            }
        }

        if (schema.Kind is var (kind, key) && value.TryGetProperty(kind, out var told) && told.ValueKind is JsonValueKind.String && told.GetString() != key)
        {
            Add($"{path}.{kind}", $"must be '{key}'");
        }

        foreach (var name in schema.Required.Where(name => !seen.Contains(name)))
        {
            Add($"{path}.{name}", "is required");
        }
    }

    private void Array(Schema schema, JsonElement value, string path)
    {
        Between(schema, value.GetArrayLength(), "minItems", "maxItems", "elements", path);
        if (schema.Items is not { } items)
        {
            return;
        }

        var index = 0;
        foreach (var element in value.EnumerateArray())
        {
            Value(items, element, $"{path}[{index++}]");
        }
    }

    /// <summary>A value written as text: a JSON string, or a form field, query or path parameter of any scalar type.</summary>
    private void Text(Schema schema, string text, string path)
    {
        switch (schema.Type)
        {
            case "integer" or "number":
                Number(schema, text, path);
                return;
            case "boolean":
                if (text is not ("true" or "false"))
                {
                    Add(path, $"must be true or false, is '{text}'");
                }

                return;
        }

        if (schema.Enum is { Count: > 0 } allowed && !allowed.Contains(text))
        {
            Add(path, $"'{text}' is none of {string.Join(", ", allowed)}");
        }

        Between(schema, text.Length, "minLength", "maxLength", "characters", path);
        if (schema.Keyword("pattern")?.GetValue<string>() is { } pattern && !Regex.IsMatch(text, pattern))
        {
            Add(path, $"'{text}' does not match {pattern}");
        }

        if (schema.Keyword("format")?.GetValue<string>() is { } format && !HasFormat(text, format))
        {
            Add(path, $"'{text}' is not {format}");
        }
    }

    private void Number(Schema schema, string text, string path)
    {
        if (schema.Type is "integer" && !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            Add(path, $"must be a whole number, is {text}");
            return;
        }

        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            Add(path, $"must be a number, is '{text}'");
            return;
        }

        if (schema.Keyword("format")?.GetValue<string>() is "int32" && number is < int.MinValue or > int.MaxValue)
        {
            Add(path, $"{text} has more than 32 bits");
        }

        if (schema.Keyword("enum") is JsonArray && !schema.Enum.Contains(text))
        {
            Add(path, $"{text} is none of {string.Join(", ", schema.Enum)}");
        }

        Between(schema, number, "minimum", "maximum", "", path);
    }

    private void Between(Schema schema, decimal value, string min, string max, string what, string path)
    {
        var (low, high) = (Bound(min), Bound(max));
        if (value < low || value > high)
        {
            Add(path, $"{value} {what} is not between {low?.ToString(CultureInfo.InvariantCulture) ?? "-"} and {high?.ToString(CultureInfo.InvariantCulture) ?? "-"}");
        }

        decimal? Bound(string keyword) =>
            schema.Keyword(keyword) is { } bound ? decimal.Parse(bound.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture) : null;
    }

    private static bool HasFormat(string text, string format) => format switch
    {
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", out _),
        "binary" => true,
        // LINE writes one pattern as a format.
        ['^', ..] => Regex.IsMatch(text, format),
        _ => throw new InvalidDataException($"The format {format} is not known here."),
    };
}
