using System.Text.Json.Nodes;

namespace Line.Specification;

/// <summary>The properties that have occurred in checked requests.</summary>
public sealed class SeenProperties
{
    internal ISet<(JsonObject Schema, string Property)> Pairs { get; } = new HashSet<(JsonObject, string)>(new SameSchema());

    /// <summary>The properties of a schema that have not occurred.</summary>
    public IEnumerable<string> Missing(Schema schema) => schema.Properties.Where(name => !Pairs.Contains((schema.Node, name)));

    private sealed class SameSchema : IEqualityComparer<(JsonObject Schema, string Property)>
    {
        public bool Equals((JsonObject Schema, string Property) x, (JsonObject Schema, string Property) y) =>
            ReferenceEquals(x.Schema, y.Schema) && x.Property == y.Property;

        public int GetHashCode((JsonObject Schema, string Property) value) =>
            HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(value.Schema), value.Property);
    }
}
