using LineLoyalty.Data;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Staff;

public sealed class PeopleModel(LoyaltyDb db, InviteStaff invite, ManageStaff manage) : AdminPage
{
    public IReadOnlyList<StaffAccount> People { get; private set; } = [];
    /// <summary>Shown in this answer only.</summary>
    public string? Link { get; private set; }

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostInviteAsync(StaffRole role, CancellationToken ct)
    {
        if (!ModelState.IsValid || !Enum.IsDefined(role)) return BadRequest();
        var token = await invite.ExecuteAsync(role, ct, Me.Id);
        Link = $"{Request.Scheme}://{Request.Host}/admin/welcome?token={token}";
        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostDisableAsync(long id, CancellationToken ct)
    {
        if (!(await manage.DisableAsync(id, Me.Id, ct)).Succeeded(out var person, out var refusal)) Problem(refusal);
        else Notice($"已停用 {person.DisplayName}，其登入與金鑰立即失效。", $"{person.DisplayName} is disabled; sessions and keys ended at once.");
        return RedirectToPage();
    }

    public static string Role(StaffRole role, Words w) => role switch { StaffRole.Admin => w["管理員", "Administrator"], StaffRole.Marketer => w["行銷", "Marketer"], _ => w["店員", "Clerk"] };

    private async Task LoadAsync(CancellationToken ct) =>
        People = await db.StaffAccounts.AsNoTracking().OrderBy(s => s.DisabledAt != null).ThenBy(s => s.Id).ToListAsync(ct);
}
