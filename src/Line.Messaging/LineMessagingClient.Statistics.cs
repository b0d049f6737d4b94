using System.Globalization;
using Line.Messaging.Json;

namespace Line.Messaging;

public sealed partial class LineMessagingClient
{
    /// <summary>Replies sent on a day.</summary>
    /// <param name="date">Day in UTC+9; LINE usually has it on the next day.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-number-of-reply-messages"/>
    public Task<SentCount> GetSentReplyCountAsync(DateOnly date, CancellationToken ct = default) => SentCountAsync("reply", date, ct);

    /// <summary>Pushes sent on a day.</summary>
    /// <param name="date">Day in UTC+9; LINE usually has it on the next day.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-number-of-push-messages"/>
    public Task<SentCount> GetSentPushCountAsync(DateOnly date, CancellationToken ct = default) => SentCountAsync("push", date, ct);

    /// <summary>Messages sent by multicast on a day.</summary>
    /// <param name="date">Day in UTC+9; LINE usually has it on the next day.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-number-of-multicast-messages"/>
    public Task<SentCount> GetSentMulticastCountAsync(DateOnly date, CancellationToken ct = default) => SentCountAsync("multicast", date, ct);

    /// <summary>Messages sent by broadcast on a day.</summary>
    /// <param name="date">Day in UTC+9; LINE usually has it on the next day.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-number-of-broadcast-messages"/>
    public Task<SentCount> GetSentBroadcastCountAsync(DateOnly date, CancellationToken ct = default) => SentCountAsync("broadcast", date, ct);

    /// <summary>LINE notification messages sent on a day.</summary>
    /// <param name="date">Day in UTC+9.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>2,000 per second. 403 for accounts without LINE notification messages.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/partner-docs/#get-number-of-sent-line-notification-messages"/>
    public Task<SentCount> GetSentNotificationCountAsync(DateOnly date, CancellationToken ct = default) => SentCountAsync("pnp", date, ct);

    /// <summary>How many aggregation unit names this month has used; beyond 1,000 LINE sends without one.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-number-of-units-used-this-month"/>
    public Task<AggregationUnitUsage> GetAggregationUnitUsageAsync(CancellationToken ct = default) =>
        GetAsync("/v2/bot/message/aggregation/info", "/v2/bot/message/aggregation/info", LineJson.Context.AggregationUnitUsage, ct);

    /// <summary>One page of the aggregation unit names used this month.</summary>
    /// <param name="limit">1 to 100, LINE's default.</param>
    /// <param name="start"><see cref="AggregationUnits.Next"/> of the page before.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-name-list-of-units-used-this-month"/>
    public Task<AggregationUnits> ListAggregationUnitsAsync(int? limit = null, string? start = null, CancellationToken ct = default) =>
        GetAsync(Query("/v2/bot/message/aggregation/list", ("limit", Text(limit)), ("start", start)), "/v2/bot/message/aggregation/list", LineJson.Context.AggregationUnits, ct);

    private Task<SentCount> SentCountAsync(string kind, DateOnly date, CancellationToken ct)
    {
        var path = $"/v2/bot/message/delivery/{kind}";
        return GetAsync(Query(path, ("date", Day(date))), path, LineJson.Context.SentCount, ct);
    }

    private static string Day(DateOnly date) => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
