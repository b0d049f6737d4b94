using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Marketing;

internal static class MarketingServices
{
    public static IServiceCollection AddMarketing(this IServiceCollection services) => services;
}
