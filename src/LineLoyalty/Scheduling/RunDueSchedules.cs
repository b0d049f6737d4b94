using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Marketing.Missions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Scheduling;

/// <summary>
/// Runs every planned time the brand's clock has passed, oldest first, each exactly once however many servers and ticks ask. After an
/// outage, or when the demo's clock jumps, each day in between is run in order; what is too late to be of use each programme decides.
/// </summary>
public sealed partial class RunDueSchedules : IDisposable
{
    private static readonly TimeSpan FinishTogether = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim pass = new(1, 1);
    private readonly IServiceScopeFactory scopes;
    private readonly ScheduleClaims claims;
    private readonly RunCampaigns campaigns;
    private readonly RunJourneys journeys;
    private readonly RunMissions missions;
    private readonly BrandTime time;
    private readonly ILogger logger;
    private readonly int longestGapDays;
    private readonly (DateTime At, long Ticks)?[] chores = new (DateTime, long)?[Timetable.Often.Count];
    // Nothing is planned in this time, and what was planned before has been run.
    private (DateTime From, DateTime Until) quiet;
    private bool inherited;

    internal RunDueSchedules(IServiceScopeFactory scopes, ScheduleClaims claims, RunCampaigns campaigns, RunJourneys journeys, RunMissions missions, BrandTime time, IOptions<SchedulingOptions> options, ILogger<RunDueSchedules> logger) =>
        (this.scopes, this.claims, this.campaigns, this.journeys, this.missions, this.time, longestGapDays, this.logger) = (scopes, claims, campaigns, journeys, missions, time, options.Value.LongestGapDays, logger);

    /// <summary>When it returns, nothing that was due when it was called waits any more (but for what failed, or what another server is at).</summary>
    public async Task ExecuteAsync(CancellationToken ct)
    {
        await pass.WaitAsync(ct);
        try
        {
            await RunDailyAsync(ct);
            await RunOftenAsync(ct);
        }
        finally
        {
            pass.Release();
        }
        await campaigns.ExecuteAsync(ct);
        // Before the journeys: some begin when a mission is finished.
        await missions.ExecuteAsync(ct);
        await journeys.ExecuteAsync(ct);
    }

    public void Dispose() => pass.Dispose();

    private async Task RunDailyAsync(CancellationToken ct)
    {
        if (!inherited) await claims.InheritAsync(ct);
        inherited = true;
        var now = time.Now;
        // Between two planned times only a run that was left open could be of interest.
        if (now >= quiet.From && now < quiet.Until && !await claims.AnyOpenAsync(ct)) return;
        quiet = default;
        var (newest, open) = await claims.ReadAsync(ct);
        var due = new List<Planned>();
        foreach (var (order, schedule) in Timetable.Daily.Index())
        {
            if (!newest.TryGetValue(schedule.Name, out var last))
            {
                await claims.BeginWithAsync(schedule.Name, LastBefore(schedule, now), ct);
                continue;
            }
            due.AddRange(open.Where(r => r.Schedule == schedule.Name).Select(r => new Planned(schedule, order, time.DayOf(r.PlannedAt), r.PlannedAt, r)));
            due.AddRange(Between(schedule, last, now).Select(p => new Planned(schedule, order, p.Day, p.At, null)));
        }
        if (due.Count == 0) quiet = (now, Timetable.Daily.Min(s => NextAfter(s, now)));
        if (due.Count == 0 || !await IsRightAsync(ct)) return;
        // A schedule whose oldest run did not come through waits: its days must stay in order.
        var waiting = new HashSet<string>();
        foreach (var group in Groups(due.OrderBy(p => p.At).ThenBy(p => p.Order))) await RunGroupAsync(group, waiting, ct);
    }

    /// <summary>In order, each schedule at most once in a group: what is claimed together is finished together.</summary>
    private static IEnumerable<List<Planned>> Groups(IEnumerable<Planned> due)
    {
        var group = new List<Planned>();
        foreach (var planned in due)
        {
            if (group.Exists(p => p.Schedule.Name == planned.Schedule.Name))
            {
                yield return group;
                group = [];
            }
            group.Add(planned);
        }
        if (group.Count > 0) yield return group;
    }

