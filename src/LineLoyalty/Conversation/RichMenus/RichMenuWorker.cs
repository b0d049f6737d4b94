using Line.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>
/// Publishes the menus at start and when asked, gives people theirs as they join, leave or change, and now and then looks for whom that
/// missed. A publication LINE is too busy for does not keep people waiting for the menus that are there.
/// </summary>
internal sealed partial class RichMenuWorker(IServiceScopeFactory scopes, RichMenuSignal signal, IOptions<RichMenuOptions> options, ILogger<RichMenuWorker> logger) : BackgroundService
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);

    private readonly WatchMembers.Place place = new();
    private readonly HashSet<long> asked = [];
    private Due publish;
    private Due look;

    /// <summary>When a work is to be done next, and how often it has failed in a row.</summary>
    private record struct Due(long At, int Failures)
    {
        public static long In(TimeSpan span) => Environment.TickCount64 + (long)span.TotalMilliseconds;

        public readonly bool Now => Environment.TickCount64 >= At;

        public readonly Due Again() => new(In(FirstRetry * Math.Min(1 << Math.Min(Failures, 16), LongestRetry / FirstRetry)), Failures + 1);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled) return;
        await Task.Yield();
        try
        {
            while (true)
            {
                if (signal.TakePublish()) publish = default;
                if (publish.Now)
                {
                    var done = await TryAsync<PublishRichMenus>((p, ct) => p.ExecuteAsync(ct), stoppingToken);
                    publish = done ? new Due(Due.In(options.Value.PublishEvery), 0) : publish.Again();
                    if (done) look = default;
                }
                await WatchAsync(stoppingToken);
                signal.TakeInto(asked);
                if (look.Now) await LookAsync(stoppingToken);
                else if (asked.Count > 0) await FitAskedAsync(stoppingToken);
                await signal.WaitAsync(options.Value.WatchEvery, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start goes on.
        }
    }

    private Task<bool> WatchAsync(CancellationToken stopping) => TryAsync<WatchMembers>(async (watch, ct) =>
    {
        if (await watch.ExecuteAsync(place, ct) is { } accounts) asked.UnionWith(accounts);
        else look = default;
        return true;
    }, stopping);

    private async Task LookAsync(CancellationToken stopping)
    {
        // Before the look: who asks during it is looked at again.
        asked.Clear();
        var done = await TryAsync<FitRichMenus>(async (fit, ct) => { await fit.ExecuteAsync(null, ct); return true; }, stopping)
            && await TryAsync<RemoveRichMenus>(async (remove, ct) => { await remove.ExecuteAsync(ct); return true; }, stopping);
        look = done ? new Due(Due.In(options.Value.LookEvery), 0) : look.Again();
    }

    private async Task FitAskedAsync(CancellationToken stopping)
    {
        List<long> some = [.. asked];
        asked.Clear();
        // Whom this fails for, the next look at everybody finds.
        if (!await TryAsync<FitRichMenus>(async (fit, ct) => { await fit.ExecuteAsync(some, ct); return true; }, stopping)) look = look.Again();
    }

    private async Task<bool> TryAsync<T>(Func<T, CancellationToken, Task<bool>> work, CancellationToken stopping) where T : notnull
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await work(scope.ServiceProvider.GetRequiredService<T>(), stopping);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            if (e is LineApiException line) Log.LineFailed(logger, line.Kind, line.RequestId);
            else Log.Failed(logger, e);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "LINE did not take the rich menus just now: {Kind} (request {RequestId})")]
        public static partial void LineFailed(ILogger logger, LineErrorKind kind, string? requestId);

        [LoggerMessage(LogLevel.Error, "The rich menus could not be brought up to date")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
