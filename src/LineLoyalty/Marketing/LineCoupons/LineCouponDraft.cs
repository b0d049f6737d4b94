using Line.Messaging;
using Line.Messaging.Coupons;
using LineLoyalty.Pictures;

namespace LineLoyalty.Marketing.LineCoupons;

/// <summary>What a coupon of LINE's own gives.</summary>
public enum LineCouponReward
{
    /// <summary>A lower price.</summary>
    Discount,
    /// <summary>Something free.</summary>
    Free,
    /// <summary>A gift with a purchase.</summary>
    Gift,
    /// <summary>Money back.</summary>
    CashBack,
    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>How a discount or money back is put into numbers.</summary>
public enum LineCouponPrice
{
    /// <summary>So many NT$.</summary>
    Fixed,
    /// <summary>So many percent.</summary>
    Percentage,
    /// <summary>A price before and one after; discounts only.</summary>
    Explicit,
}

/// <param name="Field">Name of the draft's property.</param>
public sealed record LineCouponProblem(string Field, string Chinese, string English);

/// <summary>A coupon of LINE's own as a marketer writes it. LINE never lets one be changed, so everything is checked before it is asked.</summary>
public sealed record LineCouponDraft
{
    /// <summary>LINE names no highest amount; its own manager takes six digits.</summary>
    public const long LargestAmount = 999_999;

    public string Title { get; init; } = "";
    public string Description { get; init; } = "";
    public string UsageCondition { get; init; } = "";
    public DateTime? StartsAt { get; init; }
    /// <summary>Its last moment.</summary>
    public DateTime? EndsAt { get; init; }
    /// <summary>Also in LINE's own coupon lists, for everybody.</summary>
    public bool Public { get; init; }
    /// <summary>As often as its holder likes, instead of once.</summary>
    public bool Reusable { get; init; }
    public LineCouponReward Reward { get; init; }
    public LineCouponPrice Price { get; init; }
    public long? Amount { get; init; }
    public int? Percentage { get; init; }
    public long? OriginalPrice { get; init; }
    public long? PriceAfterDiscount { get; init; }
    public bool Lottery { get; init; }
    /// <summary>Chance in percent.</summary>
    public int? Probability { get; init; }
    /// <summary>Null for any number.</summary>
    public int? Winners { get; init; }
    public string? ImageUrl { get; init; }
    public string? BarcodeImageUrl { get; init; }
    public string? CouponCode { get; init; }

    /// <summary>Everything LINE would refuse, in words; empty when it is right.</summary>
    public IReadOnlyList<LineCouponProblem> Problems(DateTime now)
    {
        List<LineCouponProblem> found = [];
        void Wrong(string field, string chinese, string english) => found.Add(new(field, chinese, english));
        void Length(string field, string? text, int most, string name, string english)
        {
            if (text?.Length > most) Wrong(field, $"{name}最多 {most:N0} 字。", $"{english}: at most {most:N0} characters.");
        }
        if (string.IsNullOrWhiteSpace(Title)) Wrong(nameof(Title), "請填寫券名。", "Give it a title.");
        Length(nameof(Title), Title, LineLimits.CouponTitle, "券名", "Title");
        Length(nameof(Description), Description, LineLimits.CouponDescription, "說明", "Description");
        Length(nameof(UsageCondition), UsageCondition, LineLimits.CouponUsageCondition, "使用條件", "Terms");
        Length(nameof(CouponCode), CouponCode, LineLimits.CouponCode, "優惠代碼", "Code");
        if (StartsAt is null) Wrong(nameof(StartsAt), "請填寫開始時間。", "Say when it begins.");
        if (EndsAt is null) Wrong(nameof(EndsAt), "請填寫結束時間。", "Say when it ends.");
        else if (EndsAt <= now) Wrong(nameof(EndsAt), "結束時間已經過了。", "This end is over.");
        else if (EndsAt <= StartsAt) Wrong(nameof(EndsAt), "結束時間須晚於開始時間。", "It must end after it begins.");
        CheckPrice(Wrong);
        if (Lottery)
        {
            if (Probability is not (>= 1 and <= 99)) Wrong(nameof(Probability), "中獎機率請填 1–99%。", "A chance of 1 to 99 %.");
            if (Winners is < 1 or > LineLimits.CouponWinners) Wrong(nameof(Winners), $"中獎名額請填 1–{LineLimits.CouponWinners:N0}，或留白不限。", $"1 to {LineLimits.CouponWinners:N0} winners, or empty for any number.");
        }
        foreach (var (field, url) in new[] { (nameof(ImageUrl), ImageUrl), (nameof(BarcodeImageUrl), BarcodeImageUrl) })
        {
            if (url is not null && !PicturePath.IsOne(url) && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == "https" && url.Length <= LineLimits.MediaUrl))
            {
                Wrong(field, "請上傳圖片，或填寫 https:// 開頭的網址。", "Upload a picture, or give an address that starts with https://.");
            }
        }
        return found;
    }

