using System.Security.Cryptography;
using System.Text.RegularExpressions;
using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Data;
using LineLoyalty.Databases;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Rewards;
using LineLoyalty.Server.Admin;
using LineLoyalty.Server.Demo;
using LineLoyalty.Server.Observability;
using LineLoyalty.Server.Pos;
using LineLoyalty.Server.Till;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.WebEncoders;

namespace LineLoyalty.Server;

/// <summary>Puts the product, the database engine and the web host together. The verbs and the tests build their host here.</summary>
internal static partial class LoyaltyHost
{
    public const string DefaultUrl = "http://localhost:5080";

    public static WebApplicationBuilder CreateBuilder(string[] args, string? contentRoot = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ApplicationName = typeof(LoyaltyHost).Assembly.GetName().Name, ContentRootPath = contentRoot ?? ContentRoot() });
        builder.Configuration.AddJsonFile("appsettings.Local.json", optional: true);
        if (builder.Configuration["urls"] is null) builder.WebHost.UseUrls(DefaultUrl);
        return builder;
    }

    /// <exception cref="SettingsException">A setting is wrong or missing; the message names it.</exception>
    public static void AddServices(WebApplicationBuilder builder, TimeProvider clock)
    {
        var settings = Settings.Read(builder.Configuration, builder.Environment.ContentRootPath);
        builder.AddLogging(settings.DataDirectory);
        var services = builder.Services;
        services.AddSingleton(clock);
        services.AddSingleton(settings);
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(settings.Line));
        services.AddSingleton(new Vault(settings.DataKey));
        services.AddLoyaltyDatabase(settings.Database);
        services.AddLoyalty(builder.Configuration);
        services.Configure<WebEncoderOptions>(o => o.TextEncoderSettings = new(System.Text.Unicode.UnicodeRanges.All));
        services.AddWebFront();
        services.AddAdmin();
        services.AddPosOpenApi();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: ["ready"]);
        services.AddSingleton<PrometheusText>();
    }

    public static void MapRoutes(WebApplication app)
    {
        var settings = app.Services.GetRequiredService<Settings>();
        app.UseTrustedProxies();
        app.UseWebFront(settings.Line);
        app.UseBadInput();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.MapLoyalty();
        app.MapAdmin();
        app.MapTill();
        app.MapPosOpenApi();
        app.MapHealthAndMetrics();
    }

    /// <summary>The container without a listening server, for verbs that do one thing and end. Without a LINE channel: the demo's data.</summary>
    public static WebApplication ForVerb(string[] options)
    {
        var builder = CreateBuilder(options);
        var demo = DemoMode.For(builder, reset: false);
        AddServices(builder, demo?.Clock ?? TimeProvider.System);
        return builder.Build();
    }

    /// <summary>Schema, then what every programme starts with. Run before the server takes requests.</summary>
    /// <exception cref="SettingsException">A setting is wrong or missing; the message names it.</exception>
    public static async Task PrepareAsync(WebApplication app)
    {
        CheckSettings(app.Services);
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SchemaUpgrade>().RunAsync(ct => SeedAsync(scope.ServiceProvider, ct), CancellationToken.None);
    }

    private static async Task SeedAsync(IServiceProvider services, CancellationToken ct)
    {
        await services.GetRequiredService<SeedProgramme>().ExecuteAsync(ct);
        await services.GetRequiredService<SeedSegments>().ExecuteAsync(ct);
        await services.GetRequiredService<SeedJourneys>().ExecuteAsync(ct);
        await services.GetRequiredService<SeedMissions>().ExecuteAsync(ct);
        await services.GetRequiredService<SeedGifts>().ExecuteAsync(ct);
        await services.GetRequiredService<SeedMenus>().ExecuteAsync(ct);
    }

    private static void CheckSettings(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (Exception e) when (e is OptionsValidationException or InvalidOperationException or AggregateException)
        {
            var failures = e is AggregateException many ? many.InnerExceptions : (IEnumerable<Exception>)[e];
            throw new SettingsException(string.Join(" ", failures.Select(f => f is OptionsValidationException v ? Named(services, v) : Unknown(services, f.Message))));
        }
    }

    private static string Unknown(IServiceProvider services, string message)
    {
        if (UnknownKeys().Match(message) is not { Success: true } match) return message;
        var section = services.GetServices<SettingsSection>().FirstOrDefault(s => s.Options.FullName == match.Groups[1].Value)?.Name ?? match.Groups[1].Value;
        return $"Section {section} has no setting {match.Groups[2].Value}.";
    }

    [GeneratedRegex("not found on the instance of ([\\w.+]+): (.*)$")]
    private static partial Regex UnknownKeys();

    // The framework names the class and the member; people who edit the file know sections and keys.
    private static string Named(IServiceProvider services, OptionsValidationException e)
    {
        var section = services.GetServices<SettingsSection>().FirstOrDefault(s => s.Options == e.OptionsType)?.Name ?? e.OptionsType.Name;
        return $"Section {section}: {string.Join(" ", e.Failures.Select(f => f.Replace("DataAnnotation validation failed for ", "", StringComparison.Ordinal)))}";
    }

    // `dotnet run --project …` from the repository and a published binary must find the same files.
    private static string ContentRoot()
    {
        var here = Directory.GetCurrentDirectory();
        return File.Exists(Path.Combine(here, "LineLoyalty.Server.csproj")) || File.Exists(Path.Combine(here, "appsettings.Local.json"))
            ? here
            : AppContext.BaseDirectory;
    }
}

