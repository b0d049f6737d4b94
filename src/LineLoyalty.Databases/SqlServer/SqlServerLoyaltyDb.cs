using System.Data;
using System.Data.Common;
using LineLoyalty.Data;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Databases.SqlServer;

public sealed class SqlServerLoyaltyDb(DbContextOptions<SqlServerLoyaltyDb> options) : LoyaltyDb(options)
{
    private const int DuplicateKeyInIndex = 2601;
    private const int DuplicateKeyInConstraint = 2627;

    public override bool IsUniqueViolation(DbUpdateException exception) =>
        exception.InnerException is SqlException { Number: DuplicateKeyInIndex or DuplicateKeyInConstraint };

    public override string ClockQuery => """SELECT SYSUTCDATETIME() AS "Value" """;

    protected override void Bind(DbParameter parameter, object value)
    {
        // Otherwise it would be rounded to the older type's three milliseconds.
        if (value is DateTime) parameter.DbType = DbType.DateTime2;
        base.Bind(parameter, value);
    }
}
