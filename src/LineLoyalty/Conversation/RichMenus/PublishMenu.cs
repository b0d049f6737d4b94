using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>Makes the draft what people see; the worker brings it to LINE. Again, it asks LINE once more after a refusal.</summary>
public sealed class PublishMenu(LoyaltyDb db, TimeProvider clock, CheckMenu check, RichMenuSignal signal)
{
    /// <summary>Refused with fact <c>errors</c>, a list of <see cref="MenuProblem"/>, when something is not right yet.</summary>
    public async Task<Outcome<Menu>> ExecuteAsync(long id, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var menu = await db.Menus.FirstOrDefaultAsync(m => m.Id == id, ct);
        if (menu is null) return MenuRefusals.NotFound;
        var problems = await check.ExecuteAsync(menu.Name, MenuContent.Parse(menu.Draft), ct);
        if (problems.Count > 0) return MenuRefusals.Invalid.With(("errors", problems));
        (menu.Live, menu.LiveAt, menu.TakenAt, menu.Refusal) = (menu.Draft, clock.GetUtcNow().UtcDateTime, null, null);
        unit.AfterCommit(signal.AskPublish);
        await unit.CommitAsync(ct);
        return menu;
    }

    /// <summary>Nobody sees it any more; the draft stays.</summary>
    public async Task<Outcome<Menu>> TakeDownAsync(long id, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var menu = await db.Menus.FirstOrDefaultAsync(m => m.Id == id, ct);
        if (menu is null) return MenuRefusals.NotFound;
        (menu.Live, menu.LiveAt, menu.TakenAt, menu.Refusal) = (null, null, null, null);
        unit.AfterCommit(signal.AskPublish);
        await unit.CommitAsync(ct);
        return menu;
    }
}
