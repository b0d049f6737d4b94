using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LineLoyalty.Databases.Sqlite;

/// <summary>
/// Open connections of one file for contexts that only ask, with the statements they have compiled. Opening one for each question, as EF does,
/// declares EF's functions and compiles the question anew each time, which costs more than answering it.
/// </summary>
internal sealed class ReadConnections(string connectionString) : IDisposable
{
    private const int MostIdle = 8;
    private static readonly string Pragmas = SqliteDurability.Pragmas;

    private readonly ConcurrentStack<KeptStatements> idle = [];

    /// <summary>Lets go of the file; whoever asks later opens it again.</summary>
    public void Dispose()
    {
        while (idle.TryPop(out var connection)) connection.Dispose();
    }

    public DbConnection Connect() => new Borrowed(this, connectionString);

    private KeptStatements Take()
    {
        // The newest first: its pages and statements are the warm ones.
        if (idle.TryPop(out var connection)) return connection;
        var opened = new KeptStatements(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        try
        {
            opened.Open();
            opened.Execute(Pragmas);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private void GiveBack(KeptStatements connection)
    {
        // Whoever left something open on it would disturb the next.
        if (idle.Count < MostIdle && connection is { IsLent: false, HasNoTransaction: true }) idle.Push(connection);
        else connection.Dispose();
    }

    /// <summary>A context's own connection: open only while it holds one of the kept ones.</summary>
    private sealed class Borrowed(ReadConnections from, string connectionString) : SqliteConnection(connectionString), IStatementKeeper
    {
        private KeptStatements? held;

        public KeptStatements Keeper => held ?? throw new InvalidOperationException("The connection is closed.");

        public override ConnectionState State => held is null ? ConnectionState.Closed : ConnectionState.Open;

        public override sqlite3? Handle => held?.Handle;

        public override void Open() => held ??= from.Take();

        public override void Close()
        {
            // Undone while there is a connection to undo it on.
            Transaction?.Dispose();
            if (Interlocked.Exchange(ref held, null) is { } connection) from.GiveBack(connection);
        }

        public override SqliteCommand CreateCommand() => new KeptStatements.Lent(this) { Connection = this, Transaction = Transaction, CommandTimeout = DefaultTimeout };
    }
}

/// <summary>Where a lent command finds the connection that keeps its statement, by the time it runs.</summary>
internal interface IStatementKeeper
{
    KeptStatements Keeper { get; }
}
