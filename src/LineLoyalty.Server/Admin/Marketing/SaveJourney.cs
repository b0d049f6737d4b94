using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Staff;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>What people do to journeys, each in one unit with the line that says who did it.</summary>
public sealed class SaveJourney(LoyaltyDb db, ChangeJourney change, TimeProvider clock)
{
    public Task<Outcome<Journey>> SaveAsync(JourneyDraft draft, long staffId, CancellationToken ct) =>
        NotedAsync(staffId, draft.Id is null ? "journey.created" : "journey.changed", new { nodes = draft.Definition.Nodes.Count }, () => change.SaveAsync(draft, ct), ct);

    public Task<Outcome<Journey>> PublishAsync(long id, bool moveInside, long staffId, CancellationToken ct) =>
        NotedAsync(staffId, "journey.published", new { moveInside }, () => change.PublishAsync(id, moveInside, staffId, ct), ct);

    public Task<Outcome<Journey>> SwitchOnAsync(long id, long staffId, CancellationToken ct) =>
        NotedAsync(staffId, "journey.on", new { }, () => change.SwitchOnAsync(id, ct), ct);

    public Task<Outcome<Journey>> SwitchOffAsync(long id, bool stop, long staffId, CancellationToken ct) =>
        NotedAsync(staffId, "journey.off", new { stop }, () => change.SwitchOffAsync(id, stop, ct), ct);

    public Task<Outcome<Journey>> ArchiveAsync(long id, long staffId, CancellationToken ct) =>
        NotedAsync(staffId, "journey.archived", new { }, () => change.ArchiveAsync(id, ct), ct);

    private async Task<Outcome<Journey>> NotedAsync(long staffId, string action, object data, Func<Task<Outcome<Journey>>> act, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var outcome = await act();
        if (!outcome.Succeeded(out var journey, out _)) return outcome;
        db.AuditEntries.Add(new AuditEntry { At = clock.GetUtcNow().UtcDateTime, StaffId = staffId, Action = action, Subject = journey.Name, Data = JsonSerializer.Serialize(data, JsonSerializerOptions.Web) });
        await unit.CommitAsync(ct);
        return outcome;
    }
}
