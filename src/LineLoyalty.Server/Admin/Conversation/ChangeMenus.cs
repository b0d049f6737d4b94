using System.Text.Json;
using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Data;
using LineLoyalty.Staff;

namespace LineLoyalty.Server.Admin.Conversation;

/// <summary>What staff do to the brand's menus; each leaves an audit row in the same transaction.</summary>
public sealed class ChangeMenus(LoyaltyDb db, TimeProvider clock, SaveMenu save, PublishMenu publish, ArrangeMenus arrange)
{
    public Task<Outcome<Menu>> SaveAsync(MenuDraft draft, long staffId, CancellationToken ct) =>
        NotedAsync(() => save.ExecuteAsync(draft, ct), draft.Id is null ? "menu.created" : "menu.changed", staffId, ct);

    public Task<Outcome<Menu>> PublishAsync(long id, long staffId, CancellationToken ct) => NotedAsync(() => publish.ExecuteAsync(id, ct), "menu.published", staffId, ct);

    public Task<Outcome<Menu>> TakeDownAsync(long id, long staffId, CancellationToken ct) => NotedAsync(() => publish.TakeDownAsync(id, ct), "menu.taken_down", staffId, ct);

    public Task<Outcome<Menu>> MoveAsync(long id, bool up, long staffId, CancellationToken ct) => NotedAsync(() => arrange.MoveAsync(id, up, ct), "menu.moved", staffId, ct);

    public Task<Outcome<Menu>> DeleteAsync(long id, long staffId, CancellationToken ct) => NotedAsync(() => arrange.DeleteAsync(id, ct), "menu.deleted", staffId, ct);

    private async Task<Outcome<Menu>> NotedAsync(Func<Task<Outcome<Menu>>> act, string action, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var outcome = await act();
        if (!outcome.Succeeded(out var menu, out _)) return outcome;
        db.AuditEntries.Add(new AuditEntry
        {
            At = clock.GetUtcNow().UtcDateTime, StaffId = staffId, Action = action, Subject = menu.Name,
            Data = JsonSerializer.Serialize(new { menu.Id, menu.Rank }, JsonSerializerOptions.Web),
        });
        await unit.CommitAsync(ct);
        return outcome;
    }
}
