using LineLoyalty.Analytics;
using LineLoyalty.Conversation;
using LineLoyalty.Conversation.Join;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Liff;
using LineLoyalty.Marketing;
using LineLoyalty.Membership;
using LineLoyalty.Outside;
using LineLoyalty.Pictures;
using LineLoyalty.Pos;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards;
using LineLoyalty.Scheduling;
using LineLoyalty.Staff;
using LineLoyalty.Tills;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty;

public static class LoyaltyServices
{
    /// <summary>Registers the whole product but the database engine and LINE's addresses. Each area lists its own parts.</summary>
    public static IServiceCollection AddLoyalty(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        // Here and not in the host: the validation generator works per assembly, and the endpoints live in this one.
        services.AddValidation();
        services.AddBadInput();
        services.AddTrustedProxies();
        services.AddSection<BrandOptions>("Brand");
        services.AddSingleton<BrandTime>();
        services.AddSingleton<KeptRules>();
        services.AddScoped<BrandRules>();
        services.AddScoped<ReadStore>();
        services.AddLineClient();
        services.AddDeliveries();
        services.AddOutside();
        services.AddPictures();
        services.AddMarketing();
        services.AddConversation();
        services.AddScheduling(configuration);
        services.AddStaff();
        services.AddMembership();
        services.AddLiff();
        services.AddJoin();
        services.AddAnalytics();
        services.AddRewards();
        services.AddPurchases();
        services.AddPos();
        services.AddTills();
        return services;
    }
}
