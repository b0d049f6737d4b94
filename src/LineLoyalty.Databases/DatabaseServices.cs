using LineLoyalty.Conversation.Intake;
using LineLoyalty.Data;
using LineLoyalty.Databases.PostgreSql;
using LineLoyalty.Databases.Sqlite;
using LineLoyalty.Databases.SqlServer;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Databases;

public static class DatabaseServices
{
    /// <summary>Registers <see cref="LoyaltyDb"/> (scoped) and its factory for the engine named in <paramref name="options"/>.</summary>
    public static IServiceCollection AddLoyaltyDatabase(this IServiceCollection services, DatabaseOptions options)
    {
        services.AddSingleton(options);
        services.AddScoped<SchemaUpgrade>();
        if (SchedulerStores.For(options) is { } store) services.AddSingleton(store);
        if (options.Provider == DatabaseProvider.Sqlite)
        {
            services.AddSingleton(_ => SqliteLoyaltyDb.WriterOf(options.ConnectionString));
            services.AddSingleton(_ => SqliteLoyaltyDb.ReadersOf(options.ConnectionString));
        }
        return options.Provider switch
        {
            DatabaseProvider.Sqlite => services.AddEngine<SqliteLoyaltyDb, SqliteInboxWriter>(b => b
                .UseSqlite(options.ConnectionString, o => o.MaxBatchSize(options.MaxBatchSize))
                .AddInterceptors(new SqliteDurability(SqliteLoyaltyDb.ReadersOf(options.ConnectionString)))
                .ReplaceService<IDatabase, QuickSave>()),
            DatabaseProvider.PostgreSql => services.AddEngine<PostgreSqlLoyaltyDb, PostgreSqlInboxWriter>(b => b
                .UseNpgsql(options.ConnectionString, o => o.MaxBatchSize(options.MaxBatchSize))
                .AddInterceptors(new SkipLockedRows())),
            DatabaseProvider.SqlServer => services.AddEngine<SqlServerLoyaltyDb, SqlServerInboxWriter>(b => b
                .UseSqlServer(options.ConnectionString, o => o.MaxBatchSize(options.MaxBatchSize))),
            _ => throw new ArgumentOutOfRangeException(nameof(options)),
        };
    }

    /// <summary>An absolute SQLite file in <paramref name="directory"/>, which is created; other engines' strings are left alone.</summary>
    public static DatabaseOptions In(this DatabaseOptions options, string directory)
    {
        if (options.Provider != DatabaseProvider.Sqlite) return options;
        var parts = new SqliteConnectionStringBuilder(options.ConnectionString);
        parts.DataSource = Path.GetFullPath(parts.DataSource, Path.GetFullPath(directory));
        Directory.CreateDirectory(Path.GetDirectoryName(parts.DataSource)!);
        options.ConnectionString = parts.ToString();
        return options;
    }

    private static IServiceCollection AddEngine<T, TInboxWriter>(this IServiceCollection services, Action<DbContextOptionsBuilder> engine)
        where T : LoyaltyDb
        where TInboxWriter : class, IInboxWriter
    {
        services.AddPooledDbContextFactory<T>((provider, b) =>
        {
            engine(b);
            // Asked for here so that the container lets go of the file when it ends.
            provider.GetService<GroupWriter>();
            provider.GetService<ReadConnections>();
            // A refused duplicate is an answer, not a failure: what matters is logged by the use case that caught it.
            b.ConfigureWarnings(w => w.Log(
                (RelationalEventId.CommandError, LogLevel.Debug),
                (CoreEventId.SaveChangesFailed, LogLevel.Debug),
                (CoreEventId.OptimisticConcurrencyException, LogLevel.Debug)));
        });
        services.AddSingleton<IDbContextFactory<LoyaltyDb>, Factory<T>>();
        services.AddScoped<LoyaltyDb>(p =>
        {
            var db = p.GetRequiredService<IDbContextFactory<T>>().CreateDbContext();
            db.Watchers = p.GetServices<IUnitWatcher>;
            return db;
        });
        services.AddSingleton<IInboxWriter, TInboxWriter>();
        return services;
    }

    private sealed class Factory<T>(IDbContextFactory<T> inner) : IDbContextFactory<LoyaltyDb> where T : LoyaltyDb
    {
        public LoyaltyDb CreateDbContext() => inner.CreateDbContext();
    }
}
