using Line.Messaging.Json;
using Line.Messaging.RichMenus;

namespace Line.Messaging;

public sealed partial class LineMessagingClient
{
    /// <summary>
    /// Replaces or takes away rich menus of all users at once; done in the background. Keep <see cref="LineResult.RequestId"/> for
    /// <see cref="GetRichMenuBatchProgressAsync"/>.
    /// </summary>
    /// <remarks>3 per hour. 400 for contradicting operations.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#batch-control-rich-menus-of-users"/>
    public Task<LineResult> ChangeRichMenusAsync(RichMenuBatch batch, CancellationToken ct = default) =>
        DoAsync(HttpMethod.Post, "/v2/bot/richmenu/batch", "/v2/bot/richmenu/batch", LineApi.Json(batch, LineJson.Context.RichMenuBatch), ct);

    /// <summary>Asks LINE whether a batch is right; changes nothing.</summary>
    /// <remarks>2,000 per second. A wrong batch is a 400.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#validate-batch-control-rich-menus-request"/>
    public Task<LineResult> ValidateRichMenuBatchAsync(RichMenuBatch batch, CancellationToken ct = default) =>
        DoAsync(HttpMethod.Post, "/v2/bot/richmenu/validate/batch", "/v2/bot/richmenu/validate/batch", LineApi.Json(batch, LineJson.Context.RichMenuBatch), ct);

    /// <summary>How far a batch is.</summary>
    /// <param name="requestId"><see cref="LineResult.RequestId"/> of the batch.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>100 per hour. 404 for an unknown request and after 14 days.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-batch-control-rich-menus-progress-status"/>
    public Task<RichMenuBatchProgress> GetRichMenuBatchProgressAsync(string requestId, CancellationToken ct = default) =>
        GetAsync(Query("/v2/bot/richmenu/progress/batch", ("requestId", Given(requestId))), "/v2/bot/richmenu/progress/batch", LineJson.Context.RichMenuBatchProgress, ct);
}
