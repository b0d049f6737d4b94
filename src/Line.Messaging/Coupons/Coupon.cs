namespace Line.Messaging.Coupons;

/// <summary>A coupon as LINE holds it.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-coupon"/>
public sealed record Coupon : LineResult
{
    /// <summary>Its id.</summary>
    public string CouponId { get; init => field = value ?? field; } = "";

    /// <summary>One of <see cref="CouponStatus"/>; LINE may add values.</summary>
    public string Status { get; init => field = value ?? field; } = "";

    /// <summary>Title.</summary>
    public string Title { get; init => field = value ?? field; } = "";

    /// <summary>Description.</summary>
    public string? Description { get; init; }

    /// <summary>Terms.</summary>
    public string? UsageCondition { get; init; }

    /// <summary>First second, Unix.</summary>
    public long StartTimestamp { get; init; }

    /// <summary>Last second, Unix.</summary>
    public long EndTimestamp { get; init; }

    /// <summary>When it was made, Unix seconds.</summary>
    public long CreatedTimestamp { get; init; }

    /// <summary>Zone the times are shown in.</summary>
    public string Timezone { get; init => field = value ?? field; } = "";

    /// <summary><c>UNLISTED</c>, <c>PUBLIC</c> or <c>PRIVATE</c> (made in LINE's manager).</summary>
    public string Visibility { get; init => field = value ?? field; } = "";

    /// <summary>Uses of one ticket; -1 for any number.</summary>
    public int MaxUseCountPerTicket { get; init; }

    /// <summary>Tickets of one user.</summary>
    public long? MaxTicketPerUser { get; init; }

    /// <summary>Users at most; -1 for no limit.</summary>
    public long? MaxAcquireCount { get; init; }

    /// <summary>Who gets it.</summary>
    public CouponAcquisition? AcquisitionCondition { get; init; }

    /// <summary>What it gives.</summary>
    public CouponReward? Reward { get; init; }

    /// <summary>Picture in the list.</summary>
    public string? ImageUrl { get; init; }

    /// <summary>Barcode to show at the till.</summary>
    public string? BarcodeImageUrl { get; init; }

    /// <summary>Code to tell at the till.</summary>
    public string? CouponCode { get; init; }
}

/// <summary>The id of a new coupon.</summary>
public sealed record CouponIdResult : LineResult
{
    /// <summary>The id.</summary>
    public required string CouponId { get; init; }
}

/// <summary>One page of coupons.</summary>
public sealed record CouponPage : LineResult
{
    /// <summary>Newest first.</summary>
    public IReadOnlyList<CouponSummary> Items { get; init => field = value ?? field; } = [];

    /// <summary>Token for the next page; null at the end.</summary>
    public string? Next { get; init; }
}

/// <summary>A coupon in a list.</summary>
/// <param name="CouponId">Id.</param>
/// <param name="Title">Title.</param>
public sealed record CouponSummary(string CouponId, string Title);
