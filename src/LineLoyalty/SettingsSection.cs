using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LineLoyalty;

/// <summary>A section of the settings and the class it is read into; a test holds appsettings.sample.json against these.</summary>
public sealed record SettingsSection(string Name, Type Options);

internal static class SettingsSections
{
    /// <summary>Reads a section at start, refuses unknown keys (a typing error must not pass silently) and checks its attributes.</summary>
    public static OptionsBuilder<T> AddSection<T>(this IServiceCollection services, string name) where T : class
    {
        services.AddSingleton(new SettingsSection(name, typeof(T)));
        return services.AddOptions<T>().BindConfiguration(name, binder => binder.ErrorOnUnknownConfiguration = true).ValidateDataAnnotations().ValidateOnStart();
    }
}
