using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Data;

/// <summary>The machine's clock, which the brand's may run ahead of in a demo.</summary>
internal sealed record MachineClock(TimeProvider Time);

/// <summary>
/// Whether this machine's clock can be believed. Servers that share a database compare theirs with the engine's: one that is far off begins
/// nothing by itself, as it would be too early or too late, and leaves it to the others. Whoever asks is still served.
/// </summary>
internal sealed partial class ClockCheck(IDbContextFactory<LoyaltyDb> databases, MachineClock machine, ILogger<ClockCheck> logger)
{
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(2);
    private volatile bool off;

    public async Task<bool> IsRightAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        if (db.ClockQuery is not { } query) return true;
        var before = machine.Time.GetUtcNow().UtcDateTime;
        var theirs = await db.Database.SqlQueryRaw<DateTime>(query).SingleAsync(ct);
        var after = machine.Time.GetUtcNow().UtcDateTime;
        // Between the two the answer was given, however long it took.
        var by = before > theirs ? before - theirs : theirs > after ? after - theirs : TimeSpan.Zero;
        if (by.Duration() > Tolerance != off)
        {
            off = !off;
            if (off) Log.Off(logger, by);
            else Log.Right(logger);
        }
        return !off;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "This machine's clock is off by {By} from the database's; nothing is begun by itself here until it is right.")]
        public static partial void Off(ILogger logger, TimeSpan by);

        [LoggerMessage(Level = LogLevel.Warning, Message = "This machine's clock is right again.")]
        public static partial void Right(ILogger logger);
    }
}
