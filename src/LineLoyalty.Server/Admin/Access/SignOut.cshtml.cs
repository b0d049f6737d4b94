using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;

namespace LineLoyalty.Server.Admin.Access;

public sealed class SignOutModel(StaffSessions sessions) : AdminPage
{
    public IActionResult OnGet() => Redirect("/admin");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (StaffCookie.Read(HttpContext) is { } token) await sessions.EndAsync(token, ct);
        StaffCookie.Clear(HttpContext);
        return Redirect("/admin/sign-in");
    }
}
