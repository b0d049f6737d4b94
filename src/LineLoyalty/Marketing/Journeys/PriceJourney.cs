using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Outside;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Journeys;

/// <param name="Month">Its first day.</param>
/// <param name="Messages">The journey's on LINE.</param>
/// <param name="Others">What else was, or usually is, sent in such a month: it uses up what the plan includes first.</param>
/// <param name="Left">Included messages left after both; negative when it takes more.</param>
/// <param name="Cost">NT$ beyond the month's fee; null when no plan is known, or it sells no more than it includes.</param>
public sealed record JourneyMonth(DateOnly Month, int Messages, long Others, long? Left, long? Cost)
{
    /// <summary>What comes on top of LINE's.</summary>
    public ChannelUse Email { get; init; }
    public ChannelUse Sms { get; init; }
}

/// <param name="Plan">What the brand pays LINE for now; null when nobody has said.</param>
/// <param name="Months">Of the dry run, each by the prices of its own time.</param>
/// <param name="Next">The coming month, at the dry run's pace; null when the past says nothing of the pace.</param>
public sealed record JourneyPrice(LinePlan? Plan, QuotaView? Quota, IReadOnlyList<JourneyMonth> Months, JourneyMonth? Next);

/// <summary>What a journey's messages cost on top of all others, by the dated price table.</summary>
public sealed class PriceJourney(LoyaltyDb db, BrandTime time, LinePlans plans, ReadQuota quota)
{
    /// <param name="journeyId">Its own messages of the past are not "others"; null for one never saved.</param>
    public async Task<JourneyPrice> ExecuteAsync(JourneyDryRun run, long? journeyId, CancellationToken ct)
    {
        var (table, used, thisMonth) = (await plans.ReadAsync(ct), await quota.ExecuteAsync(ct), FirstOf(time.Today));
        var months = new List<JourneyMonth>();
        foreach (var month in run.Months.Keys.Union(run.Outside.Keys).Order())
        {
            var (messages, outside) = (run.Months.GetValueOrDefault(month), run.Outside.GetValueOrDefault(month));
            var (total, own) = await SentAsync(month, month.AddMonths(1), journeyId, ct);
            // LINE's own count knows of what was sent by other hands, too; of past months it is silent.
            if (month == thisMonth && used is not null) total = Math.Max(total, used.Used);
            months.Add(Priced(table, month, messages, Math.Max(0, total - own)) with { Email = outside.Email, Sms = outside.Sms });
        }
        return new JourneyPrice(table.On(time.Today), used, months, run.NowOnly ? null : await NextAsync(table, run, thisMonth.AddMonths(1), journeyId, ct));
    }

    private async Task<JourneyMonth> NextAsync(LinePlanTable table, JourneyDryRun run, DateOnly month, long? journeyId, CancellationToken ct)
    {
        var days = month.AddMonths(1).DayNumber - month.DayNumber;
        var (total, own) = await SentAsync(time.Today.AddDays(-days), time.Today, journeyId, ct);
        return Priced(table, month, (int)AtPace(run.Messages), total - own) with { Email = Paced(run.Email), Sms = Paced(run.Sms) };

        long AtPace(long amount) => ((amount * days) + run.Days - 1) / run.Days;
        ChannelUse Paced(ChannelUse use) => new((int)AtPace(use.Messages), (int)AtPace(use.People), AtPace(use.Milli));
    }

    internal static JourneyMonth Priced(LinePlanTable table, DateOnly month, int messages, long others)
    {
        var plan = table.On(month);
        return new JourneyMonth(month, messages, others, plan is null ? null : plan.Included - others - messages, plan?.CostOf(messages, others));
    }

    /// <summary>Messages LINE took from one day to before another: of all, and of this journey.</summary>
    private async Task<(long Total, long Own)> SentAsync(DateOnly from, DateOnly until, long? journeyId, CancellationToken ct)
    {
        var (start, end) = (time.StartOf(from), time.StartOf(until));
        var taken = db.DeliveryRecipients.Where(r => r.State == RecipientState.Accepted && r.Delivery.FinishedAt >= start && r.Delivery.FinishedAt < end);
        var own = journeyId is null ? 0 : await taken.CountAsync(r => db.JourneySteps.Any(s => s.JourneyId == journeyId && s.DeliveryId == r.DeliveryId), ct);
        return (await taken.CountAsync(ct), own);
    }

    internal static DateOnly FirstOf(DateOnly day) => new(day.Year, day.Month, 1);
}
