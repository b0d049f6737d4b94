using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace LineLoyalty.Server.Observability;

internal static class HealthAndMetrics
{
    /// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can do its work. <c>/metrics</c>: Prometheus text.</summary>
    public static void MapHealthAndMetrics(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
        app.MapGet("/metrics", (PrometheusText metrics) => Results.Text(metrics.Write(), "text/plain; version=0.0.4; charset=utf-8")).ExcludeFromDescription();
        _ = app.Services.GetRequiredService<PrometheusText>();
    }
}
