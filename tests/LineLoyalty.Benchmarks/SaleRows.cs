using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LineLoyalty.Benchmarks;

/// <summary>
/// The rows that sales have left, taken out of their tables and put back by prepared statements: nothing asked, nothing decided, no HTTP. What a
/// sale costs SQLite itself, with all its indexes and foreign keys; no server can be faster.
/// </summary>
internal static class SaleRows
{
    private const int Most = 6000;
    // In the order in which they refer to each other; how many of each a sale leaves.
    private static readonly (string Table, int PerSale)[] Tables =
    [
        ("Purchases", 1), ("PurchaseLines", 2), ("PointsLots", 1), ("PointsEntries", 1), ("PointsMoves", 1), ("MemberEvents", 1), ("IdempotencyRecords", 1), ("Deliveries", 1), ("DeliveryRecipients", 1),
    ];

    /// <param name="file">A database in which sales were recorded; it is worked on.</param>
    public static double Measure(string file, int perCommit)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        connection.Open();
        Run(connection, "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000;");
        var sales = (int)Math.Min(Most, (long)Scalar(connection, "SELECT count(*) FROM Purchases"));
        var rows = Tables.Select(t => Take(connection, t.Table, t.PerSale * sales)).ToList();
        Run(connection, "BEGIN");
        foreach (var table in rows.AsEnumerable().Reverse()) Run(connection, string.Create(CultureInfo.InvariantCulture, $"DELETE FROM {table.Name} WHERE Id >= {table.From}"));
        Run(connection, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE);");

        using var member = Prepare(connection, "UPDATE Members SET LastPurchaseAt = $p0, LastPurchaseId = $p1, LifetimeSpend = LifetimeSpend + 1, PointsBalance = PointsBalance + 1, PurchaseCount = PurchaseCount + 1, Version = Version + 1 WHERE Id = $p2", 3);
        using var stats = Prepare(connection, "UPDATE BuyerStats SET Receipts = Receipts + 1, Net = Net + 1 WHERE MemberId = $p0", 1);
        var watch = Stopwatch.StartNew();
        for (var sale = 0; sale < sales;)
        {
            using var transaction = connection.BeginTransaction();
            for (var i = 0; i < perCommit && sale < sales; i++, sale++)
            {
                foreach (var (table, (_, perSale)) in rows.Zip(Tables))
                {
                    for (var n = 0; n < perSale; n++) table.Put(sale * perSale + n, transaction);
                }
                var purchase = rows[0];
                Execute(member, transaction, purchase.Value(sale, "OccurredAt"), purchase.Value(sale, "Id"), purchase.Value(sale, "MemberId"));
                Execute(stats, transaction, purchase.Value(sale, "MemberId"));
            }
            transaction.Commit();
        }
        foreach (var table in rows) table.Dispose();
        return sales / watch.Elapsed.TotalSeconds;
    }

    private static Taken Take(SqliteConnection connection, string table, int count)
    {
        using var command = connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM (SELECT * FROM {table} ORDER BY Id DESC LIMIT {count}) ORDER BY Id");
        using var reader = command.ExecuteReader();
        var names = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
        List<object[]> rows = [];
        while (reader.Read())
        {
            var row = new object[names.Count];
            reader.GetValues(row);
            rows.Add(row);
        }
        var insert = Prepare(connection, $"INSERT INTO {table} ({string.Join(", ", names.Select(n => $"\"{n}\""))}) VALUES ({string.Join(", ", names.Select((_, i) => $"$p{i}"))})", names.Count);
        return new Taken(table, names, rows, insert);
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++) command.Parameters.AddWithValue($"$p{i}", DBNull.Value);
        return command;
    }

    private static void Execute(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        if (command.ExecuteNonQuery() != 1) throw new InvalidOperationException("A row was not written.");
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!;
    }

    private sealed record Taken(string Name, List<string> Columns, List<object[]> Rows, SqliteCommand Insert) : IDisposable
    {
        public long From => (long)Rows[0][Columns.IndexOf("Id")];

        public object Value(int row, string column) => Rows[row][Columns.IndexOf(column)];

        public void Put(int row, SqliteTransaction transaction) => Execute(Insert, transaction, Rows[row]);

        public void Dispose() => Insert.Dispose();
    }
}
