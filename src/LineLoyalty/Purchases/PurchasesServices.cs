using LineLoyalty.Purchases.CheckIns;
using LineLoyalty.Purchases.History;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Purchases;

public static class PurchasesServices
{
    public static IServiceCollection AddPurchases(this IServiceCollection services)
    {
        services.AddSection<SaleOptions>("Sales");
        services.AddScoped<GatherSaleFacts>();
        services.AddScoped<ReadTierDiscount>();
        services.AddScoped<PriceCoupons>();
        services.AddScoped<PriceSale>();
        services.AddScoped<ReplayEarning>();
        services.AddScoped<QuotePurchase>();
        services.AddScoped<TrySale>();
        services.AddScoped<RecordPurchase>();
        services.AddScoped<RefundPurchase>();
        services.AddScoped<TakeBackConverted>();
        services.AddScoped<RefundVoucher>();
        services.AddScoped<IdentifyMember>();
        services.AddScoped<ReadHistory>();
        services.AddSingleton<CheckInCodes>();
        services.AddScoped<CheckIn>();
        return services;
    }
}
