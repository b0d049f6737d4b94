using System.Text.Json.Nodes;

namespace Line.Specification;

/// <summary>A schema of one file with everything it inherits by <c>allOf</c> laid flat.</summary>
public sealed class Schema
{
    private readonly List<JsonObject> _parts = [];
    private readonly Dictionary<string, JsonObject> _properties = new(StringComparer.Ordinal);
    private readonly HashSet<string> _required = new(StringComparer.Ordinal);

    internal Schema(SpecificationFile file, JsonObject node)
    {
        File = file;
        Node = file.Resolve(node, out var name);
        Name = name;
        Collect(Node, []);
        Discriminator = Node["discriminator"]?.AsObject();
    }

    /// <summary>Everything that can appear in it: itself, kinds, properties, elements and values, each once.</summary>
    public IEnumerable<Schema> Reachable()
    {
        HashSet<JsonObject> seen = [];
        Stack<Schema> open = new([this]);
        while (open.TryPop(out var schema))
        {
            if (!seen.Add(schema.Node))
            {
                continue;
            }

            if (schema.Keyword("oneOf") is JsonArray choices)
            {
                Push(choices.Select(choice => File.Of(choice!.AsObject())));
            }
            else if (schema.Mapping.Count > 0)
            {
                Push(schema.Mapping.Values.Select(File.Schema));
            }
            else
            {
                yield return schema;
                Push(schema.Properties.Select(schema.Property));
                Push([schema.Items, schema.Values]);
            }
        }

        void Push(IEnumerable<Schema?> schemas)
        {
            foreach (var schema in schemas.OfType<Schema>())
            {
                open.Push(schema);
            }
        }
    }

    /// <summary>Its name under <c>components/schemas</c>; null for one written in place.</summary>
    public string? Name { get; }

    /// <summary>Names of all properties, inherited ones included.</summary>
    public IReadOnlyCollection<string> Properties => _properties.Keys;

    /// <summary>Names of the properties that must be there.</summary>
    public IReadOnlyCollection<string> Required => _required;

    /// <summary>Names of the schemas by the value of the discriminator; empty without one.</summary>
    public IReadOnlyDictionary<string, string> Mapping =>
        Discriminator?["mapping"]?.AsObject().ToDictionary(pair => pair.Key, pair => SpecificationFile.NameOf(pair.Value!.GetValue<string>())) ?? [];

    /// <summary>For one kind of several: the property that tells them apart, and this kind's value of it.</summary>
    public (string Property, string Key)? Kind => File.KindOf(Name);

    /// <summary>The file it stands in.</summary>
    public SpecificationFile File { get; }

    internal JsonObject Node { get; }

    internal IReadOnlyList<JsonObject> Parts => _parts;

    internal JsonObject? Discriminator { get; }

    /// <summary>The schema of one property (of an array: the array itself).</summary>
    public Schema Property(string name) => File.Of(_properties[name]);

    /// <summary>The schema of an array's elements; null for anything else.</summary>
    public Schema? Items => Keyword("items") is JsonObject items ? File.Of(items) : null;

    /// <summary>The schema of a map's values; null for anything else.</summary>
    public Schema? Values => Keyword("additionalProperties") is JsonObject values ? File.Of(values) : null;

    /// <summary>A number such as <c>maxLength</c>, <c>maxItems</c> or <c>minimum</c>; null when the file sets none.</summary>
    public long? Limit(string keyword) => Keyword(keyword)?.GetValue<long>();

    /// <summary>The allowed values; empty when any is allowed.</summary>
    public IReadOnlyList<string> Enum => Keyword("enum") is JsonArray values ? [.. values.Select(value => value!.ToString())] : [];

    /// <summary><c>object</c>, <c>array</c>, <c>string</c>, <c>integer</c>, <c>number</c> or <c>boolean</c>.</summary>
    public string Type => Keyword("type")?.GetValue<string>() ?? (_properties.Count > 0 || _parts.Count > 1 ? "object" : "any");

    internal bool IsProperty(string name) => _properties.ContainsKey(name);

    internal JsonNode? Keyword(string name) => _parts.Select(part => part[name]).FirstOrDefault(value => value is not null);

    private void Collect(JsonObject node, HashSet<JsonObject> seen)
    {
        if (!seen.Add(node))
        {
            return;
        }

        _parts.Add(node);
        foreach (var (name, schema) in node["properties"]?.AsObject() ?? [])
        {
            _properties.TryAdd(name, schema!.AsObject());
        }

        foreach (var name in node["required"] is JsonArray names ? names : [])
        {
            _required.Add(name!.GetValue<string>());
        }

        foreach (var part in node["allOf"]?.AsArray() ?? [])
        {
            Collect(File.Resolve(part!.AsObject(), out _), seen);
        }
    }
}
