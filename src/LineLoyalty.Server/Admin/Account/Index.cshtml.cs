using LineLoyalty.Server.Admin.Access;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;

namespace LineLoyalty.Server.Admin.Account;

public sealed class IndexModel(ManageStaff manage, SignIn signIn) : AdminPage
{
    public async Task<IActionResult> OnPostPasswordAsync(string current, string chosen, CancellationToken ct)
    {
        if (!(await manage.ChangePasswordAsync(Me.Id, current ?? "", chosen ?? "", ct)).Succeeded(out var staff, out var refusal)) return Refused(refusal);
        // Every session made before is void now, this one too.
        if ((await signIn.ExecuteAsync(staff.UserName, chosen!, ct)).Succeeded(out var token, out _)) StaffCookie.Set(HttpContext, token);
        Notice("密碼已變更，其他裝置已登出。", "Password changed; other devices are signed out.");
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostLanguageAsync(string language, string? returnUrl, CancellationToken ct)
    {
        await manage.SaveSettingsAsync(Me.Id, language, null, ct);
        Words.Remember(HttpContext, language);
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl! : "/admin/account");
    }
}
