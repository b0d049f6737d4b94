using Line.Messaging.Json;

namespace Line.Messaging;

public sealed partial class LineMessagingClient
{
    /// <summary>A user's profile. 404 (<see cref="LineErrorKind.NotFound"/>) for users who blocked the account or never met it.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-profile"/>
    public Task<UserProfile> GetProfileAsync(string userId, CancellationToken ct = default) =>
        GetAsync($"/v2/bot/profile/{Id(userId)}", "/v2/bot/profile/{userId}", LineJson.Context.UserProfile, ct);

    /// <summary>One page of the friends' ids. 403 unless the account is verified or premium.</summary>
    /// <param name="limit">1 to 1000; LINE's default is 300.</param>
    /// <param name="start"><see cref="FollowerIds.Next"/> of the page before.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-follower-ids"/>
    public Task<FollowerIds> GetFollowerIdsAsync(int? limit = null, string? start = null, CancellationToken ct = default) =>
        GetAsync(Query("/v2/bot/followers/ids", ("limit", Text(limit)), ("start", start)), "/v2/bot/followers/ids", LineJson.Context.FollowerIds, ct);

    /// <summary>A token to begin linking the user's account with yours: 10 minutes, once.</summary>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#issue-link-token"/>
    public Task<LinkTokenResult> IssueLinkTokenAsync(string userId, CancellationToken ct = default) =>
        GetAsync($"/v2/bot/user/{Id(userId)}/linkToken", "/v2/bot/user/{userId}/linkToken", LineJson.Context.LinkTokenResult, ct, HttpMethod.Post);

    /// <summary>Shows the loading animation in a one-to-one chat that is open, until a message arrives or the time is over.</summary>
    /// <param name="userId">The user; groups are refused.</param>
    /// <param name="seconds">5 to 60 in steps of 5; LINE's default is 20.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>100 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#display-a-loading-indicator"/>
    public Task<LineResult> ShowLoadingAsync(string userId, int? seconds = null, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        const string path = "/v2/bot/chat/loading/start";
        return DoAsync(HttpMethod.Post, path, path, LineApi.Json(new LoadingRequest(userId, seconds), LineJson.Context.LoadingRequest), ct);
    }

    /// <summary>Marks the messages up to the token's one as read.</summary>
    /// <param name="markAsReadToken">From the message event; never expires.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>2,000 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#mark-as-read"/>
    public Task<LineResult> MarkAsReadAsync(string markAsReadToken, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(markAsReadToken);
        const string path = "/v2/bot/chat/markAsRead";
        return DoAsync(HttpMethod.Post, path, path, LineApi.Json(new MarkAsReadRequest(markAsReadToken), LineJson.Context.MarkAsReadRequest), ct);
    }

    /// <summary>Marks everything a user wrote as read. For accounts with LINE's permission; others use <see cref="MarkAsReadAsync"/>.</summary>
    /// <remarks>2,000 per second. 403 without the permission.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/partner-docs/#mark-messages-from-users-as-read"/>
    public Task<LineResult> MarkChatAsReadAsync(string userId, CancellationToken ct = default)
    {
        const string path = "/v2/bot/message/markAsRead";
        return DoAsync(HttpMethod.Post, path, path, LineApi.Json(new MarkChatAsReadRequest(new(Given(userId))), LineJson.Context.MarkChatAsReadRequest), ct);
    }
}
