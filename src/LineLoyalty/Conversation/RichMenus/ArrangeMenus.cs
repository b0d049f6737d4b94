using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>The order in which menus are tried on a person, and which there are. Both take effect at once.</summary>
public sealed class ArrangeMenus(LoyaltyDb db, RichMenuSignal signal)
{
    /// <param name="up">Before the one above it; otherwise after the one below.</param>
    public async Task<Outcome<Menu>> MoveAsync(long id, bool up, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var menus = await db.Menus.OrderBy(m => m.Rank).ThenBy(m => m.Id).ToListAsync(ct);
        var from = menus.FindIndex(m => m.Id == id);
        if (from < 0) return MenuRefusals.NotFound;
        var to = Math.Clamp(from + (up ? -1 : 1), 0, menus.Count - 1);
        (menus[from], menus[to]) = (menus[to], menus[from]);
        for (var i = 0; i < menus.Count; i++) menus[i].Rank = i + 1;
        unit.AfterCommit(signal.AskPublish);
        await unit.CommitAsync(ct);
        return menus[to];
    }

    public async Task<Outcome<Menu>> DeleteAsync(long id, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var menu = await db.Menus.FirstOrDefaultAsync(m => m.Id == id, ct);
        if (menu is null) return MenuRefusals.NotFound;
        await db.MemberMenus.Where(m => m.MenuId == id).ExecuteDeleteAsync(ct);
        db.Menus.Remove(menu);
        unit.AfterCommit(signal.AskPublish);
        await unit.CommitAsync(ct);
        return menu;
    }
}
