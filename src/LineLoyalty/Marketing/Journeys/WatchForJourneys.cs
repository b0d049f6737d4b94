using LineLoyalty.Data;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>Leaves a signal for each timeline line a journey has an ear for, in the transaction that writes the line. A sale nobody listens to pays nothing.</summary>
internal sealed class WatchForJourneys(LoyaltyDb db, ReadJourneyBook read) : IUnitWatcher
{
    public async Task BeforeCommitAsync(UnitFacts facts, CancellationToken ct)
    {
        var book = await read.ExecuteAsync(ct);
        foreach (var e in facts.Events)
        {
            if (e.MemberId is { } member && book.Hears(e.Kind)) db.JourneySignals.Add(new JourneySignal { MemberId = member, Kind = e.Kind, At = e.At, EventId = e.Id, Data = e.Data });
        }
    }
}
