using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LineLoyalty.Databases.PostgreSql;

public sealed class PostgreSqlLoyaltyDb(DbContextOptions<PostgreSqlLoyaltyDb> options) : LoyaltyDb(options)
{
    public override bool IsUniqueViolation(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    public override string ClockQuery => """SELECT clock_timestamp() AS "Value" """;

    public override IQueryable<T> SkipLocked<T>(IQueryable<T> query) => query.TagWith(SkipLockedRows.Tag);
}
