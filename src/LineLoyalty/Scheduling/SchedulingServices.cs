using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Scheduling;

internal static class SchedulingServices
{
    public static IServiceCollection AddScheduling(this IServiceCollection services) => services;
}
