using System.Globalization;
using System.Text;
using LineLoyalty.Conversation.Intake;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LineLoyalty.Databases.Sqlite;

/// <summary>
/// One kept connection and one prepared statement, bound in UTF-8 as received: the ADO layer would cost more than SQLite itself.
/// Waits its turn like every other writer of this process.
/// </summary>
internal sealed class SqliteInboxWriter(DatabaseOptions options) : IInboxWriter
{
    // Another process on the file (a backup, a person's shell) may hold the lock: say so while LINE still listens.
    private const int BusyMilliseconds = 700;
    // Bigger checkpoints, so that the database file is synced less often than by default (1,000 pages).
    private const string Pragmas = "PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-16000;";
    private const string Insert = """
        INSERT INTO "InboxEvents" ("WebhookEventId", "LineUserId", "Type", "EventTime", "ReceivedAt", "Payload", "State", "Attempts")
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'Pending', 0) ON CONFLICT ("WebhookEventId") DO NOTHING
        """;

    private readonly GroupWriter writer = SqliteLoyaltyDb.WriterOf(options.ConnectionString);
    private readonly byte[] text = new byte[256];
    private SqliteConnection? connection;
    private sqlite3_stmt? begin;
    private sqlite3_stmt? insert;
    private sqlite3_stmt? commit;

    public int Write(IReadOnlyList<InboxRow> rows, DateTime receivedAt)
    {
        using var turn = writer.EnterAloneAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        try
        {
            Open();
            Step(begin!);
            var received = Encoding.ASCII.GetBytes(receivedAt.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture));
            var fresh = 0;
            for (var i = 0; i < rows.Count; i++) fresh += Store(rows[i], received);
            Step(commit!);
            return fresh;
        }
        catch
        {
            // Closing undoes what was begun, whatever state the connection is in.
            Close();
            throw;
        }
    }

    public void Dispose() => Close();

    private int Store(InboxRow row, ReadOnlySpan<byte> received)
    {
        BindText(1, row.WebhookEventId);
        if (row.LineUserId is { } user) BindText(2, user); else raw.sqlite3_bind_null(insert, 2);
        BindText(3, row.Type);
        raw.sqlite3_bind_int64(insert, 4, row.EventTime);
        raw.sqlite3_bind_text(insert, 5, received);
        raw.sqlite3_bind_text(insert, 6, row.Payload.Span);
        Step(insert!);
        return raw.sqlite3_changes(connection!.Handle);
    }

    private void BindText(int index, string value) =>
        raw.sqlite3_bind_text(insert, index, text.AsSpan(0, Encoding.UTF8.GetBytes(value, text)));

    private void Step(sqlite3_stmt statement)
    {
        var result = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if (result is not (raw.SQLITE_DONE or raw.SQLITE_ROW)) SqliteException.ThrowExceptionForRC(result, connection!.Handle);
    }

    private void Open()
    {
        if (connection is not null) return;
        connection = new SqliteConnection(new SqliteConnectionStringBuilder(options.ConnectionString) { Pooling = false }.ToString());
        connection.Open();
        using (var pragmas = connection.CreateCommand())
        {
            pragmas.CommandText = SqliteDurability.Pragmas + Pragmas;
            pragmas.ExecuteNonQuery();
        }
        raw.sqlite3_busy_timeout(connection.Handle, BusyMilliseconds);
        begin = Prepare("BEGIN IMMEDIATE");
        insert = Prepare(Insert);
        commit = Prepare("COMMIT");
    }

    private sqlite3_stmt Prepare(string sql)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(connection!.Handle, sql, out var statement), connection.Handle);
        return statement;
    }

    private void Close()
    {
        begin?.Dispose();
        insert?.Dispose();
        commit?.Dispose();
        connection?.Dispose();
        (begin, insert, commit, connection) = (null, null, null, null);
    }
}
