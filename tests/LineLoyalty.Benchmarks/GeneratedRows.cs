using Microsoft.Data.Sqlite;

namespace LineLoyalty.Benchmarks;

/// <summary>Rows written by the engine itself, without the product's help.</summary>
internal static class GeneratedRows
{
    /// <param name="numbers">A recursive query that gives the numbers <c>i</c>.</param>
    /// <param name="values">Expressions over <c>i</c>; what is left out and may not be null is empty or nothing.</param>
    public static string Insert(SqliteConnection connection, string table, string numbers, Dictionary<string, string> values)
    {
        using var columns = connection.CreateCommand();
        columns.CommandText = $"SELECT name, type, \"notnull\" FROM pragma_table_info('{table}')";
        using var reader = columns.ExecuteReader();
        List<string> names = [], chosen = [];
        while (reader.Read())
        {
            var name = reader.GetString(0);
            if (!values.TryGetValue(name, out var value))
            {
                if (reader.GetInt32(2) == 0) continue;
                value = reader.GetString(1) == "INTEGER" ? "0" : "''";
            }
            names.Add($"\"{name}\"");
            chosen.Add(value);
        }
        return $"WITH RECURSIVE n(i) AS ({numbers}) INSERT INTO \"{table}\" ({string.Join(", ", names)}) SELECT {string.Join(", ", chosen)} FROM n";
    }
}
