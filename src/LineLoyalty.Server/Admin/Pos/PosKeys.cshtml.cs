using LineLoyalty.Data;
using LineLoyalty.Pos;
using LineLoyalty.Purchases;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Pos;

public sealed class PosKeysModel(LoyaltyDb db, CreatePosKey create, RevokePosKey revoke) : AdminPage
{
    public IReadOnlyList<PosKey> Keys { get; private set; } = [];
    public IReadOnlyList<Store> Stores { get; private set; } = [];
    /// <summary>Shown in this answer only.</summary>
    public CreatedPosKey? Created { get; private set; }

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostCreateAsync(string? name, List<string>? scopes, List<string>? stores, int days, CancellationToken ct)
    {
        var life = TimeSpan.FromDays(Math.Clamp(days, 0, 4000));
        var outcome = await create.ExecuteAsync(name ?? "", scopes ?? [], stores ?? [], life, staffId: null, ct, byStaffId: Me.Id);
        await LoadAsync(ct);
        if (!outcome.Succeeded(out var created, out var refusal)) return Refused(refusal);
        Created = created;
        return Page();
    }

    public async Task<IActionResult> OnPostRevokeAsync(string? keyId, CancellationToken ct)
    {
        if (!(await revoke.ExecuteAsync(keyId ?? "", Me.Id, ct)).Succeeded(out _, out var refusal)) Problem(refusal);
        else Notice("金鑰已撤銷，立即失效。", "The key is revoked and refused from now on.");
        return RedirectToPage();
    }

    public string Scope(string scope) => scope switch { PosScopes.Members => W["查會員", "look up members"], PosScopes.Purchases => W["記錄消費", "record purchases"], PosScopes.Refunds => W["退貨", "refunds"], PosScopes.Coupons => W["核銷優惠券", "redeem coupons"], PosScopes.Adjust => W["手動調整點數（限額內）", "change points by hand, within limits"], _ => scope };

    private async Task LoadAsync(CancellationToken ct)
    {
        // A clerk's browser gets its own short-lived key at the till; those come and go and are not listed.
        Keys = await db.PosKeys.AsNoTracking().Where(k => k.StaffId == null).OrderBy(k => k.RevokedAt != null).ThenByDescending(k => k.Id).Take(200).ToListAsync(ct);
        Stores = await db.Stores.AsNoTracking().Where(s => s.Active).OrderBy(s => s.Code).ToListAsync(ct);
    }
}
