using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;

namespace LineLoyalty.Server.Admin.Access;

public sealed class SignInModel(SignIn signIn) : AdminPage
{
    [BindProperty] public string UserName { get; set; } = "";
    [BindProperty] public string Password { get; set; } = "";
    [BindProperty(SupportsGet = true)] public string? ReturnUrl { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!(await signIn.ExecuteAsync(UserName ?? "", Password ?? "", ct)).Succeeded(out var token, out var refusal)) return Refused(refusal);
        StaffCookie.Set(HttpContext, token);
        return LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : "/admin");
    }
}
