using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Marketing.Missions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace LineLoyalty.Scheduling;

/// <summary>Quartz only knocks; what is due, and who does it, is in our own rows.</summary>
[DisallowConcurrentExecution]
internal sealed class ScheduleTick(RunDueSchedules run, Tick tick, IHostApplicationLifetime lifetime) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => tick.RunAsync(run.ExecuteAsync, lifetime.ApplicationStopping, cancellationToken);
}

/// <summary>A knock of its own, so that "send now" does not wait for a long nightly run.</summary>
[DisallowConcurrentExecution]
internal sealed class CampaignTick(RunCampaigns run, Tick tick, IHostApplicationLifetime lifetime) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => tick.RunAsync(run.ExecuteAsync, lifetime.ApplicationStopping, cancellationToken);
}

/// <summary>A knock of its own, so that a welcome does not wait for a long nightly run.</summary>
[DisallowConcurrentExecution]
internal sealed class JourneyTick(RunJourneys run, Tick tick, IHostApplicationLifetime lifetime) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => tick.RunAsync(run.ExecuteAsync, lifetime.ApplicationStopping, cancellationToken);
}

/// <summary>A knock of its own, so that a reward does not wait for a long nightly run.</summary>
[DisallowConcurrentExecution]
internal sealed class MissionTick(RunMissions run, Tick tick, IHostApplicationLifetime lifetime) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => tick.RunAsync(run.ExecuteAsync, lifetime.ApplicationStopping, cancellationToken);
}

internal sealed partial class Tick(ClockCheck clock, ILogger<Tick> logger)
{
    public async ValueTask RunAsync(Func<CancellationToken, Task> run, CancellationToken stopping, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, stopping);
        try
        {
            if (await clock.IsRightAsync(stop.Token)) await run(stop.Token);
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
