using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Messaging.Json;

namespace Line.Messaging.Messages;

/// <summary>Chooses users by what LINE estimates of them. For accounts of Japan, Taiwan and Thailand.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#narrowcast-demographic-filter"/>
[JsonConverter(typeof(DemographicFilterConverter))]
public abstract record DemographicFilter
{
    private protected DemographicFilter(string type) => Type = type;

    /// <summary>LINE's <c>type</c>.</summary>
    [JsonInclude, JsonPropertyOrder(-1)]
    public string Type { get; internal init => field = value ?? field; }

    /// <summary>Everybody who fits all of them; at most 10.</summary>
    public static DemographicFilter All(params IReadOnlyList<DemographicFilter> parts) => new OperatorDemographicFilter { And = parts };

    /// <summary>Everybody who fits any of them; at most 10.</summary>
    public static DemographicFilter Any(params IReadOnlyList<DemographicFilter> parts) => new OperatorDemographicFilter { Or = parts };

    /// <summary>Everybody who does not fit it.</summary>
    public static DemographicFilter Except(DemographicFilter part) => new OperatorDemographicFilter { Not = part };
}

/// <summary>By gender.</summary>
public sealed record GenderFilter() : DemographicFilter("gender")
{
    /// <summary>Some of <c>male</c> and <c>female</c>.</summary>
    public required IReadOnlyList<string> OneOf { get; init; }
}

/// <summary>By age; at least one bound.</summary>
public sealed record AgeFilter() : DemographicFilter("age")
{
    /// <summary>From this age: <c>age_15</c>, <c>age_20</c> … <c>age_70</c>.</summary>
    public string? Gte { get; init; }

    /// <summary>Younger than this age.</summary>
    public string? Lt { get; init; }
}

/// <summary>By the phone's system.</summary>
public sealed record AppTypeFilter() : DemographicFilter("appType")
{
    /// <summary>Some of <c>ios</c> and <c>android</c>.</summary>
    public required IReadOnlyList<string> OneOf { get; init; }
}

/// <summary>By area.</summary>
public sealed record AreaFilter() : DemographicFilter("area")
{
    /// <summary>LINE's codes: <c>tw_01</c> (Taipei) to <c>tw_22</c>, <c>jp_01</c> to <c>jp_47</c>, <c>th_01</c> to <c>th_08</c>, <c>id_01</c> to <c>id_12</c>.</summary>
    public required IReadOnlyList<string> OneOf { get; init; }
}

/// <summary>By the time since the account was added; at least one bound.</summary>
public sealed record SubscriptionPeriodFilter() : DemographicFilter("subscriptionPeriod")
{
    /// <summary>At least: <c>day_7</c>, <c>day_30</c>, <c>day_90</c>, <c>day_180</c> or <c>day_365</c>.</summary>
    public string? Gte { get; init; }

    /// <summary>Less than.</summary>
    public string? Lt { get; init; }
}

/// <summary>A combination; exactly one of the three.</summary>
public sealed record OperatorDemographicFilter() : DemographicFilter("operator")
{
    /// <summary>All of them; 1 to 10.</summary>
    public IReadOnlyList<DemographicFilter>? And { get; init; }

    /// <summary>Any of them; 1 to 10.</summary>
    public IReadOnlyList<DemographicFilter>? Or { get; init; }

    /// <summary>Not it.</summary>
    public DemographicFilter? Not { get; init; }
}

/// <summary>A filter this library has no record for, kept and written as it is.</summary>
/// <param name="Json">The whole object.</param>
public sealed record RawDemographicFilter(JsonElement Json) : DemographicFilter("raw"), IRawJson;

internal sealed class DemographicFilterConverter : UnionConverter<DemographicFilter>
{
    protected override Type? RecordFor(string type) => type switch
    {
        "gender" => typeof(GenderFilter),
        "age" => typeof(AgeFilter),
        "appType" => typeof(AppTypeFilter),
        "area" => typeof(AreaFilter),
        "subscriptionPeriod" => typeof(SubscriptionPeriodFilter),
        "operator" => typeof(OperatorDemographicFilter),
        _ => null,
    };

    protected override DemographicFilter Unknown(ref Utf8JsonReader reader) => new RawDemographicFilter(JsonElement.ParseValue(ref reader));
}
