using System.Diagnostics;
using LineLoyalty.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Databases.Sqlite;

/// <summary>
/// Writes of one file, one action after the other on one kept connection. While others wait, an action that is done leaves its part in the
/// open transaction and lets the next one write; whoever finds nobody behind, or the group old or large enough, commits for all. Each action
/// is told that it is done only after that commit; one that fails is undone to its own savepoint and the others do not notice.
/// </summary>
internal sealed class GroupWriter(string connectionString) : IDisposable
{
    private const int Largest = 64;
    // A long action behind us must not hold back the answers of a whole crowd.
    private static readonly TimeSpan Oldest = TimeSpan.FromMilliseconds(20);
    // Bigger than the default of 1,000 pages: the database file is synced less often.
    private const int CheckpointPages = 4000;
    // The writer's own checkpoint is for the day on which the one behind its back fails. What a savepoint would restore stays in
    // memory: SQLite would write each page to a temporary file first, more than all it writes to the log.
    private const string Pragmas = SqliteDurability.Pragmas + "PRAGMA wal_autocheckpoint=40000; PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;";
    private const string Part = "part";

    private readonly string connectionString = connectionString;
    private readonly FifoGate gate = new();
    private readonly List<TaskCompletionSource> done = [];
    private KeptStatements? connection;
    private SqliteTransaction? group;
    private long began;
    private Task checkpoint = Task.CompletedTask;

    /// <summary>Actions behind the one that writes.</summary>
    public int Waiting => gate.Waiting;

    public long Commits { get; private set; }

    /// <summary>Waits for the context's turn and makes it write on the shared connection.</summary>
    public async Task<WriteTurn> BeginAsync(DbContext db, CancellationToken ct)
    {
        var turn = await gate.EnterAsync(ct);
        try
        {
            // Somebody is reading on the context's own connection: it writes there, by itself.
            if (db.Database.GetDbConnection().State != System.Data.ConnectionState.Closed)
            {
                Flush();
                return new OwnTransaction(await db.Database.BeginTransactionAsync(ct), turn);
            }
            Open();
            group!.Save(Part);
            db.Database.SetDbConnection(connection);
            // Not to be broken off half-way: the group is not this caller's alone.
            await db.Database.UseTransactionAsync(group, CancellationToken.None);
            return new Shared(this, db, turn);
        }
        catch
        {
            Lose(new IOException("The database could not begin to write."));
            turn.Dispose();
            throw;
        }
    }

    /// <summary>For writers with a connection of their own.</summary>
    public async ValueTask<IDisposable> EnterAloneAsync(CancellationToken ct)
    {
        var turn = await gate.EnterAsync(ct);
        Flush();
        return turn;
    }

    /// <summary>Lets go of the file; whoever writes later opens it again.</summary>
    public void Dispose()
    {
        checkpoint.GetAwaiter().GetResult();
        using var turn = gate.EnterAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        Flush();
        Close();
    }

    private void Open()
    {
        if (connection is null)
        {
            var opened = new KeptStatements(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
            try
            {
                opened.Open();
                opened.Execute(Pragmas);
            }
            catch
            {
                opened.Dispose();
                throw;
            }
            connection = opened;
        }
        if (group is not null) return;
        group = connection.BeginTransaction(deferred: false);
        began = Stopwatch.GetTimestamp();
    }

    /// <summary>Commits what earlier actions left; they hear of it. Never throws: who comes next begins anew.</summary>
    private void Flush()
    {
        if (group is null) return;
        try
        {
            group.Commit();
            Commits++;
            group.Dispose();
            group = null;
            foreach (var one in done) one.SetResult();
            done.Clear();
            if (checkpoint.IsCompleted && connection!.PagesWritten >= CheckpointPages)
            {
                connection.CountPagesAnew();
                checkpoint = Task.Run(CheckpointAsync);
            }
        }
        catch (Exception e)
        {
            Lose(e);
        }
    }

    /// <summary>
    /// Brings the log into the database file while others write, and then, in a turn of its own, the little that came meanwhile: only
    /// a log that is wholly in the file begins again at its start. Within the writer's commit it made a crowd wait for two syncs.
    /// </summary>
    private async Task CheckpointAsync()
    {
        try
        {
            await using var own = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
            await own.OpenAsync();
            await using var command = own.CreateCommand();
            command.CommandText = SqliteDurability.Pragmas + "PRAGMA wal_checkpoint(PASSIVE)";
            await command.ExecuteNonQueryAsync();
            using var turn = await EnterAloneAsync(CancellationToken.None);
            await command.ExecuteNonQueryAsync();
        }
        catch (SqliteException)
        {
            // Nothing is lost: the log keeps it, and the next checkpoint takes it along.
        }
    }

    /// <summary>The group's transaction is gone: nothing of it is on disk, and everybody who waits for that must know.</summary>
    private void Lose(Exception reason)
    {
        foreach (var one in done) one.SetException(new IOException("The database could not commit.", reason));
        done.Clear();
        Close();
    }

    private void Close()
    {
        // Closing undoes what was begun, whatever state the connection is in.
        try
        {
            group?.Dispose();
        }
        catch (SqliteException)
        {
        }
        connection?.Dispose();
        (group, connection) = (null, null);
    }

    /// <summary>Leaves the turn: the next action joins the group, or the group ends here.</summary>
    private void PassOn(IDisposable turn)
    {
        if (done.Count < Largest && Stopwatch.GetElapsedTime(began) < Oldest && gate.TryHandOver(turn)) return;
        Flush();
        turn.Dispose();
    }

    /// <summary>One action's part of the group.</summary>
    private sealed class Shared(GroupWriter writer, DbContext db, IDisposable turn) : WriteTurn
    {
        private bool left;

        public override Task CreateSavepointAsync(string name, CancellationToken ct)
        {
            writer.group!.Save(name);
            return Task.CompletedTask;
        }

        public override Task RollbackToSavepointAsync(string name)
        {
            writer.group!.Rollback(name);
            return Task.CompletedTask;
        }

        public override async Task CommitAsync(CancellationToken ct)
        {
            ct.ThrowIfCancellationRequested();
            var durable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await LeaveAsync(() =>
            {
                writer.group!.Release(Part);
                writer.done.Add(durable);
            });
            await durable.Task;
        }

        public override async ValueTask DisposeAsync()
        {
            if (left) return;
            try
            {
                var durable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await LeaveAsync(() =>
                {
                    writer.group!.Rollback(Part);
                    writer.group.Release(Part);
                    // What made this action give up may be a neighbour's part: nobody may hear of that before it is on disk.
                    if (writer.done.Count > 0) writer.done.Add(durable);
                    else durable.SetResult();
                });
                await durable.Task;
            }
            catch (Exception e) when (e is IOException or SqliteException)
            {
                // Undone all the same: nothing of the group is on disk, and those who wait for it know.
            }
        }

        private async Task LeaveAsync(Action end)
        {
            left = true;
            try
            {
                await db.Database.UseTransactionAsync(null);
                db.Database.SetDbConnection(null);
                db.Database.SetConnectionString(writer.connectionString);
                // A full disk, for one, makes SQLite give up the whole transaction by itself.
                if (writer.connection!.HasNoTransaction) throw new IOException("The database gave up the transaction.");
                end();
            }
            catch (Exception e)
            {
                writer.Lose(e);
                turn.Dispose();
                throw;
            }
            writer.PassOn(turn);
        }
    }
}
