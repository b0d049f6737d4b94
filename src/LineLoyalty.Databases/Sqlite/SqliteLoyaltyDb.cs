using System.Collections.Concurrent;
using System.Data.Common;
using LineLoyalty.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LineLoyalty.Databases.Sqlite;

public sealed class SqliteLoyaltyDb(DbContextOptions<SqliteLoyaltyDb> options) : LoyaltyDb(options)
{
    private const int ConstraintUnique = 2067;
    private const int ConstraintPrimaryKey = 1555;
    private static readonly ConcurrentDictionary<string, GroupWriter> Writers = new();
    private static readonly ConcurrentDictionary<string, ReadConnections> Readers = new();
    private string? file;

    /// <summary>The one writer of a file in this process.</summary>
    internal static GroupWriter WriterOf(string connectionString) => 
        Writers.GetOrAdd(new SqliteConnectionStringBuilder(connectionString).DataSource, _ => new GroupWriter(connectionString));

    internal static ReadConnections ReadersOf(string connectionString) => Readers.GetOrAdd(connectionString, _ => new ReadConnections(connectionString));

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

/// <summary>Gives contexts the connections that are kept open. WAL is kept in the file; the pragmas are per connection. FULL: a commit that was acknowledged survives a power cut.</summary>
internal sealed class SqliteDurability(ReadConnections readers) : DbConnectionInterceptor
{
    public const string Pragmas = "PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000;";

    public override InterceptionResult<DbConnection> ConnectionCreating(ConnectionCreatingEventData eventData, InterceptionResult<DbConnection> result) =>
        InterceptionResult<DbConnection>.SuppressWithResult(readers.Connect());
}
