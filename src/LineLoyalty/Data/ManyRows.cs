using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace LineLoyalty.Data;

/// <summary>Sends the runs of one statement to the engine together; SQLite, which is not far away, gets them one by one.</summary>
internal static class ManyRows
{
    [SuppressMessage("Security", "CA2100", Justification = "The text is the product's own; every value is a parameter.")]
    public static async Task<IReadOnlyList<int>> ExecuteAsync(
        DatabaseFacade database, string sql, IReadOnlyList<object[]> rows, Action<DbParameter, object> bind, CancellationToken ct)
    {
        var changed = new int[rows.Count];
        if (rows.Count == 0) return changed;
        var connection = database.GetDbConnection();
        var transaction = database.CurrentTransaction!.GetDbTransaction();
        if (connection.CanCreateBatch)
        {
            await using var batch = connection.CreateBatch();
            batch.Transaction = transaction;
            foreach (var row in rows)
            {
                var command = batch.CreateBatchCommand();
                command.CommandText = sql;
                for (var i = 0; i < row.Length; i++) Add(command.Parameters, command.CreateParameter(), i, row[i], bind);
                batch.BatchCommands.Add(command);
            }
            await batch.ExecuteNonQueryAsync(ct);
            for (var i = 0; i < changed.Length; i++) changed[i] = batch.BatchCommands[i].RecordsAffected;
            return changed;
        }
        await using var one = connection.CreateCommand();
        (one.Transaction, one.CommandText) = (transaction, sql);
        for (var i = 0; i < rows[0].Length; i++) Add(one.Parameters, one.CreateParameter(), i, rows[0][i], bind);
        for (var i = 0; i < changed.Length; i++)
        {
            for (var j = 0; j < rows[i].Length; j++) bind(one.Parameters[j], rows[i][j]);
            changed[i] = await one.ExecuteNonQueryAsync(ct);
        }
        return changed;
    }

    private static void Add(DbParameterCollection parameters, DbParameter parameter, int index, object value, Action<DbParameter, object> bind)
    {
        parameter.ParameterName = $"@p{index}";
        bind(parameter, value);
        parameters.Add(parameter);
    }
}
