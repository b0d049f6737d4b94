using System.Globalization;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>
/// Answers what has happened: ends journeys it ends, wakes those who waited for it, lets in whom it lets in. A signal is deleted in the
/// unit of its effects, and read under the member's lock: whoever comes second finds it gone.
/// </summary>
internal sealed class AnswerSignals(LoyaltyDb db, ReadJourneyBook read, EnrolMembers enrol, BrandTime time, ReadSendingRules said)
{
    public Task<List<long>> NextAsync(int count, CancellationToken ct) => db.JourneySignals.OrderBy(s => s.Id).Take(count).Select(s => s.Id).ToListAsync(ct);

    public async Task ExecuteAsync(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var concerned = await db.JourneySignals.Where(s => ids.Contains(s.Id)).Select(s => s.MemberId).Distinct().OrderBy(id => id).ToListAsync(ct);
        foreach (var member in concerned) await db.LockMemberAsync(member, ct);
        var signals = await db.JourneySignals.AsNoTracking().Where(s => ids.Contains(s.Id) && concerned.Contains(s.MemberId)).OrderBy(s => s.Id).ToListAsync(ct);
        var book = await read.ExecuteAsync(ct);
        var inside = await db.Enrolments.Where(e => concerned.Contains(e.MemberId) && e.State == EnrolmentState.Inside).ToListAsync(ct);
        var bought = await db.Members.Where(m => concerned.Contains(m.Id)).Select(m => new { m.Id, m.LastPurchaseAt }).ToDictionaryAsync(m => m.Id, m => m.LastPurchaseAt, ct);
        var worn = await db.MemberTags.Where(t => concerned.Contains(t.MemberId) && t.Source.StartsWith(JourneyActions.TagSource)).ToListAsync(ct);
        foreach (var signal in signals)
        {
            var facts = await FactsAsync(signal, book, ct);
            Answer(signal, facts, book, inside.FindAll(e => e.MemberId == signal.MemberId && e.State == EnrolmentState.Inside), bought.GetValueOrDefault(signal.MemberId));
            inside.AddRange(await LetInAsync(signal, facts, book, ct));
            if (signal.Kind == MemberEvents.Purchased) TakeOff(worn, signal, book);
        }
        var done = signals.ConvertAll(s => s.Id);
        await db.JourneySignals.Where(s => done.Contains(s.Id)).ExecuteDeleteAsync(ct);
        await unit.CommitAsync(ct);
    }

    private void Answer(JourneySignal signal, JourneyFacts facts, JourneyBook book, List<Enrolment> inside, DateTime? lastPurchase)
    {
        foreach (var enrolment in inside)
        {
            var definition = book.Version(enrolment.JourneyId, enrolment.Version);
            // What lets in may be heard of again later: only what came after it ends anything.
            var after = signal.Kind == MemberEvents.Purchased ? lastPurchase > (enrolment.LastPurchaseAt ?? DateTime.MinValue) : signal.At >= enrolment.EnteredAt;
            if (!after) continue;
            var here = facts.SeenBy(enrolment.JourneyId);
            if (definition.Ends.FirstOrDefault(e => e.On.Kind == signal.Kind && e.On.Means(here)) is { } end)
            {
                WalkJourneys.End(enrolment, end.Goal ? EnrolmentState.Goal : EnrolmentState.Left, signal.Kind, time.Now);
            }
            else if (definition.Find(enrolment.Node) is WaitEvent wait && wait.On.Kind == signal.Kind && wait.On.Means(here))
            {
                WalkJourneys.Move(db, enrolment, definition, new StepOutcome("happened", null), time.Now, time.Now, time);
            }
        }
    }

    private async Task<IReadOnlyList<Enrolment>> LetInAsync(JourneySignal signal, JourneyFacts facts, JourneyBook book, CancellationToken ct)
    {
        // What an import brings of the past lets nobody in.
        if (signal.At < time.Now.AddDays(-(await said.ExecuteAsync(ct)).LatestDays)) return [];
        var entered = new List<Enrolment>();
        foreach (var journey in book.Live)
        {
            if (journey.Definition.Trigger is not HappeningTrigger { On: var on } || on.Kind != signal.Kind || signal.At < journey.OnSince || !on.Means(facts.SeenBy(journey.Id))) continue;
            // The limits are asked of the database: what this group has changed so far must be in it.
            await db.SaveChangesAsync(ct);
            entered.AddRange(await enrol.ExecuteAsync(journey, [new Entrant(signal.MemberId, string.Create(CultureInfo.InvariantCulture, $"event:{signal.EventId}"), signal.At)], ct));
        }
        if (entered.Count > 0) await db.SaveChangesAsync(ct);
        return entered;
    }

    private void TakeOff(List<MemberTag> worn, JourneySignal signal, JourneyBook book)
    {
        foreach (var tag in worn.FindAll(t => t.MemberId == signal.MemberId && book.TakesOffAtPurchase(t.Source, t.Name)))
        {
            worn.Remove(tag);
            db.MemberTags.Remove(tag);
            db.MemberEvents.Add(WearTag.TagEvent(signal.MemberId, MemberEvents.TagRemoved, time.Now, tag.Name, tag.Source));
        }
    }

    private async Task<JourneyFacts> FactsAsync(JourneySignal signal, JourneyBook book, CancellationToken ct)
    {
        var facts = JourneyFacts.Of(signal.Data);
        if (signal.Kind == MemberEvents.CouponRedeemed && facts.CouponId is { } coupon)
        {
            return facts with { Coupon = await db.Coupons.Where(c => c.Id == coupon).Select(c => c.Definition.Code).FirstOrDefaultAsync(ct) };
        }
        if (signal.Kind != MemberEvents.Purchased || facts.Purchase is not { } id || !book.AsksWhatWasBought) return facts;
        var lines = await db.PurchaseLines.Where(l => l.PurchaseId == id).Select(l => new { l.Sku, l.Category }).ToListAsync(ct);
        var day = await db.Purchases.Where(p => p.Id == id).Select(p => p.SoldOn).SingleAsync(ct);
        var month = new DateOnly(day.Year, day.Month, 1);
        var before = db.Purchases.Where(p => p.MemberId == signal.MemberId && p.Id != id && !p.WhollyReturned && p.OccurredAt <= signal.At);
        return facts with
        {
            Categories = [.. lines.Select(l => l.Category).OfType<string>()],
            Skus = [.. lines.Select(l => l.Sku).OfType<string>()],
            PurchasesBefore = await before.CountAsync(ct),
            PurchasesBeforeInMonth = await before.CountAsync(p => p.SoldOn >= month, ct),
        };
    }
}
