using Line.Messaging.Audiences;
using Line.Messaging.Coupons;
using Line.Messaging.Json;
using Line.Messaging.Liff;
using Line.Messaging.Login;
using Line.Messaging.Messages;
using Line.Messaging.RichMenus;
using Line.Messaging.Tokens;
using Line.Specification;

namespace Line.Messaging.Tests.Specification;

/// <summary>The clients a call is made with, all over one HTTP stack and LINE's own addresses.</summary>
internal sealed class Clients(HttpClient http) : IDisposable
{
    internal LineMessagingClient Line { get; } = new(http, new LongLivedChannelToken("channel-token"));

    internal LiffAppsClient Liff { get; } = new(http, new LongLivedChannelToken("channel-token"));

    internal ChannelTokenClient Tokens { get; } = new(http);

    internal LineLoginClient Login { get; } = new(http, "1656000002", "login-secret");

    public void Dispose() => http.Dispose();
}

/// <summary>One call with every argument given.</summary>
internal sealed record ClientCall(string Client, string Method, Func<Clients, CancellationToken, Task<object>> Make)
{
    public override string ToString() => $"{Client}.{Method}";
}

/// <summary>A call of every public method of every client.</summary>
internal static class ClientCalls
{
    private const string User = "U4af4980629000000000000000000beef";
    private static readonly Guid Key = new("123e4567-e89b-12d3-a456-426614174000");
    private static readonly DateOnly Day = new(2026, 7, 24);

    internal static readonly RichMenu Menu = new()
    {
        Size = new(2500, 843),
        Selected = true,
        Name = "member",
        ChatBarText = "會員選單",
        Areas = [new(new(0, 0, 1250, 843), new RichMenuSwitchAction { Label = "優惠", RichMenuAliasId = "coupons", Data = "menu=coupons" }), new(new(1250, 0, 1250, 843), new UriAction("會員卡", "https://liff.line.me/1-a"))],
    };

    internal static readonly NarrowcastRequest Narrow = new()
    {
        Messages = [new TextMessage("嗨")],
        NotificationDisabled = true,
        Recipient = NarrowcastRecipient.All(
            NarrowcastRecipient.Any(NarrowcastRecipient.Audience(5614991017776), new RedeliveryRecipient { RequestId = "5b59509c-c57b-11e9-aa8c-2a2ae2dbcce4" }),
            NarrowcastRecipient.Except(NarrowcastRecipient.Audience(4389303728991))),
        Filter = new(DemographicFilter.Any(
            DemographicFilter.All(new GenderFilter { OneOf = ["male", "female"] }, new AgeFilter { Gte = "age_20", Lt = "age_25" }, new AppTypeFilter { OneOf = ["android", "ios"] }),
            DemographicFilter.Except(new AreaFilter { OneOf = ["tw_01", "tw_22"] }),
            new SubscriptionPeriodFilter { Gte = "day_7", Lt = "day_30" })),
        Limit = new() { Max = 100, UpToRemainingQuota = true, ForbidPartialDelivery = true },
    };

    internal static readonly RichMenuBatch Batch = new()
    {
        Operations = [new RichMenuReplaceOperation { From = "richmenu-1", To = "richmenu-2" }, new RichMenuUnlinkOperation { From = "richmenu-3" }],
        ResumeRequestKey = "2026-07-24_a",
    };

    // Every message type with every property LINE's file names, read into records and written again.
    private static IEnumerable<IReadOnlyList<Message>> Full
    {
        get
        {
            var schema = LineSpecification.Shared.File("messaging-api").Schema("Message");

            // Enough rounds to bring each kind of action and component into each kind of message; CoverageTests tell if not.
            return Enumerable.Range(0, 400).Select(variant => (IReadOnlyList<Message>)[LineJson.ParseMessage(SchemaSample.Of(schema, variant).ToJsonString())]);
        }
    }

