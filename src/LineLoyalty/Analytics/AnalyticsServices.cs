using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Analytics;

internal static class AnalyticsServices
{
    public static IServiceCollection AddAnalytics(this IServiceCollection services)
    {
        services.AddScoped<KeepBuyerStats>();
        services.AddScoped<ScoreBuyers>();
        return services;
    }
}
