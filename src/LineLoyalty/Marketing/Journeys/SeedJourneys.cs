using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>Ready-made journeys of a fresh database, all off. What exists already, changed or archived, is the brand's. Run after the segments.</summary>
public sealed class SeedJourneys(LoyaltyDb db, TimeProvider clock)
{
    public async Task ExecuteAsync(CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var known = await db.Journeys.Where(j => j.Code != null).Select(j => j.Code!).ToListAsync(ct);
        foreach (var ready in ReadyMadeJourneys.All().Where(r => !known.Contains(r.Code)))
        {
            var definition = ready.Definition;
            if (ready.Segment is { } code)
            {
                if (await db.Segments.Where(s => s.Code == code).Select(s => (long?)s.Id).SingleOrDefaultAsync(ct) is not { } segment) continue;
                definition = definition with { Trigger = new SegmentTrigger(segment) };
            }
            db.Journeys.Add(new Journey { Code = ready.Code, Name = ready.Name, Draft = definition.ToJson(), ChangedAt = clock.GetUtcNow().UtcDateTime });
        }
        await unit.CommitAsync(ct);
    }
}
