using Serilog;
using Serilog.Events;

namespace LineLoyalty.Server.Observability;

/// <summary>Structured logs to the console and to files kept 14 days. Ids only: never a name, phone number, token or code.</summary>
internal static class Logging
{
    public static void AddLogging(this WebApplicationBuilder builder, string dataDirectory)
    {
        var logger = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("Quartz", LogEventLevel.Warning)
            .ReadFrom.Configuration(builder.Configuration)
            .Enrich.FromLogContext()
            .WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj} {Properties:j}{NewLine}{Exception}", restrictedToMinimumLevel: LogEventLevel.Warning,
                formatProvider: System.Globalization.CultureInfo.InvariantCulture)
            .WriteTo.File(new JsonLines(), Path.Combine(dataDirectory, "logs", "lineloyalty-.jsonl"), rollingInterval: RollingInterval.Day, retainedFileCountLimit: 14)
            .CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger, dispose: true);
    }
}
