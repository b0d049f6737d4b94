namespace Line.Messaging.Insight;

/// <summary>Messages sent on a day, by way of sending; null where nothing was sent that way.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-number-of-delivery-messages"/>
public sealed record MessageDeliveries : LineResult
{
    /// <summary><c>ready</c>, <c>unready</c> (ask later) or <c>out_of_service</c> (before LINE counted).</summary>
    public string Status { get; init => field = value ?? field; } = "";

    /// <summary>To all friends, from LINE's manager.</summary>
    public long? Broadcast { get; init; }

    /// <summary>To some friends, from LINE's manager.</summary>
    public long? Targeting { get; init; }

    /// <summary>LINE's automatic answers.</summary>
    public long? AutoResponse { get; init; }

    /// <summary>LINE's greeting messages.</summary>
    public long? WelcomeResponse { get; init; }

    /// <summary>Written by hand in LINE's manager.</summary>
    public long? Chat { get; init; }

    /// <summary>Broadcast calls.</summary>
    public long? ApiBroadcast { get; init; }

    /// <summary>Push calls.</summary>
    public long? ApiPush { get; init; }

    /// <summary>Multicast calls.</summary>
    public long? ApiMulticast { get; init; }

    /// <summary>Narrowcast calls.</summary>
    public long? ApiNarrowcast { get; init; }

    /// <summary>Reply calls.</summary>
    public long? ApiReply { get; init; }
}

/// <summary>Friends up to a day.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-number-of-followers"/>
public sealed record FollowerCounts : LineResult
{
    /// <summary><c>ready</c>, <c>unready</c> (ask later) or <c>out_of_service</c> (before LINE counted).</summary>
    public string Status { get; init => field = value ?? field; } = "";

    /// <summary>Users who ever added the account; does not sink.</summary>
    public long? Followers { get; init; }

    /// <summary>Friends a targeted message can reach.</summary>
    public long? TargetedReaches { get; init; }

    /// <summary>Users who block the account.</summary>
    public long? Blocks { get; init; }
}

/// <summary>LINE's estimates of the friends, in percent.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-demographic"/>
public sealed record FriendDemographics : LineResult
{
    /// <summary>False with too few friends; the lists are then empty.</summary>
    public bool Available { get; init; }

    /// <summary>By gender.</summary>
    public IReadOnlyList<GenderShare> Genders { get; init => field = value ?? field; } = [];

    /// <summary>By age.</summary>
    public IReadOnlyList<AgeShare> Ages { get; init => field = value ?? field; } = [];

    /// <summary>By area.</summary>
    public IReadOnlyList<AreaShare> Areas { get; init => field = value ?? field; } = [];

    /// <summary>By the phone's system.</summary>
    public IReadOnlyList<AppTypeShare> AppTypes { get; init => field = value ?? field; } = [];

    /// <summary>By the time since the account was added.</summary>
    public IReadOnlyList<SubscriptionPeriodShare> SubscriptionPeriods { get; init => field = value ?? field; } = [];
}

/// <summary>Part of the friends.</summary>
/// <param name="Gender"><c>male</c>, <c>female</c> or <c>unknown</c>.</param>
/// <param name="Percentage">0 to 100.</param>
public sealed record GenderShare(string Gender = "", double Percentage = 0);

/// <summary>Part of the friends.</summary>
/// <param name="Age"><c>from0to14</c>, <c>from15to19</c> … <c>from70</c>, <c>unknown</c>.</param>
/// <param name="Percentage">0 to 100.</param>
public sealed record AgeShare(string Age = "", double Percentage = 0);

/// <summary>Part of the friends.</summary>
/// <param name="Area">Name of the area in its own language, or <c>unknown</c>.</param>
/// <param name="Percentage">0 to 100.</param>
public sealed record AreaShare(string Area = "", double Percentage = 0);

/// <summary>Part of the friends.</summary>
/// <param name="AppType"><c>ios</c>, <c>android</c> or <c>others</c>.</param>
/// <param name="Percentage">0 to 100.</param>
public sealed record AppTypeShare(string AppType = "", double Percentage = 0);

/// <summary>Part of the friends.</summary>
/// <param name="SubscriptionPeriod"><c>within7days</c> … <c>over365days</c>, <c>unknown</c>.</param>
/// <param name="Percentage">0 to 100.</param>
public sealed record SubscriptionPeriodShare(string SubscriptionPeriod = "", double Percentage = 0);
