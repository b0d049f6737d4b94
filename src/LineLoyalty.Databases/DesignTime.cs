using LineLoyalty.Databases.PostgreSql;
using LineLoyalty.Databases.Sqlite;
using LineLoyalty.Databases.SqlServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace LineLoyalty.Databases;

// `dotnet ef` makes contexts through these; no server is contacted to write a migration.

internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteLoyaltyDb>
{
    public SqliteLoyaltyDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteLoyaltyDb>().UseSqlite("Data Source=design.db").Options);
}

internal sealed class PostgreSqlDesignTime : IDesignTimeDbContextFactory<PostgreSqlLoyaltyDb>
{
    public PostgreSqlLoyaltyDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgreSqlLoyaltyDb>().UseNpgsql("Host=localhost").Options);
}

internal sealed class SqlServerDesignTime : IDesignTimeDbContextFactory<SqlServerLoyaltyDb>
{
    public SqlServerLoyaltyDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqlServerLoyaltyDb>().UseSqlServer("Server=localhost").Options);
}
