using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Outside;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Marketing.Journeys;

internal static class JourneyServices
{
    public static void AddJourneys(this IServiceCollection services)
    {
        services.AddScoped<ReadJourneyBook>();
        services.AddScoped<IUnitWatcher, WatchForJourneys>();
        services.AddScoped<EnrolMembers>();
        services.AddScoped<AnswerSignals>();
        services.AddScoped<FindEntrants>();
        services.AddScoped<JourneyActions>();
        services.AddScoped<WalkJourneys>();
        services.AddScoped<IDeliveryCondition, JourneyOver>();
        services.AddScoped<IOutsideCondition, JourneyOver>();
        services.AddScoped<SwitchProgrammes>();
        services.AddScoped<ChangeJourney>();
        services.AddScoped<SeedJourneys>();
        services.AddScoped<ReadJourneys>();
        services.AddSection<JourneyOptions>("Journeys");
        services.AddSingleton<WebhookDoor>();
        services.AddScoped<SendWebhooks>();
        services.AddScoped<DryRunJourney>();
        services.AddScoped<MeasureJourney>();
        services.AddScoped<PriceJourney>();
        services.AddSingleton(p => new RunJourneys(p.GetRequiredService<IServiceScopeFactory>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<RunJourneys>>()));
    }
}
