using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Pictures;

internal static class PictureServices
{
    public static IServiceCollection AddPictures(this IServiceCollection services)
    {
        services.AddScoped<KeepPicture>();
        services.AddScoped<PrunePictures>();
        return services;
    }
}