    internal static IEnumerable<CouponRequest> Coupons =>
        from acquisition in (CouponAcquisition[])[new NormalAcquisition(), new LotteryAcquisition { LotteryProbability = 50, MaxAcquireCount = 100 }]
        from reward in (CouponReward[])
        [
            new CashBackReward { PriceInfo = new FixedPrice { FixedAmount = 100 } },
            new CashBackReward { PriceInfo = new PercentagePrice { Percentage = 10 } },
            new DiscountReward { PriceInfo = new FixedPrice { FixedAmount = 100 } },
            new DiscountReward { PriceInfo = new PercentagePrice { Percentage = 10 } },
            new DiscountReward { PriceInfo = new ExplicitPrice { OriginalPrice = 120, PriceAfterDiscount = 99 } },
            new FreeReward(), new GiftReward(), new OtherReward(),
        ]
        select new CouponRequest
        {
            Title = "拿鐵折 20 元", Description = "限內用", UsageCondition = "一人一次", StartTimestamp = 1784822400, EndTimestamp = 1787500799, Timezone = "ASIA_TAIPEI",
            Visibility = CouponVisibility.Unlisted, MaxUseCountPerTicket = 1, AcquisitionCondition = acquisition, Reward = reward,
            ImageUrl = "https://example.com/a.png", BarcodeImageUrl = "https://example.com/b.png", CouponCode = "LATTE20",
        };

    private static readonly LiffAppRequest App = new()
    {
        View = new() { Type = "full", Url = "https://example.com/liff", ModuleMode = true },
        Description = "會員卡",
        Features = new() { Ble = false, QrCode = true },
        PermanentLinkPattern = "concat",
        Scope = ["openid", "profile"],
        BotPrompt = "normal",
    };

    internal static IReadOnlyList<ClientCall> All { get; } =
    [
        .. Line(), .. Sending(), .. Menus(), .. Audience(), .. Liff(), .. Login(), .. Tokens(),
    ];

    private static async Task<object> As<T>(Task<T> call)
        where T : class => await call;

    private static ClientCall Line<T>(string method, Func<LineMessagingClient, CancellationToken, Task<T>> make)
        where T : class => new(nameof(LineMessagingClient), method, (c, ct) => As(make(c.Line, ct)));

    private static IEnumerable<ClientCall> Sending()
    {
        foreach (var messages in Full)
        {
            yield return Line("ReplyAsync", (c, ct) => c.ReplyAsync(new() { ReplyToken = "r", Messages = messages, NotificationDisabled = true }, ct));
        }

        var some = (IReadOnlyList<Message>)[new TextMessage("嗨")];
        var push = new PushRequest { To = User, Messages = some, NotificationDisabled = false, CustomAggregationUnits = ["summer_1"] };
        var multicast = new MulticastRequest { To = [User], Messages = some, NotificationDisabled = true, CustomAggregationUnits = ["summer_1"] };
        var broadcast = new BroadcastRequest { Messages = some, NotificationDisabled = true };
        yield return Line("ReplyFrozenAsync", (c, ct) => c.ReplyFrozenAsync(LineJson.ToBody(new ReplyRequest { ReplyToken = "r", Messages = some }), ct));
        yield return Line("PushAsync", (c, ct) => c.PushAsync(push, Key, ct));
        yield return Line("PushFrozenAsync", (c, ct) => c.PushFrozenAsync(LineJson.ToBody(push), Key, ct));
        yield return Line("MulticastAsync", (c, ct) => c.MulticastAsync(multicast, Key, ct));
        yield return Line("MulticastFrozenAsync", (c, ct) => c.MulticastFrozenAsync(LineJson.ToBody(multicast), Key, ct));
        yield return Line("NarrowcastAsync", (c, ct) => c.NarrowcastAsync(Narrow, Key, ct));
        yield return Line("NarrowcastFrozenAsync", (c, ct) => c.NarrowcastFrozenAsync(LineJson.ToBody(Narrow), Key, ct));
        yield return Line("BroadcastAsync", (c, ct) => c.BroadcastAsync(broadcast, Key, ct));
        yield return Line("BroadcastFrozenAsync", (c, ct) => c.BroadcastFrozenAsync(LineJson.ToBody(broadcast), Key, ct));
        yield return Line("ValidateReplyAsync", (c, ct) => c.ValidateReplyAsync(some, ct));
        yield return Line("ValidatePushAsync", (c, ct) => c.ValidatePushAsync(some, ct));
        yield return Line("ValidatePushFrozenAsync", (c, ct) => c.ValidatePushFrozenAsync(LineJson.ToBody(push), ct));
        yield return Line("ValidateMulticastAsync", (c, ct) => c.ValidateMulticastAsync(some, ct));
        yield return Line("ValidateMulticastFrozenAsync", (c, ct) => c.ValidateMulticastFrozenAsync(LineJson.ToBody(multicast), ct));
        yield return Line("ValidateNarrowcastAsync", (c, ct) => c.ValidateNarrowcastAsync(some, ct));
        yield return Line("ValidateBroadcastAsync", (c, ct) => c.ValidateBroadcastAsync(some, ct));
        yield return Line("PushNotificationAsync", (c, ct) => c.PushNotificationAsync(new() { To = NotificationRequest.HashPhone("+818000001234"), Messages = some, NotificationDisabled = true }, "delivery-tag-0000001", ct));
        yield return Line("GetNarrowcastProgressAsync", (c, ct) => c.GetNarrowcastProgressAsync("5b59509c-c57b-11e9-aa8c-2a2ae2dbcce4", ct));
    }

