using System.Text.Json.Serialization;

namespace Line.Messaging.Insight;

/// <summary>What users did with a send, or with the messages of an aggregation unit. Values under 20 are null.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-message-event"/>
public sealed record MessageStatistics : LineResult
{
    /// <summary>The send as a whole.</summary>
    public StatisticsOverview Overview { get; init => field = value ?? field; } = new();

    /// <summary>Each message or bubble.</summary>
    public IReadOnlyList<StatisticsMessage> Messages { get; init => field = value ?? field; } = [];

    /// <summary>Each link.</summary>
    public IReadOnlyList<StatisticsClick> Clicks { get; init => field = value ?? field; } = [];
}

/// <summary>A send as a whole. <see cref="SentRequestId"/>, <see cref="Timestamp"/> and <see cref="Delivered"/> are missing for aggregation units.</summary>
public sealed record StatisticsOverview
{
    /// <summary>Request id of the send.</summary>
    [JsonPropertyName("requestId")]
    public string? SentRequestId { get; init; }

    /// <summary>Unix seconds of the send.</summary>
    public long? Timestamp { get; init; }

    /// <summary>Messages delivered; exact even under 20.</summary>
    public long? Delivered { get; init; }

    /// <summary>Users who opened the message.</summary>
    public long? UniqueImpression { get; init; }

    /// <summary>Users who tapped a link.</summary>
    public long? UniqueClick { get; init; }

    /// <summary>Users who started a video or sound.</summary>
    public long? UniqueMediaPlayed { get; init; }

    /// <summary>Users who played one to its end.</summary>
    public long? UniqueMediaPlayed100Percent { get; init; }
}

/// <summary>One message or bubble.</summary>
public sealed record StatisticsMessage
{
    /// <summary>Place in the send, from 1.</summary>
    public int Seq { get; init; }

    /// <summary>Times shown.</summary>
    public long? Impression { get; init; }

    /// <summary>Users it was shown to; aggregation units only.</summary>
    public long? UniqueImpression { get; init; }

    /// <summary>Times a video or sound was started.</summary>
    public long? MediaPlayed { get; init; }

    /// <summary>Times played to a quarter.</summary>
    public long? MediaPlayed25Percent { get; init; }

    /// <summary>Times played to the half.</summary>
    public long? MediaPlayed50Percent { get; init; }

    /// <summary>Times played to three quarters.</summary>
    public long? MediaPlayed75Percent { get; init; }

    /// <summary>Times played to the end.</summary>
    public long? MediaPlayed100Percent { get; init; }

    /// <summary>Users who started it.</summary>
    public long? UniqueMediaPlayed { get; init; }

    /// <summary>Users who played it to a quarter.</summary>
    public long? UniqueMediaPlayed25Percent { get; init; }

    /// <summary>Users who played it to the half.</summary>
    public long? UniqueMediaPlayed50Percent { get; init; }

    /// <summary>Users who played it to three quarters.</summary>
    public long? UniqueMediaPlayed75Percent { get; init; }

    /// <summary>Users who played it to the end.</summary>
    public long? UniqueMediaPlayed100Percent { get; init; }
}

/// <summary>One link.</summary>
public sealed record StatisticsClick
{
    /// <summary>Place of its message in the send, from 1.</summary>
    public long Seq { get; init; }

    /// <summary>The link.</summary>
    public string Url { get; init => field = value ?? field; } = "";

    /// <summary>Taps.</summary>
    public long? Click { get; init; }

    /// <summary>Users who tapped.</summary>
    public long? UniqueClick { get; init; }

    /// <summary>Users who tapped it in any message of the send.</summary>
    public long? UniqueClickOfRequest { get; init; }
}
