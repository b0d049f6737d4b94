using System.Text.Json;
using System.Text.Json.Serialization;

namespace Line.Messaging.Webhooks;

/// <summary>A user sent something.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#message-event"/>
public sealed record MessageEvent : WebhookEvent
{
    /// <summary>What was sent.</summary>
    public MessageContent Message { get; init => field = value ?? field; } = new();
}

/// <summary>A user edited a text in a group; the message id is the original's. On LINE's site, not in its OpenAPI file.</summary>
public sealed record MessageEditedEvent : WebhookEvent
{
    /// <summary>The new text.</summary>
    public MessageContent Message { get; init => field = value ?? field; } = new();
}

/// <summary>A user took a message back: delete stored copies of it.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#unsend-event"/>
public sealed record UnsendEvent : WebhookEvent
{
    /// <summary>Which message.</summary>
    public UnsendDetail Unsend { get; init => field = value ?? field; } = new();
}

/// <summary>The message taken back.</summary>
public sealed record UnsendDetail(string MessageId = "");

/// <summary>A user added the account or unblocked it.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#follow-event"/>
public sealed record FollowEvent : WebhookEvent
{
    /// <summary>New or back again; LINE leaves it out at times and calls it not fully accurate.</summary>
    public FollowDetail? Follow { get; init; }
}

/// <summary>New friend or unblocked.</summary>
/// <param name="IsUnblocked">True when the user unblocked the account.</param>
public sealed record FollowDetail(bool IsUnblocked = false);

/// <summary>A user blocked the account. May come without any earlier follow.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#unfollow-event"/>
public sealed record UnfollowEvent : WebhookEvent;

/// <summary>The account joined a group or room.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#join-event"/>
public sealed record JoinEvent : WebhookEvent;

/// <summary>The account left a group or room.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#leave-event"/>
public sealed record LeaveEvent : WebhookEvent;

/// <summary>Users joined a group the account is in.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#member-joined-event"/>
public sealed record MemberJoinedEvent : WebhookEvent
{
    /// <summary>Who.</summary>
    public ChatMembers Joined { get; init => field = value ?? field; } = new();
}

/// <summary>Users left a group the account is in.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#member-left-event"/>
public sealed record MemberLeftEvent : WebhookEvent
{
    /// <summary>Who.</summary>
    public ChatMembers Left { get; init => field = value ?? field; } = new();
}

/// <summary>Users who joined or left.</summary>
public sealed record ChatMembers
{
    /// <summary>As user sources.</summary>
    public IReadOnlyList<EventSource> Members { get; init => field = value ?? field; } = [];
}

/// <summary>A user tapped something with a postback action, a date picker or a rich menu switch.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#postback-event"/>
public sealed record PostbackEvent : WebhookEvent
{
    /// <summary>What came back.</summary>
    public PostbackContent Postback { get; init => field = value ?? field; } = new();
}

/// <summary>Data of a postback.</summary>
public sealed record PostbackContent
{
    /// <summary>As given in the action.</summary>
    public string Data { get; init => field = value ?? field; } = "";

    /// <summary>Picked value or rich menu switch.</summary>
    public PostbackParams? Params { get; init; }
}

/// <summary>Parameters of a postback; the filled ones depend on the action.</summary>
public sealed record PostbackParams
{
    /// <summary>Picked day, <c>2026-07-24</c>.</summary>
    public string? Date { get; init; }

    /// <summary>Picked time, <c>23:59</c>.</summary>
    public string? Time { get; init; }

    /// <summary>Picked day and time, <c>2026-07-24T23:59</c>; no time zone.</summary>
    public string? Datetime { get; init; }

    /// <summary>Alias of the menu switched to.</summary>
    public string? NewRichMenuAliasId { get; init; }

    /// <summary><c>SUCCESS</c>, <c>RICHMENU_ALIAS_ID_NOTFOUND</c>, <c>RICHMENU_NOTFOUND</c> or <c>FAILED</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Parameters this library has no name for; null without any.</summary>
    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Other { get; internal set; }
}

/// <summary>A user watched a video to its end.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#video-viewing-complete"/>
public sealed record VideoPlayCompleteEvent : WebhookEvent
{
    /// <summary>Which video.</summary>
    public VideoPlayComplete VideoPlayComplete { get; init => field = value ?? field; } = new();
}

/// <summary>The video watched.</summary>
/// <param name="TrackingId">As given in the video message.</param>
public sealed record VideoPlayComplete(string TrackingId = "");

/// <summary>A user came near a beacon.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#beacon-event"/>
public sealed record BeaconEvent : WebhookEvent
{
    /// <summary>Which beacon.</summary>
    public BeaconContent Beacon { get; init => field = value ?? field; } = new();
}

