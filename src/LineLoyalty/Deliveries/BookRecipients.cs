using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Deliveries;

/// <summary>
/// Marks the people of what LINE has accepted, and puts it on their timelines. The one person of a push, or a few, are marked in the
/// commit that records the answer; the five hundred of a multicast soon after it, in short turns between which tills may write.
/// </summary>
internal sealed partial class BookRecipients(IDbContextFactory<LoyaltyDb> databases, ILogger<BookRecipients> logger)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);
    private readonly DeliverySignal news = new();

    public void Wake() => news.Wake();

    /// <summary>Within the caller's unit: everybody still planned in these deliveries has got it.</summary>
    public static async Task MarkAsync(LoyaltyDb db, IReadOnlyList<(long Id, string Cause, long? CampaignId)> deliveries, DateTime at, CancellationToken ct)
    {
        foreach (var group in deliveries.GroupBy(d => (d.Cause, d.CampaignId)))
        {
            var ids = group.Select(d => d.Id).ToList();
            var (head, tail) = Around(group.Key.Cause, group.Key.CampaignId);
            // Numbers only, so they may stand in the text: no parameter type for lists is common to all engines.
            var list = string.Join(',', ids.Select(id => id.ToString(CultureInfo.InvariantCulture)));
            await db.ExecuteManyAsync($"""
                INSERT INTO "MemberEvents" ("MemberId", "LineAccountId", "Kind", "At", "Data")
                SELECT r."MemberId", r."LineAccountId", '{MemberEvents.MessageSent}', @p0, CONCAT(@p1, r."DeliveryId", @p2)
                FROM "DeliveryRecipients" AS r WHERE r."DeliveryId" IN ({list}) AND r."State" = 'Planned'
                """, [[at, head, tail]], ct);
            await db.DeliveryRecipients.Where(r => EF.Parameter(ids).Contains(r.DeliveryId) && r.State == RecipientState.Planned)
                .ExecuteUpdateAsync(s => s.SetProperty(r => r.State, RecipientState.Accepted).SetProperty(r => r.Reason, (string?)null), ct);
        }
    }

    /// <summary>Works off what waits until told to stop; takes a fifth of the time while messages still go out.</summary>
    public async Task RunAsync(Func<bool> sending, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var woken = news.Next;
            try
            {
                var began = Stopwatch.GetTimestamp();
                if (await NextAsync(stopping))
                {
                    if (sending()) await Task.Delay(4 * Stopwatch.GetElapsedTime(began), stopping);
                }
                else
                {
                    await Task.WhenAny(woken, Task.Delay(LookAgain, stopping));
                }
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.Failed(logger, e);
                await Task.WhenAny(Task.Delay(LookAgain, stopping));
            }
        }
    }

    /// <summary>One multicast's people, in one short turn.</summary>
    private async Task<bool> NextAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var oldest = db.UnbookedDeliveries.OrderBy(u => u.DeliveryId).Take(1).Select(u => u.DeliveryId);
        if (!await oldest.AnyAsync(ct)) return false;
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.SkipLocked(oldest).ToListAsync(ct) is not [var id]) return false;
        var row = await db.Deliveries.Where(d => d.Id == id).Select(d => new { d.Cause, d.CampaignId, d.FinishedAt }).SingleAsync(ct);
        await MarkAsync(db, [(id, row.Cause, row.CampaignId)], row.FinishedAt!.Value, ct);
        await db.UnbookedDeliveries.Where(u => u.DeliveryId == id).ExecuteDeleteAsync(ct);
        await unit.CommitAsync(ct);
        return true;
    }

    /// <summary>The timeline entry's facts before and behind the delivery's number.</summary>
    private static (string Head, string Tail) Around(string cause, long? campaignId)
    {
        var rest = JsonSerializer.Serialize(new { cause, campaign = campaignId });
        return ("{\"delivery\":", "," + rest[1..]);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Could not mark the people of a multicast; trying again.")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
