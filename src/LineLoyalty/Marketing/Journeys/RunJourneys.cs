using LineLoyalty.Data;
using LineLoyalty.Outside;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>
/// Answers signals, looks for whose day it is, and takes on whoever is due, until nothing is left to do. Runs at every tick and on every copy
/// of the server; harmless to repeat, to double and to kill.
/// </summary>
public sealed partial class RunJourneys : IDisposable
{
    private const int Signals = 50;
    private const int Steps = 50;
    // What one round causes (a tag that lets into another journey) the next one answers.
    private const int MostRounds = 20;

    private readonly SemaphoreSlim pass = new(1, 1);
    private readonly IServiceScopeFactory scopes;
    private readonly ILogger logger;
    private readonly TimeProvider clock;
    // What failed waits a while, so that one broken row does not stop the others or fill the log.
    private readonly Dictionary<(string, long), DateTime> failed = [];

    internal RunJourneys(IServiceScopeFactory scopes, TimeProvider clock, ILogger<RunJourneys> logger) => (this.scopes, this.clock, this.logger) = (scopes, clock, logger);

    public async Task ExecuteAsync(CancellationToken ct)
    {
        await pass.WaitAsync(ct);
        try
        {
            await InScopeAsync(async s => { await s.GetRequiredService<FindEntrants>().ExecuteAsync(ct); return 0; });
            // Most ticks find nobody due: one question instead of a round.
            if (!await InScopeAsync(s => AnythingAsync(s.GetRequiredService<LoyaltyDb>(), clock.GetUtcNow().UtcDateTime, ct))) return;
            for (var round = 0; round < MostRounds; round++)
            {
                var answered = await AllAsync("signal", Signals, (s, count) => s.GetRequiredService<AnswerSignals>().NextAsync(count, ct), (s, ids) => s.GetRequiredService<AnswerSignals>().ExecuteAsync(ids, ct), ct);
                var walked = await AllAsync("step", Steps, (s, count) => s.GetRequiredService<WalkJourneys>().DueAsync(count, ct), (s, ids) => s.GetRequiredService<WalkJourneys>().ExecuteAsync(ids, ct), ct);
                if (answered + walked == 0) break;
            }
            await InScopeAsync(async s => { await s.GetRequiredService<SendWebhooks>().ExecuteAsync(ct); return 0; });
            await InScopeAsync(async s => { await s.GetRequiredService<SendOutside>().ExecuteAsync(ct); return 0; });
        }
        finally
        {
            pass.Release();
        }
    }

    public void Dispose() => pass.Dispose();

    private static Task<bool> AnythingAsync(LoyaltyDb db, DateTime now, CancellationToken ct) =>
        db.JourneySignals.Select(s => s.Id)
            .Concat(db.Enrolments.Where(e => e.State == EnrolmentState.Inside && e.DueAt <= now).Select(e => e.Id))
            .Concat(db.WebhookCalls.Where(c => c.DoneAt == null && c.DueAt <= now).Select(c => c.Id))
            .Concat(SendOutside.Waiting(db, now)).AnyAsync(ct);

    private async Task<int> AllAsync(string what, int size, Func<IServiceProvider, int, Task<List<long>>> next, Func<IServiceProvider, List<long>, Task> act, CancellationToken ct)
    {
        for (var done = 0; ;)
        {
            var now = clock.GetUtcNow().UtcDateTime;
            foreach (var over in failed.Where(f => f.Value <= now).Select(f => f.Key).ToList()) failed.Remove(over);
            var ids = (await InScopeAsync(s => next(s, size + failed.Count))).FindAll(id => !failed.ContainsKey((what, id)));
            if (ids.Count == 0) return done;
            try
            {
                await InScopeAsync(async s => { await act(s, ids); return 0; });
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.GroupFailed(logger, e, what, ids.Count);
                await OneByOneAsync(what, ids, act, now, ct);
            }
            done += ids.Count;
        }
    }

    private async Task OneByOneAsync(string what, List<long> ids, Func<IServiceProvider, List<long>, Task> act, DateTime now, CancellationToken ct)
    {
        foreach (var id in ids)
        {
            ct.ThrowIfCancellationRequested();
            try
            {
                await InScopeAsync(async s => { await act(s, [id]); return 0; });
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.Failed(logger, e, what, id);
                failed[(what, id)] = now.AddMinutes(5);
            }
        }
    }

    private async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A group of {Count} (journey {What}) failed; each is tried alone.")]
        public static partial void GroupFailed(ILogger logger, Exception e, string what, int count);

        [LoggerMessage(Level = LogLevel.Error, Message = "Journey {What} {Id} failed; it is tried again in five minutes.")]
        public static partial void Failed(ILogger logger, Exception e, string what, long id);
    }
}
