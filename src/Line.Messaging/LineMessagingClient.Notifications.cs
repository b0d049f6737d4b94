using Line.Messaging.Json;
using Line.Messaging.Messages;

namespace Line.Messaging;

public sealed partial class LineMessagingClient
{
    /// <summary>
    /// Sends a LINE notification message to a phone number's hash. Needs LINE's approval; no advertising. Takes no retry key, so it cannot be
    /// repeated safely.
    /// </summary>
    /// <param name="request">What, and the number's hash.</param>
    /// <param name="deliveryTag">16 to 100 units, comes back in the <c>delivery</c> event; null for the hash itself.</param>
    /// <param name="ct">Cancels the wait, not what LINE may already have accepted.</param>
    /// <remarks>2,000 per second. 422 (<see cref="LineErrorKind.Other"/>) when no user fits the number.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/partner-docs/#send-line-notification-message"/>
    public async Task<LineResult> PushNotificationAsync(NotificationRequest request, string? deliveryTag = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        const string path = "/bot/pnp/push";
        var call = await CallAsync(HttpMethod.Post, _api.Api(path), path, LineApi.Json(LineJson.ToBody(request)), null, ct).ConfigureAwait(false);
        return await WithTokenAsync(call with { DeliveryTag = deliveryTag }, c => _api.DoAsync(c, ct)).ConfigureAwait(false);
    }
}
