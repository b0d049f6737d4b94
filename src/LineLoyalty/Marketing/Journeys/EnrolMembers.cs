using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Segments;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>What let a member in, as texts may say it.</summary>
public sealed record EntryFacts
{
    public long? Points { get; init; }
    public int? Coupons { get; init; }
    /// <summary>Last day on which they can be used.</summary>
    public DateOnly? ExpiresOn { get; init; }
}

/// <param name="Key">Why; the same member never enters twice for one.</param>
/// <param name="Anchor">The trigger's own day.</param>
/// <param name="Start">The node to begin at; null for the first.</param>
internal sealed record Entrant(long MemberId, string Key, DateTime Anchor, string? Start = null, EntryFacts? Facts = null, bool Ramped = false);

/// <summary>Lets members into a journey, within the caller's unit and under their locks. Nobody is in the same journey twice at once.</summary>
internal sealed class EnrolMembers(LoyaltyDb db, AskSegment ask, BrandTime time)
{
    /// <returns>Those who have entered; their rows are added, not saved.</returns>
    public async Task<IReadOnlyList<Enrolment>> ExecuteAsync(LiveJourney journey, IReadOnlyCollection<Entrant> entrants, CancellationToken ct)
    {
        if (entrants.Count == 0) return [];
        var ids = entrants.Select(e => e.MemberId).Distinct().ToList();
        var (now, entry) = (time.Now, journey.Definition.Entry);
        var members = db.Members.AsNoTracking().Where(m => ids.Contains(m.Id) && m.ErasedAt == null);
        if (entry.Who is { } who)
        {
            var fit = await (await ask.MembersAsync(who, ct)).Where(m => ids.Contains(m.Id)).Select(m => m.Id).ToListAsync(ct);
            members = members.Where(m => fit.Contains(m.Id));
        }
        var present = await members.Select(m => new { m.Id, m.LastPurchaseAt }).ToDictionaryAsync(m => m.Id, m => m.LastPurchaseAt, ct);
        var before = (await db.Enrolments.AsNoTracking().Where(e => e.JourneyId == journey.Id && ids.Contains(e.MemberId))
            .Select(e => new { e.MemberId, e.EntryKey, e.State, e.EnteredAt }).ToListAsync(ct)).ToLookup(e => e.MemberId);
        var added = new List<Enrolment>();
        foreach (var entrant in entrants.DistinctBy(e => e.MemberId))
        {
            if (!present.TryGetValue(entrant.MemberId, out var lastPurchase)) continue;
            var had = before[entrant.MemberId].ToList();
            if (had.Exists(e => e.State == EnrolmentState.Inside || e.EntryKey == entrant.Key)) continue;
            if (entry.Most is { } most && had.Count >= most) continue;
            if (had.Count > 0 && (entry.Again is not { } days || had.Max(e => e.EnteredAt).AddDays(days) > now)) continue;
            added.Add(Add(journey, entrant, lastPurchase, now));
        }
        return added;
    }

    private Enrolment Add(LiveJourney journey, Entrant entrant, DateTime? lastPurchase, DateTime now)
    {
        var node = journey.Definition.Find(entrant.Start ?? journey.Definition.Start)!;
        var due = JourneyClock.DueOf(node, now, entrant.Anchor, time);
        var enrolment = new Enrolment
        {
            JourneyId = journey.Id, Version = journey.Number, MemberId = entrant.MemberId, EntryKey = entrant.Key, Rank = journey.Definition.Rank,
            Node = node.Id, DueAt = due, PlannedAt = due, AnchorAt = entrant.Anchor, EnteredAt = now, LastPurchaseAt = lastPurchase, Ramped = entrant.Ramped,
            Facts = entrant.Facts is null ? null : JsonSerializer.Serialize(entrant.Facts, JourneyDefinition.Json),
        };
        db.Enrolments.Add(enrolment);
        return enrolment;
    }
}
