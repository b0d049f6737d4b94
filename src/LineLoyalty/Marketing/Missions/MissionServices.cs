using LineLoyalty.Data;
using LineLoyalty.Purchases.CheckIns;
using LineLoyalty.Rewards.Card;
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
        services.AddScoped<MakeUpMission>();
        services.AddScoped<SeedMissions>();
        services.AddScoped(p => new ReadMissions(p.GetRequiredService<LoyaltyDb>(), p.GetRequiredService<ReadMissionBook>(), p.GetRequiredService<ReadMissionFacts>(), p.GetRequiredService<BrandTime>()));
        services.AddScoped(p => new TryMission(p.GetRequiredService<LoyaltyDb>(), p.GetRequiredService<ReadMissionBook>(), p.GetRequiredService<ReadMissionFacts>(), p.GetRequiredService<Segments.AskSegment>(), p.GetRequiredService<BrandTime>()));
        services.AddScoped<ICardMissions>(p => p.GetRequiredService<ReadMissions>());
        services.AddSingleton(p => new RunMissions(p.GetRequiredService<IServiceScopeFactory>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<RunMissions>>()));
    }
}
