using System.Globalization;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Deliveries;

/// <summary>
/// Closed while LINE says the month's messages are used up: one message per five minutes asks again. Kept in the database, so that
/// neither a restart nor a second server asks more often. Marketing and answers have a gate each: 500 people may be too many for what
/// is left of the month when one is not.
/// </summary>
internal sealed class QuotaGate(IDbContextFactory<LoyaltyDb> databases, TimeProvider clock, IOptions<DeliveryOptions> options) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly bool[] closed = new bool[2];

    /// <summary>As last known to this process.</summary>
    public bool Closed(DeliveryPurpose purpose) => Volatile.Read(ref closed[(int)purpose]);

    /// <summary>Until when nothing is tried; null when open.</summary>
    public static async Task<DateTime?> PausedUntilAsync(LoyaltyDb db, DeliveryPurpose purpose, CancellationToken ct)
    {
        var key = KeyOf(purpose);
        var value = await db.Settings.Where(s => s.Key == key).Select(s => s.Value).SingleOrDefaultAsync(ct);
        return value is null ? null : Parse(value);
    }

    /// <returns>Whether rows may be claimed: all, none, or one that asks.</returns>
    public async Task<QuotaState> AskAsync(DeliveryPurpose purpose, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            await using var db = await databases.CreateDbContextAsync(ct);
            var until = await PausedUntilAsync(db, purpose, ct);
            Volatile.Write(ref closed[(int)purpose], until is not null);
            return until is null ? QuotaState.Open : until > Now ? QuotaState.Closed : QuotaState.ProbeDue;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Takes the right to ask for this process; the next one comes after the pause.</summary>
    public async Task<bool> TryTakeProbeAsync(DeliveryPurpose purpose, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var key = KeyOf(purpose);
        if (await db.Settings.AsNoTracking().SingleOrDefaultAsync(s => s.Key == key, ct) is not { } row || Parse(row.Value) > Now) return false;
        var (old, next) = (row.Value, Format(Now + options.Value.QuotaProbe));
        await using var unit = await db.BeginWriteAsync(ct);
        var taken = await db.Settings.Where(s => s.Key == key && s.Value == old).ExecuteUpdateAsync(s => s.SetProperty(r => r.Value, next), ct);
        await unit.CommitAsync(ct);
        return taken == 1;
    }

    public async Task CloseAsync(DeliveryPurpose purpose, CancellationToken ct)
    {
        Volatile.Write(ref closed[(int)purpose], true);
        await turn.WaitAsync(ct);
        try
        {
            await using var db = await databases.CreateDbContextAsync(ct);
            await using var unit = await db.BeginWriteAsync(ct);
            var (key, value) = (KeyOf(purpose), Format(Now + options.Value.QuotaProbe));
            if (await db.Settings.Where(s => s.Key == key).ExecuteUpdateAsync(s => s.SetProperty(r => r.Value, value), ct) == 0)
            {
                db.Settings.Add(new Setting { Key = key, Value = value });
            }
            await unit.CommitAsync(ct);
        }
        catch (DbUpdateException)
        {
            // Another server closed it in the same moment.
        }
        finally
        {
            // Once more: somebody who asked just before the row was there has opened it again.
            Volatile.Write(ref closed[(int)purpose], true);
            turn.Release();
        }
    }

    public async Task OpenAsync(DeliveryPurpose purpose, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            await using var db = await databases.CreateDbContextAsync(ct);
            await using var unit = await db.BeginWriteAsync(ct);
            var key = KeyOf(purpose);
            await db.Settings.Where(s => s.Key == key).ExecuteDeleteAsync(ct);
            await unit.CommitAsync(ct);
            Volatile.Write(ref closed[(int)purpose], false);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private DateTime Now => clock.GetUtcNow().UtcDateTime;
    private static string KeyOf(DeliveryPurpose purpose) => purpose == DeliveryPurpose.Service ? "deliveries.quota.service" : "deliveries.quota.marketing";
    private static string Format(DateTime at) => at.ToString("O", CultureInfo.InvariantCulture);
    private static DateTime Parse(string value) => DateTime.Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}

internal enum QuotaState { Open, Closed, ProbeDue }
