using Line.Specification;

namespace Line.Messaging.Tests.Specification;

/// <summary>The numbers of <see cref="LineLimits"/> where LINE's files set one; the others come from the site (docs of each constant's section).</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData(LineLimits.MessagesPerRequest, "messaging-api", "PushMessageRequest", "messages", "maxItems")]
    [InlineData(LineLimits.MulticastRecipients, "messaging-api", "MulticastRequest", "to", "maxItems")]
    [InlineData(LineLimits.AggregationUnit, "messaging-api", "MulticastRequest", "customAggregationUnits[]", "maxLength")]
    [InlineData(LineLimits.RichMenuBulkUsers, "messaging-api", "RichMenuBulkLinkRequest", "userIds", "maxItems")]
    [InlineData(LineLimits.RichMenuBulkUsers, "messaging-api", "RichMenuBulkUnlinkRequest", "userIds", "maxItems")]
    [InlineData(LineLimits.RichMenuBatchOperations, "messaging-api", "RichMenuBatchRequest", "operations", "maxItems")]
    [InlineData(LineLimits.ResumeRequestKey, "messaging-api", "RichMenuBatchRequest", "resumeRequestKey", "maxLength")]
    [InlineData(LineLimits.RichMenuAliasId, "messaging-api", "CreateRichMenuAliasRequest", "richMenuAliasId", "maxLength")]
    [InlineData(LineLimits.RichMenuNameGraphemes, "messaging-api", "RichMenuRequest", "name", "maxLength")]
    [InlineData(LineLimits.RichMenuChatBarGraphemes, "messaging-api", "RichMenuRequest", "chatBarText", "maxLength")]
    [InlineData(LineLimits.RichMenuAreas, "messaging-api", "RichMenuResponse", "areas", "maxItems")]
    [InlineData(LineLimits.QuickReplyItems, "messaging-api", "QuickReply", "items", "maxItems")]
    [InlineData(LineLimits.MediaUrl, "messaging-api", "QuickReplyItem", "imageUrl", "maxLength")]
    [InlineData(LineLimits.SenderName, "messaging-api", "Sender", "name", "maxLength")]
    [InlineData(LineLimits.MediaUrl, "messaging-api", "Sender", "iconUrl", "maxLength")]
    [InlineData(LineLimits.PostbackData, "messaging-api", "PostbackAction", "data", "maxLength")]
    [InlineData(LineLimits.PostbackData, "messaging-api", "DatetimePickerAction", "data", "maxLength")]
    [InlineData(LineLimits.ClipboardText, "messaging-api", "ClipboardAction", "clipboardText", "maxLength")]
    [InlineData(LineLimits.ClipboardText, "messaging-api", "ClipboardImagemapAction", "clipboardText", "maxLength")]
    [InlineData(LineLimits.CouponDeliveryTag, "messaging-api", "CouponMessage", "deliveryTag", "maxLength")]
    [InlineData(LineLimits.CouponTitle, "messaging-api", "CouponCreateRequest", "title", "maxLength")]
    [InlineData(LineLimits.CouponDescription, "messaging-api", "CouponCreateRequest", "description", "maxLength")]
    [InlineData(LineLimits.CouponUsageCondition, "messaging-api", "CouponCreateRequest", "usageCondition", "maxLength")]
    [InlineData(LineLimits.CouponWinners, "messaging-api", "LotteryAcquisitionConditionRequest", "maxAcquireCount", "maximum")]
    [InlineData(LineLimits.LoadingSecondsMin, "messaging-api", "ShowLoadingAnimationRequest", "loadingSeconds", "minimum")]
    [InlineData(LineLimits.LoadingSecondsMax, "messaging-api", "ShowLoadingAnimationRequest", "loadingSeconds", "maximum")]
    [InlineData(LineLimits.WebhookUrl, "messaging-api", "SetWebhookEndpointRequest", "endpoint", "maxLength")]
    [InlineData(LineLimits.UserIdsPerPage, "messaging-api", "GetFollowersResponse", "userIds", "maxItems")]
    [InlineData(LineLimits.AudienceIdsPerRequest, "manage-audience", "CreateAudienceGroupRequest", "audiences", "maxItems")]
    [InlineData(LineLimits.AudienceDescription, "manage-audience", "CreateAudienceGroupRequest", "description", "maxLength")]
    public void A_limit_is_the_files(long limit, string file, string schema, string property, string keyword)
    {
        var found = LineSpecification.Shared.File(file).Schema(schema).Property(property.TrimEnd('[', ']'));
        Assert.Equal(limit, (property.EndsWith("[]", StringComparison.Ordinal) ? found.Items! : found).Limit(keyword));
    }
}
