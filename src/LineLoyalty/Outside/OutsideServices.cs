using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Outside;

public static class OutsideServices
{
    public static IServiceCollection AddOutside(this IServiceCollection services)
    {
        services.AddSection<OutsideOptions>("Outside");
        services.AddSingleton<IValidateOptions<OutsideOptions>, OutsideOptionsCheck>();
        services.AddHttpClient(HttpSmsSender.Client, http => http.Timeout = TimeSpan.FromSeconds(15))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        services.AddSingleton<IOutsideSender, SmtpSender>();
        services.AddSingleton<IOutsideSender, HttpSmsSender>();
        services.AddSingleton<ChooseChannel>();
        services.AddScoped<SendOutside>();
        services.AddScoped<ConfirmEmail>();
        return services;
    }
}
