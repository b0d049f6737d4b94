using System.Text;
using LineLoyalty.Conversation.Intake;
using Npgsql;
using NpgsqlTypes;

namespace LineLoyalty.Databases.PostgreSql;

/// <summary>One statement per batch over one kept connection; arrays instead of a parameter per value.</summary>
internal sealed class PostgreSqlInboxWriter(DatabaseOptions options) : IInboxWriter
{
    // Sorted by id: two servers storing the same redelivered events then lock them in the same order.
    private const string Insert = """
        INSERT INTO "InboxEvents" ("WebhookEventId", "LineUserId", "Type", "EventTime", "Payload", "ReceivedAt", "State", "Attempts")
        SELECT e.*, @received, 'Pending', 0 FROM unnest(@ids, @users, @types, @times, @payloads) AS e ORDER BY 1
        ON CONFLICT ("WebhookEventId") DO NOTHING
        """;

    private NpgsqlConnection? connection;

    public int Write(IReadOnlyList<InboxRow> rows, DateTime receivedAt)
    {
        try
        {
            using var insert = new NpgsqlCommand(Insert, Open());
            Add(insert, "ids", NpgsqlDbType.Text, rows, r => r.WebhookEventId);
            Add(insert, "users", NpgsqlDbType.Text, rows, r => r.LineUserId);
            Add(insert, "types", NpgsqlDbType.Text, rows, r => r.Type);
            Add(insert, "times", NpgsqlDbType.Bigint, rows, r => r.EventTime);
            Add(insert, "payloads", NpgsqlDbType.Text, rows, r => Encoding.UTF8.GetString(r.Payload.Span));
            insert.Parameters.Add(new("received", NpgsqlDbType.TimestampTz) { Value = receivedAt });
            return insert.ExecuteNonQuery();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        connection?.Dispose();
        connection = null;
    }

    private static void Add<T>(NpgsqlCommand command, string name, NpgsqlDbType type, IReadOnlyList<InboxRow> rows, Func<InboxRow, T> value)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = value(rows[i]);
        command.Parameters.Add(new(name, NpgsqlDbType.Array | type) { Value = values });
    }

    private NpgsqlConnection Open()
    {
        if (connection is not null) return connection;
        var opened = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(options.ConnectionString) { CommandTimeout = 3, Timeout = 3 }.ToString());
        connection = opened;
        opened.Open();
        return opened;
    }
}
