using LineLoyalty.Databases;
using LineLoyalty.Tests.TestHost;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace LineLoyalty.Tests.Pos;

/// <summary>
/// Makes races happen. On a small machine forty parallel requests hardly ever overlap; a side connection that holds the database's write
/// lock while they arrive lets all of them read before any of them can write.
/// </summary>
internal static class WriteLock
{
    private static readonly TimeSpan Held = TimeSpan.FromMilliseconds(250);

    // A thread that waits for SQLite's lock is a thread less; the pool's slow growth would let the requests arrive one by one.
    static WriteLock() => ThreadPool.SetMinThreads(100, 100);

    public static async Task AmplifyAsync(TestApp app, Func<Task> burst)
    {
        Task running;
        switch (TestDatabase.Provider)
        {
            case DatabaseProvider.Sqlite:
                await using (var side = new SqliteConnection(app.ConnectionString + ";Pooling=false"))
                {
                    await side.OpenAsync();
                    await ExecuteAsync(side, "PRAGMA busy_timeout=10000");
                    await ExecuteAsync(side, "BEGIN IMMEDIATE");
                    running = Task.Run(burst);
                    await Task.Delay(Held);
                    await ExecuteAsync(side, "ROLLBACK");
                }
                break;
            case DatabaseProvider.PostgreSql:
                await using (var side = new NpgsqlConnection(app.ConnectionString))
                {
                    await side.OpenAsync();
                    await using var transaction = await side.BeginTransactionAsync();
                    await ExecuteAsync(side, """LOCK TABLE "Coupons", "Members", "Purchases", "PointsLots" IN SHARE ROW EXCLUSIVE MODE""");
                    running = Task.Run(burst);
                    await Task.Delay(Held);
                    await transaction.RollbackAsync();
                }
                break;
            default:
                running = Task.Run(burst);
                break;
        }
        await running;
    }

    private static async Task ExecuteAsync(System.Data.Common.DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
