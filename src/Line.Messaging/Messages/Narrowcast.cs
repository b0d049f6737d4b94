using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Messaging.Json;

namespace Line.Messaging.Messages;

/// <summary>Messages to the friends an audience and filters choose.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message"/>
public sealed record NarrowcastRequest : SendRequest
{
    /// <summary>Audiences, earlier sends and their combinations; null for all friends.</summary>
    [JsonPropertyOrder(3)]
    public NarrowcastRecipient? Recipient { get; init; }

    /// <summary>Who of them; null for all. Uses LINE's estimates, users without one are left out.</summary>
    [JsonPropertyOrder(4)]
    public NarrowcastFilter? Filter { get; init; }

    /// <summary>How many at most; null for no limit.</summary>
    [JsonPropertyOrder(5)]
    public NarrowcastLimit? Limit { get; init; }
}

/// <summary>Filters of a narrowcast.</summary>
/// <param name="Demographic">By what LINE estimates of a user.</param>
public sealed record NarrowcastFilter(DemographicFilter Demographic);

/// <summary>How many users a narrowcast reaches at most.</summary>
public sealed record NarrowcastLimit
{
    /// <summary>Users at most, chosen by chance; from 1.</summary>
    public int? Max { get; init; }

    /// <summary>True to send only as many as the month still has.</summary>
    public bool? UpToRemainingQuota { get; init; }

    /// <summary>True to send to nobody when not everybody can be reached; needs <see cref="UpToRemainingQuota"/>.</summary>
    public bool? ForbidPartialDelivery { get; init; }
}

/// <summary>Whom a narrowcast goes to.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#narrowcast-recipient"/>
[JsonConverter(typeof(NarrowcastRecipientConverter))]
public abstract record NarrowcastRecipient
{
    private protected NarrowcastRecipient(string type) => Type = type;

    /// <summary>LINE's <c>type</c>.</summary>
    [JsonInclude, JsonPropertyOrder(-1)]
    public string Type { get; internal init => field = value ?? field; }

    /// <summary>An audience.</summary>
    public static NarrowcastRecipient Audience(long audienceGroupId) => new AudienceRecipient { AudienceGroupId = audienceGroupId };

    /// <summary>Everybody who is in all of them; at most 10.</summary>
    public static NarrowcastRecipient All(params IReadOnlyList<NarrowcastRecipient> parts) => new OperatorRecipient { And = parts };

    /// <summary>Everybody who is in any of them; at most 10.</summary>
    public static NarrowcastRecipient Any(params IReadOnlyList<NarrowcastRecipient> parts) => new OperatorRecipient { Or = parts };

    /// <summary>Everybody who is not in it.</summary>
    public static NarrowcastRecipient Except(NarrowcastRecipient part) => new OperatorRecipient { Not = part };
}

/// <summary>An audience.</summary>
public sealed record AudienceRecipient() : NarrowcastRecipient("audience")
{
    /// <summary>Its id.</summary>
    public required long AudienceGroupId { get; init; }
}

/// <summary>Everybody an earlier narrowcast was meant for and did not reach.</summary>
public sealed record RedeliveryRecipient() : NarrowcastRecipient("redelivery")
{
    /// <summary>Request id of that narrowcast.</summary>
    public required string RequestId { get; init; }
}

/// <summary>A combination; exactly one of the three.</summary>
public sealed record OperatorRecipient() : NarrowcastRecipient("operator")
{
    /// <summary>In all of them; 1 to 10.</summary>
    public IReadOnlyList<NarrowcastRecipient>? And { get; init; }

    /// <summary>In any of them; 1 to 10.</summary>
    public IReadOnlyList<NarrowcastRecipient>? Or { get; init; }

    /// <summary>Not in it.</summary>
    public NarrowcastRecipient? Not { get; init; }
}

/// <summary>A recipient this library has no record for, kept and written as it is.</summary>
/// <param name="Json">The whole object.</param>
public sealed record RawNarrowcastRecipient(JsonElement Json) : NarrowcastRecipient("raw"), IRawJson;

internal sealed class NarrowcastRecipientConverter : UnionConverter<NarrowcastRecipient>
{
    protected override Type? RecordFor(string type) => type switch
    {
        "audience" => typeof(AudienceRecipient),
        "redelivery" => typeof(RedeliveryRecipient),
        "operator" => typeof(OperatorRecipient),
        _ => null,
    };

    protected override NarrowcastRecipient Unknown(ref Utf8JsonReader reader) => new RawNarrowcastRecipient(JsonElement.ParseValue(ref reader));
}

/// <summary>How far a narrowcast is.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-narrowcast-progress-status"/>
public sealed record NarrowcastProgress : LineResult
{
    /// <summary><c>waiting</c>, <c>sending</c>, <c>succeeded</c> or <c>failed</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>Users reached.</summary>
    public long? SuccessCount { get; init; }

    /// <summary>Users not reached.</summary>
    public long? FailureCount { get; init; }

    /// <summary>Users meant.</summary>
    public long? TargetCount { get; init; }

    /// <summary>Why it failed; only with <c>failed</c>.</summary>
    public string? FailedDescription { get; init; }

    /// <summary>1 LINE's own error, 2 too few users, 3 a repeated request, 4 an audience under 50, 5 partial delivery was forbidden; only with <c>failed</c>.</summary>
    public long? ErrorCode { get; init; }

    /// <summary>When LINE accepted it.</summary>
    public required DateTimeOffset AcceptedTime { get; init; }

    /// <summary>When it was done; only with <c>succeeded</c> or <c>failed</c>.</summary>
    public DateTimeOffset? CompletedTime { get; init; }
}