/// <summary>A beacon.</summary>
/// <param name="Hwid">Hardware id.</param>
/// <param name="Type"><c>enter</c>, <c>banner</c> or <c>stay</c>.</param>
/// <param name="Dm">Device message, hexadecimal.</param>
public sealed record BeaconContent(string Hwid = "", string Type = "", string? Dm = null);

/// <summary>A user finished linking accounts.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#account-link-event"/>
public sealed record AccountLinkEvent : WebhookEvent
{
    /// <summary>How it ended; on failure there is no source and no reply token.</summary>
    public LinkContent Link { get; init => field = value ?? field; } = new();
}

/// <summary>End of an account link.</summary>
/// <param name="Result"><c>ok</c> or <c>failed</c>.</param>
/// <param name="Nonce">As given by us.</param>
public sealed record LinkContent(string Result = "", string Nonce = "");

/// <summary>A paid membership began, ended or was renewed.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#membership-event"/>
public sealed record MembershipEvent : WebhookEvent
{
    /// <summary>Which one.</summary>
    public MembershipContent Membership { get; init => field = value ?? field; } = new();
}

/// <summary>A paid membership.</summary>
/// <param name="Type"><c>joined</c>, <c>left</c> or <c>renewed</c>.</param>
/// <param name="MembershipId">The plan.</param>
public sealed record MembershipContent(string Type = "", long MembershipId = 0);

/// <summary>A module channel was attached or detached; sent to module channels.</summary>
/// <seealso href="https://developers.line.biz/en/reference/partner-docs/#module-channel-specific-webhook-events"/>
public sealed record ModuleEvent : WebhookEvent
{
    /// <summary>Which bot.</summary>
    public ModuleContent Module { get; init => field = value ?? field; } = new();
}

/// <summary>Attachment of a module channel.</summary>
public sealed record ModuleContent
{
    /// <summary><c>attached</c> or <c>detached</c>.</summary>
    public string Type { get; init => field = value ?? field; } = "";

    /// <summary>User id of the bot.</summary>
    public string BotId { get; init => field = value ?? field; } = "";

    /// <summary>Permissions given; only when attached.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary><c>bot_deleted</c>; only when detached.</summary>
    public string? Reason { get; init; }
}

/// <summary>The module channel took control of the chat.</summary>
public sealed record ActivatedEvent : WebhookEvent
{
    /// <summary>Until when.</summary>
    public ChatControl ChatControl { get; init => field = value ?? field; } = new();
}

/// <summary>Control over a chat.</summary>
/// <param name="ExpireAt">Unix milliseconds.</param>
public sealed record ChatControl(long ExpireAt = 0);

/// <summary>The module channel lost control of the chat.</summary>
public sealed record DeactivatedEvent : WebhookEvent;

/// <summary>LINE suspended the account.</summary>
public sealed record BotSuspendedEvent : WebhookEvent;

/// <summary>LINE let the account work again.</summary>
public sealed record BotResumedEvent : WebhookEvent;

/// <summary>A LINE notification message reached its user.</summary>
/// <seealso href="https://developers.line.biz/en/docs/partner-docs/line-notification-messages/message-sending-complete-webhook-event/"/>
public sealed record DeliveryEvent : WebhookEvent
{
    /// <summary>Which one.</summary>
    public DeliveryData Delivery { get; init => field = value ?? field; } = new();
}

/// <summary>A completed notification.</summary>
/// <param name="Data">Hashed phone number or the request's delivery tag.</param>
public sealed record DeliveryData(string Data = "");

internal static class EventRecords
{
    internal static Type? For(string type) => type switch
    {
        "message" => typeof(MessageEvent),
        "messageEdited" => typeof(MessageEditedEvent),
        "unsend" => typeof(UnsendEvent),
        "follow" => typeof(FollowEvent),
        "unfollow" => typeof(UnfollowEvent),
        "join" => typeof(JoinEvent),
        "leave" => typeof(LeaveEvent),
        "memberJoined" => typeof(MemberJoinedEvent),
        "memberLeft" => typeof(MemberLeftEvent),
        "postback" => typeof(PostbackEvent),
        "videoPlayComplete" => typeof(VideoPlayCompleteEvent),
        "beacon" => typeof(BeaconEvent),
        "accountLink" => typeof(AccountLinkEvent),
        "membership" => typeof(MembershipEvent),
        "module" => typeof(ModuleEvent),
        "activated" => typeof(ActivatedEvent),
        "deactivated" => typeof(DeactivatedEvent),
        "botSuspended" => typeof(BotSuspendedEvent),
        "botResumed" => typeof(BotResumedEvent),
        "delivery" => typeof(DeliveryEvent),
        _ => null,
    };
}
