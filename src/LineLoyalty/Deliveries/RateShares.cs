using System.Diagnostics;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Deliveries;

/// <summary>
/// Divides LINE's ceilings among the copies of the server. Each copy holds a share for some seconds and sends against it without asking the
/// database; who has something to send gets the larger part. A share that shrinks is handed on only when nothing above it is under way, and
/// that of a copy which fell silent only when its last request must be over. Silence is measured by the watcher's own clock.
/// </summary>
internal sealed partial class RateShares(IDbContextFactory<LoyaltyDb> databases, LineGates gates, IOptions<DeliveryOptions> options, ILogger<RateShares> logger)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    /// <summary>A copy that could not renew its share for so long sends nothing.</summary>
    private static readonly TimeSpan Good = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1.05);
    // So that an answer to a person never waits for a share.
    private const double Idle = 0.05;

    /// <summary>Longer than a share is good for, a request may take, and its place rests.</summary>
    private readonly TimeSpan silent = Good + options.Value.RequestTimeout + 2 * Rest;
    private readonly string server = Guid.NewGuid().ToString("N");
    private readonly Dictionary<(string, string), (long Beat, long Since)> watched = [];

    /// <summary>Where there are others to share with, nothing is sent before the first share is there.</summary>
    public void Begin()
    {
        using var db = databases.CreateDbContext();
        if (db.HasOneServer) return;
        foreach (var (_, throttle) in gates.Throttles) throttle.Limit(0, 0);
    }

    /// <summary>Renews the shares until told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await using (var db = await databases.CreateDbContextAsync(stopping))
        {
            if (db.HasOneServer) return;
        }
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await RenewAsync(stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                Log.NotRenewed(logger, e);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.WhenAny(Task.Delay(Every, stopping));
        }
    }

    public async Task RenewAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var until = Stopwatch.GetTimestamp() + (long)(Good.TotalSeconds * Stopwatch.Frequency);
        await using var unit = await db.BeginWriteAsync(ct);
        foreach (var (endpoint, throttle) in gates.Throttles) await RenewAsync(db, endpoint, throttle, until, ct);
        await unit.CommitAsync(ct);
    }

    /// <summary>After the last request of this copy: the others need not wait until it has been silent for long.</summary>
    public async Task ReturnAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        if (db.HasOneServer) return;
        if (!gates.Throttles.Select(t => t.Throttle.Limit(0, 0)).ToList().TrueForAll(over => over)) await Task.Delay(Rest, ct);
        await using var unit = await db.BeginWriteAsync(ct);
        await db.RateShares.Where(s => s.Server == server).ExecuteDeleteAsync(ct);
        await unit.CommitAsync(ct);
    }

    private async Task RenewAsync(LoyaltyDb db, string endpoint, Throttle throttle, long until, CancellationToken ct)
    {
        await TakeTableAsync(db, endpoint, ct);
        var rows = await db.RateShares.Where(s => s.Endpoint == endpoint && s.Server != RateShare.Table).ToListAsync(ct);
        var mine = rows.Find(s => s.Server == server);
        var others = new List<RateShare>();
        foreach (var row in rows.Where(r => r != mine))
        {
            if (IsSilent(row)) db.RateShares.Remove(row);
            else others.Add(row);
        }
        if (mine is null) db.RateShares.Add(mine = new RateShare { Endpoint = endpoint, Server = server });
        mine.Beat++;
        mine.Wants = throttle.IsBusy;
        var fair = throttle.Ceiling * Weight(mine) / (Weight(mine) + others.Sum(Weight));
        var free = throttle.Ceiling - others.Sum(s => s.PerSecond);
        var held = mine.PerSecond;
        // Less: keep to it now, and let go of the rest once nothing above it is under way. More: as much as others have let go of.
        if (fair < held) mine.PerSecond = throttle.Limit(fair, until) ? fair : held;
        else mine.PerSecond = Math.Max(held, Math.Min(fair, free));
        await db.SaveChangesAsync(ct);
        var now = Math.Min(fair, mine.PerSecond);
        db.CurrentUnit!.AfterCommit(() => throttle.Limit(now, until));
    }

    /// <summary>One copy at a time from here to the commit.</summary>
    private static async Task TakeTableAsync(LoyaltyDb db, string endpoint, CancellationToken ct)
    {
        while (await db.RateShares.Where(s => s.Endpoint == endpoint && s.Server == RateShare.Table).ExecuteUpdateAsync(s => s.SetProperty(r => r.Beat, r => r.Beat + 1), ct) == 0)
        {
            var table = new RateShare { Endpoint = endpoint, Server = RateShare.Table };
            db.RateShares.Add(table);
            // Another copy may do the same now; then this beat fails and the next one finds the row.
            await db.SaveChangesAsync(ct);
            db.Entry(table).State = EntityState.Detached;
        }
    }

    private bool IsSilent(RateShare row)
    {
        var now = Stopwatch.GetTimestamp();
        var key = (row.Endpoint, row.Server);
        if (!watched.TryGetValue(key, out var seen) || seen.Beat != row.Beat) watched[key] = seen = (row.Beat, now);
        return Stopwatch.GetElapsedTime(seen.Since, now) > silent;
    }

    private static double Weight(RateShare share) => share.Wants ? 1 : Idle;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The share of LINE's ceilings could not be renewed; sending waits when it runs out.")]
        public static partial void NotRenewed(ILogger logger, Exception e);
    }
}
