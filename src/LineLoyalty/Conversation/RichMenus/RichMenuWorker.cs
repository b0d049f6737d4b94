using Line.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>Publishes the menus at start, links people as they join or leave, and now and then looks for whom that missed.</summary>
internal sealed partial class RichMenuWorker(IServiceScopeFactory scopes, RichMenuSignal signal, IOptions<RichMenuOptions> options, ILogger<RichMenuWorker> logger) : BackgroundService
{
    private const int AtOnce = 500;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled) return;
        await Task.Yield();
        try
        {
            var publishAt = 0L;
            while (true)
            {
                if (Environment.TickCount64 >= publishAt)
                {
                    await PersistAsync(PublishAsync, stoppingToken);
                    publishAt = Environment.TickCount64 + (long)options.Value.PublishEvery.TotalMilliseconds;
                }
                await PersistAsync(async ct => { await FitAsync(null, ct); return true; }, stoppingToken);
                await LinkAskedAsync(Environment.TickCount64 + (long)options.Value.LookEvery.TotalMilliseconds, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start goes on.
        }
    }

    /// <summary>Until the next regular look: whoever is asked for, at once.</summary>
    private async Task LinkAskedAsync(long until, CancellationToken stopping)
    {
        while (until - Environment.TickCount64 is var left and > 0)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            limit.CancelAfter(TimeSpan.FromMilliseconds(left));
            try
            {
                if (!await signal.Asked.WaitToReadAsync(limit.Token)) return;
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                return;
            }
            var asked = new HashSet<long>();
            while (asked.Count < AtOnce && signal.Asked.TryRead(out var id)) asked.Add(id);
            await PersistAsync(async ct => { await FitAsync(asked, ct); return true; }, stopping);
        }
    }

    private async Task<bool> PublishAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PublishRichMenus>().ExecuteAsync(ct);
    }

    private async Task FitAsync(IReadOnlyCollection<long>? among, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<FitRichMenus>().ExecuteAsync(among, ct);
    }

    /// <summary>Again and again, with growing pauses, until it went well.</summary>
    private async Task PersistAsync(Func<CancellationToken, Task<bool>> work, CancellationToken stopping)
    {
        for (var pause = FirstRetry; ; pause = pause * 2 < LongestRetry ? pause * 2 : LongestRetry)
        {
            try
            {
                if (await work(stopping)) return;
            }
            catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
            {
                if (e is LineApiException line) Log.LineFailed(logger, line.Kind, line.RequestId);
                else Log.Failed(logger, e);
            }
            await Task.Delay(pause, stopping);
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
