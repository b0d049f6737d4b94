using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.Join;

public static class JoinServices
{
    public static IServiceCollection AddJoin(this IServiceCollection services)
    {
        services.AddSection<SmsOptions>("Sms");
        services.AddSingleton<IValidateOptions<SmsOptions>, SmsOptionsCheck>();
        services.AddHttpClient<HttpSms>(http =>
        {
            http.Timeout = TimeSpan.FromSeconds(10);
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        services.AddScoped<EmulatorSms>();
        services.AddSingleton<NoSms>();
        services.AddScoped<ISmsSender>(p => p.GetRequiredService<IOptions<SmsOptions>>().Value.Provider switch
        {
            SmsProvider.Http => p.GetRequiredService<HttpSms>(),
            SmsProvider.Emulator => p.GetRequiredService<EmulatorSms>(),
            _ => p.GetRequiredService<NoSms>(),
        });
        services.AddScoped<ProveNumber>();
        services.AddScoped<WelcomeMember>();
        services.AddScoped<JoinProgramme>();
        return services;
    }
}
