using Line.Messaging.RichMenus;

namespace Line.Messaging.Insight;

/// <summary>How often a rich menu was seen and tapped.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-insight-summary"/>
public sealed record RichMenuSummary : LineResult
{
    /// <summary>The menu.</summary>
    public required string RichMenuId { get; init; }

    /// <summary>First day counted, <c>yyyyMMdd</c>; null when nothing was.</summary>
    public string? MetricsFrom { get; init; }

    /// <summary>Last day counted.</summary>
    public string? MetricsTo { get; init; }

    /// <summary>Times shown; null when nothing was counted.</summary>
    public RichMenuImpression? Impression { get; init; }

    /// <summary>Taps by area.</summary>
    public IReadOnlyList<RichMenuClick> Clicks { get; init => field = value ?? field; } = [];
}

/// <summary>Times shown.</summary>
/// <param name="Metrics">The numbers.</param>
public sealed record RichMenuImpression(RichMenuMetrics Metrics);

/// <summary>Taps on an area.</summary>
/// <param name="Bounds">The area.</param>
/// <param name="Metrics">The numbers.</param>
public sealed record RichMenuClick(RichMenuBounds Bounds, RichMenuMetrics Metrics);

/// <summary>Times and users.</summary>
/// <param name="Count">Times.</param>
/// <param name="UniqueUsers">Users.</param>
public sealed record RichMenuMetrics(long Count, long UniqueUsers);

/// <summary>How often a rich menu was seen and tapped, day by day.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-insight-daily"/>
public sealed record RichMenuDays : LineResult
{
    /// <summary>The menu.</summary>
    public required string RichMenuId { get; init; }

    /// <summary>First day counted, <c>yyyyMMdd</c>; null when nothing was.</summary>
    public string? MetricsFrom { get; init; }

    /// <summary>Last day counted.</summary>
    public string? MetricsTo { get; init; }

    /// <summary>Times shown; null when nothing was counted.</summary>
    public RichMenuDailyImpression? Impression { get; init; }

    /// <summary>Taps by area.</summary>
    public IReadOnlyList<RichMenuDailyClick> Clicks { get; init => field = value ?? field; } = [];
}

/// <summary>Times shown.</summary>
/// <param name="Metrics">One entry per day.</param>
public sealed record RichMenuDailyImpression(IReadOnlyList<RichMenuDay> Metrics);

/// <summary>Taps on an area.</summary>
/// <param name="Bounds">The area.</param>
/// <param name="Metrics">One entry per day.</param>
public sealed record RichMenuDailyClick(RichMenuBounds Bounds, IReadOnlyList<RichMenuDay> Metrics);

/// <summary>One day.</summary>
/// <param name="Date"><c>yyyyMMdd</c> in UTC+9.</param>
/// <param name="Count">Times.</param>
/// <param name="UniqueUsers">Users.</param>
public sealed record RichMenuDay(string Date, long Count, long UniqueUsers);
