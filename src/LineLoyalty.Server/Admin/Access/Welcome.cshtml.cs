using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;

namespace LineLoyalty.Server.Admin.Access;

public sealed class WelcomeModel(AcceptInvitation accept, SignIn signIn) : AdminPage
{
    [BindProperty(SupportsGet = true)] public string Token { get; set; } = "";
    [BindProperty] public string DisplayName { get; set; } = "";
    [BindProperty] public string UserName { get; set; } = "";
    [BindProperty] public string Password { get; set; } = "";

    public bool IsValid { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => IsValid = await accept.IsValidAsync(Token ?? "", ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        IsValid = await accept.IsValidAsync(Token ?? "", ct);
        if (!IsValid) return Refused(StaffRefusals.InvitationInvalid);
        if (!(await accept.ExecuteAsync(Token ?? "", UserName ?? "", DisplayName ?? "", Password ?? "", ct)).Succeeded(out _, out var refusal)) return Refused(refusal);
        if (!(await signIn.ExecuteAsync(UserName ?? "", Password ?? "", ct)).Succeeded(out var session, out refusal)) return Refused(refusal);
        StaffCookie.Set(HttpContext, session);
        return Redirect("/admin");
    }
}
