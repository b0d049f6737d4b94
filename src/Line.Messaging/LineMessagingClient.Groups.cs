using Line.Messaging.Json;

namespace Line.Messaging;

public sealed partial class LineMessagingClient
{
    /// <summary>Name and picture of a group the account is in.</summary>
    /// <remarks>2,000 per second. 404 for a group the account is not in.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-group-summary"/>
    public Task<GroupSummary> GetGroupSummaryAsync(string groupId, CancellationToken ct = default) =>
        GetAsync($"/v2/bot/group/{Id(groupId)}/summary", "/v2/bot/group/{groupId}/summary", LineJson.Context.GroupSummary, ct);

    /// <summary>How many people a group has, the account itself left out.</summary>
    /// <remarks>2,000 per second. 404 for a group the account is not in.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-members-group-count"/>
    public Task<MemberCount> GetGroupMemberCountAsync(string groupId, CancellationToken ct = default) =>
        GetAsync($"/v2/bot/group/{Id(groupId)}/members/count", "/v2/bot/group/{groupId}/members/count", LineJson.Context.MemberCount, ct);

    /// <summary>One page of a group's user ids, friends or not.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="start"><see cref="ChatMemberIds.Next"/> of the page before.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>2,000 per second. 403 unless the account is verified or premium.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-group-member-user-ids"/>
    public Task<ChatMemberIds> GetGroupMemberIdsAsync(string groupId, string? start = null, CancellationToken ct = default) =>
        GetAsync(Query($"/v2/bot/group/{Id(groupId)}/members/ids", ("start", start)), "/v2/bot/group/{groupId}/members/ids", LineJson.Context.ChatMemberIds, ct);

    /// <summary>Profile of a group's member, friend or not.</summary>
    /// <remarks>2,000 per second. 404 for somebody who is not in the group.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-group-member-profile"/>
    public Task<ChatMemberProfile> GetGroupMemberProfileAsync(string groupId, string userId, CancellationToken ct = default) =>
        GetAsync($"/v2/bot/group/{Id(groupId)}/member/{Id(userId)}", "/v2/bot/group/{groupId}/member/{userId}", LineJson.Context.ChatMemberProfile, ct);

    /// <summary>Leaves a group.</summary>
    /// <remarks>2,000 per second. 404 for a group the account is not in.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#leave-group"/>
    public Task<LineResult> LeaveGroupAsync(string groupId, CancellationToken ct = default) =>
        DoAsync(HttpMethod.Post, $"/v2/bot/group/{Id(groupId)}/leave", "/v2/bot/group/{groupId}/leave", null, ct);

    /// <summary>How many people a room has, the account itself left out.</summary>
    /// <remarks>2,000 per second. 404 for a room the account is not in.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-members-room-count"/>
    public Task<MemberCount> GetRoomMemberCountAsync(string roomId, CancellationToken ct = default) =>
        GetAsync($"/v2/bot/room/{Id(roomId)}/members/count", "/v2/bot/room/{roomId}/members/count", LineJson.Context.MemberCount, ct);

    /// <summary>One page of a room's user ids, friends or not.</summary>
    /// <param name="roomId">The room.</param>
    /// <param name="start"><see cref="ChatMemberIds.Next"/> of the page before.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>2,000 per second. 403 unless the account is verified or premium.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-room-member-user-ids"/>
    public Task<ChatMemberIds> GetRoomMemberIdsAsync(string roomId, string? start = null, CancellationToken ct = default) =>
        GetAsync(Query($"/v2/bot/room/{Id(roomId)}/members/ids", ("start", start)), "/v2/bot/room/{roomId}/members/ids", LineJson.Context.ChatMemberIds, ct);

    /// <summary>Profile of a room's member, friend or not.</summary>
    /// <remarks>2,000 per second. 404 for somebody who is not in the room.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-room-member-profile"/>
    public Task<ChatMemberProfile> GetRoomMemberProfileAsync(string roomId, string userId, CancellationToken ct = default) =>
        GetAsync($"/v2/bot/room/{Id(roomId)}/member/{Id(userId)}", "/v2/bot/room/{roomId}/member/{userId}", LineJson.Context.ChatMemberProfile, ct);

    /// <summary>Leaves a room.</summary>
    /// <remarks>2,000 per second. 404 for a room the account is not in.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#leave-room"/>
    public Task<LineResult> LeaveRoomAsync(string roomId, CancellationToken ct = default) =>
        DoAsync(HttpMethod.Post, $"/v2/bot/room/{Id(roomId)}/leave", "/v2/bot/room/{roomId}/leave", null, ct);
}
