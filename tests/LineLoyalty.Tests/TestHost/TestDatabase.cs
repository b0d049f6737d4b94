using LineLoyalty.Databases;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LineLoyalty.Tests.TestHost;

/// <summary>
/// A fresh, migrated database: a SQLite file, or a database on the server of <c>LOYALTY_TEST_POSTGRES</c> when <c>LOYALTY_TEST_DB</c> is
/// <c>PostgreSql</c>, or on that of <c>LOYALTY_TEST_SQLSERVER</c> when it is <c>SqlServer</c>. Migrated once, then copied.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    public static DatabaseProvider Provider { get; } =
        Enum.Parse<DatabaseProvider>(Environment.GetEnvironmentVariable("LOYALTY_TEST_DB") ?? nameof(DatabaseProvider.Sqlite), ignoreCase: true);

    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);
    private static readonly SemaphoreSlim Copying = new(1, 1);
    private readonly string? name;

    private TestDatabase(string connectionString, string? name) => (ConnectionString, this.name) = (connectionString, name);

    public string ConnectionString { get; }

    public static async Task<TestDatabase> CreateAsync(string directory)
    {
        var template = await Template.Value;
        switch (Provider)
        {
            case DatabaseProvider.Sqlite:
                var file = Path.Combine(directory, "lineloyalty.db");
                File.Copy(template, file, overwrite: true);
                return new TestDatabase($"Data Source={file}", null);
            case DatabaseProvider.PostgreSql:
                var fresh = $"t_{Guid.NewGuid():N}";
                await Copying.WaitAsync(); // PostgreSQL copies a template only while nobody else uses it
                try
                {
                    await PostgresAsync($"CREATE DATABASE {fresh} TEMPLATE {template}");
                }
                finally
                {
                    Copying.Release();
                }
                return new TestDatabase(Postgres(fresh), fresh);
            default:
                var connection = Environment.GetEnvironmentVariable("LOYALTY_TEST_SQLSERVER") ?? throw new InvalidOperationException("LOYALTY_TEST_SQLSERVER is not set.");
                var own = $"t_{Guid.NewGuid():N}";
                var parts = new Microsoft.Data.SqlClient.SqlConnectionStringBuilder(connection) { InitialCatalog = own };
                await MigrateAsync(new DatabaseOptions { Provider = Provider, ConnectionString = parts.ToString() });
                return new TestDatabase(parts.ToString(), null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Provider == DatabaseProvider.Sqlite) SqliteConnection.ClearPool(new SqliteConnection(ConnectionString));
        if (name is null) return;
        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        await PostgresAsync($"DROP DATABASE {name} WITH (FORCE)");
    }

    private static async Task<string> MakeTemplateAsync()
    {
        switch (Provider)
        {
            case DatabaseProvider.Sqlite:
                var file = Path.Combine(Directory.CreateTempSubdirectory("loyalty-template-").FullName, "template.db");
                await MigrateAsync(new DatabaseOptions { ConnectionString = $"Data Source={file};Pooling=false" });
                return file;
            case DatabaseProvider.PostgreSql:
                var name = $"template_{Environment.ProcessId}_{Guid.NewGuid():N}";
                await PostgresAsync($"CREATE DATABASE {name}");
                await MigrateAsync(new DatabaseOptions { Provider = Provider, ConnectionString = Postgres(name) + ";Pooling=false" });
                return name;
            default:
                return "";
        }
    }

    private static async Task MigrateAsync(DatabaseOptions options)
    {
        await using var services = new ServiceCollection().AddLogging().AddLoyaltyDatabase(options).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SchemaUpgrade>().RunAsync(CancellationToken.None);
    }

    private static string Postgres(string database) =>
        new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable("LOYALTY_TEST_POSTGRES")
            ?? throw new InvalidOperationException("LOYALTY_TEST_POSTGRES is not set.")) { Database = database, MaxPoolSize = 40 }.ToString();

    private static async Task PostgresAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Postgres("postgres"));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
