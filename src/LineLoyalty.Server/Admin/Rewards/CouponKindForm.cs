using LineLoyalty.Rewards.Coupons;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>A coupon kind as the form sends it: flat fields, since a browser sends nothing else.</summary>
public sealed record CouponKindForm
{
    public string? Code { get; set; }
    public CouponKind Kind { get; set; }
    public long? Value { get; set; }
    public long? MaximumDiscount { get; set; }
    public long? MinimumSpend { get; set; }
    public string? ProductSku { get; set; }
    public int? ValidDays { get; set; } = 30;
    public string? Title { get; set; }
    public string? TitleEn { get; set; }
    public string? Description { get; set; }
    public string? DescriptionEn { get; set; }
    public string? Terms { get; set; }
    public string? TermsEn { get; set; }
    public string? ImageUrl { get; set; }
    public long? IssueLimit { get; set; }
    public long? Budget { get; set; }
    public bool Active { get; set; } = true;

    public DateOnly? StartsOn { get; set; }
    public DateOnly? EndsOn { get; set; }
    public int? StartsAfterDays { get; set; }
    public List<DayOfWeek> Weekdays { get; set; } = [];
    public TimeOnly? FromTime { get; set; }
    public TimeOnly? ToTime { get; set; }
    public bool StoresExcluded { get; set; }
    public List<string> Stores { get; set; } = [];
    public List<string> Skus { get; set; } = [];
    public List<string> Categories { get; set; } = [];
    public List<string> NotSkus { get; set; } = [];
    public List<string> NotCategories { get; set; } = [];
    public List<string> Tiers { get; set; } = [];
    public int? NewMemberDays { get; set; }
    public bool FirstPurchase { get; set; }
    public int? PerMember { get; set; }
    public int? UsesPerDay { get; set; }
    public CouponStacking Stacking { get; set; }
    public string? Group { get; set; }
    public int? Priority { get; set; }
    public int? Buy { get; set; }
    public int? Get { get; set; }
    public int? GetPercentOff { get; set; }
    public string? GetSku { get; set; }
    public int? MostTimes { get; set; }
    public int? Uses { get; set; }
    public List<string?> PartCodes { get; set; } = [];
    public List<int?> PartCounts { get; set; } = [];
    public string? DeliveryCategory { get; set; }
    public string? SoldSku { get; set; }
    public bool Paid { get; set; }
    public long? PaidPrice { get; set; }
    public string? PaidGuarantee { get; set; }
    public string? PaidGuarantor { get; set; }
    public int? PaidGuaranteeMonths { get; set; } = 12;
    public int? PaidFeePercent { get; set; } = 0;
    public bool FromPool { get; set; }
    public bool MayGive { get; set; }
    public bool NotReturned { get; set; }

    public static CouponKindForm Of(CouponDefinition d)
    {
        var r = d.Rules;
        return new CouponKindForm
        {
            Code = d.Code, Kind = d.Kind, Value = d.Value, MaximumDiscount = d.MaximumDiscount, MinimumSpend = d.MinimumSpend, ProductSku = d.ProductSku, ValidDays = d.ValidDays,
            Title = d.Title, TitleEn = d.TitleEn, Description = d.Description, DescriptionEn = d.DescriptionEn, Terms = d.Terms, TermsEn = d.TermsEn, ImageUrl = d.ImageUrl,
            IssueLimit = d.IssueLimit, Budget = d.Budget, Active = d.Active, StartsOn = r.StartsOn, EndsOn = r.EndsOn, StartsAfterDays = r.StartsAfterDays, Weekdays = [.. r.Weekdays],
            FromTime = r.FromTime, ToTime = r.ToTime, StoresExcluded = r.NotStores.Count > 0, Stores = [.. r.Stores.Concat(r.NotStores)], Skus = [.. r.Skus], Categories = [.. r.Categories],
            NotSkus = [.. r.NotSkus], NotCategories = [.. r.NotCategories], Tiers = [.. r.Tiers], NewMemberDays = r.NewMemberDays, FirstPurchase = r.FirstPurchase, PerMember = r.PerMember,
            UsesPerDay = r.UsesPerDay, Stacking = r.Stacking, Group = r.Group, Priority = r.Priority, Buy = r.BuyGet?.Buy, Get = r.BuyGet?.Get, GetPercentOff = r.BuyGet?.PercentOff,
            GetSku = r.BuyGet?.GetSku, MostTimes = r.BuyGet?.MostTimes, Uses = r.Uses, PartCodes = [.. r.Bundle.Select(b => b.Coupon)], PartCounts = [.. r.Bundle.Select(b => (int?)b.Count)],
            DeliveryCategory = r.DeliveryCategory, SoldSku = d.SoldSku, Paid = r.Paid is not null, PaidPrice = r.Paid?.Price, PaidGuarantee = r.Paid?.Guarantee,
            PaidGuarantor = r.Paid?.Guarantor, PaidGuaranteeMonths = r.Paid?.GuaranteeMonths ?? 12, PaidFeePercent = r.Paid?.FeePercent ?? 0, FromPool = r.FromPool,
            MayGive = r.MayGive, NotReturned = r.NotReturned,
        };
    }

