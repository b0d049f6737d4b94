using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>What a step comes to.</summary>
/// <param name="Port">The way out.</param>
/// <param name="Result">Kept with the step; null for waits and branches.</param>
/// <param name="Again">Not now: look again then. Nothing has happened.</param>
/// <param name="Delivery">What was put on its way.</param>
internal sealed record StepOutcome(string? Port, string? Result, DateTime? Again = null, Delivery? Delivery = null)
{
    public static StepOutcome On(string? result = null, Delivery? delivery = null) => new("next", result, Delivery: delivery);
}

/// <summary>
/// Takes members who are due on, a few dozen per unit: where each stands, what the step does and the step's row become durable together,
/// so a killed server repeats nothing. Whoever has been ended in the meantime is met by the re-reading under the lock.
/// </summary>
internal sealed class WalkJourneys(LoyaltyDb db, ReadJourneyBook read, JourneyActions actions, AskSegment ask, BrandTime time)
{
    // A way without waits is short; what would go on for ever is stopped here and looked at again a minute later.
    private const int MostSteps = CheckJourney.MostNodes + 5;

    public Task<List<long>> DueAsync(int count, CancellationToken ct)
    {
        var now = time.Now;
        return db.Enrolments.Where(e => e.State == EnrolmentState.Inside && e.DueAt <= now).OrderBy(e => e.DueAt).ThenBy(e => e.Id).Take(count).Select(e => e.Id).ToListAsync(ct);
    }

    public async Task ExecuteAsync(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var now = time.Now;
        await using var unit = await db.BeginWriteAsync(ct);
        var concerned = await db.Enrolments.Where(e => ids.Contains(e.Id)).Select(e => e.MemberId).Distinct().OrderBy(id => id).ToListAsync(ct);
        foreach (var member in concerned) await db.LockMemberAsync(member, ct);
        // Read under the locks: a purchase or another server may have ended or moved them since.
        var due = await db.Enrolments.Where(e => ids.Contains(e.Id) && e.State == EnrolmentState.Inside && e.DueAt <= now).ToListAsync(ct);
        if (due.Count == 0) return;
        var book = await read.ExecuteAsync(ct);
        await actions.PrepareAsync(concerned, ct);
        // The more important of two messages to one person goes first: the other one then finds no room.
        foreach (var enrolment in due.OrderBy(e => e.Rank).ThenBy(e => e.DueAt).ThenBy(e => e.Id)) await WalkAsync(enrolment, book.Version(enrolment.JourneyId, enrolment.Version), now, ct);
        await unit.CommitAsync(ct);
    }

    private async Task WalkAsync(Enrolment enrolment, JourneyDefinition definition, DateTime now, CancellationToken ct)
    {
        var member = actions.Member(enrolment.MemberId);
        if (member is null) End(enrolment, EnrolmentState.Left, "erased", now);
        else if (definition.EndsOnPurchase && BoughtMeanwhile(enrolment, member.LastPurchaseAt)) End(enrolment, definition.Ends.First(e => e.On is PurchaseHappens { IsAny: true }).Goal ? EnrolmentState.Goal : EnrolmentState.Left, MemberEvents.Purchased, now);
        for (var steps = 0; enrolment.State == EnrolmentState.Inside && enrolment.DueAt <= now; steps++)
        {
            if (steps == MostSteps)
            {
                enrolment.DueAt = now.AddMinutes(1);
                return;
            }
            if (definition.Find(enrolment.Node) is not { } node)
            {
                End(enrolment, EnrolmentState.Left, "no_such_step", now);
                return;
            }
            var outcome = node switch
            {
                WaitEvent => new StepOutcome("timedOut", null),
                WaitTime or WaitDay or WaitClock => StepOutcome.On(),
                BranchSplit split => new StepOutcome(JourneyClock.Draw(split, enrolment.JourneyId, enrolment.MemberId), null),
                BranchRule branch => new StepOutcome(await FitsAsync(branch, enrolment, ct) ? "yes" : "no", null),
                _ => await actions.ExecuteAsync(enrolment, definition, node, now, ct),
            };
            if (outcome.Again is { } again)
            {
                enrolment.DueAt = again;
                return;
            }
            Move(db, enrolment, definition, outcome, now, Onward(enrolment, outcome, now), time);
        }
    }

    /// <summary>A step that came late and did something sets the pace for those after it; one that was left out, or a tick's delay, does not.</summary>
    private static DateTime Onward(Enrolment enrolment, StepOutcome outcome, DateTime now) =>
        outcome.Result is not null and not StepResults.Late && now - enrolment.PlannedAt > TimeSpan.FromHours(1) ? now : enrolment.PlannedAt;

    /// <summary>Bought since the member entered. A purchase that came back as a whole is none.</summary>
    internal static bool BoughtMeanwhile(Enrolment enrolment, DateTime? lastPurchaseAt) => lastPurchaseAt > (enrolment.LastPurchaseAt ?? DateTime.MinValue);

    internal static void End(Enrolment enrolment, EnrolmentState state, string outcome, DateTime now) => (enrolment.State, enrolment.Outcome, enrolment.EndedAt) = (state, outcome, now);

    /// <summary>Leaves the node by one of its ways.</summary>
    /// <param name="from">When the next node begins to count.</param>
    internal static void Move(LoyaltyDb db, Enrolment enrolment, JourneyDefinition definition, StepOutcome outcome, DateTime now, DateTime from, BrandTime time)
    {
        db.JourneySteps.Add(new JourneyStep { EnrolmentId = enrolment.Id, JourneyId = enrolment.JourneyId, Node = enrolment.Node, Visit = enrolment.Visit, At = now, Port = outcome.Port, Result = outcome.Result, Delivery = outcome.Delivery });
        var to = definition.Find(enrolment.Node)!.Exits.First(e => e.Port == outcome.Port).To;
        if (definition.Find(to) is not { } next)
        {
            End(enrolment, EnrolmentState.Finished, "end", now);
            return;
        }
        var due = JourneyClock.DueOf(next, from, enrolment.AnchorAt, time);
        (enrolment.Node, enrolment.Visit, enrolment.DueAt, enrolment.PlannedAt) = (next.Id, enrolment.Visit + 1, due, due);
    }

    private async Task<bool> FitsAsync(BranchRule branch, Enrolment enrolment, CancellationToken ct)
    {
        // What this walk has done to the member so far counts, too.
        await db.SaveChangesAsync(ct);
        return await (await ask.MembersAsync(branch.Rule!, ct)).AnyAsync(m => m.Id == enrolment.MemberId, ct);
    }
}

/// <summary>What steps come to; kept with them.</summary>
public static class StepResults
{
    public const string Sent = "sent", Given = "given", Done = "done", Asked = "asked", Called = "called";
    /// <summary>More than the latest days after its time: not made up.</summary>
    public const string Late = "late";
    /// <summary>The week's messages were used up for as long as the step could wait.</summary>
    public const string NoRoom = "no_room";
    public const string SentEmail = "sent_email", SentSms = "sent_sms";
    /// <summary>Neither e-mail nor SMS reaches the member, or none is set up.</summary>
    public const string NoChannel = "no_channel";
    public const string OptedOut = "opted_out", Blocked = "blocked", Unbound = "unbound";
}
