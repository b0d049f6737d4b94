using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>A journey that lets members in.</summary>
internal sealed record LiveJourney(long Id, string? Code, int Number, DateTime OnSince, JourneyDefinition Definition);

/// <summary>All journeys anybody walks through, read once for each version of the brand's rules.</summary>
internal sealed class JourneyBook(IReadOnlyList<LiveJourney> live, IReadOnlyDictionary<(long, int), JourneyDefinition> versions)
{
    private readonly HashSet<string> heard = [.. versions.Values.SelectMany(Heard)];

    public IReadOnlyList<LiveJourney> Live => live;

    public JourneyDefinition Version(long journeyId, int number) => versions[(journeyId, number)];

    public bool Has(long journeyId, int number) => versions.ContainsKey((journeyId, number));

    /// <summary>Whether any journey has an ear for this kind of timeline line.</summary>
    public bool Hears(string kind) => heard.Contains(kind);

    /// <summary>Whether any journey asks what was bought.</summary>
    public bool AsksWhatWasBought { get; } = versions.Values.SelectMany(Events).OfType<PurchaseHappens>().Any(p => !p.IsAny);

    /// <summary>Whether a tag put on by a journey was meant to last until the next purchase.</summary>
    public bool TakesOffAtPurchase(string source, string tag) =>
        long.TryParse(source.AsSpan(JourneyActions.TagSource.Length), System.Globalization.CultureInfo.InvariantCulture, out var journey)
        && versions.Any(v => v.Key.Item1 == journey && v.Value.Nodes.OfType<ChangeTag>().Any(t => t.Tag == tag && t.UntilPurchase));

    private static IEnumerable<string> Heard(JourneyDefinition definition) =>
        Events(definition).Select(e => e.Kind).Concat(definition.Nodes.OfType<ChangeTag>().Any(t => t.UntilPurchase) ? [Membership.MemberEvents.Purchased] : []);

    private static IEnumerable<JourneyEvent> Events(JourneyDefinition definition) =>
        definition.Ends.Select(e => e.On).Concat(definition.Nodes.OfType<WaitEvent>().Select(w => w.On)).Concat(definition.Trigger is HappeningTrigger { On: var on } ? [on] : []);
}

internal sealed class ReadJourneyBook(LoyaltyDb db, BrandRules rules)
{
    public Task<JourneyBook> ExecuteAsync(CancellationToken ct) => rules.GetAsync(LoadAsync, ct);

    private async Task<JourneyBook> LoadAsync(CancellationToken ct)
    {
        // One that is off matters while somebody is still inside; nobody enters it, so once empty it stays so until it is switched on.
        var tagged = (await db.MemberTags.Where(t => t.Source.StartsWith(JourneyActions.TagSource)).Select(t => t.Source).Distinct().ToListAsync(ct))
            .ConvertAll(s => long.Parse(s.AsSpan(JourneyActions.TagSource.Length), System.Globalization.CultureInfo.InvariantCulture));
        var journeys = await db.Journeys.AsNoTracking()
            .Where(j => j.Live != null && (j.State == JourneyState.On || tagged.Contains(j.Id) || db.Enrolments.Any(e => e.JourneyId == j.Id && e.State == EnrolmentState.Inside)))
            .Select(j => new { j.Id, j.Code, j.Live, j.State, j.OnSince }).ToListAsync(ct);
        var ids = journeys.ConvertAll(j => j.Id);
        var versions = (await db.JourneyVersions.AsNoTracking().Where(v => ids.Contains(v.JourneyId)).ToListAsync(ct))
            .ToDictionary(v => (v.JourneyId, v.Number), v => JourneyDefinition.Parse(v.Definition));
        return new JourneyBook(
            [.. journeys.Where(j => j.State == JourneyState.On).Select(j => new LiveJourney(j.Id, j.Code, j.Live!.Value, j.OnSince!.Value, versions[(j.Id, j.Live!.Value)]))],
            versions);
    }
}
