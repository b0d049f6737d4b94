using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Journeys;

public sealed record JourneyRow(long Id, string? Code, string Name, JourneyState State, int? Live, bool HasChanges, JourneyTotals Totals);

/// <param name="Goal">Left because what it was for has happened.</param>
public sealed record JourneyTotals(int Entered, int Inside, int Goal, int Left, int Finished);

/// <param name="Entered">Came to this step.</param>
/// <param name="Waiting">Stand at it now.</param>
/// <param name="Ended">Their journey was ended while they stood at it.</param>
/// <param name="Results">What the step came to, with how often.</param>
public sealed record NodeNumbers(string Node, int Entered, int Waiting, int Left, int Ended, IReadOnlyDictionary<string, int> Results)
{
    /// <summary>People who pressed a counted button of its message.</summary>
    public int Clicked { get; init; }
}

public sealed record TravellerRow(long Id, string MemberRef, string MemberName, EnrolmentState State, string Node, string? Outcome, int Version, DateTime EnteredAt, DateTime? EndedAt, DateTime DueAt);

public sealed record PathStep(string Node, DateTime At, string? Port, string? Result);

/// <summary>What pages show of journeys.</summary>
public sealed class ReadJourneys(LoyaltyDb db)
{
    public async Task<IReadOnlyList<JourneyRow>> ListAsync(CancellationToken ct)
    {
        var journeys = await db.Journeys.AsNoTracking().Where(j => j.ArchivedAt == null).OrderBy(j => j.Id)
            .Select(j => new { Journey = j, Live = db.JourneyVersions.Where(v => v.JourneyId == j.Id && v.Number == j.Live).Select(v => v.Definition).FirstOrDefault() }).ToListAsync(ct);
        var counts = (await db.Enrolments.GroupBy(e => new { e.JourneyId, e.State }).Select(g => new { g.Key.JourneyId, g.Key.State, Count = g.Count() }).ToListAsync(ct)).ToLookup(c => c.JourneyId);
        return journeys.ConvertAll(j => new JourneyRow(j.Journey.Id, j.Journey.Code, j.Journey.Name, j.Journey.State, j.Journey.Live, j.Live is not null && j.Live != j.Journey.Draft, Totals(counts[j.Journey.Id].ToDictionary(c => c.State, c => c.Count))));
    }

    public async Task<JourneyTotals> TotalsAsync(long id, CancellationToken ct) =>
        Totals(await db.Enrolments.Where(e => e.JourneyId == id).GroupBy(e => e.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct));

    public async Task<IReadOnlyList<NodeNumbers>> NumbersAsync(long id, CancellationToken ct)
    {
        var steps = await db.JourneySteps.Where(s => s.JourneyId == id).GroupBy(s => new { s.Node, s.Result }).Select(g => new { g.Key.Node, g.Key.Result, Count = g.Count() }).ToListAsync(ct);
        var standing = await db.Enrolments.Where(e => e.JourneyId == id && e.State != EnrolmentState.Finished).GroupBy(e => new { e.Node, Inside = e.State == EnrolmentState.Inside })
            .Select(g => new { g.Key.Node, g.Key.Inside, Count = g.Count() }).ToListAsync(ct);
        var clicks = await db.JourneyClicks.Where(c => c.JourneyId == id).GroupBy(c => c.Node).Select(g => new { g.Key, People = g.Select(c => c.MemberId).Distinct().Count() }).ToDictionaryAsync(g => g.Key, g => g.People, ct);
        return [.. steps.Select(s => s.Node).Concat(standing.Select(s => s.Node)).Distinct().Select(node =>
        {
            var left = steps.Where(s => s.Node == node).Sum(s => s.Count);
            var (waiting, ended) = (standing.Where(s => s.Node == node && s.Inside).Sum(s => s.Count), standing.Where(s => s.Node == node && !s.Inside).Sum(s => s.Count));
            return new NodeNumbers(node, left + waiting + ended, waiting, left, ended, steps.Where(s => s.Node == node && s.Result is not null).ToDictionary(s => s.Result!, s => s.Count)) { Clicked = clicks.GetValueOrDefault(node) };
        })];
    }

    /// <summary>The newest travellers; of one step, of one member, or all.</summary>
    public async Task<IReadOnlyList<TravellerRow>> TravellersAsync(long id, string? node, string? member, int count, CancellationToken ct)
    {
        var rows = from e in db.Enrolments where e.JourneyId == id join m in db.Members on e.MemberId equals m.Id select new { e, m };
        if (!string.IsNullOrEmpty(node)) rows = rows.Where(r => r.e.Node == node && r.e.State == EnrolmentState.Inside);
        if (!string.IsNullOrWhiteSpace(member)) rows = rows.Where(r => r.m.Name.StartsWith(member) || r.m.CardNumber == member || r.m.Ref == member);
        return await rows.OrderByDescending(r => r.e.Id).Take(count)
            .Select(r => new TravellerRow(r.e.Id, r.m.Ref, r.m.Name, r.e.State, r.e.Node, r.e.Outcome, r.e.Version, r.e.EnteredAt, r.e.EndedAt, r.e.DueAt)).ToListAsync(ct);
    }

    public async Task<IReadOnlyList<PathStep>> PathAsync(long enrolmentId, CancellationToken ct) =>
        await db.JourneySteps.AsNoTracking().Where(s => s.EnrolmentId == enrolmentId).OrderBy(s => s.Visit).Select(s => new PathStep(s.Node, s.At, s.Port, s.Result)).ToListAsync(ct);

    private static JourneyTotals Totals(Dictionary<EnrolmentState, int> counts) => new(
        counts.Values.Sum(), counts.GetValueOrDefault(EnrolmentState.Inside), counts.GetValueOrDefault(EnrolmentState.Goal), counts.GetValueOrDefault(EnrolmentState.Left), counts.GetValueOrDefault(EnrolmentState.Finished));
}