    private static IEnumerable<ClientCall> Line() =>
    [
        Line("GetSentReplyCountAsync", (c, ct) => c.GetSentReplyCountAsync(Day, ct)),
        Line("GetSentPushCountAsync", (c, ct) => c.GetSentPushCountAsync(Day, ct)),
        Line("GetSentMulticastCountAsync", (c, ct) => c.GetSentMulticastCountAsync(Day, ct)),
        Line("GetSentBroadcastCountAsync", (c, ct) => c.GetSentBroadcastCountAsync(Day, ct)),
        Line("GetSentNotificationCountAsync", (c, ct) => c.GetSentNotificationCountAsync(Day, ct)),
        Line("GetAggregationUnitUsageAsync", (c, ct) => c.GetAggregationUnitUsageAsync(ct)),
        Line("ListAggregationUnitsAsync", (c, ct) => c.ListAggregationUnitsAsync(30, "jxEWCEEP..=", ct)),
        Line("GetQuotaAsync", (c, ct) => c.GetQuotaAsync(ct)),
        Line("GetQuotaConsumptionAsync", (c, ct) => c.GetQuotaConsumptionAsync(ct)),
        Line("GetBotInfoAsync", (c, ct) => c.GetBotInfoAsync(ct)),
        Line("GetWebhookEndpointAsync", (c, ct) => c.GetWebhookEndpointAsync(ct)),
        Line("SetWebhookEndpointAsync", (c, ct) => c.SetWebhookEndpointAsync("https://example.com/line", ct)),
        Line("TestWebhookEndpointAsync", (c, ct) => c.TestWebhookEndpointAsync("https://example.com/line", ct)),
        Line("GetMessageContentAsync", (c, ct) => c.GetMessageContentAsync("325708", ct)),
        Line("GetMessageContentPreviewAsync", (c, ct) => c.GetMessageContentPreviewAsync("325708", ct)),
        Line("GetTranscodingStatusAsync", (c, ct) => c.GetTranscodingStatusAsync("325708", ct)),
        Line("GetProfileAsync", (c, ct) => c.GetProfileAsync(User, ct)),
        Line("GetFollowerIdsAsync", (c, ct) => c.GetFollowerIdsAsync(1000, "yANU9IA..=", ct)),
        Line("IssueLinkTokenAsync", (c, ct) => c.IssueLinkTokenAsync(User, ct)),
        Line("ShowLoadingAsync", (c, ct) => c.ShowLoadingAsync(User, 60, ct)),
        Line("MarkAsReadAsync", (c, ct) => c.MarkAsReadAsync("m", ct)),
        Line("MarkChatAsReadAsync", (c, ct) => c.MarkChatAsReadAsync(User, ct)),
        Line("GetGroupSummaryAsync", (c, ct) => c.GetGroupSummaryAsync("C1", ct)),
        Line("GetGroupMemberCountAsync", (c, ct) => c.GetGroupMemberCountAsync("C1", ct)),
        Line("GetGroupMemberIdsAsync", (c, ct) => c.GetGroupMemberIdsAsync("C1", "s", ct)),
        Line("GetGroupMemberProfileAsync", (c, ct) => c.GetGroupMemberProfileAsync("C1", User, ct)),
        Line("LeaveGroupAsync", (c, ct) => c.LeaveGroupAsync("C1", ct)),
        Line("GetRoomMemberCountAsync", (c, ct) => c.GetRoomMemberCountAsync("R1", ct)),
        Line("GetRoomMemberIdsAsync", (c, ct) => c.GetRoomMemberIdsAsync("R1", "s", ct)),
        Line("GetRoomMemberProfileAsync", (c, ct) => c.GetRoomMemberProfileAsync("R1", User, ct)),
        Line("LeaveRoomAsync", (c, ct) => c.LeaveRoomAsync("R1", ct)),
        Line("ListMembershipsAsync", (c, ct) => c.ListMembershipsAsync(ct)),
        Line("GetMembershipSubscriptionsAsync", (c, ct) => c.GetMembershipSubscriptionsAsync(User, ct)),
        Line("GetMembershipUserIdsAsync", (c, ct) => c.GetMembershipUserIdsAsync(3189, 1000, "s", ct)),
        .. Coupons.Select(coupon => Line("CreateCouponAsync", (c, ct) => c.CreateCouponAsync(coupon, ct))),
        Line("ListCouponsAsync", (c, ct) => c.ListCouponsAsync([CouponStatus.Draft, CouponStatus.Running, CouponStatus.Closed], 100, "s", ct)),
        Line("GetCouponAsync", (c, ct) => c.GetCouponAsync("01JYNW8JMQVFBNWF1APF8Z3FS7", ct)),
        Line("CloseCouponAsync", (c, ct) => c.CloseCouponAsync("01JYNW8JMQVFBNWF1APF8Z3FS7", ct)),
        Line("GetMessageDeliveriesAsync", (c, ct) => c.GetMessageDeliveriesAsync(Day, ct)),
        Line("GetFollowerCountsAsync", (c, ct) => c.GetFollowerCountsAsync(Day, ct)),
        Line("GetFriendDemographicsAsync", (c, ct) => c.GetFriendDemographicsAsync(ct)),
        Line("GetMessageStatisticsAsync", (c, ct) => c.GetMessageStatisticsAsync("f70dd685-499a-4231-a441-f24b8d4fba21", ct)),
        Line("GetUnitStatisticsAsync", (c, ct) => c.GetUnitStatisticsAsync("summer_1", Day, Day.AddDays(30), ct)),
        Line("GetRichMenuSummaryAsync", (c, ct) => c.GetRichMenuSummaryAsync("richmenu-1", Day, Day.AddDays(9), ct)),
        Line("GetRichMenuDaysAsync", (c, ct) => c.GetRichMenuDaysAsync("richmenu-1", Day, Day.AddDays(9), ct)),
    ];

