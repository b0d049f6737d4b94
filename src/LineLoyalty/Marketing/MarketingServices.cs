using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Marketing;

internal static class MarketingServices
{
    public static IServiceCollection AddMarketing(this IServiceCollection services) => services
        .AddSingleton<MessageLook>()
        .AddSingleton<ReadQuota>()
        .AddSingleton<RunCampaigns>()
        .AddScoped(p => new RenderCampaign(p.GetRequiredService<LoyaltyDb>(), p.GetRequiredService<MessageLook>(), p.GetRequiredService<BrandTime>()))
        .AddScoped<CountAudience>()
        .AddScoped<SaveCampaign>()
        .AddScoped<ScheduleCampaign>()
        .AddScoped<TestSend>()
        .AddScoped<StopCampaign>()
        .AddScoped<PlanCampaign>()
        .AddScoped<ReadCampaignResult>();
}
