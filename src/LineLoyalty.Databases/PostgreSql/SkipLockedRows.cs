using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LineLoyalty.Databases.PostgreSql;

/// <summary>Puts the words EF has none for behind queries that asked for them.</summary>
internal sealed class SkipLockedRows : DbCommandInterceptor
{
    public const string Tag = "skip locked";

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (command.CommandText.StartsWith("-- " + Tag, StringComparison.Ordinal)) command.CommandText += "\nFOR UPDATE SKIP LOCKED";
        return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
    }
}
