using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Tests.Pos;

internal static class Scopes
{
    public static T Get<T>(this IServiceProvider services) where T : notnull => services.GetRequiredService<T>();
}
