using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Tills;

/// <summary>What a till and its clerk do beyond one sale: corrections within a limit, and sales sent late.</summary>
public static class TillsServices
{
    public static IServiceCollection AddTills(this IServiceCollection services)
    {
        services.AddScoped<AdjustAtTill>();
        services.AddScoped<DecideAdjustment>();
        services.AddScoped<StampAtTill>();
        services.AddScoped<CatchUp>();
        services.AddScoped<RecordLate>();
        services.AddScoped<ResolveLate>();
        return services;
    }
}