    private static IEnumerable<ClientCall> Menus() =>
    [
        Line("CreateRichMenuAsync", (c, ct) => c.CreateRichMenuAsync(Menu, ct)),
        Line("ValidateRichMenuAsync", (c, ct) => c.ValidateRichMenuAsync(Menu, ct)),
        Line("GetRichMenuAsync", (c, ct) => c.GetRichMenuAsync("richmenu-1", ct)),
        Line("ListRichMenusAsync", (c, ct) => c.ListRichMenusAsync(ct)),
        Line("DeleteRichMenuAsync", (c, ct) => c.DeleteRichMenuAsync("richmenu-1", ct)),
        Line("UploadRichMenuImageAsync", (c, ct) => c.UploadRichMenuImageAsync("richmenu-1", new byte[] { 0x89, 0x50 }, "image/png", ct)),
        Line("DownloadRichMenuImageAsync", (c, ct) => c.DownloadRichMenuImageAsync("richmenu-1", ct)),
        Line("SetDefaultRichMenuAsync", (c, ct) => c.SetDefaultRichMenuAsync("richmenu-1", ct)),
        Line("GetDefaultRichMenuIdAsync", (c, ct) => c.GetDefaultRichMenuIdAsync(ct)),
        Line("ClearDefaultRichMenuAsync", (c, ct) => c.ClearDefaultRichMenuAsync(ct)),
        Line("LinkRichMenuAsync", (c, ct) => c.LinkRichMenuAsync(User, "richmenu-1", ct)),
        Line("UnlinkRichMenuAsync", (c, ct) => c.UnlinkRichMenuAsync(User, ct)),
        Line("GetUserRichMenuIdAsync", (c, ct) => c.GetUserRichMenuIdAsync(User, ct)),
        Line("LinkRichMenusAsync", (c, ct) => c.LinkRichMenusAsync("richmenu-1", [User], ct)),
        Line("UnlinkRichMenusAsync", (c, ct) => c.UnlinkRichMenusAsync([User], ct)),
        Line("CreateRichMenuAliasAsync", (c, ct) => c.CreateRichMenuAliasAsync("coupons", "richmenu-1", ct)),
        Line("UpdateRichMenuAliasAsync", (c, ct) => c.UpdateRichMenuAliasAsync("coupons", "richmenu-2", ct)),
        Line("DeleteRichMenuAliasAsync", (c, ct) => c.DeleteRichMenuAliasAsync("coupons", ct)),
        Line("GetRichMenuAliasAsync", (c, ct) => c.GetRichMenuAliasAsync("coupons", ct)),
        Line("ListRichMenuAliasesAsync", (c, ct) => c.ListRichMenuAliasesAsync(ct)),
        Line("ChangeRichMenusAsync", (c, ct) => c.ChangeRichMenusAsync(Batch, ct)),
        Line("ChangeRichMenusAsync", (c, ct) => c.ChangeRichMenusAsync(new() { Operations = [new RichMenuUnlinkAllOperation()] }, ct)),
        Line("ValidateRichMenuBatchAsync", (c, ct) => c.ValidateRichMenuBatchAsync(Batch, ct)),
        Line("GetRichMenuBatchProgressAsync", (c, ct) => c.GetRichMenuBatchProgressAsync("5b59509c-c57b-11e9-aa8c-2a2ae2dbcce4", ct)),
    ];