    /// <summary>Claims all runs of the group that nobody has begun in one write, and finishes quick ones together: most days most of them find nothing to do.</summary>
    private async Task RunGroupAsync(List<Planned> group, HashSet<string> waiting, CancellationToken ct)
    {
        var fresh = group.FindAll(p => p.Open is null && !waiting.Contains(p.Schedule.Name));
        var token = fresh.Count > 1 ? await claims.ClaimAllAsync([.. fresh.Select(p => (p.Schedule.Name, p.At))], ct) : null;
        if (token is null)
        {
            foreach (var planned in group) if (!waiting.Contains(planned.Schedule.Name) && !await RunAsync(planned, ct)) waiting.Add(planned.Schedule.Name);
            return;
        }
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var (left, done, since) = (fresh.Count, new List<string>(), Environment.TickCount64);
        var keeping = KeepAsync(group[0].Schedule.Name, group[0].At, async c => await claims.RenewAllAsync(token, c) >= Volatile.Read(ref left), lost);
        try
        {
            foreach (var planned in group)
            {
                var name = planned.Schedule.Name;
                if (waiting.Contains(name)) continue;
                if (planned.Open is not null)
                {
                    if (!await RunAsync(planned, ct)) waiting.Add(name);
                    continue;
                }
                try
                {
                    await using var scope = scopes.CreateAsyncScope();
                    await planned.Schedule.Run(scope.ServiceProvider, planned.Day, lost.Token);
                    done.Add(name);
                }
                catch (Exception e) when (!lost.IsCancellationRequested)
                {
                    Interlocked.Decrement(ref left);
                    await LeaveAsync(name, planned.At, token, e);
                    waiting.Add(name);
                }
                if (done.Count > 0 && Environment.TickCount64 - since > FinishTogether.TotalMilliseconds)
                {
                    Interlocked.Add(ref left, -done.Count);
                    await claims.FinishAllAsync(done, token, ct);
                    done.Clear();
                    since = Environment.TickCount64;
                }
            }
        }
        catch (Exception) when (lost.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            // Another server has taken them: what is not finished here is theirs.
            waiting.UnionWith(fresh.Select(p => p.Schedule.Name));
        }
        finally
        {
            await lost.CancelAsync();
            await keeping;
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            if (done.Count > 0) await claims.FinishAllAsync(done, token, soon.Token);
            await claims.LeaveAllAsync(token, soon.Token);
        }
    }

    /// <summary>Asked after the time was read, so that a clock that has just jumped is seen.</summary>
    private async Task<bool> IsRightAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ClockCheck>().IsRightAsync(ct);
    }

    private async Task RunOftenAsync(CancellationToken ct)
    {
        foreach (var (i, chore) in Timetable.Often.Index())
        {
            var (now, ticks) = (time.Now, Environment.TickCount64);
            if (chores[i] is { } last && ticks - last.Ticks < chore.Every.TotalMilliseconds && (now - last.At).Duration() < chore.Every) continue;
            chores[i] = (now, ticks);
            await using var scope = scopes.CreateAsyncScope();
            await chore.Run(scope.ServiceProvider, ct);
        }
    }

    private async Task<bool> RunAsync(Planned planned, CancellationToken ct)
    {
        var (name, at) = (planned.Schedule.Name, planned.At);
        if (await claims.ClaimAsync(name, at, planned.Open, ct) is not { } token) return false;
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var keeping = KeepAsync(name, at, c => claims.RenewAsync(name, at, token, c), lost);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await planned.Schedule.Run(scope.ServiceProvider, planned.Day, lost.Token);
        }
        catch (Exception e)
        {
            await LeaveAsync(name, at, token, ct.IsCancellationRequested ? null : e);
            ct.ThrowIfCancellationRequested();
            return false;
        }
        finally
        {
            await lost.CancelAsync();
            await keeping;
        }
        return await claims.FinishAsync(name, at, token, ct);
    }

    private async Task LeaveAsync(string name, DateTime at, string token, Exception? failure)
    {
        if (failure is not null) Log.Failed(logger, failure, name, at);
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        await claims.LeaveAsync(name, at, token, failure?.GetBaseException().Message, soon.Token);
    }

    /// <summary>Keeps the lease while a long run goes on; losing it ends the run, since another server has begun it again.</summary>
    private async Task KeepAsync(string name, DateTime at, Func<CancellationToken, Task<bool>> renew, CancellationTokenSource lost)
    {
        try
        {
            while (true)
            {
                await Task.Delay(ScheduleClaims.Lease / 5, lost.Token);
                if (!await renew(lost.Token)) await lost.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
        catch (Exception e)
        {
            Log.NotRenewed(logger, e, name, at);
        }
    }

    private IEnumerable<(DateOnly Day, DateTime At)> Between(Schedule schedule, DateTime last, DateTime now)
    {
        var first = time.DayOf(last);
        var earliest = time.DayOf(now).AddDays(-longestGapDays);
        for (var day = first > earliest ? first : earliest; day <= time.DayOf(now); day = day.AddDays(1))
        {
            var at = time.At(day, schedule.At);
            if (at > last && at <= now) yield return (day, at);
        }
    }

    private DateTime LastBefore(Schedule schedule, DateTime now)
    {
        var today = time.At(time.DayOf(now), schedule.At);
        return today <= now ? today : time.At(time.DayOf(now).AddDays(-1), schedule.At);
    }

    private DateTime NextAfter(Schedule schedule, DateTime now)
    {
        var today = time.At(time.DayOf(now), schedule.At);
        return today > now ? today : time.At(time.DayOf(now).AddDays(1), schedule.At);
    }

    private sealed record Planned(Schedule Schedule, int Order, DateOnly Day, DateTime At, ScheduleRun? Open);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Schedule {Schedule}, planned for {PlannedAt}, failed; it is tried again in a minute.")]
        public static partial void Failed(ILogger logger, Exception e, string schedule, DateTime plannedAt);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Schedule {Schedule}, planned for {PlannedAt}: the lease could not be renewed.")]
        public static partial void NotRenewed(ILogger logger, Exception e, string schedule, DateTime plannedAt);
    }
}
