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
        var kept = await db.BuyerStats.Where(b => b.MemberId == memberId && b.LastDay <= number).ExecuteUpdateAsync(
            s => s.SetProperty(b => b.SaleDays, b => b.LastDay == number ? b.SaleDays : b.SaleDays + 1)
                .SetProperty(b => b.LastDay, number).SetProperty(b => b.Receipts, b => b.Receipts + 1).SetProperty(b => b.Net, b => b.Net + net), ct);
        if (kept > 0) return;
        var more = await earlierThatDay() ? 0 : 1;
        var late = await db.BuyerStats.Where(b => b.MemberId == memberId).ExecuteUpdateAsync(
            s => s.SetProperty(b => b.SaleDays, b => b.SaleDays + more).SetProperty(b => b.FirstDay, b => b.FirstDay < number ? b.FirstDay : number)
                .SetProperty(b => b.Receipts, b => b.Receipts + 1).SetProperty(b => b.Net, b => b.Net + net), ct);
        if (late > 0) return;
        db.BuyerStats.Add(new BuyerStats { MemberId = memberId, FirstDay = number, LastDay = number, SaleDays = 1, Receipts = 1, Net = net });
        await db.SaveChangesAsync(ct);
    }

    public async Task ReturnedAsync(long memberId, long amount, bool wholeSale, CancellationToken ct)
    {
        if (wholeSale) await RecountAsync([memberId], await FromAsync(ct), ct);
        else await db.BuyerStats.Where(b => b.MemberId == memberId).ExecuteUpdateAsync(s => s.SetProperty(b => b.Net, b => b.Net - amount), ct);
    }

    /// <summary>First day that counts.</summary>
    internal async Task<DateOnly> FromAsync(CancellationToken ct) =>
        await db.Settings.Where(s => s.Key == FromKey).Select(s => s.Value).SingleOrDefaultAsync(ct) is { } text
            ? DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : DateOnly.MinValue;

    /// <summary>Counts these members anew from their sales, and forgets those who have none left.</summary>
    internal async Task RecountAsync(IReadOnlyCollection<long> members, DateOnly from, CancellationToken ct)
    {
        var sums = await db.Purchases.Where(p => p.MemberId != null && members.Contains(p.MemberId.Value) && !p.WhollyReturned && p.SoldOn >= from)
            .GroupBy(p => p.MemberId!.Value)
            .Select(g => new { g.Key, First = g.Min(p => p.SoldOn), Last = g.Max(p => p.SoldOn), Days = g.Select(p => p.SoldOn).Distinct().Count(), Receipts = g.Count(), Net = g.Sum(p => p.Paid - p.Refunded) })
            .ToDictionaryAsync(g => g.Key, ct);
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
