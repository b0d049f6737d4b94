using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Staff;

internal static class StaffServices
{
    public static IServiceCollection AddStaff(this IServiceCollection services) => services
        .AddScoped<InviteStaff>()
        .AddScoped<AcceptInvitation>()
        .AddScoped<SignIn>()
        .AddScoped<StaffSessions>()
        .AddScoped<ManageStaff>();
}
