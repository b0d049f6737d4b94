using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Membership;

public static class MembershipServices
{
    public static IServiceCollection AddMembership(this IServiceCollection services)
    {
        services.AddSection<MemberCodeOptions>("MemberCodes");
        services.AddSingleton<MemberCodes>();
        services.AddSingleton<ConsentNotice>();
        services.AddScoped<AttemptLimits>();
        services.AddScoped<RegisterMember>();
        services.AddScoped<WearTag>();
        services.AddScoped<ChooseMenu>();
        services.AddScoped<BindLineAccount>();
        services.AddScoped<UpdateProfile>();
        services.AddScoped<ChooseMarketing>();
        services.AddScoped<AnnounceDefault>();
        services.AddScoped<ChooseAnnouncements>();
        services.AddScoped<ResolveMember>();
        services.AddScoped<SpendMemberCode>();
        services.AddScoped<MintCardCodes>();
        services.AddScoped<SweepExpired>();
        return services;
    }
}
