using LineLoyalty.Data;
using LineLoyalty.Databases;
using LineLoyalty.Tests.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Databases;

public sealed class SchemaTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("loyalty-schema-").FullName;

    public static TheoryData<DatabaseProvider, string> Engines => new()
    {
        { DatabaseProvider.Sqlite, "Data Source=never-opened.db" },
        { DatabaseProvider.PostgreSql, "Host=127.0.0.1;Port=1" },
        { DatabaseProvider.SqlServer, "Server=127.0.0.1,1;Encrypt=false" },
    };

    [Theory]
    [MemberData(nameof(Engines))]
    public void The_migrations_of_every_engine_say_what_the_model_says(DatabaseProvider provider, string connection)
    {
        using var services = Services(provider, connection);
        using var scope = services.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();

        Assert.False(db.Database.HasPendingModelChanges());
        var script = db.GetService<IMigrator>().GenerateScript();
        foreach (var table in new[] { "Members", "PointsEntries", "Deliveries", "InboxEvents" }) Assert.Contains(table, script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_left_by_a_killed_migration_does_not_hang_the_next_start()
    {
        await UpgradeAsync();
        // What EF leaves behind when its process dies in the middle, and a migration that is still to be done.
        await ExecuteAsync("""
            CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT OR REPLACE INTO "__EFMigrationsLock" VALUES (1, '2026-01-01');
            """);
        await ExecuteAsync(await DropEverythingAsync());

        await UpgradeAsync().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal(0L, await ScalarAsync("SELECT COUNT(*) FROM Members"));
    }

    [Fact]
    public async Task An_older_program_refuses_a_newer_database()
    {
        await UpgradeAsync();
        await ExecuteAsync("""INSERT INTO "__EFMigrationsHistory" VALUES ('29991231000000_FromTheFuture', '99.0.0')""");

        var refused = await Assert.ThrowsAsync<SchemaTooNewException>(UpgradeAsync);
        Assert.Contains("29991231000000_FromTheFuture", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_starts_at_once_migrate_once()
    {
        await Task.WhenAll(UpgradeAsync(), UpgradeAsync(), UpgradeAsync());
        Assert.Equal(
            await ScalarAsync("""SELECT COUNT(DISTINCT "MigrationId") FROM "__EFMigrationsHistory" """),
            await ScalarAsync("""SELECT COUNT(*) FROM "__EFMigrationsHistory" """));
    }

    [Fact]
    public async Task Every_connection_syncs_each_commit_to_disk()
    {
        await UpgradeAsync();
        await using var services = Services(DatabaseProvider.Sqlite, Connection);
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();

        Assert.Equal(2, await db.Database.SqlQueryRaw<int>("SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync(TestContext.Current.CancellationToken));
        Assert.Equal("wal", await db.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync(TestContext.Current.CancellationToken));
    }

    private string Connection => $"Data Source={Path.Combine(directory, "loyalty.db")};Pooling=false";

    private async Task UpgradeAsync()
    {
        await using var services = Services(DatabaseProvider.Sqlite, Connection);
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SchemaUpgrade>().RunAsync(CancellationToken.None);
    }

    private static ServiceProvider Services(DatabaseProvider provider, string connection) =>
        new ServiceCollection().AddLogging().AddLoyaltyDatabase(new DatabaseOptions { Provider = provider, ConnectionString = connection }).BuildServiceProvider();

    private async Task<string> DropEverythingAsync()
    {
        await using var connection = new SqliteConnection(Connection);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> '__EFMigrationsLock'";
        var drops = new List<string> { "PRAGMA foreign_keys=OFF;" };
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync()) drops.Add($"DROP TABLE \"{rows.GetString(0)}\";");
        return string.Concat(drops);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection(Connection);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new SqliteConnection(Connection);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
