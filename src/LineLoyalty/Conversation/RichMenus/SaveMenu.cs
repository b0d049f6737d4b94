using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Conversation.RichMenus;

/// <param name="Id">Null: a new one, last in order.</param>
/// <param name="Version">The one the marketer has seen.</param>
public sealed record MenuDraft(long? Id, long? Version, string Name, MenuContent Content);

/// <summary>Keeps the marketer's draft, finished or not; people go on seeing what was published.</summary>
public sealed class SaveMenu(LoyaltyDb db, TimeProvider clock)
{
    // 40 menus of 5 tabs in 2 languages, and the same once more while they are replaced, stay well under LINE's 1,000.
    public const int MostMenus = 40;
    private const int MostJson = 200_000;

    public async Task<Outcome<Menu>> ExecuteAsync(MenuDraft draft, CancellationToken ct)
    {
        var (name, json) = (draft.Name.Trim(), draft.Content.ToJson());
        if (name.Length is 0 or > Menu.LongestName || json.Length > MostJson || draft.Content.Tabs.Count > CheckMenu.MostTabs) return MenuRefusals.Invalid;
        await using var unit = await db.BeginWriteAsync(ct);
        var menu = draft.Id is { } id ? await db.Menus.FirstOrDefaultAsync(m => m.Id == id, ct) : await NewAsync(name, json, ct);
        if (menu is null) return draft.Id is null ? MenuRefusals.TooMany : MenuRefusals.NotFound;
        if (draft.Id is not null && draft.Version is { } seen && seen != menu.Version) return MenuRefusals.Changed;
        (menu.Name, menu.Draft) = (name, json);
        try
        {
            await unit.CommitAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return MenuRefusals.Changed;
        }
        return menu;
    }

    private async Task<Menu?> NewAsync(string name, string json, CancellationToken ct)
    {
        if (await db.Menus.CountAsync(ct) >= MostMenus) return null;
        var last = await db.Menus.MaxAsync(m => (int?)m.Rank, ct) ?? 0;
        return db.Menus.Add(new Menu { Name = name, Rank = last + 1, Draft = json, CreatedAt = clock.GetUtcNow().UtcDateTime }).Entity;
    }
}
