using System.Globalization;
using LineLoyalty.Analytics;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>
/// Once a day, at the trigger's time, looks for those whose day it is. The day counts as looked at only when all have entered; a look that
/// was cut short is repeated, and whoever entered already is known by the key. Days missed are made up for as long as a step may be late.
/// </summary>
internal sealed class FindEntrants(
    LoyaltyDb db, ReadJourneyBook read, EnrolMembers enrol, AskSegment ask, PointsAboutToExpire points, BrandTime time, ReadSendingRules said)
{
    private const int PageSize = 200;

    public async Task ExecuteAsync(CancellationToken ct)
    {
        var (today, now) = (time.Today, time.Now);
        var daily = (await read.ExecuteAsync(ct)).Live.Where(j => j.Definition.Trigger is DailyTrigger trigger && now >= time.At(today, trigger.At)).ToList();
        if (daily.Count == 0) return;
        var ids = daily.ConvertAll(j => j.Id);
        var looked = await db.Journeys.Where(j => ids.Contains(j.Id)).Select(j => new { j.Id, j.LookedOn }).ToDictionaryAsync(j => j.Id, j => j.LookedOn, ct);
        var latestDays = (await said.ExecuteAsync(ct)).LatestDays;
        // By what matters more: who enters the birthday today keeps their place in the week's messages.
        foreach (var journey in daily.OrderBy(j => j.Definition.Rank).ThenBy(j => j.Id))
        {
            var last = looked[journey.Id];
            if (last >= today) continue;
            // The last day looked at once more: for those who joined later that day.
            var from = last is { } day ? Later(day, today.AddDays(-latestDays)) : today;
            await LetInAsync(journey, from, today, ct);
            await db.Journeys.Where(j => j.Id == journey.Id && j.LookedOn == last).ExecuteUpdateAsync(s => s.SetProperty(j => j.LookedOn, today), ct);
        }
    }

    private Task LetInAsync(LiveJourney journey, DateOnly from, DateOnly today, CancellationToken ct) => journey.Definition.Trigger switch
    {
        BirthdayTrigger trigger => BirthdaysAsync(journey, trigger, from, today, ct),
        AnniversaryTrigger trigger => AnniversariesAsync(journey, trigger, from, today, ct),
        LapseTrigger trigger => LapsesAsync(journey, trigger, from, today, ct),
        CycleTrigger trigger => CyclesAsync(journey, trigger, from, today, ct),
        PointsExpiringTrigger trigger => PointsAsync(journey, trigger, today, ct),
        CouponExpiringTrigger trigger => CouponsAsync(journey, trigger, today, ct),
        SegmentTrigger trigger => SegmentAsync(journey, trigger, today, ct),
        var other => throw new InvalidOperationException($"No look for {other.GetType().Name}."),
    };

    private async Task BirthdaysAsync(LiveJourney journey, BirthdayTrigger trigger, DateOnly from, DateOnly today, CancellationToken ct)
    {
        for (var birthday = from; birthday <= today.AddDays(trigger.DaysBefore); birthday = birthday.AddDays(1))
        {
            var key = $"birthday:{birthday.Year}";
            var (gift, greeting) = (string.Create(CultureInfo.InvariantCulture, $"{birthday.Year}:coupon"), string.Create(CultureInfo.InvariantCulture, $"{birthday.Year}:greeting"));
            foreach (var (month, day) in YearlyDays.KeptOn(birthday, trigger.LeapDay))
            {
                var anchor = time.StartOf(birthday);
                await PagesAsync(journey, m => m.BirthMonth == month && m.BirthDay == day, key, async ids =>
                {
                    // What the programme it took over from has done this year is not done again.
                    var had = (await db.ProgrammeSteps.Where(s => s.Programme == "birthday" && ids.Contains(s.MemberId) && (s.Key == gift || s.Key == greeting)).Select(s => new { s.MemberId, s.Key }).ToListAsync(ct)).ToLookup(s => s.MemberId, s => s.Key);
                    var onward = JourneyClock.WaitAfter(journey.Definition, -trigger.DaysBefore);
                    return ids.Where(id => !had[id].Contains(greeting) && (onward is not null || !had[id].Any()))
                        .Select(id => new Entrant(id, key, anchor, had[id].Any() ? onward : null));
                }, ct);
            }
        }
    }

    private async Task AnniversariesAsync(LiveJourney journey, AnniversaryTrigger trigger, DateOnly from, DateOnly today, CancellationToken ct)
    {
        for (var kept = from; kept <= today; kept = kept.AddDays(1))
        {
            var (day, key) = (kept, $"anniversary:{kept.Year}");
            // No engine of ours compares parts of a local date; the days of the past years are few.
            var oldest = await db.Members.MinAsync(m => (DateTime?)m.JoinedAt, ct);
            if (oldest is not { } first) return;
            foreach (var (month, monthDay) in YearlyDays.KeptOn(day, trigger.LeapDay))
            {
                for (var year = time.DayOf(first).Year; year < day.Year; year++)
                {
                    if (monthDay > DateTime.DaysInMonth(year, month)) continue;
                    var joined = new DateOnly(year, month, monthDay);
                    var (start, end) = (time.StartOf(joined), time.EndOf(joined));
                    await PagesAsync(journey, m => m.JoinedAt >= start && m.JoinedAt < end, key, ids => Task.FromResult(ids.Select(id => new Entrant(id, key, time.StartOf(day)))), ct);
                }
            }
        }
    }

    private async Task LapsesAsync(LiveJourney journey, LapseTrigger trigger, DateOnly from, DateOnly today, CancellationToken ct)
    {
        var (start, end) = (time.StartOf(from.AddDays(-trigger.AfterDays)), time.EndOf(today.AddDays(-trigger.AfterDays)));
        await PagesAsync(journey, m => m.LastPurchaseAt >= start && m.LastPurchaseAt < end && m.LastPurchaseId != null, null, ids => LapsedAsync(journey, ids, ramped: false, ct), ct);
        var room = await RampRoomAsync(journey, today, ct);
        var before = time.StartOf(time.DayOf(journey.OnSince).AddDays(-trigger.AfterDays));
        var old = db.Members.Where(m => m.LastPurchaseAt < before && m.LastPurchaseId != null && m.ErasedAt == null && m.MarketingOptIn && db.LineAccounts.Any(a => a.MemberId == m.Id && a.Friend)
            && !db.Enrolments.Any(e => e.JourneyId == journey.Id && e.MemberId == m.Id && e.LastPurchaseAt >= m.LastPurchaseAt));
        for (var after = long.MaxValue; room > 0;)
        {
            // The newest members first: the likeliest to come back.
            var ids = await old.Where(m => m.Id < after).OrderByDescending(m => m.Id).Take(PageSize).Select(m => m.Id).ToListAsync(ct);
            if (ids.Count == 0) return;
            after = ids[^1];
            room -= await EnterAsync(journey, (await LapsedAsync(journey, ids, ramped: true, ct)).Take(room), ct);
        }
    }

    private async Task<IEnumerable<Entrant>> LapsedAsync(LiveJourney journey, IReadOnlyCollection<long> ids, bool ramped, CancellationToken ct)
    {
        var now = time.Now;
        var members = await db.Members.Where(m => ids.Contains(m.Id) && m.LastPurchaseId != null).Select(m => new { m.Id, At = m.LastPurchaseAt!.Value, Sale = m.LastPurchaseId!.Value }).ToListAsync(ct);
        var had = (await db.ProgrammeSteps.Where(s => s.Programme == ReactivationProgramme.Name && ids.Contains(s.MemberId)).Select(s => new { s.MemberId, s.Key }).ToListAsync(ct)).ToLookup(s => s.MemberId, s => s.Key);
        var found = new List<Entrant>();
        foreach (var m in members)
        {
            var anchor = time.StartOf(time.DayOf(m.At));
            // A lapse that the programme it took over from has begun goes on with the step after.
            var taken = had[m.Id].Select(k => ReactivationProgramme.StepOf(k, m.Sale)).DefaultIfEmpty().Max();
            var start = taken > 0 ? JourneyClock.WaitAfter(journey.Definition, taken) : ramped ? JourneyClock.StandsAt(journey.Definition, anchor, now, time) : journey.Definition.Start;
            if (start is not null) found.Add(new Entrant(m.Id, string.Create(CultureInfo.InvariantCulture, $"lapse:{m.Sale}"), anchor, start, Ramped: ramped));
        }
        return found;
    }

    private async Task CyclesAsync(LiveJourney journey, CycleTrigger trigger, DateOnly from, DateOnly today, CancellationToken ct)
    {
        var cycle = await BuyerScoring.CycleAsync(db, ct);
        var times = (double)trigger.Times;
        var (earliest, latest) = (from.DayNumber - (int)Math.Ceiling(Nes.LongestCycle * times), today.DayNumber - (int)Math.Floor(Nes.ShortestCycle * times));
        var found = new List<Entrant>();
        await foreach (var b in db.BuyerStats.AsNoTracking().Where(b => b.SaleDays >= 2 && b.LastDay >= earliest && b.LastDay <= latest).Select(b => new { b.MemberId, b.FirstDay, b.LastDay, b.SaleDays }).AsAsyncEnumerable().WithCancellation(ct))
        {
            var due = b.LastDay + (int)Math.Ceiling(Nes.Cycle(b.FirstDay, b.LastDay, b.SaleDays, cycle) * times);
            if (due >= from.DayNumber && due <= today.DayNumber) found.Add(new Entrant(b.MemberId, string.Create(CultureInfo.InvariantCulture, $"cycle:{b.LastDay}"), time.StartOf(DateOnly.FromDayNumber(b.LastDay))));
        }
        foreach (var page in found.OrderBy(e => e.MemberId).Chunk(PageSize)) await EnterAsync(journey, page, ct);
        await OldCyclesAsync(journey, times, cycle, today, ct);
    }

    /// <summary>Those whose cycle was over before the journey was switched on, as many a day as the ramp says; who bought last comes first.</summary>
    private async Task OldCyclesAsync(LiveJourney journey, double times, double cycle, DateOnly today, CancellationToken ct)
    {
        var room = await RampRoomAsync(journey, today, ct);
        var since = time.DayOf(journey.OnSince).DayNumber;
        var old = db.BuyerStats.AsNoTracking().Where(b => b.SaleDays >= 2 && b.LastDay < since && !db.Enrolments.Any(e => e.JourneyId == journey.Id && e.MemberId == b.MemberId && e.Ramped)
            && db.Members.Any(m => m.Id == b.MemberId && m.ErasedAt == null && m.MarketingOptIn && db.LineAccounts.Any(a => a.MemberId == m.Id && a.Friend)));
        for (var (day, after) = (int.MaxValue, long.MaxValue); room > 0;)
        {
            var page = await old.Where(b => b.LastDay < day || b.LastDay == day && b.MemberId < after).OrderByDescending(b => b.LastDay).ThenByDescending(b => b.MemberId).Take(PageSize)
                .Select(b => new { b.MemberId, b.FirstDay, b.LastDay, b.SaleDays }).ToListAsync(ct);
            if (page.Count == 0) return;
            (day, after) = (page[^1].LastDay, page[^1].MemberId);
            var now = time.Now;
            var due = page.Where(b => b.LastDay + (int)Math.Ceiling(Nes.Cycle(b.FirstDay, b.LastDay, b.SaleDays, cycle) * times) < since)
                .Select(b => (b.MemberId, b.LastDay, Anchor: time.StartOf(DateOnly.FromDayNumber(b.LastDay))))
                .Select(b => (b.MemberId, b.LastDay, b.Anchor, Start: JourneyClock.StandsAt(journey.Definition, b.Anchor, now, time))).Where(b => b.Start is not null)
                .Select(b => new Entrant(b.MemberId, string.Create(CultureInfo.InvariantCulture, $"cycle:{b.LastDay}"), b.Anchor, b.Start, Ramped: true));
            room -= await EnterAsync(journey, due.Take(room), ct);
        }
    }

    private async Task PointsAsync(LiveJourney journey, PointsExpiringTrigger trigger, DateOnly today, CancellationToken ct)
    {
        var (before, key) = (time.EndOf(today.AddDays(trigger.DaysBefore)), $"points:{today:yyyyMMdd}");
        for (var after = 0L; ;)
        {
            var page = await points.ToRemindAsync(before, after, PageSize, ct);
            if (page.Count == 0) return;
            after = page[^1].MemberId;
            await EnterAsync(journey, page.Select(p => new Entrant(p.MemberId, key, time.StartOf(today), Facts: new EntryFacts { Points = p.Points, ExpiresOn = time.DayOf(p.ExpiresAt.AddTicks(-1)) })), ct,
                // Marked as the fixed reminder marks them: whoever of the two runs, each lot is told of once.
                async id => await points.MarkRemindedAsync(id, before, ct));
        }
    }

    private async Task CouponsAsync(LiveJourney journey, CouponExpiringTrigger trigger, DateOnly today, CancellationToken ct)
    {
        var (now, before, key) = (time.Now, time.EndOf(today.AddDays(trigger.DaysBefore)), $"coupons:{today:yyyyMMdd}");
        var old = now.AddDays(-1);
        var due = db.Coupons.Where(c => c.State == CouponState.Issued && c.ValidUntil > now && c.ValidUntil <= before && c.RemindedAt == null && c.IssuedAt < old);
        for (var after = 0L; ;)
        {
            var page = await due.Where(c => c.MemberId > after).GroupBy(c => c.MemberId).Select(g => new { MemberId = g.Key, Count = g.Count(), First = g.Min(c => c.ValidUntil) }).OrderBy(g => g.MemberId).Take(PageSize).ToListAsync(ct);
            if (page.Count == 0) return;
            after = page[^1].MemberId;
            await EnterAsync(journey, page.Select(p => new Entrant(p.MemberId, key, time.StartOf(today), Facts: new EntryFacts { Coupons = p.Count, ExpiresOn = time.DayOf(p.First.AddTicks(-1)) })), ct,
                id => due.Where(c => c.MemberId == id).ExecuteUpdateAsync(s => s.SetProperty(c => c.RemindedAt, now), ct));
        }
    }

    /// <summary>Who is in the segment now and was not at the last look. At the first look, those in it enter by the ramp, day by day.</summary>
    private async Task SegmentAsync(LiveJourney journey, SegmentTrigger trigger, DateOnly today, CancellationToken ct)
    {
        if (await db.Segments.AsNoTracking().FirstOrDefaultAsync(s => s.Id == trigger.SegmentId, ct) is not { } segment) return;
        var inside = await ask.MembersAsync(segment.Rule, ct);
        await using (var unit = await db.BeginWriteAsync(ct))
        {
            await db.JourneyPresences.Where(p => p.JourneyId == journey.Id && !inside.Any(m => m.Id == p.MemberId)).ExecuteDeleteAsync(ct);
            await unit.CommitAsync(ct);
        }
        var first = time.DayOf(journey.OnSince) == today || !await db.JourneyPresences.AnyAsync(p => p.JourneyId == journey.Id, ct) && !await db.Enrolments.AnyAsync(e => e.JourneyId == journey.Id, ct);
        for (var after = 0L; ;)
        {
            var ids = await inside.Where(m => m.Id > after && !db.JourneyPresences.Any(p => p.JourneyId == journey.Id && p.MemberId == m.Id)).OrderBy(m => m.Id).Take(PageSize).Select(m => m.Id).ToListAsync(ct);
            if (ids.Count == 0) break;
            after = ids[^1];
            await using var unit = await db.BeginWriteAsync(ct);
            db.JourneyPresences.AddRange(ids.Select(id => new JourneyPresence { JourneyId = journey.Id, MemberId = id, Since = today }));
            if (!first) await enrol.ExecuteAsync(journey, [.. ids.Select(id => new Entrant(id, $"segment:{today:yyyyMMdd}", time.Now))], ct);
            await unit.CommitAsync(ct);
            db.ChangeTracker.Clear();
        }
        if (await RampRoomAsync(journey, today, ct) is > 0 and var room)
        {
            var since = time.DayOf(journey.OnSince);
            var waiting = await db.JourneyPresences.Where(p => p.JourneyId == journey.Id && p.Since <= since && !db.Enrolments.Any(e => e.JourneyId == journey.Id && e.MemberId == p.MemberId))
                .OrderBy(p => p.MemberId).Take(room).Select(p => p.MemberId).ToListAsync(ct);
            foreach (var page in waiting.Chunk(PageSize)) await EnterAsync(journey, page.Select(id => new Entrant(id, $"segment:{today:yyyyMMdd}", time.Now, Ramped: true)), ct);
        }
    }

    private async Task<int> RampRoomAsync(LiveJourney journey, DateOnly today, CancellationToken ct)
    {
        if (journey.Definition.Entry.RampPerDay == 0) return 0;
        var morning = time.StartOf(today);
        return journey.Definition.Entry.RampPerDay - await db.Enrolments.CountAsync(e => e.JourneyId == journey.Id && e.Ramped && e.EnteredAt >= morning, ct);
    }

    /// <summary>All members of a kind, a page at a time.</summary>
    /// <param name="key">Those who have entered under it are passed over in the question already.</param>
    private async Task PagesAsync(
        LiveJourney journey, System.Linq.Expressions.Expression<Func<Member, bool>> which, string? key, Func<IReadOnlyCollection<long>, Task<IEnumerable<Entrant>>> entrants, CancellationToken ct)
    {
        var members = db.Members.Where(m => m.ErasedAt == null).Where(which);
        if (key is not null) members = members.Where(m => !db.Enrolments.Any(e => e.JourneyId == journey.Id && e.MemberId == m.Id && e.EntryKey == key));
        for (var after = 0L; ;)
        {
            var ids = await members.Where(m => m.Id > after).OrderBy(m => m.Id).Take(PageSize).Select(m => m.Id).ToListAsync(ct);
            if (ids.Count == 0) return;
            after = ids[^1];
            await EnterAsync(journey, await entrants(ids), ct);
        }
    }

    private async Task<int> EnterAsync(LiveJourney journey, IEnumerable<Entrant> entrants, CancellationToken ct, Func<long, Task<int>>? alongside = null)
    {
        var page = entrants.OrderBy(e => e.MemberId).ToList();
        if (page.Count == 0) return 0;
        await using var unit = await db.BeginWriteAsync(ct);
        foreach (var entrant in page) await db.LockMemberAsync(entrant.MemberId, ct);
        var entered = await enrol.ExecuteAsync(journey, page, ct);
        if (alongside is not null) foreach (var enrolment in entered) await alongside(enrolment.MemberId);
        await unit.CommitAsync(ct);
        db.ChangeTracker.Clear();
        return entered.Count;
    }

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;
}
