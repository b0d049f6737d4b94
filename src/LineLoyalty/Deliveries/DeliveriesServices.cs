using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Deliveries;

internal static class DeliveriesServices
{
    public static IServiceCollection AddDeliveries(this IServiceCollection services)
    {
        services.AddSingleton<DeliverySignal>();
        services.AddScoped<Outbox>();
        return services;
    }
}
