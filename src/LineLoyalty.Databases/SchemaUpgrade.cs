using LineLoyalty.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Databases;

/// <summary>The database was written by a newer version of this program.</summary>
public sealed class SchemaTooNewException(string migration)
    : Exception($"The database is newer than this program (it holds migration {migration}). Start the newer program, or restore a backup made by this one.");

/// <summary>
/// Brings the schema up to date at start, under our own lock: EF's lock row on SQLite survives a killed process and would make the
/// next start wait for ever.
/// </summary>
public sealed partial class SchemaUpgrade(LoyaltyDb db, DatabaseOptions options, ILogger<SchemaUpgrade> logger)
{
    private const long PostgreSqlLock = 0x4C4C4F59; // "LLOY"

    /// <exception cref="SchemaTooNewException">An older program must not touch a newer schema.</exception>
    public Task RunAsync(CancellationToken ct) => RunAsync(_ => Task.CompletedTask, ct);

    /// <param name="seed">Writes the first rows, under the same lock: servers may start together on an empty database.</param>
    /// <param name="ct">Stops before the end.</param>
    /// <exception cref="SchemaTooNewException">An older program must not touch a newer schema.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> seed, CancellationToken ct)
    {
        await using var held = await LockAsync(ct);
        await UpgradeAsync(ct);
        await seed(ct);
    }

    private async Task UpgradeAsync(CancellationToken ct)
    {
        if (options.Provider == DatabaseProvider.Sqlite) await UseWriteAheadLogAsync(ct);
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var applied = await db.Database.CanConnectAsync(ct) ? await db.Database.GetAppliedMigrationsAsync(ct) : [];
        if (applied.FirstOrDefault(m => !known.Contains(m)) is { } unknown) throw new SchemaTooNewException(unknown);
        var pending = known.Except(applied).Count();
        if (pending == 0) return;
        Log.Upgrading(logger, pending);
        if (options.Provider == DatabaseProvider.Sqlite) await ClearStaleLockRowAsync(ct);
        await db.Database.MigrateAsync(ct);
    }

    private async Task<IAsyncDisposable> LockAsync(CancellationToken ct)
    {
        switch (options.Provider)
        {
            case DatabaseProvider.Sqlite:
                var file = new SqliteConnectionStringBuilder(options.ConnectionString).DataSource;
                return await FileLock.AcquireAsync(file + ".migrate.lock", TimeSpan.FromSeconds(30), ct);
            case DatabaseProvider.PostgreSql:
                return await SessionLock.AcquireAsync(db, $"SELECT pg_advisory_lock({PostgreSqlLock})", $"SELECT pg_advisory_unlock({PostgreSqlLock})", ct);
            default:
                return await SessionLock.AcquireAsync(db,
                    "EXEC sp_getapplock @Resource='LineLoyalty.Migrate', @LockMode='Exclusive', @LockOwner='Session', @LockTimeout=60000",
                    "EXEC sp_releaseapplock @Resource='LineLoyalty.Migrate', @LockOwner='Session'", ct);
        }
    }

    // Kept in the file. EF sets it only on files it creates itself, and its migration lock has created this one before.
    private async Task UseWriteAheadLogAsync(CancellationToken ct)
    {
        await using var connection = new SqliteConnection(options.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL";
        await command.ExecuteNonQueryAsync(ct);
    }

    // We hold the file lock, so whoever wrote the row is gone.
    private async Task ClearStaleLockRowAsync(CancellationToken ct)
    {
        var exists = await db.Database.SqlQueryRaw<int>("SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(ct);
        if (exists == 0) return;
        if (await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsLock\"", ct) > 0) Log.StaleLock(logger);
    }

    /// <summary>Held through an open connection: it goes with the process, however that ends.</summary>
    private sealed class SessionLock(LoyaltyDb db, string release) : IAsyncDisposable
    {
        public static async Task<IAsyncDisposable> AcquireAsync(LoyaltyDb db, string acquire, string release, CancellationToken ct)
        {
            if (!await db.Database.CanConnectAsync(ct)) return new SessionLock(db, ""); // Migrate creates the database first
            await db.Database.OpenConnectionAsync(ct);
            await db.Database.ExecuteSqlRawAsync(acquire, ct);
            return new SessionLock(db, release);
        }

        public async ValueTask DisposeAsync()
        {
            if (release.Length == 0) return;
            await db.Database.ExecuteSqlRawAsync(release);
            await db.Database.CloseConnectionAsync();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Upgrading the database: {Pending} migrations to apply")]
        public static partial void Upgrading(ILogger logger, int pending);

        [LoggerMessage(LogLevel.Warning, "Removed a migration lock left behind by a process that ended")]
        public static partial void StaleLock(ILogger logger);
    }
}
