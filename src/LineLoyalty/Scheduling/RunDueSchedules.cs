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
        // A schedule whose oldest run did not come through waits: its days must stay in order.
        var waiting = new HashSet<string>();
        foreach (var planned in due.OrderBy(p => p.At).ThenBy(p => p.Order))
        {
            if (!waiting.Contains(planned.Schedule.Name) && !await RunAsync(planned, ct)) waiting.Add(planned.Schedule.Name);
        }
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
        var keeping = KeepAsync(name, at, token, lost);
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
    private async Task KeepAsync(string name, DateTime at, string token, CancellationTokenSource lost)
    {
        try
        {
            while (true)
            {
                await Task.Delay(ScheduleClaims.Lease / 5, lost.Token);
                if (!await claims.RenewAsync(name, at, token, lost.Token)) await lost.CancelAsync();
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

    private sealed record Planned(Schedule Schedule, int Order, DateOnly Day, DateTime At, ScheduleRun? Open);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Schedule {Schedule}, planned for {PlannedAt}, failed; it is tried again in a minute.")]
        public static partial void Failed(ILogger logger, Exception e, string schedule, DateTime plannedAt);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Schedule {Schedule}, planned for {PlannedAt}: the lease could not be renewed.")]
        public static partial void NotRenewed(ILogger logger, Exception e, string schedule, DateTime plannedAt);
    }
}
