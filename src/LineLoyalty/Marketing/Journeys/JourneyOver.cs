using System.Globalization;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Outside;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>What ends a journey between planning and sending takes its message back, and the coupons that came with it.</summary>
internal sealed class JourneyOver(LoyaltyDb db, ReadJourneyBook read) : IDeliveryCondition, IOutsideCondition
{
    public string Cause => JourneyActions.Cause;
    public string Reason => "journey_over";

    public Task<IReadOnlySet<long>> NoLongerTrueAsync(IReadOnlyList<Delivery> deliveries, CancellationToken ct) => OverAsync(deliveries.Select(d => (d.Id, d.CauseKey)), ct);

    public async Task<string?> AgainstAsync(OutsideMessage message, CancellationToken ct) => (await OverAsync([(message.Id, message.Key)], ct)).Count > 0 ? Reason : null;

    private async Task<IReadOnlySet<long>> OverAsync(IEnumerable<(long Id, string? Key)> messages, CancellationToken ct)
    {
        // journey:ENROLMENT:VISIT
        var asked = messages.Where(d => d.Key is not null).Select(d => (d.Id, Key: d.Key!, Parts: d.Key!.Split(':'))).Where(d => d.Parts.Length == 3)
            .Select(d => (d.Id, d.Key, Enrolment: long.Parse(d.Parts[1], CultureInfo.InvariantCulture))).ToList();
        var ids = asked.ConvertAll(d => d.Enrolment);
        var enrolments = await (from e in db.Enrolments.AsNoTracking() where ids.Contains(e.Id) join m in db.Members on e.MemberId equals m.Id select new { Enrolment = e, m.LastPurchaseAt })
            .ToDictionaryAsync(e => e.Enrolment.Id, ct);
        var definitions = await DefinitionsAsync([.. enrolments.Values.Select(e => (e.Enrolment.JourneyId, e.Enrolment.Version)).Distinct()], ct);
        var gone = asked.FindAll(d => enrolments.TryGetValue(d.Enrolment, out var e) && (e.Enrolment.State is EnrolmentState.Goal or EnrolmentState.Left
            || (definitions[(e.Enrolment.JourneyId, e.Enrolment.Version)].EndsOnPurchase && WalkJourneys.BoughtMeanwhile(e.Enrolment, e.LastPurchaseAt))));
        if (gone.Count > 0)
        {
            var keys = gone.SelectMany(d => JourneyActions.CouponKeys(d.Key)).ToList();
            await db.Coupons.Where(c => c.IssueKey != null && keys.Contains(c.IssueKey) && c.State == CouponState.Issued)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CouponState.Revoked).SetProperty(c => c.Version, c => c.Version + 1), ct);
        }
        return gone.Select(d => d.Id).ToHashSet();
    }

    // The book forgets a journey that is off once nobody is inside, while its last message may still wait for the morning.
    private async Task<Dictionary<(long, int), JourneyDefinition>> DefinitionsAsync(List<(long Journey, int Number)> wanted, CancellationToken ct)
    {
        var book = await read.ExecuteAsync(ct);
        var found = wanted.Where(w => book.Has(w.Journey, w.Number)).ToDictionary(w => w, w => book.Version(w.Journey, w.Number));
        foreach (var missing in wanted.Where(w => !found.ContainsKey(w)))
        {
            found[missing] = JourneyDefinition.Parse(await db.JourneyVersions.Where(v => v.JourneyId == missing.Journey && v.Number == missing.Number).Select(v => v.Definition).SingleAsync(ct));
        }
        return found;
    }
}