    /// <summary>What it is worth and under which conditions, onto a kind nobody holds yet.</summary>
    public void WriteWorth(CouponDefinition d)
    {
        d.Value = d.Kind is CouponKind.Amount or CouponKind.Percent or CouponKind.Pass ? Value ?? 0 : 0;
        d.MaximumDiscount = d.Kind is CouponKind.Amount or CouponKind.Experience or CouponKind.Bundle ? null : MaximumDiscount;
        d.MinimumSpend = d.Kind == CouponKind.Bundle ? 0 : MinimumSpend ?? 0;
        d.ProductSku = d.Kind is CouponKind.Product or CouponKind.Pass or CouponKind.Deposit ? Clean(ProductSku) : null;
        d.Rules = Rules(d.Kind);
    }

    /// <summary>What may change at any time: it takes nothing from anybody who holds one.</summary>
    public void WriteRest(CouponDefinition d)
    {
        (d.Title, d.TitleEn) = (Clean(Title) ?? "", Clean(TitleEn) ?? "");
        (d.Description, d.DescriptionEn) = (Clean(Description) ?? "", Clean(DescriptionEn) ?? "");
        (d.Terms, d.TermsEn) = (Clean(Terms) ?? "", Clean(TermsEn) ?? "");
        (d.ValidDays, d.IssueLimit, d.Budget, d.Active) = (ValidDays ?? 0, IssueLimit, Budget, Active);
        (d.SoldSku, d.ImageUrl) = (Clean(SoldSku), Clean(ImageUrl));
    }

    private CouponRules Rules(CouponKind kind) => new()
    {
        StartsOn = StartsOn, EndsOn = EndsOn, StartsAfterDays = StartsAfterDays ?? 0, Weekdays = [.. Weekdays.Distinct().Where(Enum.IsDefined)], FromTime = FromTime, ToTime = ToTime,
        Stores = StoresExcluded ? [] : Many(Stores), NotStores = StoresExcluded ? Many(Stores) : [], Skus = Many(Skus), Categories = Many(Categories), NotSkus = Many(NotSkus),
        NotCategories = Many(NotCategories), Tiers = Many(Tiers), NewMemberDays = NewMemberDays, FirstPurchase = FirstPurchase, PerMember = PerMember, UsesPerDay = UsesPerDay,
        Stacking = Stacking, Group = Stacking == CouponStacking.OneOfGroup ? Clean(Group) : null, Priority = Priority ?? 0,
        BuyGet = kind == CouponKind.BuyGet ? new BuyGetRule(Buy ?? 0, Get ?? 0, GetPercentOff ?? 0, Clean(GetSku), MostTimes ?? 1) : null,
        Uses = kind is CouponKind.Pass or CouponKind.Deposit ? Uses : null,
        Bundle = kind == CouponKind.Bundle ? [.. PartCodes.Zip(PartCounts.Concat(Enumerable.Repeat((int?)1, PartCodes.Count)), (code, count) => (Code: Clean(code), Count: count ?? 1))
            .Where(p => p.Code is not null).Select(p => new BundlePart(p.Code!, p.Count))] : [],
        DeliveryCategory = kind == CouponKind.Delivery ? Clean(DeliveryCategory) : null,
        Paid = Paid ? new PaidTerms(PaidPrice ?? 0, Clean(PaidGuarantee) ?? "", Clean(PaidGuarantor) ?? "", PaidGuaranteeMonths ?? 0, PaidFeePercent ?? 0) : null,
        FromPool = FromPool, MayGive = MayGive, NotReturned = NotReturned,
    };

    public static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static List<string> Many(List<string> chosen) => [.. chosen.Select(Clean).OfType<string>().Distinct()];
}
