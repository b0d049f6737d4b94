using Line.Messaging.Json;

namespace Line.Messaging;

public sealed partial class LineMessagingClient
{
    /// <summary>How many messages the month has.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-quota"/>
    public Task<MessageQuota> GetQuotaAsync(CancellationToken ct = default) =>
        GetAsync("/v2/bot/message/quota", "/v2/bot/message/quota", LineJson.Context.MessageQuota, ct);

    /// <summary>How many of the month's messages are used; approximate.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-consumption"/>
    public Task<QuotaConsumption> GetQuotaConsumptionAsync(CancellationToken ct = default) =>
        GetAsync("/v2/bot/message/quota/consumption", "/v2/bot/message/quota/consumption", LineJson.Context.QuotaConsumption, ct);

    /// <summary>The bot's own name, ids and settings.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-bot-info"/>
    public Task<BotInfo> GetBotInfoAsync(CancellationToken ct = default) =>
        GetAsync("/v2/bot/info", "/v2/bot/info", LineJson.Context.BotInfo, ct);

    /// <summary>The webhook's address; 404 when none is set.</summary>
    /// <remarks>1,000 per minute.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-webhook-endpoint-information"/>
    public Task<WebhookEndpoint> GetWebhookEndpointAsync(CancellationToken ct = default) =>
        GetAsync("/v2/bot/channel/webhook/endpoint", "/v2/bot/channel/webhook/endpoint", LineJson.Context.WebhookEndpoint, ct);

    /// <summary>Sets the webhook's address; may take a minute to be used.</summary>
    /// <param name="endpoint">HTTPS, at most 500 units.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>1,000 per minute.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#set-webhook-endpoint-url"/>
    public Task<LineResult> SetWebhookEndpointAsync(string endpoint, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(endpoint);
        const string path = "/v2/bot/channel/webhook/endpoint";
        return DoAsync(HttpMethod.Put, path, path, LineApi.Json(new EndpointRequest(endpoint), LineJson.Context.EndpointRequest), ct);
    }

    /// <summary>Lets LINE call the webhook with an empty body and tell how it went.</summary>
    /// <param name="endpoint">Another address to try; null for the one that is set.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>60 per hour.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint"/>
    public Task<WebhookTestResult> TestWebhookEndpointAsync(string? endpoint = null, CancellationToken ct = default)
    {
        const string path = "/v2/bot/channel/webhook/test";
        var body = LineApi.Json(new EndpointRequest(endpoint), LineJson.Context.EndpointRequest);
        return GetAsync(path, path, LineJson.Context.WebhookTestResult, ct, HttpMethod.Post, body);
    }

    /// <summary>The bytes of a picture, video, sound or file a user sent. Fetch soon: LINE deletes them after a time it does not tell; 410 once unsent.</summary>
    /// <remarks>2,000 per second; answered by the data host.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-content"/>
    public Task<LineContent> GetMessageContentAsync(string messageId, CancellationToken ct = default) =>
        DownloadAsync($"/v2/bot/message/{Id(messageId)}/content", "/v2/bot/message/{messageId}/content", ct);

    /// <summary>A smaller picture of an image or video a user sent.</summary>
    /// <remarks>2,000 per second; answered by the data host.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-image-or-video-preview"/>
    public Task<LineContent> GetMessageContentPreviewAsync(string messageId, CancellationToken ct = default) =>
        DownloadAsync($"/v2/bot/message/{Id(messageId)}/content/preview", "/v2/bot/message/{messageId}/content/preview", ct);

    /// <summary>Whether a video or sound is ready to be fetched.</summary>
    /// <remarks>2,000 per second; answered by the data host.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#verify-video-or-audio-preparation-status"/>
    public async Task<TranscodingStatus> GetTranscodingStatusAsync(string messageId, CancellationToken ct = default)
    {
        var uri = _api.Data($"/v2/bot/message/{Id(messageId)}/content/transcoding");
        var call = await CallAsync(HttpMethod.Get, uri, "/v2/bot/message/{messageId}/content/transcoding", null, null, ct).ConfigureAwait(false);
        return await WithTokenAsync(call, c => _api.GetAsync(c, LineJson.Context.TranscodingStatus, ct)).ConfigureAwait(false);
    }

    private async Task<LineContent> DownloadAsync(string path, string operation, CancellationToken ct)
    {
        var call = await CallAsync(HttpMethod.Get, _api.Data(path), operation, null, null, ct).ConfigureAwait(false);
        return await WithTokenAsync(call, c => _api.DownloadAsync(c, ct)).ConfigureAwait(false);
    }
}