    /// <param name="timeZone">The brand's, in which LINE shows the times.</param>
    /// <param name="publicUrl">Where LINE fetches pictures of ours.</param>
    public CouponRequest ToRequest(string timeZone, string publicUrl) => new()
    {
        Title = Title.Trim(),
        Description = Given(Description),
        UsageCondition = Given(UsageCondition),
        StartTimestamp = new DateTimeOffset(StartsAt!.Value).ToUnixTimeSeconds(),
        EndTimestamp = new DateTimeOffset(EndsAt!.Value).ToUnixTimeSeconds(),
        Timezone = timeZone.Replace('/', '_').ToUpperInvariant(),
        Visibility = Public ? CouponVisibility.Public : CouponVisibility.Unlisted,
        MaxUseCountPerTicket = Reusable ? -1 : 1,
        AcquisitionCondition = Lottery ? new LotteryAcquisition { LotteryProbability = Probability!.Value, MaxAcquireCount = Winners ?? -1 } : new NormalAcquisition(),
        Reward = Reward switch
        {
            LineCouponReward.Discount => new DiscountReward { PriceInfo = PriceInfo() },
            LineCouponReward.CashBack => new CashBackReward { PriceInfo = PriceInfo() },
            LineCouponReward.Free => new FreeReward(),
            LineCouponReward.Gift => new GiftReward(),
            _ => new OtherReward(),
        },
        ImageUrl = Fetched(ImageUrl, publicUrl),
        BarcodeImageUrl = Fetched(BarcodeImageUrl, publicUrl),
        CouponCode = Given(CouponCode),
    };

    private CouponPrice PriceInfo() => Price switch
    {
        LineCouponPrice.Fixed => new FixedPrice { FixedAmount = Amount!.Value },
        LineCouponPrice.Percentage => new PercentagePrice { Percentage = Percentage!.Value },
        _ => new ExplicitPrice { OriginalPrice = OriginalPrice!.Value, PriceAfterDiscount = PriceAfterDiscount!.Value },
    };

    private void CheckPrice(Action<string, string, string> wrong)
    {
        if (!Enum.IsDefined(Reward) || !Enum.IsDefined(Price)) wrong(nameof(Reward), "請選擇優惠種類。", "Choose what it gives.");
        if (Reward is not (LineCouponReward.Discount or LineCouponReward.CashBack)) return;
        const string asAmount = "金額請填 1–999,999 元。";
        const string asAmountEn = "NT$1 to 999,999.";
        switch (Price)
        {
            case LineCouponPrice.Fixed when Amount is not (>= 1 and <= LargestAmount):
                wrong(nameof(Amount), asAmount, asAmountEn);
                break;
            case LineCouponPrice.Percentage when Percentage is not (>= 1 and <= 99):
                wrong(nameof(Percentage), "百分比請填 1–99。", "1 to 99 percent.");
                break;
            case LineCouponPrice.Explicit when Reward == LineCouponReward.CashBack:
                wrong(nameof(Price), "現金回饋只能設定固定金額或百分比。", "Money back is an amount or a percentage.");
                break;
            case LineCouponPrice.Explicit when OriginalPrice is not (>= 1 and <= LargestAmount):
                wrong(nameof(OriginalPrice), asAmount, asAmountEn);
                break;
            case LineCouponPrice.Explicit when PriceAfterDiscount is not >= 1 || PriceAfterDiscount >= OriginalPrice:
                wrong(nameof(PriceAfterDiscount), "優惠價至少 1 元，且須低於原價。", "At least NT$1, and below the price before.");
                break;
        }
    }

    private static string? Fetched(string? address, string publicUrl) => Given(address) is { } given ? PicturePath.Absolute(given, publicUrl) : null;

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
