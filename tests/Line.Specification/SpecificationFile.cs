using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Line.Specification;

/// <summary>One OpenAPI file.</summary>
public sealed class SpecificationFile
{
    private const string Components = "#/components/schemas/";

    private readonly ConcurrentDictionary<JsonObject, Schema> _schemas = new(ReferenceEqualityComparer.Instance);

    private readonly Lazy<Dictionary<string, (string Property, string Key)>> _kinds;

    internal SpecificationFile(string name, JsonObject root)
    {
        Name = name;
        Root = root;
        _kinds = new(() => (
            from schema in Discriminated
            from pair in schema.Mapping
            where pair.Value != schema.Name
            select (pair.Value, Kind: (schema.Discriminator!["propertyName"]!.GetValue<string>(), pair.Key)))
            .ToDictionary(found => found.Value, found => found.Kind));
    }

    /// <summary>The schemas that tell several kinds of object apart by a property.</summary>
    public IEnumerable<Schema> Discriminated => SchemaNames.Select(Schema).Where(schema => schema.Mapping.Count > 0);

    /// <summary>File name without its ending, such as <c>messaging-api</c>.</summary>
    public string Name { get; }

    /// <summary>Names of all schemas.</summary>
    public IEnumerable<string> SchemaNames => Root["components"]!["schemas"]!.AsObject().Select(pair => pair.Key);

    internal JsonObject Root { get; }

    /// <summary>A schema by name.</summary>
    public Schema Schema(string name) =>
        Root["components"]!["schemas"]![name] is JsonObject node ? Of(node) : throw new ArgumentException($"{Name}.yml has no schema {name}.", nameof(name));

    internal (string Property, string Key)? KindOf(string? schema) => schema is not null && _kinds.Value.TryGetValue(schema, out var kind) ? kind : null;

    internal Schema Of(JsonObject node) => _schemas.GetOrAdd(node, static (node, file) => new Schema(file, node), this);

    internal JsonObject Resolve(JsonObject node, out string? name)
    {
        name = null;
        while (node["$ref"] is JsonValue reference)
        {
            name = NameOf(reference.GetValue<string>());
            node = Root["components"]!["schemas"]![name]!.AsObject();
        }

        if (name is null && node.Parent is JsonObject parent && ReferenceEquals(parent, Root["components"]?["schemas"]))
        {
            name = node.GetPropertyName();
        }

        return node;
    }

    internal static string NameOf(string reference) =>
        reference.StartsWith(Components, StringComparison.Ordinal)
            ? reference[Components.Length..]
            : throw new InvalidDataException($"{reference} is not a reference inside the file.");
}
