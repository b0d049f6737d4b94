using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Marketing.Missions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace LineLoyalty.Scheduling;

/// <summary>Quartz only knocks; what is due, and who does it, is in our own rows.</summary>
[DisallowConcurrentExecution]
internal sealed class ScheduleTick(RunDueSchedules run, IHostApplicationLifetime lifetime, ILogger<ScheduleTick> logger) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => Tick.RunAsync(run.ExecuteAsync, lifetime, logger, cancellationToken);
}

/// <summary>A knock of its own, so that "send now" does not wait for a long nightly run.</summary>
[DisallowConcurrentExecution]
internal sealed class CampaignTick(RunCampaigns run, IHostApplicationLifetime lifetime, ILogger<CampaignTick> logger) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => Tick.RunAsync(run.ExecuteAsync, lifetime, logger, cancellationToken);
}

/// <summary>A knock of its own, so that a welcome does not wait for a long nightly run.</summary>
[DisallowConcurrentExecution]
internal sealed class JourneyTick(RunJourneys run, IHostApplicationLifetime lifetime, ILogger<JourneyTick> logger) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => Tick.RunAsync(run.ExecuteAsync, lifetime, logger, cancellationToken);
}

/// <summary>A knock of its own, so that a reward does not wait for a long nightly run.</summary>
[DisallowConcurrentExecution]
internal sealed class MissionTick(RunMissions run, IHostApplicationLifetime lifetime, ILogger<MissionTick> logger) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => Tick.RunAsync(run.ExecuteAsync, lifetime, logger, cancellationToken);
}

internal static partial class Tick
{
    public static async ValueTask RunAsync(Func<CancellationToken, Task> run, IHostApplicationLifetime lifetime, ILogger logger, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        try
        {
            await run(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The server is stopping; what was not finished is taken up at the next start.
        }
        catch (Exception e)
        {
            Log.Failed(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A tick failed; the next one tries again.")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
