using Line.Messaging.Coupons;
using LineLoyalty.Marketing.LineCoupons;
using Microsoft.AspNetCore.Mvc;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>The account's coupons as LINE lists them now.</summary>
public sealed class LineCouponsModel(ManageLineCoupons coupons) : AdminPage
{
    [BindProperty(SupportsGet = true)] public string? State { get; set; }
    /// <summary>LINE's mark of the page.</summary>
    [BindProperty(SupportsGet = true)] public string? Start { get; set; }

    public IReadOnlyList<Coupon> Rows { get; private set; } = [];
    public string? Next { get; private set; }
    public Refusal? Refusal { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        State = State is CouponStatus.Running or CouponStatus.Closed ? State : null;
        var page = await coupons.ListAsync(State, string.IsNullOrEmpty(Start) ? null : Start, ct);
        (Rows, Next, Refusal) = (page.Value?.Rows ?? [], page.Value?.Next, page.Refusal);
    }
}
