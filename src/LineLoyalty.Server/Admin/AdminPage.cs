using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LineLoyalty.Server.Admin;

/// <summary>What every page of the back office knows: who is signed in, in which language, and how to say how an action went.</summary>
public abstract class AdminPage : PageModel
{
    private const string NoticeKey = "notice";
    private const string ProblemKey = "problem";

    protected Words W => HttpContext.RequestServices.GetRequiredService<Words>();

    public StaffAccount Me => HttpContext.Features.Get<StaffAccount>() ?? throw new InvalidOperationException("This page needs a signed-in staff member.");

    /// <summary>Shown once, on the page that follows.</summary>
    protected void Notice(string chinese, string english) => TempData[NoticeKey] = W[chinese, english];

    protected void Problem(Refusal refusal) => TempData[ProblemKey] = refusal.Text(W.Language);

    /// <summary>Nothing is given yet: where to see what waits for a second person.</summary>
    protected IActionResult Waits()
    {
        Notice("已送審。需要另一位同事核准後才會生效，24 小時內有效。", "Asked for. Nothing happens before somebody else approves it, within 24 hours.");
        return Redirect("/admin/approvals");
    }

    /// <summary>Puts a refusal beside the form that caused it.</summary>
    protected IActionResult Refused(Refusal refusal, string field = "")
    {
        ModelState.AddModelError(field, refusal.Text(W.Language));
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
