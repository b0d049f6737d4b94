using System.Data;
using System.Text;
using LineLoyalty.Conversation.Intake;
using Microsoft.Data.SqlClient;

namespace LineLoyalty.Databases.SqlServer;

/// <summary>Bulk copy into a table of the connection's own, then one insert of what is not there yet.</summary>
internal sealed class SqlServerInboxWriter(DatabaseOptions options) : IInboxWriter
{
    private const int DuplicateKeyInIndex = 2601;
    private const int Tries = 3;
    private const string Stage = """
        CREATE TABLE #Inbox (WebhookEventId nvarchar(64) NOT NULL, LineUserId nvarchar(33) NULL, Type nvarchar(40) NOT NULL, EventTime bigint NOT NULL, Payload nvarchar(max) NOT NULL)
        """;
    private const string Insert = """
        INSERT INTO [InboxEvents] ([WebhookEventId], [LineUserId], [Type], [EventTime], [Payload], [ReceivedAt], [State], [Attempts])
        SELECT s.WebhookEventId, s.LineUserId, s.Type, s.EventTime, s.Payload, @received, 'Pending', 0 FROM #Inbox s
        WHERE NOT EXISTS (SELECT 1 FROM [InboxEvents] e WHERE e.[WebhookEventId] = s.WebhookEventId)
        """;

    private SqlConnection? connection;

    public int Write(IReadOnlyList<InboxRow> rows, DateTime receivedAt)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return WriteOnce(rows, receivedAt);
            }
            // Another server stored one of them between our look and our insert; the next look sees it.
            catch (SqlException e) when (e.Number == DuplicateKeyInIndex && attempt < Tries)
            {
                Dispose();
            }
            catch
            {
                Dispose();
                throw;
            }
        }
    }

    public void Dispose()
    {
        connection?.Dispose();
        connection = null;
    }

    private int WriteOnce(IReadOnlyList<InboxRow> rows, DateTime receivedAt)
    {
        var open = Open();
        using (var copy = new SqlBulkCopy(open) { DestinationTableName = "#Inbox", BulkCopyTimeout = 3 })
        using (var table = Table(rows))
        {
            copy.WriteToServer(table);
        }
        using var insert = new SqlCommand(Insert, open) { CommandTimeout = 3 };
        insert.Parameters.Add(new("@received", SqlDbType.DateTime2) { Value = receivedAt });
        var fresh = insert.ExecuteNonQuery();
        using var clear = new SqlCommand("TRUNCATE TABLE #Inbox", open);
        clear.ExecuteNonQuery();
        return fresh;
    }

    private static DataTable Table(IReadOnlyList<InboxRow> rows)
    {
        var table = new DataTable { Locale = System.Globalization.CultureInfo.InvariantCulture };
        table.Columns.Add("WebhookEventId", typeof(string));
        table.Columns.Add("LineUserId", typeof(string));
        table.Columns.Add("Type", typeof(string));
        table.Columns.Add("EventTime", typeof(long));
        table.Columns.Add("Payload", typeof(string));
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows)
        {
            if (!seen.Add(row.WebhookEventId)) continue;
            table.Rows.Add(row.WebhookEventId, (object?)row.LineUserId ?? DBNull.Value, row.Type, row.EventTime, Encoding.UTF8.GetString(row.Payload.Span));
        }
        return table;
    }

    private SqlConnection Open()
    {
        if (connection is not null) return connection;
        var opened = new SqlConnection(new SqlConnectionStringBuilder(options.ConnectionString) { ConnectTimeout = 3, Pooling = false }.ToString());
        connection = opened;
        opened.Open();
        using var stage = new SqlCommand(Stage, opened);
        stage.ExecuteNonQuery();
        return opened;
    }
}
