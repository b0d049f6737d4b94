using System.Data;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace LineLoyalty.Databases.Sqlite;

/// <summary>A connection that keeps its compiled statements: the same few texts come again with every sale, and compiling one costs more than running it.</summary>
internal sealed class KeptStatements(string connectionString) : SqliteConnection(connectionString)
{
    private const int MostKept = 300;
    private readonly Dictionary<string, Kept> idle = [];

    public override SqliteCommand CreateCommand() => new Lent(this);

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
        base.Dispose(disposing);
    }

    [SuppressMessage("Security", "CA2100", Justification = "The text is the caller's own command text.")]
    private Kept Take(SqliteCommand wanted)
    {
        if (!idle.Remove(wanted.CommandText, out var kept)) kept = new Kept { Connection = this, CommandText = wanted.CommandText };
        kept.Transaction = wanted.Transaction;
        kept.CommandTimeout = wanted.CommandTimeout;
        kept.Parameters.Clear();
        foreach (SqliteParameter parameter in wanted.Parameters) kept.Parameters.Add(parameter);
        return kept;
    }

    private void GiveBack(Kept kept)
    {
        if (kept.IsReading || idle.Count >= MostKept || !idle.TryAdd(kept.CommandText, kept)) kept.Dispose();
        else kept.Transaction = null;
    }

    private sealed class Kept : SqliteCommand
    {
        public bool IsReading => DataReader is not null;
    }

    /// <summary>Looks like a fresh command to its user; what runs is the kept one of the same text.</summary>
    private sealed class Lent : SqliteCommand
    {
        private readonly KeptStatements keeper;
        private Kept? kept;

        public Lent(KeptStatements keeper)
        {
            this.keeper = keeper;
            (Connection, Transaction, CommandTimeout) = (keeper, keeper.Transaction, keeper.DefaultTimeout);
        }

        private Kept Ready()
        {
            if (kept is not null) keeper.GiveBack(kept);
            return kept = keeper.Take(this);
        }

        public override SqliteDataReader ExecuteReader(CommandBehavior behavior) => Ready().ExecuteReader(behavior);

        public override int ExecuteNonQuery() => Ready().ExecuteNonQuery();

        public override object? ExecuteScalar() => Ready().ExecuteScalar();

        protected override void Dispose(bool disposing)
        {
            if (kept is not null) keeper.GiveBack(kept);
            kept = null;
            base.Dispose(disposing);
        }
    }
}
