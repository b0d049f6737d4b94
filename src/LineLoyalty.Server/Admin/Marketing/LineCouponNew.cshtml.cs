using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.LineCoupons;
using LineLoyalty.Pictures;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>A LINE coupon as the form sends it; times are the brand's clock.</summary>
public sealed record LineCouponForm
{
    public string? Title { get; set; }
    public string? Description { get; set; }
    public string? UsageCondition { get; set; }
    public DateTime? Starts { get; set; }
    public DateTime? Ends { get; set; }
    public bool Public { get; set; }
    public bool Reusable { get; set; }
    public LineCouponReward Reward { get; set; }
    public LineCouponPrice Price { get; set; }
    public long? Amount { get; set; }
    public int? Percentage { get; set; }
    public long? OriginalPrice { get; set; }
    public long? PriceAfterDiscount { get; set; }
    public bool Lottery { get; set; }
    public int? Probability { get; set; }
    public int? Winners { get; set; }
    public string? ImageUrl { get; set; }
    public string? BarcodeImageUrl { get; set; }
    public string? CouponCode { get; set; }

    public LineCouponDraft Draft(BrandTime time) => new()
    {
        Title = Title ?? "", Description = Description ?? "", UsageCondition = UsageCondition ?? "",
        StartsAt = At(Starts, time), EndsAt = At(Ends, time), Public = Public, Reusable = Reusable,
        Reward = Reward, Price = Price, Amount = Amount, Percentage = Percentage, OriginalPrice = OriginalPrice, PriceAfterDiscount = PriceAfterDiscount,
        Lottery = Lottery, Probability = Probability, Winners = Winners, ImageUrl = Given(ImageUrl), BarcodeImageUrl = Given(BarcodeImageUrl), CouponCode = CouponCode,
    };

    public static string? Show(DateTime? local) => local?.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static DateTime? At(DateTime? local, BrandTime time) => local is { } at ? time.At(DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at)) : null;
}

public sealed class LineCouponNewModel(ManageLineCoupons coupons, KeepPicture pictures, LoyaltyDb db, BrandTime time) : AdminPage
{
    [BindProperty] public LineCouponForm Form { get; set; } = new();
    public Refusal? Refusal { get; private set; }

    public void OnGet()
    {
        var tomorrow = time.Today.AddDays(1);
        (Form.Starts, Form.Ends) = (tomorrow.ToDateTime(TimeOnly.MinValue), tomorrow.AddDays(29).ToDateTime(new TimeOnly(23, 59)));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        ModelState.Clear();
        foreach (var (field, address) in new[] { ("Form.ImageUrl", Form.ImageUrl), ("Form.BarcodeImageUrl", Form.BarcodeImageUrl) })
        {
            if (!await pictures.SendAsync(address?.Trim(), ct)) return Refused(KeepPicture.Gone, field);
        }
        var made = await coupons.CreateAsync(Form.Draft(time), ct);
        if (!made.Succeeded(out var id, out var refusal))
        {
            Refusal = refusal;
            ModelState.AddModelError("", refusal.Text(W.Language));
            foreach (var problem in refusal.Facts.GetValueOrDefault("errors") as IReadOnlyList<LineCouponProblem> ?? [])
            {
                ModelState.AddModelError("Form." + problem.Field, W[problem.Chinese, problem.English]);
            }
            Response.StatusCode = refusal.Status;
            return Page();
        }
        // LINE has made it: the note is kept even when the browser has gone away meanwhile.
        db.AuditEntries.Add(new AuditEntry
        {
            At = time.Now, StaffId = Me.Id, Action = "line_coupon.created", Subject = id,
            Data = JsonSerializer.Serialize(new { Form.Title, Form.Starts, Form.Ends, Form.Public }, JsonSerializerOptions.Web),
        });
        await db.SaveChangesAsync(CancellationToken.None);
        Notice("LINE 優惠券已建立。", "The LINE coupon is made.");
        return Redirect("/admin/line-coupons/" + Uri.EscapeDataString(id));
    }
}