/// <summary>A setting is wrong or missing.</summary>
internal sealed class SettingsException(string message) : Exception(message);

/// <summary>What must be known before the container is built; everything else binds to its own options class.</summary>
internal sealed record Settings(string DataDirectory, byte[] DataKey, DatabaseOptions Database, LineOptions Line)
{
    public static Settings Read(IConfiguration configuration, string contentRoot)
    {
        var directory = Path.GetFullPath(configuration["Data:Directory"] ?? "data", contentRoot);
        Directory.CreateDirectory(directory);
        return new Settings(directory, ReadKey(configuration["Data:Key"], directory), ReadDatabase(configuration).In(directory), ReadLine(configuration));
    }

    private static LineOptions ReadLine(IConfiguration configuration)
    {
        var line = configuration.GetSection("Line").Get<LineOptions>() ?? new LineOptions();
        var problems = line.Problems().ToList();
        return problems.Count == 0 ? line : throw new SettingsException(string.Join(" ", problems));
    }

    private static DatabaseOptions ReadDatabase(IConfiguration configuration)
    {
        var provider = configuration["Database:Provider"];
        if (provider is not null && !Enum.TryParse<DatabaseProvider>(provider, ignoreCase: true, out _))
        {
            throw new SettingsException($"Database:Provider is '{provider}'; it must be one of {string.Join(", ", Enum.GetNames<DatabaseProvider>())}.");
        }
        try
        {
            var options = configuration.GetSection("Database").Get<DatabaseOptions>() ?? new DatabaseOptions();
            if (options.Provider != DatabaseProvider.Sqlite && configuration["Database:ConnectionString"] is null)
            {
                throw new SettingsException($"Database:ConnectionString is missing; {options.Provider} needs it.");
            }
            return options;
        }
        catch (InvalidOperationException e)
        {
            throw new SettingsException($"Section Database cannot be read: {e.InnerException?.Message ?? e.Message}");
        }
    }

    // The key lives beside the database, not in it: a copied database file alone reveals no phone number and no coupon code.
    private static byte[] ReadKey(string? setting, string directory)
    {
        if (setting is { Length: > 0 })
        {
            var key = new byte[32];
            return Convert.TryFromBase64String(setting, key, out var length) && length == 32
                ? key
                : throw new SettingsException("Data:Key must be 32 bytes in base64.");
        }
        var file = Path.Combine(directory, "keys", "data.key");
        if (File.Exists(file)) return Convert.FromBase64String(File.ReadAllText(file));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var fresh = RandomNumberGenerator.GetBytes(32);
        var mode = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(file, mode))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(fresh)));
            stream.Flush(flushToDisk: true);
        }
        return fresh;
    }
}
