using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace LineLoyalty.Databases.Sqlite;

/// <summary>One kind of row as EF's model describes it: what its statements say, and in which order kinds are written.</summary>
internal sealed class RowShape
{
    private const int MostColumns = 64;
    private readonly ConcurrentDictionary<ulong, string> updates = new();

    private RowShape(IEntityType type, int rank)
    {
        Rank = rank;
        Columns = [.. type.GetProperties().Select(p => new RowColumn(p))];
        table = Quote(type.GetTableName()!);
        var key = type.FindPrimaryKey()!.Properties;
        Key = [.. Columns.Where(c => key.Contains(c.Property))];
        Generated = Key is [{ Property.ValueGenerated: ValueGenerated.OnAdd }] ? Key[0] : null;
        Tokens = [.. Columns.Where(c => c.Property.IsConcurrencyToken)];
        Unique = type.GetIndexes().Where(i => i.IsUnique).SelectMany(i => i.Properties).ToHashSet();
        RefersToItself = type.GetForeignKeys().Any(k => k.PrincipalEntityType == type);
        InsertText = Insert(Columns);
        InsertNewText = Insert(Columns.Where(c => c != Generated));
    }

    private readonly string table;

    /// <summary>Kinds that others refer to come first.</summary>
    public int Rank { get; }
    public IReadOnlyList<RowColumn> Columns { get; }
    public IReadOnlyList<RowColumn> Key { get; }
    /// <summary>The key that SQLite numbers by itself; null when rows bring theirs.</summary>
    public RowColumn? Generated { get; }
    /// <summary>Columns that must still hold what was read.</summary>
    public IReadOnlyList<RowColumn> Tokens { get; }
    public IReadOnlySet<IProperty> Unique { get; }
    public bool RefersToItself { get; }
    public string InsertText { get; }
    public string InsertNewText { get; }

    /// <param name="changed">A bit for each of <see cref="Columns"/>.</param>
    public string UpdateText(ulong changed) => updates.GetOrAdd(changed, mask =>
    {
        var set = Columns.Where((_, i) => (mask & (1UL << i)) != 0).Select(c => $"{Quote(c.Name)} = ?");
        var where = Key.Select(c => $"{Quote(c.Name)} = ?").Concat(Tokens.Select(c => $"{Quote(c.Name)} IS ?"));
        return $"UPDATE {table} SET {string.Join(", ", set)} WHERE {string.Join(" AND ", where)}";
    });

    private string Insert(IEnumerable<RowColumn> columns)
    {
        var names = columns.Select(c => Quote(c.Name)).ToList();
        return $"INSERT INTO {table} ({string.Join(", ", names)}) VALUES ({string.Join(", ", names.Select(_ => "?"))})";
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Every kind of a model that is one plain table; the others are left to EF.</summary>
    public static IReadOnlyDictionary<IEntityType, RowShape> Of(IModel model)
    {
        Dictionary<IEntityType, int> ranks = [];
        foreach (var type in model.GetEntityTypes()) RankOf(type, ranks, []);
        return ranks.Where(r => r.Value >= 0 && IsPlain(r.Key)).ToDictionary(r => r.Key, r => new RowShape(r.Key, r.Value));
    }

    // One more than the highest it refers to; below zero for kinds that refer to each other in a circle.
    private static int RankOf(IEntityType type, Dictionary<IEntityType, int> ranks, HashSet<IEntityType> under)
    {
        if (ranks.TryGetValue(type, out var known)) return known;
        if (!under.Add(type)) return -1;
        var rank = 0;
        foreach (var principal in type.GetForeignKeys().Select(k => k.PrincipalEntityType).Distinct().Where(p => p != type))
        {
            var below = RankOf(principal, ranks, under);
            rank = below < 0 || rank < 0 ? -1 : Math.Max(rank, below + 1);
        }
        under.Remove(type);
        return ranks[type] = rank;
    }

    private static bool IsPlain(IEntityType type)
    {
        var properties = type.GetProperties().ToList();
        return type.BaseType is null && !type.GetDirectlyDerivedTypes().Any() && !type.IsOwned() && !type.GetComplexProperties().Any()
            && type.GetTableName() is not null && type.GetTableMappings().Count() == 1 && type.GetTableMappings().Single().Table.EntityTypeMappings.Count() == 1
            && properties.Count <= MostColumns && type.FindPrimaryKey() is { } key
            && properties.TrueForAll(p => RowColumn.CanWrite(p) && (p.ValueGenerated == ValueGenerated.Never || (key.Properties is [var only] && only == p && p.ClrType == typeof(long))));
    }
}

/// <summary>A column, and how its values are written into a statement: as Microsoft.Data.Sqlite would.</summary>
internal sealed class RowColumn(IProperty property)
{
    private static readonly HashSet<Type> Written =
        [typeof(string), typeof(long), typeof(int), typeof(bool), typeof(DateTime), typeof(DateOnly), typeof(Guid), typeof(double), typeof(byte[])];

    private readonly Func<object?, object?>? convert = property.GetTypeMapping().Converter?.ConvertToProvider;

    public IProperty Property => property;
    public string Name { get; } = property.GetColumnName();

    public static bool CanWrite(IProperty property)
    {
        var type = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
        return Written.Contains(Nullable.GetUnderlyingType(type) ?? type);
    }

    public object? Current(IUpdateEntry entry) => Stored(entry.GetCurrentValue(property));

    public object? Original(IUpdateEntry entry) => Stored(entry.GetOriginalValue(property));

    private object? Stored(object? value) => value is null || convert is null ? value : convert(value);
}
