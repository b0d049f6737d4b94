using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>How many friends see which menu.</summary>
public sealed class CountViewers(LoyaltyDb db, KeepMenuSegments segments)
{
    /// <param name="draft">Counted as if it were published as it is now; null: only what is live.</param>
    /// <returns>Friends by menu; under 0 those no menu fits, who are shown the default one.</returns>
    public async Task<IReadOnlyDictionary<long, int>> ExecuteAsync((long? Id, MenuAudience Audience)? draft, CancellationToken ct)
    {
        var menus = await db.Menus.AsNoTracking().OrderBy(m => m.Rank).ThenBy(m => m.Id).Select(m => new { m.Id, m.Live }).ToListAsync(ct);
        var audiences = menus.Select(m => (m.Id, Audience: m.Id == draft?.Id ? draft.Value.Audience : m.Live is null ? null : MenuContent.Parse(m.Live).Audience)).ToList();
        await segments.ExecuteAsync(draft?.Audience, ct);
        if (draft is { Id: null } fresh) audiences.Add((NewMenu, fresh.Audience));
        var order = new MenuOrder(db, [.. audiences.Where(m => m.Audience is not null).Select(m => new MenuChoice(m.Id, m.Audience!, new MenuTarget("", null), null))], await MenuOrder.GivenAsync(db, ct));
        return await db.LineAccounts.Where(a => a.Friend).GroupBy(order.MenuOf()).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
    }

    /// <summary>Under which a draft that has no id yet is counted.</summary>
    public const long NewMenu = -1;
}
