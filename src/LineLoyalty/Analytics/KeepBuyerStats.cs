using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Analytics;

/// <summary>Carries a sale or a return into the member's numbers, inside its transaction and under the member's lock.</summary>
public sealed class KeepBuyerStats(LoyaltyDb db)
{
    public const string FromKey = "analytics.from";

    /// <param name="earlierThatDay">Whether another kept sale of that day is there; asked only for sales that come in late.</param>
    public async Task SoldAsync(long memberId, DateOnly day, long net, Func<Task<bool>> earlierThatDay, CancellationToken ct)
    {
        var number = day.DayNumber;
        if (await RowAsync(memberId, ct) is not { } row)
        {
            db.BuyerStats.Add(new BuyerStats { MemberId = memberId, FirstDay = number, LastDay = number, SaleDays = 1, Receipts = 1, Net = net });
            return;
        }
        if (number > row.LastDay || (number < row.LastDay && !await earlierThatDay())) row.SaleDays++;
        (row.FirstDay, row.LastDay) = (Math.Min(row.FirstDay, number), Math.Max(row.LastDay, number));
        row.Receipts++;
        row.Net += net;
    }

    public async Task ReturnedAsync(long memberId, long amount, bool wholeSale, CancellationToken ct)
    {
        if (wholeSale) await RecountAsync(memberId, ct);
        else if (await RowAsync(memberId, ct) is { } row) row.Net -= amount;
    }

    /// <summary>Counts a member anew from their saved sales.</summary>
    public async Task RecountAsync(long memberId, CancellationToken ct) => await RecountAsync([memberId], await FromAsync(ct), ct);

    /// <summary>As it is now: whoever changes it holds the member's lock, and we do.</summary>
    private async Task<BuyerStats?> RowAsync(long memberId, CancellationToken ct)
    {
        var loaded = db.Held<BuyerStats>(memberId);
        if (loaded is { State: EntityState.Unchanged }) await loaded.ReloadAsync(ct);
        return loaded is not null ? loaded.State == EntityState.Detached ? null : loaded.Entity : await ByMember.On(db)(db, memberId, ct);
    }

    private static readonly KnownQuery<Func<LoyaltyDb, long, CancellationToken, Task<BuyerStats?>>> ByMember = new(() => EF.CompileAsyncQuery(
        (LoyaltyDb db, long memberId, CancellationToken ct) => db.BuyerStats.SingleOrDefault(b => b.MemberId == memberId)));

    /// <summary>First day that counts.</summary>
    internal async Task<DateOnly> FromAsync(CancellationToken ct) =>
        await db.Settings.Where(s => s.Key == FromKey).Select(s => s.Value).SingleOrDefaultAsync(ct) is { } text
            ? DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : DateOnly.MinValue;

    /// <summary>Counts these members anew from their sales, and forgets those who have none left.</summary>
    internal async Task RecountAsync(IReadOnlyCollection<long> members, DateOnly from, CancellationToken ct)
    {
        var sums = await db.Purchases.Where(p => p.MemberId != null && members.Contains(p.MemberId.Value) && !p.WhollyReturned && p.SoldOn >= from)
            .GroupBy(p => p.MemberId!.Value)
            .Select(g => new { g.Key, First = g.Min(p => p.SoldOn), Last = g.Max(p => p.SoldOn), Days = g.Select(p => p.SoldOn).Distinct().Count(), Receipts = g.Count(), Net = g.Sum(p => p.Paid - p.Refunded - p.VouchersRefunded) })
            .ToDictionaryAsync(g => g.Key, ct);
        foreach (var stale in members.Select(db.Held<BuyerStats>).Where(e => e is { State: EntityState.Unchanged })) await stale!.ReloadAsync(ct);
        var rows = await db.BuyerStats.Where(b => members.Contains(b.MemberId)).ToDictionaryAsync(b => b.MemberId, ct);
        foreach (var id in members)
        {
            var row = rows.GetValueOrDefault(id);
            if (!sums.TryGetValue(id, out var sum))
            {
                if (row is not null) db.BuyerStats.Remove(row);
                continue;
            }
            if (row is null) db.BuyerStats.Add(row = new BuyerStats { MemberId = id });
            (row.FirstDay, row.LastDay, row.SaleDays, row.Receipts, row.Net) = (sum.First.DayNumber, sum.Last.DayNumber, sum.Days, sum.Receipts, sum.Net);
        }
        await db.SaveChangesAsync(ct);
    }
}
