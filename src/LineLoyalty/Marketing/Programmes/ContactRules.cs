using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing.Programmes;

/// <summary>When programmes may write to people, and how often.</summary>
internal sealed class ContactRules(LoyaltyDb db, BrandTime time, IOptions<ProgrammeOptions> options)
{
    /// <summary>Now, or the end of the quiet hours we are in: a message waits, it is never dropped for the hour.</summary>
    public DateTime NotBefore(DateTime now)
    {
        var (from, until) = (options.Value.QuietFrom, options.Value.QuietUntil);
        if (from == until) return now;
        var local = time.Local(now);
        var (day, clock) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        if (from < until) return clock >= from && clock < until ? time.At(day, until) : now;
        return clock >= from ? time.At(day.AddDays(1), until) : clock < until ? time.At(day, until) : now;
    }

    /// <summary>
    /// Those of <paramref name="members"/> who have had enough marketing for now: one message a day, and so many in so many days. A
    /// birthday within the period counts as a message already: a reminder must not take its place.
    /// </summary>
    public async Task<HashSet<long>> HadEnoughAsync(IReadOnlyCollection<long> members, CancellationToken ct)
    {
        var now = time.Now;
        var (since, morning) = (now.AddDays(-options.Value.MostMessagesDays), time.StartOf(time.Today));
        var counts = await db.DeliveryRecipients
            .Where(r => r.MemberId != null && members.Contains(r.MemberId.Value) && r.Delivery.Purpose == DeliveryPurpose.Marketing && r.Delivery.CreatedAt > since
                && (r.State == RecipientState.Planned || r.State == RecipientState.Accepted || r.State == RecipientState.Unknown))
            .GroupBy(r => r.MemberId!.Value).Select(g => new { MemberId = g.Key, Count = g.Count(), Last = g.Max(r => r.Delivery.CreatedAt) })
            .ToDictionaryAsync(g => g.MemberId, ct);
        var birthdays = options.Value.Birthday.Enabled ? await BirthdaysAheadAsync(members, ct) : [];
        return [.. members.Where(HadEnough)];

        bool HadEnough(long id)
        {
            var had = counts.GetValueOrDefault(id);
            return had?.Last >= morning || (had?.Count ?? 0) + (birthdays.Contains(id) ? 1 : 0) >= options.Value.MostMessages;
        }
    }

    private async Task<HashSet<long>> BirthdaysAheadAsync(IReadOnlyCollection<long> members, CancellationToken ct)
    {
        var today = time.Today;
        var known = await db.Members.Where(m => members.Contains(m.Id) && m.BirthMonth != null && m.BirthDay != null)
            .Select(m => new { m.Id, Month = m.BirthMonth!.Value, Day = m.BirthDay!.Value }).ToListAsync(ct);
        return [.. known.Where(m => IsAhead(m.Month, m.Day)).Select(m => m.Id)];

        bool IsAhead(int month, int day)
        {
            for (var d = today.AddDays(1); d <= today.AddDays(options.Value.MostMessagesDays); d = d.AddDays(1))
            {
                if (d.Month == month && d.Day == Math.Min(day, DateTime.DaysInMonth(d.Year, month))) return true;
            }
            return false;
        }
    }
}
