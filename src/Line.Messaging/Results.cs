using System.Text.Json.Serialization;

namespace Line.Messaging;

/// <summary>A user's profile.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-profile"/>
public sealed record UserProfile : LineResult
{
    /// <summary>User id.</summary>
    public required string UserId { get; init; }

    /// <summary>Name the user chose; can change at any time.</summary>
    public required string DisplayName { get; init; }

    /// <summary>BCP 47 tag such as <c>zh-TW</c>; null before the user agreed to LINE's privacy policy.</summary>
    public string? Language { get; init; }

    /// <summary>HTTPS address; null without a picture.</summary>
    public string? PictureUrl { get; init; }

    /// <summary>Status line; null without one.</summary>
    public string? StatusMessage { get; init; }
}

/// <summary>One page of the friends' user ids.</summary>
public sealed record FollowerIds : LineResult
{
    /// <summary>Up to the limit asked for; fewer does not mean the end.</summary>
    public IReadOnlyList<string> UserIds { get; init => field = value ?? field; } = [];

    /// <summary>Token for the next page, valid 24 hours; null at the end.</summary>
    public string? Next { get; init; }
}

/// <summary>The month's free messages.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-quota"/>
public sealed record MessageQuota : LineResult
{
    /// <summary><c>limited</c> or <c>none</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Messages per month; null when there is no limit.</summary>
    public long? Value { get; init; }

    /// <summary>True when <see cref="Value"/> holds a limit.</summary>
    [JsonIgnore]
    public bool IsLimited => Type == "limited";
}

/// <summary>Messages used this month, approximate, sends from LINE's own manager included.</summary>
public sealed record QuotaConsumption : LineResult
{
    /// <summary>Counted per recipient.</summary>
    public required long TotalUsage { get; init; }
}

/// <summary>The bot itself.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-bot-info"/>
public sealed record BotInfo : LineResult
{
    /// <summary>User id of the bot: <c>destination</c> of its webhooks.</summary>
    public required string UserId { get; init; }

    /// <summary>Basic id such as <c>@123abcde</c>.</summary>
    public required string BasicId { get; init; }

    /// <summary>Premium id; null without one.</summary>
    public string? PremiumId { get; init; }

    /// <summary>Name.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Picture; null without one.</summary>
    public string? PictureUrl { get; init; }

    /// <summary><c>chat</c> or <c>bot</c>.</summary>
    public string ChatMode { get; init => field = value ?? field; } = "";

    /// <summary><c>auto</c> or <c>manual</c>.</summary>
    public string MarkAsReadMode { get; init => field = value ?? field; } = "";
}

/// <summary>A token to begin linking an account with.</summary>
public sealed record LinkTokenResult : LineResult
{
    /// <summary>Valid 10 minutes, usable once.</summary>
    public required string LinkToken { get; init; }
}

/// <summary>The webhook address.</summary>
public sealed record WebhookEndpoint : LineResult
{
    /// <summary>Address.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Whether LINE sends events to it.</summary>
    public required bool Active { get; init; }
}

/// <summary>How LINE's own test call of the webhook went.</summary>
public sealed record WebhookTestResult : LineResult
{
    /// <summary>True when the server answered 200.</summary>
    public bool Success { get; init; }

    /// <summary>When LINE called.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>HTTP status; 0 or less without an answer.</summary>
    public int StatusCode { get; init; }

    /// <summary><c>OK</c>, <c>COULD_NOT_CONNECT</c>, <c>REQUEST_TIMEOUT</c>, <c>ERROR_STATUS_CODE</c> or <c>UNCLASSIFIED</c>.</summary>
    public string Reason { get; init => field = value ?? field; } = "";

    /// <summary>More about it.</summary>
    public string Detail { get; init => field = value ?? field; } = "";
}

/// <summary>Whether a video or sound can be fetched yet.</summary>
public sealed record TranscodingStatus : LineResult
{
    /// <summary><c>processing</c>, <c>succeeded</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }
}

internal sealed record LoadingRequest(string ChatId, int? LoadingSeconds);

internal sealed record MarkAsReadRequest(string MarkAsReadToken);

internal sealed record EndpointRequest(string? Endpoint);

/// <summary>Messages sent on a day in one way.</summary>
public sealed record SentCount : LineResult
{
    /// <summary><c>ready</c>, <c>unready</c> (ask later), <c>unavailable_for_privacy</c> or <c>out_of_service</c> (before LINE counted).</summary>
    public required string Status { get; init; }

    /// <summary>Messages sent; only with <c>ready</c>.</summary>
    public long? Success { get; init; }
}

/// <summary>Aggregation unit names used this month.</summary>
public sealed record AggregationUnitUsage : LineResult
{
    /// <summary>Different names; LINE takes 1,000 a month.</summary>
    [JsonPropertyName("numOfCustomAggregationUnits")]
    public required long Count { get; init; }
}

/// <summary>One page of aggregation unit names.</summary>
public sealed record AggregationUnits : LineResult
{
    /// <summary>The names.</summary>
    public IReadOnlyList<string> CustomAggregationUnits { get; init => field = value ?? field; } = [];

    /// <summary>Token for the next page; null at the end.</summary>
    public string? Next { get; init; }
}

/// <summary>A group the account is in.</summary>
public sealed record GroupSummary : LineResult
{
    /// <summary>The group.</summary>
    public required string GroupId { get; init; }

    /// <summary>Its name.</summary>
    public required string GroupName { get; init; }

    /// <summary>Picture; null without one.</summary>
    public string? PictureUrl { get; init; }
}

/// <summary>How many people a group or room has.</summary>
public sealed record MemberCount : LineResult
{
    /// <summary>People, the account left out.</summary>
    public required int Count { get; init; }
}

/// <summary>One page of a group's or room's user ids.</summary>
public sealed record ChatMemberIds : LineResult
{
    /// <summary>At most 100.</summary>
    public IReadOnlyList<string> MemberIds { get; init => field = value ?? field; } = [];

    /// <summary>Token for the next page; null at the end.</summary>
    public string? Next { get; init; }
}

/// <summary>Somebody in a group or room, friend or not.</summary>
public sealed record ChatMemberProfile : LineResult
{
    /// <summary>User id.</summary>
    public required string UserId { get; init; }

    /// <summary>Name.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Picture; null without one.</summary>
    public string? PictureUrl { get; init; }
}

internal sealed record MarkChatAsReadRequest(ChatReference Chat);

internal sealed record ChatReference(string UserId);