    private static IEnumerable<ClientCall> Audience()
    {
        var query = new AudienceQuery { Page = 2, Size = 40, Description = "夏", Status = AudienceStatus.Ready, CreateRoute = "MESSAGING_API", IncludesOthers = true };
        return
        [
            Line("CreateAudienceAsync", (c, ct) => c.CreateAudienceAsync(new() { Description = "夏", IsIfaAudience = false, UploadDescription = "七月", Audiences = [new(User)] }, ct)),
            Line("AddToAudienceAsync", (c, ct) => c.AddToAudienceAsync(new() { AudienceGroupId = 5614991017776, UploadDescription = "八月", Audiences = [new(User)] }, ct)),
            Line("CreateAudienceByFileAsync", (c, ct) => c.CreateAudienceByFileAsync(new MemoryStream("U1\nU2\n"u8.ToArray()), "夏", true, "七月", ct)),
            Line("AddToAudienceByFileAsync", (c, ct) => c.AddToAudienceByFileAsync(5614991017776, new MemoryStream("U1\nU2\n"u8.ToArray()), "八月", ct)),
            Line("CreateClickAudienceAsync", (c, ct) => c.CreateClickAudienceAsync(new() { Description = "夏", RequestId = "f70dd685-499a-4231-a441-f24b8d4fba21", ClickUrl = "https://example.com/a" }, ct)),
            Line("CreateImpressionAudienceAsync", (c, ct) => c.CreateImpressionAudienceAsync(new() { Description = "夏", RequestId = "f70dd685-499a-4231-a441-f24b8d4fba21" }, ct)),
            Line("RenameAudienceAsync", (c, ct) => c.RenameAudienceAsync(5614991017776, "秋", ct)),
            Line("DeleteAudienceAsync", (c, ct) => c.DeleteAudienceAsync(5614991017776, ct)),
            Line("GetAudienceAsync", (c, ct) => c.GetAudienceAsync(5614991017776, ct)),
            Line("ListAudiencesAsync", (c, ct) => c.ListAudiencesAsync(query, ct)),
            Line("GetSharedAudienceAsync", (c, ct) => c.GetSharedAudienceAsync(5614991017776, ct)),
            Line("ListSharedAudiencesAsync", (c, ct) => c.ListSharedAudiencesAsync(query, ct)),
        ];
    }

