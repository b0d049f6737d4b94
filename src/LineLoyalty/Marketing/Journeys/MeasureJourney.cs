using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Outside;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>What the messages of the last <paramref name="Days"/> days have brought.</summary>
/// <param name="WindowDays">A purchase counts when it comes within so many days after a message that was taken.</param>
/// <param name="Messages">Taken by LINE, a mail server or an SMS company; <paramref name="Reached"/>, different people who got any.</param>
/// <param name="Clicked">People who pressed a counted button.</param>
/// <param name="CouponsUsed">Of those given in the same days, used by now.</param>
/// <param name="Revenue">Net of returns, whole NT$; each purchase once however many messages came before it.</param>
public sealed record JourneyResult(int Days, int WindowDays, int Messages, int Reached, int Clicked, int CouponsGiven, int CouponsUsed, int Buyers, int Purchases, long Revenue)
{
    /// <summary>The same messages by their ways; LINE's share of the plan is told by the month.</summary>
    public ChannelUse Line { get; init; }
    public ChannelUse Email { get; init; }
    public ChannelUse Sms { get; init; }
}

/// <summary>Counts reach, clicks, coupons and purchases of a journey.</summary>
public sealed class MeasureJourney(LoyaltyDb db, BrandTime time)
{
    public const int Days = 90;

    public async Task<JourneyResult> ExecuteAsync(long journeyId, CancellationToken ct)
    {
        var window = await WindowAsync(journeyId, ct);
        var since = time.StartOf(time.Today.AddDays(-Days));
        var onLine = await (
            from s in db.JourneySteps
            where s.JourneyId == journeyId && s.At >= since && s.DeliveryId != null
            join r in db.DeliveryRecipients on s.DeliveryId equals (long?)r.DeliveryId
            where r.State == RecipientState.Accepted && r.MemberId != null
            select new { Member = r.MemberId!.Value, At = r.Delivery.FinishedAt ?? s.At }).ToListAsync(ct);
        var beside = await OutsideAsync(journeyId, since, ct);
        var heard = onLine.Select(h => (h.Member, h.At)).Concat(beside.Select(h => (h.Member, h.At))).ToLookup(h => h.Member, h => h.At);
        var clicked = await db.JourneyClicks.Where(c => c.JourneyId == journeyId && c.At >= since).Select(c => c.MemberId).Distinct().CountAsync(ct);
        var given =
            from e in db.Enrolments
            where e.JourneyId == journeyId
            join c in db.Coupons on e.MemberId equals c.MemberId
            where c.Reason == JourneyActions.Cause && c.IssuedAt >= since && c.IssueKey != null && c.IssueKey.StartsWith(JourneyActions.Cause + ":" + e.Id + ":")
            select c;
        var (people, sales, revenue) = (new HashSet<long>(), 0, 0L);
        foreach (var page in heard.Select(h => h.Key).Order().Chunk(1000))
        {
            var bought = await db.Purchases.Where(p => p.MemberId != null && page.Contains(p.MemberId.Value) && p.OccurredAt >= since && !p.WhollyReturned)
                .Select(p => new { Member = p.MemberId!.Value, p.OccurredAt, Net = p.Paid - p.Refunded - p.VouchersRefunded }).ToListAsync(ct);
            foreach (var sale in bought.Where(b => heard[b.Member].Any(at => at <= b.OccurredAt && b.OccurredAt < at.AddDays(window))))
            {
                people.Add(sale.Member);
                (sales, revenue) = (sales + 1, revenue + sale.Net);
            }
        }
        return new JourneyResult(Days, window, heard.Sum(h => h.Count()), heard.Count, clicked, await given.CountAsync(ct), await given.CountAsync(c => c.RedeemedAt != null, ct), people.Count, sales, revenue)
        {
            Line = new(onLine.Count, onLine.Select(h => h.Member).Distinct().Count(), 0), Email = Use(OutsideChannel.Email), Sms = Use(OutsideChannel.Sms),
        };

        ChannelUse Use(OutsideChannel channel) => beside.FindAll(h => h.Channel == channel) is var own ? new(own.Count, own.DistinctBy(h => h.Member).Count(), own.Sum(h => h.Milli)) : default;
    }

    private async Task<List<(long Member, OutsideChannel Channel, DateTime At, long Milli)>> OutsideAsync(long journeyId, DateTime since, CancellationToken ct) => (await (
        from s in db.JourneySteps
        where s.JourneyId == journeyId && s.At >= since && (s.Result == StepResults.SentEmail || s.Result == StepResults.SentSms)
        join m in db.OutsideMessages on JourneyActions.Cause + ":" + s.EnrolmentId + ":" + s.Visit equals m.Key
        where m.State == OutsideState.Sent
        select new { m.MemberId, m.Channel, At = m.FinishedAt ?? s.At, m.CostMilli }).ToListAsync(ct)).ConvertAll(m => (m.MemberId, m.Channel, m.At, m.CostMilli));

    private async Task<int> WindowAsync(long journeyId, CancellationToken ct)
    {
        var json = await (from j in db.Journeys where j.Id == journeyId select db.JourneyVersions.Where(v => v.JourneyId == j.Id && v.Number == j.Live).Select(v => v.Definition).FirstOrDefault() ?? j.Draft).FirstAsync(ct);
        return JourneyDefinition.Parse(json).AttributionDays;
    }
}
