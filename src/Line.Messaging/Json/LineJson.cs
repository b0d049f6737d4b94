using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Line.Messaging.Audiences;
using Line.Messaging.Coupons;
using Line.Messaging.Flex;
using Line.Messaging.Insight;
using Line.Messaging.Liff;
using Line.Messaging.Login;
using Line.Messaging.Messages;
using Line.Messaging.RichMenus;
using Line.Messaging.Tokens;
using Line.Messaging.Webhooks;

namespace Line.Messaging.Json;

/// <summary>LINE's JSON to records and back: camelCase, nulls left out, unknown types kept.</summary>
public static class LineJson
{
    internal static readonly LineJsonContext Context = new(new JsonSerializerOptions(LineJsonContext.Default.Options)
    {
        // Chinese stays Chinese: LINE limits Flex by bytes, and \uXXXX would double them.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>The UTF-8 body of a request, to store before the first try and to send as it is with the <c>…FrozenAsync</c> methods.</summary>
    public static byte[] ToBody(SendRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return JsonSerializer.SerializeToUtf8Bytes(request, InfoOf(request.GetType()));
    }

    /// <summary>A message as JSON.</summary>
    public static string ToJson(Message message) => JsonSerializer.Serialize(message, Context.Message);

    /// <summary>Messages as a JSON array.</summary>
    public static string ToJson(IReadOnlyList<Message> messages) => JsonSerializer.Serialize(messages, Context.IReadOnlyListMessage);

    /// <summary>A Flex bubble or carousel as JSON.</summary>
    public static string ToJson(FlexContainer container) => JsonSerializer.Serialize(container, Context.FlexContainer);

    /// <summary>A webhook event as JSON, in LINE's shape; for tests and emulators.</summary>
    public static string ToJson(WebhookEvent webhookEvent)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        return JsonSerializer.Serialize(webhookEvent, InfoOf(webhookEvent.GetType()));
    }

    /// <summary>Reads a message object; an unknown <c>type</c> becomes a <see cref="RawMessage"/>.</summary>
    /// <exception cref="JsonException">Not JSON, not an object, or a required property is missing.</exception>
    public static Message ParseMessage([StringSyntax(StringSyntaxAttribute.Json)] string json) => Read(json, Context.Message);

    /// <summary>Reads an array of message objects.</summary>
    /// <exception cref="JsonException">Not JSON, not an array, or a required property is missing.</exception>
    public static IReadOnlyList<Message> ParseMessages([StringSyntax(StringSyntaxAttribute.Json)] string json)
    {
        var messages = Read(json, Context.IReadOnlyListMessage);
        return messages.Contains(null!) ? throw new JsonException("null is not a message.") : messages;
    }

    /// <summary>Reads a bubble or carousel, for example one exported from LINE's simulator.</summary>
    /// <exception cref="JsonException">Not JSON, not an object, or a required property is missing.</exception>
    public static FlexContainer ParseFlex([StringSyntax(StringSyntaxAttribute.Json)] string json) => Read(json, Context.FlexContainer);

    internal static JsonTypeInfo InfoOf(Type type) =>
        Context.GetTypeInfo(type) ?? throw new InvalidOperationException($"{type} is not part of {nameof(LineJsonContext)}.");

    private static T Read<T>(string json, JsonTypeInfo<T> info) =>
        JsonSerializer.Deserialize(json, info) ?? throw new JsonException("null is not an object.");
}

// Generated code hands null to an init property the JSON leaves out, whatever its initial value: hence `value ?? field` in the records.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 64)]
[JsonSerializable(typeof(IReadOnlyList<Message>))]
[JsonSerializable(typeof(TextMessage))]
[JsonSerializable(typeof(TextV2Message))]
[JsonSerializable(typeof(StickerMessage))]
[JsonSerializable(typeof(ImageMessage))]
[JsonSerializable(typeof(VideoMessage))]
[JsonSerializable(typeof(AudioMessage))]
[JsonSerializable(typeof(LocationMessage))]
[JsonSerializable(typeof(CouponMessage))]
[JsonSerializable(typeof(ImagemapMessage))]
[JsonSerializable(typeof(ImagemapMessageAction))]
[JsonSerializable(typeof(ImagemapUriAction))]
[JsonSerializable(typeof(ImagemapClipboardAction))]
[JsonSerializable(typeof(TemplateMessage))]
[JsonSerializable(typeof(ButtonsTemplate))]
[JsonSerializable(typeof(ConfirmTemplate))]
[JsonSerializable(typeof(CarouselTemplate))]
[JsonSerializable(typeof(ImageCarouselTemplate))]
[JsonSerializable(typeof(FlexMessage))]
[JsonSerializable(typeof(FlexBubble))]
[JsonSerializable(typeof(FlexCarousel))]
[JsonSerializable(typeof(FlexBox))]
[JsonSerializable(typeof(FlexButton))]
[JsonSerializable(typeof(FlexImage))]
[JsonSerializable(typeof(FlexVideo))]
[JsonSerializable(typeof(FlexIcon))]
[JsonSerializable(typeof(FlexText))]
[JsonSerializable(typeof(FlexSpan))]
[JsonSerializable(typeof(FlexSeparator))]
[JsonSerializable(typeof(FlexFiller))]
[JsonSerializable(typeof(PostbackAction))]
[JsonSerializable(typeof(MessageAction))]
[JsonSerializable(typeof(UriAction))]
[JsonSerializable(typeof(DatetimePickerAction))]
[JsonSerializable(typeof(RichMenuSwitchAction))]
[JsonSerializable(typeof(ClipboardAction))]
[JsonSerializable(typeof(CameraAction))]
[JsonSerializable(typeof(CameraRollAction))]
[JsonSerializable(typeof(LocationAction))]
[JsonSerializable(typeof(ReplyRequest))]
[JsonSerializable(typeof(PushRequest))]
[JsonSerializable(typeof(MulticastRequest))]
[JsonSerializable(typeof(BroadcastRequest))]
[JsonSerializable(typeof(ValidateRequest))]
[JsonSerializable(typeof(NarrowcastRequest))]
[JsonSerializable(typeof(AudienceRecipient))]
[JsonSerializable(typeof(RedeliveryRecipient))]
[JsonSerializable(typeof(OperatorRecipient))]
[JsonSerializable(typeof(GenderFilter))]
[JsonSerializable(typeof(AgeFilter))]
[JsonSerializable(typeof(AppTypeFilter))]
[JsonSerializable(typeof(AreaFilter))]
[JsonSerializable(typeof(SubscriptionPeriodFilter))]
[JsonSerializable(typeof(OperatorDemographicFilter))]
[JsonSerializable(typeof(NarrowcastProgress))]
[JsonSerializable(typeof(NotificationRequest))]
[JsonSerializable(typeof(SentCount))]
[JsonSerializable(typeof(AggregationUnitUsage))]
[JsonSerializable(typeof(AggregationUnits))]
[JsonSerializable(typeof(GroupSummary))]
[JsonSerializable(typeof(MemberCount))]
[JsonSerializable(typeof(ChatMemberIds))]
[JsonSerializable(typeof(ChatMemberProfile))]
[JsonSerializable(typeof(MarkChatAsReadRequest))]
[JsonSerializable(typeof(MembershipPlans))]
[JsonSerializable(typeof(MembershipSubscriptions))]
[JsonSerializable(typeof(RichMenuBatch))]
[JsonSerializable(typeof(RichMenuReplaceOperation))]
[JsonSerializable(typeof(RichMenuUnlinkOperation))]
[JsonSerializable(typeof(RichMenuUnlinkAllOperation))]
[JsonSerializable(typeof(RichMenuBatchProgress))]
[JsonSerializable(typeof(AudienceRequest))]
[JsonSerializable(typeof(AudienceAddition))]
[JsonSerializable(typeof(ClickAudienceRequest))]
[JsonSerializable(typeof(ImpressionAudienceRequest))]
[JsonSerializable(typeof(AudienceName))]
[JsonSerializable(typeof(AudienceResult))]
[JsonSerializable(typeof(AudienceData))]
[JsonSerializable(typeof(SharedAudienceData))]
[JsonSerializable(typeof(AudiencePage))]
[JsonSerializable(typeof(MessageDeliveries))]
[JsonSerializable(typeof(FollowerCounts))]
[JsonSerializable(typeof(FriendDemographics))]
[JsonSerializable(typeof(MessageStatistics))]
[JsonSerializable(typeof(RichMenuSummary))]
[JsonSerializable(typeof(RichMenuDays))]
[JsonSerializable(typeof(CouponRequest))]
[JsonSerializable(typeof(NormalAcquisition))]
[JsonSerializable(typeof(LotteryAcquisition))]
[JsonSerializable(typeof(ReferralAcquisition))]
[JsonSerializable(typeof(CashBackReward))]
[JsonSerializable(typeof(DiscountReward))]
[JsonSerializable(typeof(FreeReward))]
[JsonSerializable(typeof(GiftReward))]
[JsonSerializable(typeof(OtherReward))]
[JsonSerializable(typeof(FixedPrice))]
[JsonSerializable(typeof(PercentagePrice))]
[JsonSerializable(typeof(ExplicitPrice))]
[JsonSerializable(typeof(Coupon))]
[JsonSerializable(typeof(CouponIdResult))]
[JsonSerializable(typeof(CouponPage))]
[JsonSerializable(typeof(LiffAppRequest))]
[JsonSerializable(typeof(LiffAppUpdate))]
[JsonSerializable(typeof(LiffIdResult))]
[JsonSerializable(typeof(LiffAppList))]
[JsonSerializable(typeof(ChannelToken))]
[JsonSerializable(typeof(ChannelTokenKeyIds))]
[JsonSerializable(typeof(ChannelTokenState))]
[JsonSerializable(typeof(UserInfo))]
[JsonSerializable(typeof(SigningKeySet))]
[JsonSerializable(typeof(RichMenu))]
[JsonSerializable(typeof(RichMenuListResult))]
[JsonSerializable(typeof(RichMenuIdResult))]
[JsonSerializable(typeof(RichMenuAliasListResult))]
[JsonSerializable(typeof(RichMenuAliasRequest))]
[JsonSerializable(typeof(RichMenuAliasUpdate))]
[JsonSerializable(typeof(RichMenuBulkLink))]
[JsonSerializable(typeof(RichMenuBulkUnlink))]
[JsonSerializable(typeof(LineResult))]
[JsonSerializable(typeof(SendResult))]
[JsonSerializable(typeof(UserProfile))]
[JsonSerializable(typeof(FollowerIds))]
[JsonSerializable(typeof(MessageQuota))]
[JsonSerializable(typeof(QuotaConsumption))]
[JsonSerializable(typeof(BotInfo))]
[JsonSerializable(typeof(LinkTokenResult))]
[JsonSerializable(typeof(WebhookEndpoint))]
[JsonSerializable(typeof(WebhookTestResult))]
[JsonSerializable(typeof(TranscodingStatus))]
[JsonSerializable(typeof(LoadingRequest))]
[JsonSerializable(typeof(MarkAsReadRequest))]
[JsonSerializable(typeof(EndpointRequest))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(LoginTokens))]
[JsonSerializable(typeof(IdTokenClaims))]
[JsonSerializable(typeof(AccessTokenInfo))]
[JsonSerializable(typeof(LoginProfile))]
[JsonSerializable(typeof(Friendship))]
[JsonSerializable(typeof(DeauthorizeRequest))]
[JsonSerializable(typeof(IdTokenHeader))]
[JsonSerializable(typeof(KeySet))]
[JsonSerializable(typeof(WebhookEvent))]
[JsonSerializable(typeof(MessageEvent))]
[JsonSerializable(typeof(MessageEditedEvent))]
[JsonSerializable(typeof(UnsendEvent))]
[JsonSerializable(typeof(FollowEvent))]
[JsonSerializable(typeof(UnfollowEvent))]
[JsonSerializable(typeof(JoinEvent))]
[JsonSerializable(typeof(LeaveEvent))]
[JsonSerializable(typeof(MemberJoinedEvent))]
[JsonSerializable(typeof(MemberLeftEvent))]
[JsonSerializable(typeof(PostbackEvent))]
[JsonSerializable(typeof(VideoPlayCompleteEvent))]
[JsonSerializable(typeof(BeaconEvent))]
[JsonSerializable(typeof(AccountLinkEvent))]
[JsonSerializable(typeof(MembershipEvent))]
[JsonSerializable(typeof(ModuleEvent))]
[JsonSerializable(typeof(ActivatedEvent))]
[JsonSerializable(typeof(DeactivatedEvent))]
[JsonSerializable(typeof(BotSuspendedEvent))]
[JsonSerializable(typeof(BotResumedEvent))]
[JsonSerializable(typeof(DeliveryEvent))]
[JsonSerializable(typeof(SourceOnly))]
[JsonSerializable(typeof(UnknownSource))]
[JsonSerializable(typeof(UserSource))]
[JsonSerializable(typeof(GroupSource))]
[JsonSerializable(typeof(RoomSource))]
[JsonSerializable(typeof(UnknownContent))]
[JsonSerializable(typeof(TextMessageContent))]
[JsonSerializable(typeof(ImageMessageContent))]
[JsonSerializable(typeof(VideoMessageContent))]
[JsonSerializable(typeof(AudioMessageContent))]
[JsonSerializable(typeof(FileMessageContent))]
[JsonSerializable(typeof(LocationMessageContent))]
[JsonSerializable(typeof(StickerMessageContent))]
internal sealed partial class LineJsonContext : JsonSerializerContext;
