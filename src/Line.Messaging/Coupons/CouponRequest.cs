using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Messaging.Json;
using Line.Messaging.Validation;

namespace Line.Messaging.Coupons;

/// <summary>A coupon of LINE's own to create; send it with a <see cref="Messages.CouponMessage"/>.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#create-coupon"/>
public sealed record CouponRequest
{
    /// <summary>1 to 60.</summary>
    public required string Title { get; init; }

    /// <summary>At most 1000.</summary>
    public string? Description { get; init; }

    /// <summary>Terms; at most 100.</summary>
    public string? UsageCondition { get; init; }

    /// <summary>First second, Unix.</summary>
    public required long StartTimestamp { get; init; }

    /// <summary>Last second, Unix.</summary>
    public required long EndTimestamp { get; init; }

    /// <summary>Zone the times are shown in, such as <c>ASIA_TAIPEI</c>: IANA's name in capitals with underscores.</summary>
    public required string Timezone { get; init; }

    /// <summary>One of <see cref="CouponVisibility"/>.</summary>
    public required string Visibility { get; init; }

    /// <summary>1, or -1 for any number of times.</summary>
    public required int MaxUseCountPerTicket { get; init; }

    /// <summary>Who gets it.</summary>
    public required CouponAcquisition AcquisitionCondition { get; init; }

    /// <summary>What it gives.</summary>
    public CouponReward? Reward { get; init; }

    /// <summary>Picture in the list.</summary>
    public string? ImageUrl { get; init; }

    /// <summary>Barcode to show at the till; the same for everybody.</summary>
    public string? BarcodeImageUrl { get; init; }

    /// <summary>Code to tell at the till; the same for everybody; at most 16.</summary>
    public string? CouponCode { get; init; }

    /// <summary>What breaks LINE's limits, found without a call; empty when nothing was.</summary>
    public IReadOnlyList<LineErrorDetail> Validate() => CouponRules.Check(this);
}

/// <summary>Values of <see cref="CouponRequest.Visibility"/>.</summary>
public static class CouponVisibility
{
    /// <summary>Only for those it is sent to.</summary>
    public const string Unlisted = "UNLISTED";

    /// <summary>Also in LINE's own lists.</summary>
    public const string Public = "PUBLIC";
}

/// <summary>Values of <see cref="Coupon.Status"/>.</summary>
public static class CouponStatus
{
    /// <summary>Not published.</summary>
    public const string Draft = "DRAFT";

    /// <summary>Published.</summary>
    public const string Running = "RUNNING";

    /// <summary>Ended.</summary>
    public const string Closed = "CLOSED";
}

/// <summary>Who gets a coupon.</summary>
[JsonConverter(typeof(CouponAcquisitionConverter))]
public abstract record CouponAcquisition
{
    private protected CouponAcquisition(string type) => Type = type;

    /// <summary>LINE's <c>type</c>.</summary>
    [JsonInclude, JsonPropertyOrder(-1)]
    public string Type { get; internal init => field = value ?? field; }
}

/// <summary>Everybody who opens it.</summary>
public sealed record NormalAcquisition() : CouponAcquisition("normal");

/// <summary>The lucky ones of those who open it.</summary>
public sealed record LotteryAcquisition() : CouponAcquisition("lottery")
{
    /// <summary>Chance in percent, 1 to 99.</summary>
    public required int LotteryProbability { get; init; }

    /// <summary>Winners at most, up to 999,999; -1 for no limit.</summary>
    public required int MaxAcquireCount { get; init; }
}

/// <summary>Those who bring a friend; made in LINE's manager, never by the API.</summary>
public sealed record ReferralAcquisition() : CouponAcquisition("referral");

/// <summary>A condition this library has no record for, kept and written as it is.</summary>
/// <param name="Json">The whole object.</param>
public sealed record RawAcquisition(JsonElement Json) : CouponAcquisition("raw"), IRawJson;

internal sealed class CouponAcquisitionConverter : UnionConverter<CouponAcquisition>
{
    protected override Type? RecordFor(string type) => type switch
    {
        "normal" => typeof(NormalAcquisition),
        "lottery" => typeof(LotteryAcquisition),
        "referral" => typeof(ReferralAcquisition),
        _ => null,
    };

    protected override CouponAcquisition Unknown(ref Utf8JsonReader reader) => new RawAcquisition(JsonElement.ParseValue(ref reader));
}
