using LineLoyalty.Data;
using LineLoyalty.Purchases.CheckIns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Marketing.Missions;

internal static class MissionServices
{
    public static void AddMissions(this IServiceCollection services)
    {
        services.AddScoped<ReadMissionBook>();
        services.AddScoped<IUnitWatcher, WatchForMissions>();
        services.AddScoped<ICheckInListener, CountCheckIns>();
        services.AddScoped<ReadMissionFacts>();
        services.AddScoped<LetIntoMissions>();
        services.AddScoped<SettleMissions>();
        services.AddScoped<GiveMission>();
        services.AddSingleton(p => new RunMissions(p.GetRequiredService<IServiceScopeFactory>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<RunMissions>>()));
    }
}
