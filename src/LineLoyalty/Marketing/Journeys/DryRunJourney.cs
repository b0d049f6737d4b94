using System.Text.Json.Serialization;
using LineLoyalty.Analytics;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Membership;
using LineLoyalty.Outside;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Journeys;

/// <param name="Entered">Entries of the time; <paramref name="Members"/>, different members.</param>
/// <param name="Messages">Would have been sent on LINE; <paramref name="NotReached"/>, not: opted out, or no channel reaches them.</param>
/// <param name="NoRoom">Left out, as this journey alone would have said too much.</param>
/// <param name="Nodes">How many came to each step.</param>
/// <param name="Coupons">By kind.</param>
public sealed record JourneyDryRun(
    int Days, int Entered, int Members, int Messages, int NotReached, int NoRoom, int Goal, long Points, IReadOnlyDictionary<string, int> Coupons, IReadOnlyDictionary<string, int> Nodes, bool NowOnly)
{
    /// <summary>Messages by month; the key is its first day.</summary>
    public IReadOnlyDictionary<DateOnly, int> Months { get; init; } = new Dictionary<DateOnly, int>();

    /// <summary>Different members LINE would have brought any to.</summary>
    public int LinePeople { get; init; }
    public ChannelUse Email { get; init; }
    public ChannelUse Sms { get; init; }

    /// <summary>What would have gone beside LINE, by month.</summary>
    [JsonIgnore] public IReadOnlyDictionary<DateOnly, OutsideUse> Outside { get; init; } = new Dictionary<DateOnly, OutsideUse>();
}

public readonly record struct OutsideUse(ChannelUse Email, ChannelUse Sms);

/// <summary>
/// What a journey would have done over the last days, by what really happened: who would have come in when, and whether a purchase came
/// before a message. Groups and reachability are taken as they are today; messages of other journeys and pushes are left out of account.
/// </summary>
public sealed class DryRunJourney(LoyaltyDb db, AskSegment ask, ChooseChannel channels, BrandTime time, ReadSendingRules said)
{
    private const int MostSteps = 200;

    private sealed record Entry(long Member, DateTime At, DateTime Anchor);

    private sealed class Tally(SendingRules rules)
    {
        public SendingRules Rules => rules;
        public int Entered, Messages, NotReached, NoRoom, Goal;
        public long Points;
        public HashSet<long> Members { get; } = [];
        public Dictionary<string, int> Coupons { get; } = [];
        public Dictionary<string, int> Nodes { get; } = [];
        public Dictionary<DateOnly, int> Months { get; } = [];
        public HashSet<long> OnLine { get; } = [];
        public List<(long Member, OutsideChannel Channel, DateOnly Month, long Milli)> Beside { get; } = [];
    }

    /// <param name="journeyId">For what happened in messages of its own; null for one that never was on.</param>
    public async Task<JourneyDryRun> ExecuteAsync(JourneyDefinition definition, int days, CancellationToken ct, long? journeyId = null)
    {
        var history = new History(db, time.StartOf(time.Today.AddDays(-days)), time.Now, journeyId);
        var entries = (await EntriesAsync(definition.Trigger, history, ct)).OrderBy(e => e.At).ThenBy(e => e.Member).ToList();
        if (definition.Entry.Who is { } who) entries = await KeepAsync(entries, who, ct);
        var members = entries.Select(e => e.Member).Distinct().ToList();
        await history.LoadAsync(definition, members, ct);
        var fits = new Dictionary<string, HashSet<long>>();
        foreach (var branch in definition.Nodes.OfType<BranchRule>().Where(b => b.Rule is not null)) fits[branch.Id] = await FitAsync(members, branch.Rule!, ct);
        var tally = new Tally(await said.ExecuteAsync(ct));
        foreach (var own in entries.GroupBy(e => e.Member)) Walk(definition, [.. own], history, fits, tally);
        return new JourneyDryRun(days, tally.Entered, tally.Members.Count, tally.Messages, tally.NotReached, tally.NoRoom, tally.Goal, tally.Points, tally.Coupons, tally.Nodes, definition.Trigger is SegmentTrigger)
        {
            Months = tally.Months, LinePeople = tally.OnLine.Count, Email = Use(tally.Beside, OutsideChannel.Email), Sms = Use(tally.Beside, OutsideChannel.Sms),
            Outside = tally.Beside.GroupBy(b => b.Month).ToDictionary(g => g.Key, g => new OutsideUse(Use(g, OutsideChannel.Email), Use(g, OutsideChannel.Sms))),
        };
    }

