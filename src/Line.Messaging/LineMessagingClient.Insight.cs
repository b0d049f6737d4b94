using Line.Messaging.Insight;
using Line.Messaging.Json;

namespace Line.Messaging;

public sealed partial class LineMessagingClient
{
    /// <summary>Messages sent on a day, by way of sending.</summary>
    /// <param name="date">Day in UTC+9; LINE usually has it on the next day.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>60 per hour.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-number-of-delivery-messages"/>
    public Task<MessageDeliveries> GetMessageDeliveriesAsync(DateOnly date, CancellationToken ct = default) =>
        GetAsync(Query("/v2/bot/insight/message/delivery", ("date", Day(date))), "/v2/bot/insight/message/delivery", LineJson.Context.MessageDeliveries, ct);

    /// <summary>Friends, reachable friends and blocks up to a day.</summary>
    /// <param name="date">Day in UTC+9; null for LINE's default, the day before.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>60 per hour.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-number-of-followers"/>
    public Task<FollowerCounts> GetFollowerCountsAsync(DateOnly? date = null, CancellationToken ct = default) =>
        GetAsync(Query("/v2/bot/insight/followers", ("date", date is { } day ? Day(day) : null)), "/v2/bot/insight/followers", LineJson.Context.FollowerCounts, ct);

    /// <summary>Friends by gender, age, area, phone and time since they were added; LINE's estimates. Needs at least 20 friends.</summary>
    /// <remarks>60 per hour.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-demographic"/>
    public Task<FriendDemographics> GetFriendDemographicsAsync(CancellationToken ct = default) =>
        GetAsync("/v2/bot/insight/demographic", "/v2/bot/insight/demographic", LineJson.Context.FriendDemographics, ct);

    /// <summary>What users did with a broadcast or narrowcast of the last 14 days. Values under 20 are null.</summary>
    /// <param name="requestId"><see cref="LineResult.RequestId"/> of the send.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>60 per hour.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-message-event"/>
    public Task<MessageStatistics> GetMessageStatisticsAsync(string requestId, CancellationToken ct = default) =>
        GetAsync(Query("/v2/bot/insight/message/event", ("requestId", Given(requestId))), "/v2/bot/insight/message/event", LineJson.Context.MessageStatistics, ct);

    /// <summary>What users did with the messages of an aggregation unit. Values under 20 are null.</summary>
    /// <param name="unit">Name of the unit; upper and lower case differ.</param>
    /// <param name="from">First day, UTC+9.</param>
    /// <param name="to">Last day, at most 30 days later.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>60 per hour.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-statistics-per-unit"/>
    public Task<MessageStatistics> GetUnitStatisticsAsync(string unit, DateOnly from, DateOnly to, CancellationToken ct = default) =>
        GetAsync(
            Query("/v2/bot/insight/message/event/aggregation", ("customAggregationUnit", Given(unit)), ("from", Day(from)), ("to", Day(to))),
            "/v2/bot/insight/message/event/aggregation",
            LineJson.Context.MessageStatistics,
            ct);

    /// <summary>How often a rich menu was seen and tapped.</summary>
    /// <param name="richMenuId">The menu.</param>
    /// <param name="from">First day, UTC+9.</param>
    /// <param name="to">Last day, at most 396 days later.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>60 per hour. 404 for an unknown menu.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-insight-summary"/>
    public Task<RichMenuSummary> GetRichMenuSummaryAsync(string richMenuId, DateOnly from, DateOnly to, CancellationToken ct = default) =>
        GetAsync(
            Query($"/v2/bot/insight/richmenu/{Id(richMenuId)}/summary", ("from", Day(from)), ("to", Day(to))),
            "/v2/bot/insight/richmenu/{richMenuId}/summary",
            LineJson.Context.RichMenuSummary,
            ct);

    /// <summary>How often a rich menu was seen and tapped, day by day.</summary>
    /// <param name="richMenuId">The menu.</param>
    /// <param name="from">First day, UTC+9.</param>
    /// <param name="to">Last day, at most 99 days later.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>60 per hour. 404 for an unknown menu.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-insight-daily"/>
    public Task<RichMenuDays> GetRichMenuDaysAsync(string richMenuId, DateOnly from, DateOnly to, CancellationToken ct = default) =>
        GetAsync(
            Query($"/v2/bot/insight/richmenu/{Id(richMenuId)}/daily", ("from", Day(from)), ("to", Day(to))),
            "/v2/bot/insight/richmenu/{richMenuId}/daily",
            LineJson.Context.RichMenuDays,
            ct);
}
