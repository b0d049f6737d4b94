using System.Data;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LineLoyalty.Databases.Sqlite;

/// <summary>A connection that keeps its compiled statements: the same few texts come again with every sale, and compiling one costs more than running it.</summary>
internal sealed class KeptStatements(string connectionString) : SqliteConnection(connectionString), IStatementKeeper
{
    private const int MostKept = 300;
    private readonly Dictionary<string, Kept> idle = [];
    private readonly Dictionary<string, sqlite3_stmt> bare = [];
    private byte[] text = new byte[4096];
    private int lent;

    KeptStatements IStatementKeeper.Keeper => this;

    /// <summary>Somebody still holds one of its commands.</summary>
    public bool IsLent => lent > 0;

    public override SqliteCommand CreateCommand() => new Lent(this) { Connection = this, Transaction = Transaction, CommandTimeout = DefaultTimeout };

    public void Execute(string sql)
    {
        using var command = base.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var command in idle.Values) command.Dispose();
        idle.Clear();
        foreach (var statement in bare.Values) statement.Dispose();
        bare.Clear();
        base.Dispose(disposing);
    }

    /// <summary>A statement of our own, without a command around it; bound by place, run to its end at once.</summary>
    public sqlite3_stmt Statement(string sql)
    {
        if (bare.TryGetValue(sql, out var known)) return known;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(Handle!, sql, out var statement), Handle);
        if (bare.Count < MostKept) return bare[sql] = statement;
        foreach (var old in bare.Values) old.Dispose();
        bare.Clear();
        return bare[sql] = statement;
    }

    /// <summary>As Microsoft.Data.Sqlite writes values, so that what is written here is found by what EF asks.</summary>
    public void Bind(sqlite3_stmt statement, int place, object? value)
    {
        Span<char> chars = stackalloc char[40];
        int length;
        switch (value)
        {
            case null: raw.sqlite3_bind_null(statement, place); return;
            case long n: raw.sqlite3_bind_int64(statement, place, n); return;
            case int n: raw.sqlite3_bind_int64(statement, place, n); return;
            case bool b: raw.sqlite3_bind_int64(statement, place, b ? 1 : 0); return;
            case double d: raw.sqlite3_bind_double(statement, place, d); return;
            case byte[] bytes: raw.sqlite3_bind_blob(statement, place, bytes); return;
            case string s: BindText(statement, place, s); return;
            case DateTime at: at.TryFormat(chars, out length, "yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture); break;
            case DateOnly day: day.TryFormat(chars, out length, "yyyy-MM-dd", CultureInfo.InvariantCulture); break;
            case Guid id:
                id.TryFormat(chars, out length);
                MemoryExtensions.ToUpperInvariant(chars[..length].ToString(), chars);
                break;
            default: throw new NotSupportedException($"A {value.GetType().Name} cannot be written.");
        }
        BindText(statement, place, chars[..length]);
    }

    private void BindText(sqlite3_stmt statement, int place, ReadOnlySpan<char> value)
    {
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (most > text.Length) text = new byte[most * 2];
        raw.sqlite3_bind_text(statement, place, text.AsSpan(0, Encoding.UTF8.GetBytes(value, text)));
    }

    /// <returns>Rows it changed.</returns>
    public int Run(sqlite3_stmt statement)
    {
        var result = raw.sqlite3_step(statement);
        // Asked before the reset, which forgets why.
        try
        {
            if (result is not (raw.SQLITE_DONE or raw.SQLITE_ROW)) SqliteException.ThrowExceptionForRC(result, Handle);
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
        return raw.sqlite3_changes(Handle!);
    }

    public void Run(string sql) => Run(Statement(sql));

    /// <summary>Into the log, since <see cref="CountPagesAnew"/>.</summary>
    public int PagesWritten
    {
        get
        {
            raw.sqlite3_db_status(Handle!, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 0);
            return pages;
        }
    }

    public void CountPagesAnew() => raw.sqlite3_db_status(Handle!, raw.SQLITE_DBSTATUS_CACHE_WRITE, out _, out _, 1);

    public bool HasNoTransaction => raw.sqlite3_get_autocommit(Handle!) != 0;

    public long LastId => raw.sqlite3_last_insert_rowid(Handle!);

    [SuppressMessage("Security", "CA2100", Justification = "The text is the caller's own command text.")]
    private Kept Take(SqliteCommand wanted)
    {
        if (!idle.Remove(wanted.CommandText, out var kept)) kept = new Kept { Connection = this, CommandText = wanted.CommandText };
        // A borrower's transaction runs on this connection, which does not know of it.
        kept.Transaction = wanted.Transaction?.Connection == this ? wanted.Transaction : null;
        kept.CommandTimeout = wanted.CommandTimeout;
        foreach (SqliteParameter parameter in wanted.Parameters) kept.Parameters.Add(parameter);
        lent++;
        return kept;
    }

    private void GiveBack(Kept kept)
    {
        lent--;
        if (idle.Count >= MostKept)
        {
            foreach (var old in idle.Values) old.Dispose();
            idle.Clear();
        }
        if (kept.IsReading || !idle.TryAdd(kept.CommandText, kept)) kept.Dispose();
        else
        {
            kept.Transaction = null;
            kept.Parameters.Clear();
        }
    }

    private sealed class Kept : SqliteCommand
    {
        public bool IsReading => DataReader is not null;
    }

    /// <summary>Looks like a fresh command to its user; what runs is the kept one of the same text.</summary>
    internal sealed class Lent(IStatementKeeper from) : SqliteCommand
    {
        private KeptStatements? keeper;
        private Kept? kept;

        private Kept Ready()
        {
            Return();
            keeper = from.Keeper;
            return kept = keeper.Take(this);
        }

        private void Return()
        {
            if (kept is not null) keeper!.GiveBack(kept);
            kept = null;
        }

        public override SqliteDataReader ExecuteReader(CommandBehavior behavior) => Ready().ExecuteReader(behavior);

        public override int ExecuteNonQuery() => Ready().ExecuteNonQuery();

        public override object? ExecuteScalar() => Ready().ExecuteScalar();

        protected override void Dispose(bool disposing)
        {
            // Found by the collector, on a thread of its own: whoever has the connection now must not be disturbed. It stays lent.
            if (disposing) Return();
            base.Dispose(disposing);
        }
    }
}