    private static ChannelUse Use(IEnumerable<(long Member, OutsideChannel Channel, DateOnly Month, long Milli)> beside, OutsideChannel channel)
    {
        var own = beside.Where(b => b.Channel == channel).ToList();
        return new(own.Count, own.DistinctBy(b => b.Member).Count(), own.Sum(b => b.Milli));
    }

    private void Walk(JourneyDefinition definition, List<Entry> entries, History history, Dictionary<string, HashSet<long>> fits, Tally tally)
    {
        var (free, last, times) = (DateTime.MinValue, DateTime.MinValue, 0);
        var sent = new List<DateTime>();
        foreach (var entry in entries)
        {
            if (entry.At < free || (times > 0 && (definition.Entry.Again is not { } again || last.AddDays(again) > entry.At)) || times >= (definition.Entry.Most ?? int.MaxValue)) continue;
            (last, times) = (entry.At, times + 1);
            tally.Entered++;
            tally.Members.Add(entry.Member);
            free = WalkOne(definition, entry, history, fits, tally, sent);
        }
    }

    /// <returns>When the member is out again.</returns>
    private DateTime WalkOne(JourneyDefinition definition, Entry entry, History history, Dictionary<string, HashSet<long>> fits, Tally tally, List<DateTime> sent)
    {
        var end = definition.Ends.Select(e => (e.Goal, At: history.First(entry.Member, e.On, entry.At))).Where(e => e.At is not null).OrderBy(e => e.At).FirstOrDefault();
        var (at, node) = (entry.At, definition.Find(definition.Start));
        for (var steps = 0; node is not null && steps < MostSteps; steps++)
        {
            tally.Nodes[node.Id] = tally.Nodes.GetValueOrDefault(node.Id) + 1;
            var due = JourneyClock.DueOf(node, at, entry.Anchor, time);
            var heard = node is WaitEvent wait ? history.First(entry.Member, wait.On, at, due) : null;
            var leaves = heard ?? (due > at ? due : at);
            if (end.At is { } ended && ended <= leaves)
            {
                if (ended <= history.Until && end.Goal) tally.Goal++;
                return ended;
            }
            // Where the member would be standing now.
            if (leaves > history.Until) return leaves;
            at = leaves;
            node = definition.Find(Next(definition, node, entry, at, heard is not null, history, fits, tally, sent));
        }
        return at;
    }

    private string? Next(JourneyDefinition definition, JourneyNode node, Entry entry, DateTime at, bool heard, History history, Dictionary<string, HashSet<long>> fits, Tally tally, List<DateTime> sent)
    {
        switch (node)
        {
            case WaitEvent wait:
                return heard ? wait.Happened : wait.TimedOut;
            case BranchRule branch:
                return fits[branch.Id].Contains(entry.Member) ? branch.Yes : branch.No;
            case BranchSplit split:
                return split.Exits.First(e => e.Port == JourneyClock.Draw(split, 0, entry.Member)).To;
            case GiveCoupon give:
                Count(tally.Coupons, give.Coupon);
                break;
            case GivePointsStep give:
                tally.Points += give.Points;
                break;
            case SendMessage message when !history.Reached(entry.Member):
                Write(message.Outside, message.Always, entry.Member, at, history, tally, sent);
                break;
            case WriteOutside write:
                Write(write.Words, always: false, entry.Member, at, history, tally, sent);
                break;
            case SendMessage message:
                if (!HasRoom(message.Always, at, tally, sent)) break;
                tally.Messages++;
                tally.OnLine.Add(entry.Member);
                var month = PriceJourney.FirstOf(time.DayOf(at));
                tally.Months[month] = tally.Months.GetValueOrDefault(month) + 1;
                foreach (var code in message.Content.CouponsIn(Languages.Chinese).Where(c => !definition.Nodes.OfType<GiveCoupon>().Any(g => g.Coupon == c))) Count(tally.Coupons, code);
                break;
        }
        return node.Exits[0].To;
    }

