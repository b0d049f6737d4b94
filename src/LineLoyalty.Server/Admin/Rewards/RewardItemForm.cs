using LineLoyalty.Rewards.Catalogue;
using LineLoyalty.Rewards.Prizes;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>An item of the catalogue as the form sends it; times in the brand's.</summary>
public sealed record RewardItemForm
{
    public string? Code { get; set; }
    public string? Name { get; set; }
    public string? NameEn { get; set; }
    public string? Description { get; set; }
    public string? DescriptionEn { get; set; }
    public string? ImageUrl { get; set; }
    public long? Points { get; set; } = 100;
    /// <summary><c>coupon:CODE</c> or <c>entry:CODE</c>.</summary>
    public string? Gives { get; set; }
    public long? Stock { get; set; }
    public int? PerMember { get; set; }
    public int? PerMemberMonth { get; set; }
    public string? MinimumTier { get; set; }
    public DateTime? From { get; set; }
    public DateTime? Until { get; set; }
    public int? Position { get; set; } = 0;
    public bool Active { get; set; } = true;
    public bool HideSoldOut { get; set; }

    public static RewardItemForm Of(RewardItem i, BrandTime time) => new()
    {
        Code = i.Code, Name = i.Name, NameEn = i.NameEn, Description = i.Description, DescriptionEn = i.DescriptionEn, ImageUrl = i.ImageUrl, Points = i.Points,
        Gives = i.Gives switch { CouponPrize c => "coupon:" + c.Coupon, EntryPrize e => "entry:" + e.Draw, _ => null }, Stock = i.Stock, PerMember = i.PerMember, PerMemberMonth = i.PerMemberMonth,
        MinimumTier = i.MinimumTier, From = i.ValidFrom is { } f ? time.Local(f) : null, Until = i.ValidUntil is { } u ? time.Local(u) : null, Position = i.Position, Active = i.Active, HideSoldOut = i.HideSoldOut,
    };

    public void Write(RewardItem to, BrandTime time)
    {
        (to.Name, to.NameEn) = (Name?.Trim() ?? "", NameEn?.Trim() ?? "");
        (to.Description, to.DescriptionEn) = (Description?.Trim() ?? "", DescriptionEn?.Trim() ?? "");
        to.ImageUrl = string.IsNullOrWhiteSpace(ImageUrl) ? null : ImageUrl.Trim();
        (to.Points, to.Stock, to.PerMember, to.PerMemberMonth) = (Points ?? 0, Stock, PerMember, PerMemberMonth);
        to.Gives = Gives?.Split(':', 2) switch { ["coupon", var code] => new CouponPrize(code), ["entry", var code] => new EntryPrize(code), _ => new CouponPrize("") };
        to.MinimumTier = string.IsNullOrWhiteSpace(MinimumTier) ? null : MinimumTier;
        (to.ValidFrom, to.ValidUntil) = (Utc(From, time), Utc(Until, time));
        (to.Position, to.Active, to.HideSoldOut) = (Position ?? 0, Active, HideSoldOut);
    }

    private static DateTime? Utc(DateTime? local, BrandTime time) => local is { } at ? time.At(DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at)) : null;
}
