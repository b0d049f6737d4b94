using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using LineLoyalty.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace LineLoyalty.Databases.Sqlite;

public sealed class SqliteLoyaltyDb(DbContextOptions<SqliteLoyaltyDb> options) : LoyaltyDb(options)
{
    private const int ConstraintUnique = 2067;
    private const int ConstraintPrimaryKey = 1555;
    private static readonly ConcurrentDictionary<string, GroupWriter> Writers = new();
    private string? file;

    /// <summary>The one writer of a file in this process.</summary>
    internal static GroupWriter WriterOf(string connectionString) => 
        Writers.GetOrAdd(new SqliteConnectionStringBuilder(connectionString).DataSource, _ => new GroupWriter(connectionString));

    public override bool IsShared => false;

    public override bool HasOneServer => true;

    public override bool AsksRowByRow => true;

    public override bool IsUniqueViolation(DbUpdateException exception) =>
        exception.InnerException is SqliteException { SqliteExtendedErrorCode: ConstraintUnique or ConstraintPrimaryKey };

    // Who writes is alone with the whole file already.
    public override Task LockMemberAsync(long memberId, CancellationToken ct) => Task.CompletedTask;

    public override Task LockMemberAsync(string memberRef, CancellationToken ct) => Task.CompletedTask;

    protected override Task<WriteTurn> BeginTurnAsync(CancellationToken ct) => WriterOf(file ??= Database.GetConnectionString()!).BeginAsync(this, ct);
}

/// <summary>WAL is kept in the file; these two are per connection. FULL: a commit that was acknowledged survives a power cut.</summary>
internal sealed class SqliteDurability : DbConnectionInterceptor
{
    public const string Pragmas = "PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000;";

    // The pool hands an open connection out again and again; what was set on it stays set.
    private static readonly ConditionalWeakTable<sqlite3, object> Prepared = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (connection is not SqliteConnection { Handle: { } handle } || Prepared.TryGetValue(handle, out _)) return;
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
        Prepared.TryAdd(handle, Prepared);
    }

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
