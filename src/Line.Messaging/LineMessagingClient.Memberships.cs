using System.Globalization;
using Line.Messaging.Json;

namespace Line.Messaging;

public sealed partial class LineMessagingClient
{
    /// <summary>The account's paid membership plans.</summary>
    /// <remarks>200 per second. 404 for an account without plans.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-membership-plans"/>
    public Task<MembershipPlans> ListMembershipsAsync(CancellationToken ct = default) =>
        GetAsync("/v2/bot/membership/list", "/v2/bot/membership/list", LineJson.Context.MembershipPlans, ct);

    /// <summary>The plans a user has joined.</summary>
    /// <remarks>200 per second. 404 for a user without plans.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-a-users-membership-subscription-status"/>
    public Task<MembershipSubscriptions> GetMembershipSubscriptionsAsync(string userId, CancellationToken ct = default) =>
        GetAsync($"/v2/bot/membership/subscription/{Id(userId)}", "/v2/bot/membership/subscription/{userId}", LineJson.Context.MembershipSubscriptions, ct);

    /// <summary>One page of the users who joined a plan.</summary>
    /// <param name="membershipId">The plan.</param>
    /// <param name="limit">1 to 1000; LINE's default is 300.</param>
    /// <param name="start"><see cref="FollowerIds.Next"/> of the page before, valid 24 hours.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>200 per second. 404 for an unknown plan.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-membership-user-ids"/>
    public Task<FollowerIds> GetMembershipUserIdsAsync(long membershipId, int? limit = null, string? start = null, CancellationToken ct = default) =>
        GetAsync(
            Query(string.Create(CultureInfo.InvariantCulture, $"/v2/bot/membership/{membershipId}/users/ids"), ("limit", Text(limit)), ("start", start)),
            "/v2/bot/membership/{membershipId}/users/ids",
            LineJson.Context.FollowerIds,
            ct);
}
