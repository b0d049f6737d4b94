using System.Text.Json.Nodes;

namespace Line.Specification;

/// <summary>Writes JSON that a schema allows, with every property it names: the fullest answer, event or message LINE may send.</summary>
public static class SchemaSample
{
    // Flex and filters contain themselves.
    private const int MaxDepth = 9;

    /// <summary>One sample.</summary>
    /// <param name="schema">What to write.</param>
    /// <param name="variant">Which of several choices (kinds of object, enum values) to take; runs round.</param>
    public static JsonNode Of(Schema schema, int variant = 0) => Value(schema, variant, 0)!;

    /// <summary>How many variants show every kind of object the schema names.</summary>
    public static int Variants(Schema schema) => Variants(schema, []);

    private static int Variants(Schema schema, HashSet<JsonObject> seen)
    {
        if (!seen.Add(schema.Node))
        {
            return 1;
        }

        var kinds = schema.Mapping.Values.Distinct().Select(schema.File.Schema).ToArray();
        IEnumerable<Schema> inner = kinds.Length > 0 ? kinds : [.. schema.Properties.Select(schema.Property), .. schema.Items is { } items ? [items] : (Schema[])[], .. schema.Values is { } values ? [values] : (Schema[])[]];
        return Math.Max(Math.Max(kinds.Length, schema.Enum.Count), inner.Select(s => Variants(s, seen)).DefaultIfEmpty(1).Max());
    }

    private static JsonNode? Value(Schema schema, int variant, int depth)
    {
        if (schema.Keyword("oneOf") is JsonArray choices)
        {
            return Value(schema.File.Of(choices[variant % choices.Count]!.AsObject()), variant, depth);
        }

        if (schema.Mapping is { Count: > 0 } mapping && !mapping.Values.Contains(schema.Name))
        {
            var (_, name) = mapping.OrderBy(pair => pair.Key, StringComparer.Ordinal).ElementAt(Choice(variant, depth) % mapping.Count);
            return Value(schema.File.Schema(name), variant, depth + 1);
        }

        return schema.Type switch
        {
            "object" => Object(schema, variant, depth),
            "array" => Array(schema, variant, depth),
            "boolean" => true,
            "integer" => Number(schema, variant),
            "number" => 1.5,
            _ => Text(schema, variant),
        };
    }

    // The outermost choice runs through the kinds in order; the inner ones are mixed, so that many variants bring each kind with each. Far
    // inside they run in order again: what contains itself comes to an end.
    private static int Choice(int variant, int depth) =>
        depth is 0 or >= MaxDepth ? variant + depth : (int)(unchecked((uint)((variant + 1) * 7919) ^ (uint)(depth * 104729)) * 2654435761u >> 13 & 0xFFFF);

    private static JsonObject Object(Schema schema, int variant, int depth)
    {
        var result = new JsonObject();
        var kind = schema.Kind;
        foreach (var name in schema.Properties)
        {
            if (name == kind?.Property)
            {
                result[name] = kind.Value.Key;
            }
            else if (schema.Property(name) is var property && (depth < MaxDepth || !IsContainer(property) || schema.Required.Contains(name)))
            {
                result[name] = Value(property, variant, depth + 1);
            }
        }

        if (schema.Values is { } values)
        {
            result["sample"] = Value(values, variant, depth + 1);
        }

        return result;
    }

    private static bool IsContainer(Schema schema) =>
        schema.Type is "object" || schema.Mapping.Count > 0 || (schema.Items is { } items && IsContainer(items));

    private static JsonArray Array(Schema schema, int variant, int depth)
    {
        var least = schema.Keyword("minItems")?.GetValue<long>() ?? 0;
        return depth >= MaxDepth && least == 0 ? [] : [Value(schema.Items!, variant, depth + 1)];
    }

    private static JsonValue Number(Schema schema, int variant) =>
        schema.Enum is { Count: > 0 } allowed
            ? JsonValue.Create(long.Parse(allowed[variant % allowed.Count], System.Globalization.CultureInfo.InvariantCulture))
            : JsonValue.Create(Math.Max(1, schema.Keyword("minimum")?.GetValue<long>() ?? 1));

    private static JsonValue Text(Schema schema, int variant)
    {
        if (schema.Enum is { Count: > 0 } allowed)
        {
            return JsonValue.Create(allowed[variant % allowed.Count]);
        }

        if (schema.Keyword("default") is JsonValue given)
        {
            return JsonValue.Create(given.ToString());
        }

        var text = (schema.Keyword("pattern") ?? schema.Keyword("format"))?.GetValue<string>() switch
        {
            "uri" => "https://example.com/sample",
            "uuid" => "123e4567-e89b-12d3-a456-426614174000",
            "date-time" => "2026-07-24T03:04:05.678Z",
            "date" => "2026-07-24",
            "^[0-9]{8}$" => "20260724",
            "^[0-9]+$" => "1656000002",
            "^[A-Za-z0-9._~-]{43,128}$" => "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            "^U[0-9a-f]{32}$" => "U4af4980629000000000000000000beef",
            ['^', ..] or null => "sample",
            var format => throw new InvalidDataException($"No sample for the format {format}."),
        };
        return JsonValue.Create(text.PadRight((int)(schema.Keyword("minLength")?.GetValue<long>() ?? 0), 'x'));
    }
}
