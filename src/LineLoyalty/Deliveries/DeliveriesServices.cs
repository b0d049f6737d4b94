using LineLoyalty.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Deliveries;

internal static class DeliveriesServices
{
    public static IServiceCollection AddDeliveries(this IServiceCollection services)
    {
        services.AddSection<DeliveryOptions>("Deliveries")
            .Validate(o => o.Lease >= o.RequestTimeout * 2, "Deliveries:Lease must be at least twice Deliveries:RequestTimeout.");
        services.AddSingleton<IValidateOptions<DeliveryOptions>, DeliveryOptionsValidator>();
        services.AddSingleton<DeliverySignal>();
        services.AddScoped<Outbox>();
        services.AddScoped<StopDeliveries>();
        services.AddSingleton<ForecastSending>();
        services.AddScoped<ClaimDeliveries>();
        services.AddScoped<RecordResults>();
        services.AddSingleton<BookRecipients>();
        services.AddSingleton<LineGates>();
        services.AddSingleton<RateShares>();
        services.AddSingleton<QuotaGate>();
        services.AddSingleton<DeliveryMetrics>();
        services.AddSingleton<SendDelivery>();
        services.AddScoped(p => new ReadDeliveryStatus(
            p.GetRequiredService<LoyaltyDb>(), p.GetRequiredService<LineGates>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<IOptions<DeliveryOptions>>().Value.Enabled));
        services.AddHostedService<DeliveryWorker>();
        return services;
    }
}
