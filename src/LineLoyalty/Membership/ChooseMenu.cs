using System.Text.Json;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Membership;

/// <summary>Gives a member a menu of their own, or takes it away, inside the caller's unit. Whoever keeps the menus reads it from the timeline.</summary>
public sealed class ChooseMenu(LoyaltyDb db, TimeProvider clock)
{
    /// <param name="menuId">Null: whatever menu fits.</param>
    /// <param name="source">Who or what chose it, e.g. <c>journey:7</c>.</param>
    public async Task ExecuteAsync(long memberId, long? menuId, string source, CancellationToken ct)
    {
        await db.LockMemberAsync(memberId, ct);
        var now = clock.GetUtcNow().UtcDateTime;
        var given = await db.MemberMenus.SingleOrDefaultAsync(m => m.MemberId == memberId, ct);
        if (given?.MenuId == menuId) return;
        if (menuId is not { } menu) db.MemberMenus.Remove(given!);
        else if (given is not null) (given.MenuId, given.Since, given.Source) = (menu, now, source);
        else db.MemberMenus.Add(new MemberMenu { MemberId = memberId, MenuId = menu, Since = now, Source = source });
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = memberId, Kind = MemberEvents.MenuChosen, At = now, Data = JsonSerializer.Serialize(new { menu = menuId, source }, JsonSerializerOptions.Web),
        });
        await db.SaveChangesAsync(ct);
    }
}
