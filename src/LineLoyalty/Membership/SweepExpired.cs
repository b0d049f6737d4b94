using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Membership;

/// <summary>
/// Deletes what time has made worthless: shown codes, one-time codes (they carry a sealed form), sessions, old counters.
/// In small bites, so that a till never waits for it; harmless at any time and any number of times.
/// </summary>
public sealed class SweepExpired(LoyaltyDb db, TimeProvider clock)
{
    private const int Bite = 1000;

    /// <returns>How many rows went.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var (late, month, day, twoDays) = (now - Barcodes.KeptFor, now.AddDays(-31), now.AddDays(-1), now.AddDays(-2));
        return await BiteByBiteAsync(db.Barcodes.Where(b => b.ValidTo < late).OrderBy(b => b.ValidTo), ct)
            // A code is refused for its age long before its use is forgotten, also when an offline till sends it as late as it may.
            + await BiteByBiteAsync(db.MemberCodeUses.Where(u => u.UsedAt < month).OrderBy(u => u.UsedAt), ct)
            + await BiteByBiteAsync(db.OneTimeCodes.Where(c => c.CreatedAt < day).OrderBy(c => c.Id), ct)
            + await BiteByBiteAsync(db.MemberSessions.Where(s => s.ExpiresAt < day).OrderBy(s => s.ExpiresAt), ct)
            + await BiteByBiteAsync(db.AttemptCounters.Where(c => c.WindowStart < twoDays && (c.PausedUntil == null || c.PausedUntil < now)).OrderBy(c => c.Key), ct);
    }

    private async Task<int> BiteByBiteAsync<T>(IQueryable<T> rows, CancellationToken ct) where T : class
    {
        for (var total = 0; ;)
        {
            await using var unit = await db.BeginWriteAsync(ct);
            var gone = await rows.Take(Bite).ExecuteDeleteAsync(ct);
            await unit.CommitAsync(ct);
            total += gone;
            if (gone < Bite) return total;
        }
    }
}