    private static IEnumerable<ClientCall> Liff()
    {
        var change = new LiffAppUpdate { View = new() { Type = "tall", Url = "https://example.com/b", ModuleMode = false }, Description = App.Description, Features = App.Features, PermanentLinkPattern = App.PermanentLinkPattern, Scope = App.Scope, BotPrompt = "aggressive" };
        return
        [
            Of("AddAsync", (c, ct) => c.AddAsync(App, ct)),
            Of("ListAsync", (c, ct) => c.ListAsync(ct)),
            Of("UpdateAsync", (c, ct) => c.UpdateAsync("1656000002-Aa1Bb2Cc", change, ct)),
            Of("DeleteAsync", (c, ct) => c.DeleteAsync("1656000002-Aa1Bb2Cc", ct)),
        ];

        static ClientCall Of<T>(string method, Func<LiffAppsClient, CancellationToken, Task<T>> make)
            where T : class => new(nameof(LiffAppsClient), method, (c, ct) => As(make(c.Liff, ct)));
    }

    private static IEnumerable<ClientCall> Login()
    {
        var pkce = Pkce.Create();
        return
        [
            Of("ExchangeCodeAsync", (c, ct) => c.ExchangeCodeAsync("abc", "https://example.com/callback", pkce.Verifier, ct)),
            Of("RefreshAsync", (c, ct) => c.RefreshAsync("refresh", ct)),
            Of("VerifyIdTokenAsync", (c, ct) => c.VerifyIdTokenAsync("a.b.c", "nonce", User, ct)),
            Of("VerifyAccessTokenAsync", (c, ct) => c.VerifyAccessTokenAsync("user-token", ct)),
            Of("GetProfileAsync", (c, ct) => c.GetProfileAsync("user-token", ct)),
            Of("GetFriendshipAsync", (c, ct) => c.GetFriendshipAsync("user-token", ct)),
            Of("GetUserInfoAsync", (c, ct) => c.GetUserInfoAsync("user-token", ct)),
            Of("GetSigningKeysAsync", (c, ct) => c.GetSigningKeysAsync(ct)),
            Of("RevokeAsync", (c, ct) => c.RevokeAsync("user-token", ct)),
            Of("DeauthorizeAsync", (c, ct) => c.DeauthorizeAsync("user-token", new LongLivedChannelToken("channel-token"), ct)),
        ];

        static ClientCall Of<T>(string method, Func<LineLoginClient, CancellationToken, Task<T>> make)
            where T : class => new(nameof(LineLoginClient), method, (c, ct) => As(make(c.Login, ct)));
    }

    private static IEnumerable<ClientCall> Tokens()
    {
        return
        [
            Of("IssueStatelessAsync", (c, ct) => c.IssueStatelessAsync("1656000001", "secret", ct)),
            Of("IssueStatelessAsync", (c, ct) => c.IssueStatelessAsync("a.b.c", ct)),
            Of("IssueAsync", (c, ct) => c.IssueAsync("a.b.c", ct)),
            Of("ListKeyIdsAsync", (c, ct) => c.ListKeyIdsAsync("a.b.c", ct)),
            Of("VerifyAsync", (c, ct) => c.VerifyAsync("channel-token", ct)),
            Of("RevokeAsync", (c, ct) => c.RevokeAsync("1656000001", "secret", "channel-token", ct)),
            Of("IssueShortLivedAsync", (c, ct) => c.IssueShortLivedAsync("1656000001", "secret", ct)),
            Of("VerifyShortLivedAsync", (c, ct) => c.VerifyShortLivedAsync("channel-token", ct)),
            Of("RevokeShortLivedAsync", (c, ct) => c.RevokeShortLivedAsync("channel-token", ct)),
        ];

        static ClientCall Of<T>(string method, Func<ChannelTokenClient, CancellationToken, Task<T>> make)
            where T : class => new(nameof(ChannelTokenClient), method, (c, ct) => As(make(c.Tokens, ct)));
    }
}
