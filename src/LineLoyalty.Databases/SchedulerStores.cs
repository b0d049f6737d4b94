using LineLoyalty.Scheduling;
using Microsoft.Data.SqlClient;
using Npgsql;
using Quartz;

namespace LineLoyalty.Databases;

/// <summary>Quartz's clustered store on the engines several servers share; on SQLite, with its one server, ticks live in memory.</summary>
internal static class SchedulerStores
{
    public static SchedulerStore? For(DatabaseOptions options) => options.Provider switch
    {
        DatabaseProvider.PostgreSql => new(quartz => quartz.UsePersistentStore(store => Shared(store).UsePostgres(NpgsqlFactory.Instance, options.ConnectionString))),
        DatabaseProvider.SqlServer => new(quartz => quartz.UsePersistentStore(store => Shared(store).UseSqlServer(SqlClientFactory.Instance, options.ConnectionString))),
        _ => null,
    };

    private static IPersistentStoreBuilder Shared(IPersistentStoreBuilder store)
    {
        store.ConfigureStore(o =>
        {
            o.StoreJobDataAsStrings = true;
            o.MisfireThreshold = TimeSpan.FromSeconds(30);
        });
        store.UseClustering(c =>
        {
            c.CheckinInterval = TimeSpan.FromSeconds(2);
            c.CheckinMisfireThreshold = TimeSpan.FromSeconds(3);
        });
        store.ProvisionSchema();
        return store;
    }
}
