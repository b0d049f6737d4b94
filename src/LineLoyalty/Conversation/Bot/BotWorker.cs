using LineLoyalty.Conversation.Intake;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.Bot;

/// <summary>
/// Works off the inbox: several people side by side, each person's events one after the other. Woken when something was stored, and
/// looking by itself now and then for what a crash left behind.
/// </summary>
internal sealed partial class BotWorker(
    IServiceScopeFactory scopes, IDbContextFactory<LoyaltyDb> databases, Inbox inbox, BotSignal signal, TimeProvider clock, IOptions<BotOptions> options, ILogger<BotWorker> logger)
    : BackgroundService
{
    private const int PeoplePerLook = 64;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);
    // Somebody we could not serve (another copy talks with them, or it failed) is left alone this long.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Task<bool>> talks = [];
    private readonly Dictionary<string, long> paused = [];
    private string last = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled) return;
        await Task.Yield();
        inbox.EventsStored += signal.Wake;
        try
        {
            await ForgetDeadLocksAsync(stoppingToken);
            while (!stoppingToken.IsCancellationRequested)
            {
                if (!await StartTalksAsync(stoppingToken)) await signal.WaitAsync(options.Value.Poll, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Falls through to let the talks end.
        }
        finally
        {
            inbox.EventsStored -= signal.Wake;
            await Task.WhenAny(Task.WhenAll(talks.Values), Task.Delay(Grace, CancellationToken.None));
        }
    }

    /// <summary>Returns true when there may be more to do at once.</summary>
    private async Task<bool> StartTalksAsync(CancellationToken stopping)
    {
        try
        {
            Reap();
            if (talks.Count >= options.Value.Parallel)
            {
                await Task.WhenAny(talks.Values);
                return true;
            }
            var people = await NextPeopleAsync(stopping);
            foreach (var userId in people)
            {
                while (talks.Count >= options.Value.Parallel)
                {
                    await Task.WhenAny(talks.Values);
                    Reap();
                }
                if (!talks.ContainsKey(userId)) talks[userId] = Task.Run(() => TalkAsync(userId, stopping), CancellationToken.None);
                stopping.ThrowIfCancellationRequested();
            }
            return people.Count > 0;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.LookFailed(logger, e);
            await Task.Delay(Pause, stopping);
            return true;
        }
    }

    private void Reap()
    {
        foreach (var (userId, talk) in talks.Where(t => t.Value.IsCompleted).ToList())
        {
            talks.Remove(userId);
            if (talk is not { IsCompletedSuccessfully: true, Result: true }) paused[userId] = Environment.TickCount64 + (long)Pause.TotalMilliseconds;
        }
        foreach (var userId in paused.Where(p => p.Value <= Environment.TickCount64).Select(p => p.Key).ToList()) paused.Remove(userId);
    }

    /// <summary>Whom to serve next: round and round by user id, so that nobody starves behind busier people.</summary>
    private async Task<List<string>> NextPeopleAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        await IgnoreNobodysEventsAsync(db, now, ct);
        var waiting = db.InboxEvents.Where(e => e.State == InboxState.Pending && (e.NextTryAt == null || e.NextTryAt <= now)).Select(e => e.LineUserId!).Distinct();
        var people = await waiting.Where(u => string.Compare(u, last) > 0).OrderBy(u => u).Take(PeoplePerLook).ToListAsync(ct);
        if (people.Count < PeoplePerLook) people.AddRange(await waiting.Where(u => string.Compare(u, last) <= 0).OrderBy(u => u).Take(PeoplePerLook - people.Count).ToListAsync(ct));
        if (people.Count > 0) last = people[^1];
        people.AddRange(await db.InboxEvents.Where(e => e.ReplyBody != null).Select(e => e.LineUserId!).Distinct().OrderBy(u => u).Take(PeoplePerLook).ToListAsync(ct));
        return [.. people.Where(u => !talks.ContainsKey(u) && !paused.ContainsKey(u)).Distinct()];
    }

    // Events without a person (a group was joined, a failed account link) are kept and change nothing.
    private static async Task IgnoreNobodysEventsAsync(LoyaltyDb db, DateTime now, CancellationToken ct)
    {
        var nobodys = db.InboxEvents.Where(e => e.LineUserId == null && e.State == InboxState.Pending);
        if (!await nobodys.AnyAsync(ct)) return;
        await using var unit = await db.BeginWriteAsync(ct);
        await nobodys.ExecuteUpdateAsync(s => s.SetProperty(e => e.State, InboxState.Ignored).SetProperty(e => e.FinishedAt, now), ct);
        await unit.CommitAsync(ct);
    }

    /// <summary>True when the person was served; false when they should be left alone for a moment.</summary>
    private async Task<bool> TalkAsync(string userId, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await using var scope = scopes.CreateAsyncScope();
                var step = await scope.ServiceProvider.GetRequiredService<TalkWithUser>().ExecuteAsync(userId, stopping);
                if (step == TalkStep.Nothing) return true;
                if (step == TalkStep.NotNow || stopping.IsCancellationRequested) return false;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e)
        {
            Log.TalkFailed(logger, e);
            return false;
        }
        finally
        {
            signal.Wake();
        }
    }

    // Where no other copy can run on this database, whoever held a lock is gone.
    private async Task ForgetDeadLocksAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        if (db.IsShared) return;
        await using var unit = await db.BeginWriteAsync(ct);
        await db.ConversationLeases.ExecuteDeleteAsync(ct);
        await unit.CommitAsync(ct);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The bot could not look into its inbox")]
        public static partial void LookFailed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Error, "The bot could not work on a person's events")]
        public static partial void TalkFailed(ILogger logger, Exception exception);
    }
}
