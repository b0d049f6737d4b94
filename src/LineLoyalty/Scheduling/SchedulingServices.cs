using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Marketing.Missions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Quartz;

namespace LineLoyalty.Scheduling;

/// <summary>Where Quartz keeps its own rows. An engine that several servers share registers one before <c>AddLoyalty</c>; without, they are kept in memory.</summary>
public sealed record SchedulerStore(Action<IQuartzBuilder> Configure);

internal static class SchedulingServices
{
    public static IServiceCollection AddScheduling(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSection<SchedulingOptions>("Scheduling");
        services.AddSingleton<ScheduleClaims>();
        services.AddSingleton(new MachineClock(TimeProvider.System));
        services.AddSingleton<ClockCheck>();
        services.AddSingleton<Tick>();
        services.AddScoped<NightlyRuns>();
        services.AddSingleton(p => new RunDueSchedules(
            p.GetRequiredService<IServiceScopeFactory>(), p.GetRequiredService<ScheduleClaims>(), p.GetRequiredService<RunCampaigns>(), p.GetRequiredService<RunJourneys>(), p.GetRequiredService<RunMissions>(),
            p.GetRequiredService<BrandTime>(), p.GetRequiredService<IOptions<SchedulingOptions>>(), p.GetRequiredService<ILogger<RunDueSchedules>>()));

        var options = configuration.GetSection("Scheduling").Get<SchedulingOptions>() ?? new SchedulingOptions();
        if (!options.Enabled) return services;
        // Named, because an unnamed scheduler puts its clock into the container for everybody.
        services.AddQuartz("LineLoyalty", quartz =>
        {
            // Ticks follow the machine's clock; what they find due follows the brand's, which a demo or a test may move.
            quartz.UseTimeProvider(TimeProvider.System);
            var store = services.Select(s => s.ImplementationInstance).OfType<SchedulerStore>().LastOrDefault();
            if (store is null) quartz.UseInMemoryStore();
            else store.Configure(quartz);
            quartz.ScheduleJob<ScheduleTick>(t => t.WithIdentity("schedules").StartNow().WithSimpleSchedule(s => s.WithInterval(options.Tick).RepeatForever()));
            quartz.ScheduleJob<JourneyTick>(t => t.WithIdentity("journeys").StartNow().WithSimpleSchedule(s => s.WithInterval(options.Tick).RepeatForever()));
            quartz.ScheduleJob<MissionTick>(t => t.WithIdentity("missions").StartNow().WithSimpleSchedule(s => s.WithInterval(options.Tick).RepeatForever()));
            quartz.ScheduleJob<CampaignTick>(t => t.WithIdentity("campaigns").StartNow().WithSimpleSchedule(s => s.WithInterval(options.Tick).RepeatForever()));
        });
        services.AddQuartzHostedService(o => o.WaitForJobsToComplete = true);
        return services;
    }
}
