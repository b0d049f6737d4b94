using LineLoyalty.Data;
using LineLoyalty.Server.Admin.Access;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Account;

public sealed class IndexModel(ManageStaff manage, SignIn signIn, PairTestAccount pair, LoyaltyDb db) : AdminPage
{
    public string? TestAccount { get; private set; }
    /// <summary>A code is on its way: ask for it.</summary>
    public bool CodeSent { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var account = Me.TestLineAccountId;
        TestAccount = account is null ? null : await db.LineAccounts.Where(a => a.Id == account).Select(a => a.DisplayName ?? "LINE").FirstOrDefaultAsync(HttpContext.RequestAborted);
        await next();
    }

    public async Task<IActionResult> OnPostTestCodeAsync(string? who, CancellationToken ct)
    {
        if (Me.Role == StaffRole.Clerk) return Redirect("/admin/forbidden");
        if (!(await pair.SendCodeAsync(Me.Id, who, ct)).Succeeded(out _, out var refusal)) return Refused(refusal, "test");
        CodeSent = true;
        return Page();
    }

    public async Task<IActionResult> OnPostTestConfirmAsync(string? code, CancellationToken ct)
    {
        if (!(await pair.ConfirmAsync(Me.Id, code, ct)).Succeeded(out _, out var refusal))
        {
            CodeSent = true;
            return Refused(refusal, "test");
        }
        Notice("測試帳號設定完成，推播可以先發給自己看。", "Done: pushes can now be tested on yourself.");
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostPasswordAsync(string current, string chosen, CancellationToken ct)
    {
        if (!(await manage.ChangePasswordAsync(Me.Id, current ?? "", chosen ?? "", ct)).Succeeded(out var staff, out var refusal)) return Refused(refusal, "password");
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
