using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Scheduling;

/// <summary>Who runs a planned time: the unique row (schedule, planned time) decides, whatever the ticks do. Each change asks for the owner's token.</summary>
internal sealed class ScheduleClaims(IDbContextFactory<LoyaltyDb> databases, TimeProvider clock)
{
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private const string StoppedEarly = "stopped before the end";
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMinutes(1);

    private readonly string instance = $"{Environment.MachineName[..Math.Min(20, Environment.MachineName.Length)]}:{Environment.ProcessId}";

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>At a start on the engine that allows one server: what the last one was at is free at once.</summary>
    public async Task InheritAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        if (!db.HasOneServer || !await db.ScheduleRuns.AnyAsync(r => r.State == ScheduleRunState.Running, ct)) return;
        var now = Now;
        await using var unit = await db.BeginWriteAsync(ct);
        await db.ScheduleRuns.Where(r => r.State == ScheduleRunState.Running).ExecuteUpdateAsync(s => s.SetProperty(r => r.LeaseUntil, now), ct);
        await unit.CommitAsync(ct);
    }

    /// <summary>The newest planned time of each schedule, and the runs that are not finished.</summary>
    public async Task<(Dictionary<string, DateTime> Newest, List<ScheduleRun> Open)> ReadAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var newest = await db.ScheduleRuns.GroupBy(r => r.Schedule).Select(g => new { g.Key, At = g.Max(r => r.PlannedAt) }).ToDictionaryAsync(g => g.Key, g => g.At, ct);
        var open = await db.ScheduleRuns.AsNoTracking().Where(r => r.State == ScheduleRunState.Running).ToListAsync(ct);
        return (newest, open);
    }

    /// <summary>Whether somebody has a run that is not finished.</summary>
    public async Task<bool> AnyOpenAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.ScheduleRuns.AnyAsync(r => r.State == ScheduleRunState.Running, ct);
    }

    /// <summary>A schedule that is new here starts with its next planned time, not with those of the past.</summary>
    public Task BeginWithAsync(string schedule, DateTime plannedAt, CancellationToken ct) =>
        TryAddAsync(new ScheduleRun
        {
            Schedule = schedule,
            PlannedAt = plannedAt,
            State = ScheduleRunState.Done,
            Owner = instance,
            LeaseUntil = Now,
            StartedAt = Now,
            FinishedAt = Now,
            Note = "not run: this schedule begins after it",
        }, ct);

    /// <returns>The token to work under; null when somebody else has this run.</returns>
    public async Task<string?> ClaimAsync(string schedule, DateTime plannedAt, ScheduleRun? open, CancellationToken ct)
    {
        var token = $"{instance}:{Guid.NewGuid().ToString("N")[..8]}";
        var now = Now;
        if (open is null)
        {
            return await TryAddAsync(new ScheduleRun { Schedule = schedule, PlannedAt = plannedAt, Owner = token, LeaseUntil = now + Lease, StartedAt = now }, ct) ? token : null;
        }
        return await ChangeAsync(r => r.Id == open.Id && r.State == ScheduleRunState.Running && r.Owner == open.Owner && r.LeaseUntil <= now,
            r => r.SetProperty(x => x.Owner, token).SetProperty(x => x.LeaseUntil, now + Lease), ct) ? token : null;
    }

    /// <summary>Takes several planned times that nobody has begun, one of each schedule, in one write.</summary>
    /// <returns>The token they are all worked at under; null when somebody else has begun one of them.</returns>
    public async Task<string?> ClaimAllAsync(IReadOnlyCollection<(string Schedule, DateTime PlannedAt)> runs, CancellationToken ct)
    {
        var (token, now) = ($"{instance}:{Guid.NewGuid().ToString("N")[..8]}", Now);
        await using var db = await databases.CreateDbContextAsync(ct);
        db.ScheduleRuns.AddRange(runs.Select(r => new ScheduleRun { Schedule = r.Schedule, PlannedAt = r.PlannedAt, Owner = token, LeaseUntil = now + Lease, StartedAt = now }));
        try
        {
            await db.SaveChangesAsync(ct);
            return token;
        }
        catch (DbUpdateException e) when (db.IsUniqueViolation(e))
        {
            return null;
        }
    }

    /// <returns>How many are still worked at under the token.</returns>
    public Task<int> RenewAllAsync(string token, CancellationToken ct)
    {
        var until = Now + Lease;
        return CountChangedAsync(r => r.Owner == token && r.State == ScheduleRunState.Running, r => r.SetProperty(x => x.LeaseUntil, until), ct);
    }

    /// <returns>How many of these schedules' runs were the token's to finish.</returns>
    public Task<int> FinishAllAsync(IReadOnlyCollection<string> schedules, string token, CancellationToken ct)
    {
        var now = Now;
        return CountChangedAsync(r => r.Owner == token && r.State == ScheduleRunState.Running && schedules.Contains(r.Schedule), r => r.SetProperty(x => x.State, ScheduleRunState.Done).SetProperty(x => x.FinishedAt, now), ct);
    }

    /// <summary>Leaves all that is still worked at under the token to the next try.</summary>
    public Task LeaveAllAsync(string token, CancellationToken ct)
    {
        var now = Now;
        return CountChangedAsync(r => r.Owner == token && r.State == ScheduleRunState.Running, r => r.SetProperty(x => x.LeaseUntil, now).SetProperty(x => x.Note, StoppedEarly), ct);
    }

    public Task<bool> RenewAsync(string schedule, DateTime plannedAt, string token, CancellationToken ct)
    {
        var until = Now + Lease;
        return ChangeAsync(Mine(schedule, plannedAt, token), r => r.SetProperty(x => x.LeaseUntil, until), ct);
    }

    public Task<bool> FinishAsync(string schedule, DateTime plannedAt, string token, CancellationToken ct)
    {
        var now = Now;
        return ChangeAsync(Mine(schedule, plannedAt, token), r => r.SetProperty(x => x.State, ScheduleRunState.Done).SetProperty(x => x.FinishedAt, now), ct);
    }

    /// <summary>Leaves the run to the next try: in a minute after a failure, at once when this server is only stopping.</summary>
    public Task<bool> LeaveAsync(string schedule, DateTime plannedAt, string token, string? failure, CancellationToken ct)
    {
        var until = failure is null ? Now : Now + PauseAfterFailure;
        var note = failure ?? StoppedEarly;
        // Another name: who keeps the token's other runs must not keep this one.
        var left = $"{instance}:left";
        return ChangeAsync(Mine(schedule, plannedAt, token), r => r.SetProperty(x => x.Owner, left).SetProperty(x => x.LeaseUntil, until).SetProperty(x => x.Note, note.Length <= 500 ? note : note[..500]), ct);
    }

    private static System.Linq.Expressions.Expression<Func<ScheduleRun, bool>> Mine(string schedule, DateTime plannedAt, string token) =>
        r => r.Schedule == schedule && r.PlannedAt == plannedAt && r.Owner == token && r.State == ScheduleRunState.Running;

    private async Task<bool> TryAddAsync(ScheduleRun run, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        db.ScheduleRuns.Add(run);
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException e) when (db.IsUniqueViolation(e))
        {
            return false;
        }
    }

    private async Task<bool> ChangeAsync(
        System.Linq.Expressions.Expression<Func<ScheduleRun, bool>> which, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<ScheduleRun>> how, CancellationToken ct) =>
        await CountChangedAsync(which, how, ct) == 1;

    private async Task<int> CountChangedAsync(
        System.Linq.Expressions.Expression<Func<ScheduleRun, bool>> which, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<ScheduleRun>> how, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await using var unit = await db.BeginWriteAsync(ct);
        var changed = await db.ScheduleRuns.Where(which).ExecuteUpdateAsync(how, ct);
        await unit.CommitAsync(ct);
        return changed;
    }
}
