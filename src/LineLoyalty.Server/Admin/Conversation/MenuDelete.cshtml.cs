using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Conversation;

/// <summary>Asks once more: a deleted menu cannot be brought back.</summary>
public sealed class MenuDeleteModel(LoyaltyDb db, CountViewers count, ChangeMenus change) : AdminPage
{
    [BindProperty(SupportsGet = true)] public long Id { get; set; }

    public Menu Menu { get; private set; } = null!;
    public int Viewers { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await db.Menus.AsNoTracking().FirstOrDefaultAsync(m => m.Id == Id, ct) is not { } menu) return NotFound();
        Menu = menu;
        Viewers = (await count.ExecuteAsync(null, ct)).GetValueOrDefault(Id);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if ((await change.DeleteAsync(Id, Me.Id, ct)).Succeeded(out var menu, out var refusal)) Notice($"已刪除「{menu.Name}」。", $"“{menu.Name}” was deleted.");
        else Problem(refusal);
        return Redirect("/admin/menus");
    }
}