    private bool HasRoom(bool always, DateTime at, Tally tally, List<DateTime> sent)
    {
        if (!always && (sent.Exists(s => time.DayOf(s) == time.DayOf(at)) || sent.Count(s => s > at.AddDays(-tally.Rules.MostMessagesDays)) >= tally.Rules.MostMessages))
        {
            tally.NoRoom++;
            return false;
        }
        sent.Add(at);
        return true;
    }

    private void Write(OutsideWords? words, bool always, long member, DateTime at, History history, Tally tally, List<DateTime> sent)
    {
        if (words is null || history.Beside(member) is not { } person || channels.Cheapest(person.Email, person.Phone, words.Channels) is not { } sender) tally.NotReached++;
        else if (HasRoom(always, at, tally, sent)) tally.Beside.Add((member, sender.Channel, PriceJourney.FirstOf(time.DayOf(at)), MessagePrice.Milli(sender, MemberText.Parse(words.Text, out _).For(person.Values))));
    }

    private static void Count(Dictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    private async Task<List<Entry>> KeepAsync(List<Entry> entries, SegmentRule who, CancellationToken ct)
    {
        var fit = await FitAsync([.. entries.Select(e => e.Member).Distinct()], who, ct);
        return entries.FindAll(e => fit.Contains(e.Member));
    }

    private async Task<HashSet<long>> FitAsync(List<long> members, SegmentRule rule, CancellationToken ct)
    {
        var found = new HashSet<long>();
        foreach (var page in members.Chunk(1000)) found.UnionWith(await (await ask.MembersAsync(rule, ct)).Where(m => page.Contains(m.Id)).Select(m => m.Id).ToListAsync(ct));
        return found;
    }

    private async Task<IEnumerable<Entry>> EntriesAsync(JourneyTrigger trigger, History history, CancellationToken ct)
    {
        switch (trigger)
        {
            case HappeningTrigger { On: var on }:
                return (await history.AllAsync(on, ct)).Select(e => new Entry(e.Member, e.At, e.At));
            case BirthdayTrigger birthday:
                var born = await db.Members.Where(m => m.ErasedAt == null && m.BirthMonth != null && m.BirthDay != null).Select(m => new { m.Id, Month = m.BirthMonth!.Value, Day = m.BirthDay!.Value, m.JoinedAt }).ToListAsync(ct);
                return Yearly(born.Select(m => (m.Id, m.Month, m.Day, m.JoinedAt)), birthday.LeapDay, -birthday.DaysBefore, birthday.At, history);
            case AnniversaryTrigger anniversary:
                var joined = await db.Members.Where(m => m.ErasedAt == null).Select(m => new { m.Id, m.JoinedAt }).ToListAsync(ct);
                return Yearly(joined.Select(m => (m.Id, time.DayOf(m.JoinedAt).Month, time.DayOf(m.JoinedAt).Day, m.JoinedAt.AddDays(1))), anniversary.LeapDay, 0, anniversary.At, history);
            case LapseTrigger lapse:
                return await LapsesAsync(_ => lapse.AfterDays, lapse.AfterDays, lapse.At, history, ct);
            case CycleTrigger cycle:
                var brand = await BuyerScoring.CycleAsync(db, ct);
                var own = await db.BuyerStats.Where(b => b.SaleDays >= 2).Select(b => new { b.MemberId, b.FirstDay, b.LastDay, b.SaleDays }).ToDictionaryAsync(b => b.MemberId, b => (int)Math.Ceiling(Nes.Cycle(b.FirstDay, b.LastDay, b.SaleDays, brand) * (double)cycle.Times), ct);
                return await LapsesAsync(id => own.TryGetValue(id, out var days) ? days : null, (int)Math.Ceiling(Nes.LongestCycle * (double)cycle.Times), cycle.At, history, ct);
            case PointsExpiringTrigger points:
                var lots = await db.PointsLots.Where(l => l.ExpiresAt != null && l.ExpiresAt > history.From && l.ExpiresAt <= history.Until.AddDays(points.DaysBefore) && (l.Remaining > 0 || l.RemindedAt != null)).Select(l => new { l.MemberId, At = l.ExpiresAt!.Value }).ToListAsync(ct);
                return Before(lots.Select(l => (l.MemberId, l.At)), points.DaysBefore, points.At, history);
            case CouponExpiringTrigger coupons:
                var kept = await db.Coupons.Where(c => c.ValidUntil > history.From && c.ValidUntil <= history.Until.AddDays(coupons.DaysBefore) && (c.State == Rewards.Coupons.CouponState.Issued || c.State == Rewards.Coupons.CouponState.Expired)).Select(c => new { c.MemberId, c.ValidUntil }).ToListAsync(ct);
                return Before(kept.Select(c => (c.MemberId, c.ValidUntil)), coupons.DaysBefore, coupons.At, history);
            case SegmentTrigger segment when await db.Segments.AsNoTracking().FirstOrDefaultAsync(s => s.Id == segment.SegmentId, ct) is { } found:
                return (await (await ask.MembersAsync(found.Rule, ct)).Select(m => m.Id).ToListAsync(ct)).Select(id => new Entry(id, history.Until, history.Until));
            default:
                return [];
        }
    }

    private IEnumerable<Entry> Yearly(IEnumerable<(long Id, int Month, int Day, DateTime Since)> members, LeapDay leap, int offset, TimeOnly clock, History history)
    {
        foreach (var (id, month, day, since) in members)
        {
            for (var year = time.DayOf(history.From).Year; year <= time.Today.Year + 1; year++)
            {
                var kept = YearlyDays.In(year, month, day, leap);
                var at = time.At(kept.AddDays(offset), clock);
                if (at >= history.From && at <= history.Until && at >= since) yield return new Entry(id, at, time.StartOf(kept));
            }
        }
    }

    private IEnumerable<Entry> Before(IEnumerable<(long Member, DateTime Ends)> ends, int days, TimeOnly clock, History history) =>
        ends.Select(e => (e.Member, At: time.At(time.DayOf(e.Ends.AddTicks(-1)).AddDays(-days), clock))).Distinct().Where(e => e.At >= history.From && e.At <= history.Until).Select(e => new Entry(e.Member, e.At, time.StartOf(time.DayOf(e.At))));

    /// <summary>Each sale day that was not followed by another in time.</summary>
    private async Task<IEnumerable<Entry>> LapsesAsync(Func<long, int?> after, int longest, TimeOnly clock, History history, CancellationToken ct)
    {
        var from = time.DayOf(history.From).AddDays(-longest);
        var days = await db.Purchases.Where(p => p.MemberId != null && !p.WhollyReturned && p.SoldOn >= from).Select(p => new { Member = p.MemberId!.Value, p.SoldOn }).Distinct().OrderBy(p => p.Member).ThenBy(p => p.SoldOn).ToListAsync(ct);
        var found = new List<Entry>();
        for (var i = 0; i < days.Count; i++)
        {
            if (after(days[i].Member) is not { } wait) continue;
            var at = time.At(days[i].SoldOn.AddDays(wait), clock);
            var back = i + 1 < days.Count && days[i + 1].Member == days[i].Member && days[i + 1].SoldOn <= days[i].SoldOn.AddDays(wait);
            if (!back && at >= history.From && at <= history.Until) found.Add(new Entry(days[i].Member, at, time.StartOf(days[i].SoldOn)));
        }
        return found;
    }

    /// <summary>Somebody who may be written to beside LINE.</summary>
    private sealed record BesidePerson(bool Email, bool Phone, MemberValues Values);

    /// <summary>What happened to members within the time.</summary>
    private sealed class History(LoyaltyDb db, DateTime from, DateTime until, long? journeyId)
    {
        private readonly Dictionary<JourneyEvent, ILookup<long, DateTime>> happened = [];
        private readonly HashSet<long> reached = [];
        private readonly Dictionary<long, BesidePerson> beside = [];

        public DateTime From => from;
        public DateTime Until => until;

        public bool Reached(long member) => reached.Contains(member);

        /// <summary>Null: opted out, or no address is known.</summary>
        public BesidePerson? Beside(long member) => beside.GetValueOrDefault(member);

        /// <summary>When it first happened to a member after one moment and before another.</summary>
        public DateTime? First(long member, JourneyEvent what, DateTime after, DateTime? before = null)
        {
            foreach (var at in happened[what][member]) if (at > after && (before is null || at <= before)) return at;
            return null;
        }

        public async Task LoadAsync(JourneyDefinition definition, List<long> members, CancellationToken ct)
        {
            foreach (var what in definition.Ends.Select(e => e.On).Concat(definition.Nodes.OfType<WaitEvent>().Select(w => w.On)).Distinct()) happened[what] = (await AllAsync(what, ct)).OrderBy(e => e.At).ToLookup(e => e.Member, e => e.At);
            var (always, otherwise) = (definition.Nodes.OfType<WriteOutside>().Any(), definition.Nodes.OfType<SendMessage>().Any(m => m.Outside is not null));
            foreach (var page in members.Chunk(1000))
            {
                reached.UnionWith(await db.Members.Where(m => page.Contains(m.Id) && m.MarketingOptIn && db.LineAccounts.Any(a => a.MemberId == m.Id && a.Friend)).Select(m => m.Id).ToListAsync(ct));
                if (always || otherwise) await LoadBesideAsync(always ? page : [.. page.Where(id => !reached.Contains(id))], ct);
            }
        }

        private async Task LoadBesideAsync(long[] page, CancellationToken ct)
        {
            var people = db.Members.Where(m => page.Contains(m.Id) && m.MarketingOptIn && m.ErasedAt == null && (m.EmailSealed != null || m.PhoneSealed != null));
            var values = await people.Select(PlannedPerson.Read(db)).ToDictionaryAsync(p => p.MemberId, p => p.Values, ct);
            foreach (var person in await people.Select(m => new { m.Id, Email = m.EmailSealed != null && m.EmailConfirmedAt != null, Phone = m.PhoneSealed != null }).ToListAsync(ct))
            {
                if (values.TryGetValue(person.Id, out var own)) beside[person.Id] = new BesidePerson(person.Email, person.Phone, own);
            }
        }

        public async Task<List<(long Member, DateTime At)>> AllAsync(JourneyEvent what, CancellationToken ct)
        {
            if (what is PurchaseHappens bought) return await PurchasesAsync(bought, ct);
            var lines = await db.MemberEvents.Where(e => e.Kind == what.Kind && e.MemberId != null && e.At >= from).Select(e => new { Member = e.MemberId!.Value, e.At, e.Data }).ToListAsync(ct);
            var coupons = what is CouponUsed ? await db.CouponUses.Where(u => u.CreatedAt >= from).Select(u => new { u.CouponId, u.Coupon.Definition.Code }).Distinct().ToDictionaryAsync(u => u.CouponId, u => u.Code, ct) : [];
            return [.. lines.Where(l => (JourneyFacts.Of(l.Data) with { Asking = journeyId }) is var facts && what.Means(facts with { Coupon = facts.CouponId is { } id ? coupons.GetValueOrDefault(id) : facts.Coupon })).Select(l => (l.Member, l.At))];
        }

        private async Task<List<(long Member, DateTime At)>> PurchasesAsync(PurchaseHappens what, CancellationToken ct)
        {
            var sales = db.Purchases.Where(p => p.MemberId != null && !p.WhollyReturned && p.OccurredAt >= from);
            if (what.AtLeast is { } least) sales = sales.Where(p => p.Paid >= least);
            if (!string.IsNullOrEmpty(what.Category)) sales = sales.Where(p => p.Lines.Any(l => l.Category == what.Category));
            if (!string.IsNullOrEmpty(what.Sku)) sales = sales.Where(p => p.Lines.Any(l => l.Sku == what.Sku));
            if (what.First) sales = sales.Where(p => !db.Purchases.Any(o => o.MemberId == p.MemberId && !o.WhollyReturned && o.OccurredAt < p.OccurredAt));
            var found = await sales.Select(p => new { Member = p.MemberId!.Value, p.OccurredAt, p.SoldOn }).OrderBy(p => p.OccurredAt).ToListAsync(ct);
            if (what.FirstOfMonth) found = [.. found.DistinctBy(p => (p.Member, p.SoldOn.Year, p.SoldOn.Month))];
            return found.ConvertAll(p => (p.Member, p.OccurredAt));
        }
    }
}
