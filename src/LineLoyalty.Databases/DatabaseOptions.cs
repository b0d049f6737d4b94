using System.ComponentModel.DataAnnotations;

namespace LineLoyalty.Databases;

public enum DatabaseProvider { Sqlite, SqlServer, PostgreSql }

/// <summary>Section <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;
    /// <summary>Relative file names of SQLite are taken from the data directory.</summary>
    [Required] public string ConnectionString { get; set; } = "Data Source=lineloyalty.db";
    /// <summary>Commands sent together in one round trip; lower it for servers that lack MERGE.</summary>
    [Range(1, 1000)] public int MaxBatchSize { get; set; } = 100;
}
