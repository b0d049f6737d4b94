using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace LineLoyalty.Databases.Sqlite;

/// <summary>
/// What EF saves, written row by row through statements that stay compiled on the shared connection. EF would put the text of a batch together anew for every save, which
/// pays where each row is a journey to a server; here the database is a function call away. What it does not know it leaves to EF.
/// </summary>
internal sealed class QuickSave(DatabaseDependencies dependencies, RelationalDatabaseDependencies relational) : RelationalDatabase(dependencies, relational)
{
    private static readonly ConditionalWeakTable<IModel, IReadOnlyDictionary<IEntityType, RowShape>> Shapes = [];

    public override Task<int> SaveChangesAsync(IList<IUpdateEntry> entries, CancellationToken cancellationToken = default)
    {
        if (RelationalDependencies.Connection.DbConnection is not KeptStatements connection || RelationalDependencies.Connection.CurrentTransaction is null
            || Plan(entries) is not { } rows) return base.SaveChangesAsync(entries, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        Write(connection, rows);
        return Task.FromResult(rows.Count);
    }

    private static void Write(KeptStatements connection, List<Row> rows)
    {
        // One row is all or nothing by itself.
        if (rows.Count == 1)
        {
            Write(connection, rows[0]);
            return;
        }
        connection.Run("SAVEPOINT \"rows\"");
        try
        {
            foreach (var row in rows) Write(connection, row);
        }
        catch
        {
            // Unless SQLite has given up the whole transaction, as with a full disk.
            if (!connection.HasNoTransaction)
            {
                connection.Run("ROLLBACK TO \"rows\"");
                connection.Run("RELEASE \"rows\"");
            }
            throw;
        }
        connection.Run("RELEASE \"rows\"");
    }

    private static void Write(KeptStatements connection, Row row)
    {
        var (entry, shape) = (row.Entry, row.Shape);
        try
        {
            if (entry.EntityState == EntityState.Added) Insert(connection, entry, shape);
            else if (Update(connection, entry, shape) == 0)
            {
                throw new DbUpdateConcurrencyException($"A row of {entry.EntityType.DisplayName()} is no longer as it was read, or gone.", [entry]);
            }
        }
        catch (SqliteException e)
        {
            throw new DbUpdateException("An error occurred while saving the entity changes. See the inner exception for details.", e, [entry]);
        }
    }

    private static void Insert(KeptStatements connection, IUpdateEntry entry, RowShape shape)
    {
        var numbered = shape.Generated is { } key && entry.IsStoreGenerated(key.Property);
        var statement = connection.Statement(numbered ? shape.InsertNewText : shape.InsertText);
        var at = 0;
        foreach (var column in shape.Columns)
        {
            if (!numbered || column != shape.Generated) connection.Bind(statement, ++at, column.Current(entry));
        }
        connection.Run(statement);
        if (numbered) entry.SetStoreGeneratedValue(shape.Generated!.Property, connection.LastId);
    }

    private static int Update(KeptStatements connection, IUpdateEntry entry, RowShape shape)
    {
        var changed = 0UL;
        for (var i = 0; i < shape.Columns.Count; i++)
        {
            if (entry.IsModified(shape.Columns[i].Property)) changed |= 1UL << i;
        }
        if (changed == 0) return 1;
        var statement = connection.Statement(shape.UpdateText(changed));
        var at = 0;
        for (var i = 0; i < shape.Columns.Count; i++)
        {
            if ((changed & (1UL << i)) != 0) connection.Bind(statement, ++at, shape.Columns[i].Current(entry));
        }
        foreach (var column in shape.Key) connection.Bind(statement, ++at, column.Original(entry));
        foreach (var column in shape.Tokens) connection.Bind(statement, ++at, column.Original(entry));
        return connection.Run(statement);
    }

    /// <summary>In the order in which foreign keys allow them; null when EF has to find one.</summary>
    private static List<Row>? Plan(IList<IUpdateEntry> entries)
    {
        var shapes = Shapes.GetValue(entries[0].EntityType.Model, RowShape.Of);
        List<Row> rows = new(entries.Count);
        foreach (var entry in entries)
        {
            if (entry.EntityState is not (EntityState.Added or EntityState.Modified) || entry.SharedIdentityEntry is not null || !shapes.TryGetValue(entry.EntityType, out var shape)) return null;
            rows.Add(new Row(entry, shape, entry.EntityState == EntityState.Added && shape.Key is [var key] && key.Property.ClrType == typeof(long) ? (long)entry.GetCurrentValue(key.Property)! : long.MinValue));
        }
        if (rows.Count == 1) return rows;
        rows.Sort(Row.Order);
        for (var i = 1; i < rows.Count; i++)
        {
            // Rows of one kind that depend on each other.
            if (rows[i].Shape == rows[i - 1].Shape && (rows[i].Shape.RefersToItself || rows[i].FreesValue || rows[i - 1].FreesValue)) return null;
        }
        return rows;
    }

    /// <param name="Place">New rows are numbered in the order in which they were added, as EF counts them until they have their number.</param>
    private readonly record struct Row(IUpdateEntry Entry, RowShape Shape, long Place)
    {
        public static readonly Comparison<Row> Order = (a, b) =>
            a.Shape.Rank != b.Shape.Rank ? a.Shape.Rank.CompareTo(b.Shape.Rank)
            : a.Shape != b.Shape ? string.CompareOrdinal(a.Shape.InsertText, b.Shape.InsertText)
            : a.Place.CompareTo(b.Place);

        /// <summary>Another row may take a value that must be unique only after this one has given it up.</summary>
        public bool FreesValue
        {
            get
            {
                if (Entry.EntityState != EntityState.Modified) return false;
                foreach (var property in Shape.Unique)
                {
                    if (Entry.IsModified(property)) return true;
                }
                return false;
            }
        }
    }
}
