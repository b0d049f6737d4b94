using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using LineLoyalty.Outside;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing.Programmes;

/// <summary>When programmes may write to people, and how often.</summary>
internal sealed class ContactRules(LoyaltyDb db, BrandTime time, ReadSendingRules said, IOptions<ProgrammeOptions> options)
{
    /// <summary>Now, or the end of the quiet hours we are in: a message waits, it is never dropped for the hour.</summary>
    public async Task<DateTime> NotBeforeAsync(DateTime now, CancellationToken ct) => (await said.ExecuteAsync(ct)).NotBefore(now, time);

    /// <summary>
    /// Those of <paramref name="members"/> who have had enough marketing for now: one message a day, and so many in so many days. A
    /// birthday within the period counts as a message already: a reminder must not take its place.
    /// </summary>
    public async Task<HashSet<long>> HadEnoughAsync(IReadOnlyCollection<long> members, CancellationToken ct)
    {
        var (now, rules) = (time.Now, await said.ExecuteAsync(ct));
        var (since, morning) = (now.AddDays(-rules.MostMessagesDays), time.StartOf(time.Today));
        var counts = await db.DeliveryRecipients
            .Where(r => r.MemberId != null && members.Contains(r.MemberId.Value) && r.Delivery.Purpose == DeliveryPurpose.Marketing && r.Delivery.CreatedAt > since
                && (r.State == RecipientState.Planned || r.State == RecipientState.Accepted || r.State == RecipientState.Unknown))
            .GroupBy(r => r.MemberId!.Value).Select(g => new { MemberId = g.Key, Count = g.Count(), Last = g.Max(r => r.Delivery.CreatedAt) })
            .ToDictionaryAsync(g => g.MemberId, ct);
        var outside = await db.OutsideMessages.Where(m => members.Contains(m.MemberId) && m.CreatedAt > since && m.State != OutsideState.Suppressed && m.State != OutsideState.Refused)
            .GroupBy(m => m.MemberId).Select(g => new { MemberId = g.Key, Count = g.Count(), Last = g.Max(m => m.CreatedAt) }).ToDictionaryAsync(g => g.MemberId, ct);
        var birthdays = options.Value.Birthday.Enabled ? await BirthdaysAheadAsync(members, rules.MostMessagesDays, ct) : [];
        return [.. members.Where(HadEnough)];

        bool HadEnough(long id)
        {
            var (had, beside) = (counts.GetValueOrDefault(id), outside.GetValueOrDefault(id));
            return had?.Last >= morning || beside?.Last >= morning || (had?.Count ?? 0) + (beside?.Count ?? 0) + (birthdays.Contains(id) ? 1 : 0) >= rules.MostMessages;
        }
    }

    /// <summary>The same as one question, for a forecast over many.</summary>
    public async Task<IQueryable<Member>> HadEnoughAsync(IQueryable<Member> members, CancellationToken ct)
    {
        var (now, rules) = (time.Now, await said.ExecuteAsync(ct));
        var (since, morning, most) = (now.AddDays(-rules.MostMessagesDays), time.StartOf(time.Today), rules.MostMessages);
        var counts = db.DeliveryRecipients
            .Where(r => r.MemberId != null && r.Delivery.Purpose == DeliveryPurpose.Marketing && r.Delivery.CreatedAt > since
                && (r.State == RecipientState.Planned || r.State == RecipientState.Accepted || r.State == RecipientState.Unknown))
            .GroupBy(r => r.MemberId!.Value);
        var enough = counts.Where(g => g.Count() >= most || g.Max(r => r.Delivery.CreatedAt) >= morning).Select(g => g.Key);
        var nearly = counts.Where(g => g.Count() >= most - 1).Select(g => g.Key);
        var days = options.Value.Birthday.Enabled ? BirthdaysAhead(rules.MostMessagesDays) : [];
        // Beside LINE only today's count here: so few are written to that way that a week's sum changes no forecast.
        var wrote = db.OutsideMessages.Where(o => o.CreatedAt >= morning && o.State != OutsideState.Suppressed && o.State != OutsideState.Refused).Select(o => o.MemberId);
        if (days.Count == 0) return members.Where(m => enough.Contains(m.Id) || wrote.Contains(m.Id));
        return most == 1
            ? members.Where(m => enough.Contains(m.Id) || wrote.Contains(m.Id) || m.BirthMonth != null && m.BirthDay != null && days.Contains(m.BirthMonth.Value * 100 + m.BirthDay.Value))
            : members.Where(m => enough.Contains(m.Id) || wrote.Contains(m.Id) || m.BirthMonth != null && m.BirthDay != null && days.Contains(m.BirthMonth.Value * 100 + m.BirthDay.Value) && nearly.Contains(m.Id));
    }

    /// <summary>Month × 100 + day of each birthday within the period; 29 February also when its year has none.</summary>
    private List<int> BirthdaysAhead(int period)
    {
        List<int> days = [];
        for (var i = 1; i <= period; i++)
        {
            var day = time.Today.AddDays(i);
            for (var d = day.Day; d <= 31 && (d == day.Day || day.Day == DateTime.DaysInMonth(day.Year, day.Month)); d++) days.Add(day.Month * 100 + d);
        }
        return days;
    }

    private async Task<HashSet<long>> BirthdaysAheadAsync(IReadOnlyCollection<long> members, int period, CancellationToken ct)
    {
        var today = time.Today;
        var known = await db.Members.Where(m => members.Contains(m.Id) && m.BirthMonth != null && m.BirthDay != null)
            .Select(m => new { m.Id, Month = m.BirthMonth!.Value, Day = m.BirthDay!.Value }).ToListAsync(ct);
        return [.. known.Where(m => IsAhead(m.Month, m.Day)).Select(m => m.Id)];

        bool IsAhead(int month, int day)
        {
            for (var d = today.AddDays(1); d <= today.AddDays(period); d = d.AddDays(1))
            {
                if (d.Month == month && d.Day == Math.Min(day, DateTime.DaysInMonth(d.Year, month))) return true;
            }
            return false;
        }
    }
}
