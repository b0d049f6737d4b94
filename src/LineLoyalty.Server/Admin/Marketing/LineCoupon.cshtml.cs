using Line.Messaging.Coupons;
using LineLoyalty.Data;
using LineLoyalty.Marketing.LineCoupons;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>One coupon of LINE's own: what LINE says it is now, and its end.</summary>
public sealed class LineCouponModel(ManageLineCoupons coupons, LoyaltyDb db, TimeProvider clock) : AdminPage
{
    [BindProperty(SupportsGet = true)] public string Id { get; set; } = "";

    public Coupon? Coupon { get; private set; }
    public Refusal? Refusal { get; private set; }
    /// <summary>Who made it here; null for one made in LINE's manager.</summary>
    public string? By { get; private set; }
    public bool IsOpen => Coupon is { Status: not CouponStatus.Closed } && LineCouponWords.At(Coupon.EndTimestamp) > clock.GetUtcNow().UtcDateTime;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var known = await coupons.ReadAsync(Id, ct);
        (Coupon, Refusal) = (known.Value, known.Refusal);
        if (Refusal is not null) Response.StatusCode = Refusal.Status;
        By = await db.AuditEntries.Where(a => a.Action == "line_coupon.created" && a.Subject == Id)
            .Select(a => db.StaffAccounts.Where(s => s.Id == a.StaffId).Select(s => s.DisplayName).FirstOrDefault()).FirstOrDefaultAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if ((await coupons.CloseAsync(Id, ct)).Refusal is { } refusal) Problem(refusal);
        else
        {
            // LINE has closed it: the note is kept even when the browser has gone away meanwhile.
            db.AuditEntries.Add(new AuditEntry { At = clock.GetUtcNow().UtcDateTime, StaffId = Me.Id, Action = "line_coupon.closed", Subject = Id });
            await db.SaveChangesAsync(CancellationToken.None);
            Notice("這張 LINE 優惠券已結束。", "This LINE coupon is closed.");
        }
        return Redirect("/admin/line-coupons/" + Uri.EscapeDataString(Id));
    }
}
