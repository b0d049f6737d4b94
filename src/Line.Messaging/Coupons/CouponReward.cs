using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Messaging.Json;

namespace Line.Messaging.Coupons;

/// <summary>What a coupon gives.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#create-coupon"/>
[JsonConverter(typeof(CouponRewardConverter))]
public abstract record CouponReward
{
    private protected CouponReward(string type) => Type = type;

    /// <summary>LINE's <c>type</c>.</summary>
    [JsonInclude, JsonPropertyOrder(-1)]
    public string Type { get; internal init => field = value ?? field; }
}

/// <summary>Money back.</summary>
public sealed record CashBackReward() : CouponReward("cashBack")
{
    /// <summary>How much: <see cref="FixedPrice"/> or <see cref="PercentagePrice"/>.</summary>
    public CouponPrice? PriceInfo { get; init; }
}

/// <summary>A lower price.</summary>
public sealed record DiscountReward() : CouponReward("discount")
{
    /// <summary>How much: <see cref="FixedPrice"/>, <see cref="PercentagePrice"/> or <see cref="ExplicitPrice"/>.</summary>
    public CouponPrice? PriceInfo { get; init; }
}

/// <summary>Something free.</summary>
public sealed record FreeReward() : CouponReward("free");

/// <summary>A gift.</summary>
public sealed record GiftReward() : CouponReward("gift");

/// <summary>Something else.</summary>
public sealed record OtherReward() : CouponReward("others");

/// <summary>A reward this library has no record for, kept and written as it is.</summary>
/// <param name="Json">The whole object.</param>
public sealed record RawReward(JsonElement Json) : CouponReward("raw"), IRawJson;

internal sealed class CouponRewardConverter : UnionConverter<CouponReward>
{
    protected override Type? RecordFor(string type) => type switch
    {
        "cashBack" => typeof(CashBackReward),
        "discount" => typeof(DiscountReward),
        "free" => typeof(FreeReward),
        "gift" => typeof(GiftReward),
        "others" => typeof(OtherReward),
        _ => null,
    };

    protected override CouponReward Unknown(ref Utf8JsonReader reader) => new RawReward(JsonElement.ParseValue(ref reader));
}

/// <summary>How much a coupon takes off or gives back.</summary>
[JsonConverter(typeof(CouponPriceConverter))]
public abstract record CouponPrice
{
    private protected CouponPrice(string type) => Type = type;

    /// <summary>LINE's <c>type</c>.</summary>
    [JsonInclude, JsonPropertyOrder(-1)]
    public string Type { get; internal init => field = value ?? field; }

    /// <summary><c>JPY</c>, <c>THB</c> or <c>TWD</c>: set by LINE from the account's country, never sent; null for percentages.</summary>
    [JsonInclude, JsonPropertyOrder(1)]
    public string? Currency { get; internal init; }
}

/// <summary>An amount.</summary>
public sealed record FixedPrice() : CouponPrice("fixed")
{
    /// <summary>In whole units of the account's currency.</summary>
    public required long FixedAmount { get; init; }
}

/// <summary>A part of the price.</summary>
public sealed record PercentagePrice() : CouponPrice("percentage")
{
    /// <summary>1 to 99.</summary>
    public required int Percentage { get; init; }
}

/// <summary>Prices before and after; discounts only.</summary>
public sealed record ExplicitPrice() : CouponPrice("explicit")
{
    /// <summary>Before.</summary>
    public required long OriginalPrice { get; init; }

    /// <summary>After.</summary>
    public required long PriceAfterDiscount { get; init; }
}

/// <summary>A price this library has no record for, kept and written as it is.</summary>
/// <param name="Json">The whole object.</param>
public sealed record RawPrice(JsonElement Json) : CouponPrice("raw"), IRawJson;

internal sealed class CouponPriceConverter : UnionConverter<CouponPrice>
{
    protected override Type? RecordFor(string type) => type switch
    {
        "fixed" => typeof(FixedPrice),
        "percentage" => typeof(PercentagePrice),
        "explicit" => typeof(ExplicitPrice),
        _ => null,
    };

    protected override CouponPrice Unknown(ref Utf8JsonReader reader) => new RawPrice(JsonElement.ParseValue(ref reader));
}
