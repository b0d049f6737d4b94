using Line.Messaging.Coupons;
using Line.Messaging.Flex;
using Line.Messaging.Json;
using Line.Messaging.Liff;
using Line.Messaging.Login;
using Line.Messaging.Messages;
using Line.Messaging.RichMenus;
using Line.Messaging.Tokens;
using Line.Messaging.Webhooks;

namespace Line.Messaging.Tests.Readme;

/// <summary>The examples of src/Line.Messaging/README.md, each between its marks, word for word: <see cref="ReadmeTests"/> compares and runs them.</summary>
internal sealed class ReadmeExamples(HttpClient http)
{
    private readonly LineMessagingClient line = new(http, new LongLivedChannelToken("channel-token"));

    internal List<string> Log { get; } = [];

    internal async Task<SendResult> Push(string channelId, string channelSecret, string userId, string liffUrl, CancellationToken ct)
    {
        // example 1
        var tokens = new StatelessChannelTokens(http, channelId, channelSecret);
        var line = new LineMessagingClient(http, tokens);

        var push = new PushRequest
        {
            To = userId,
            Messages =
            [
                new FlexMessage("會員卡", new FlexBubble
                {
                    Body = FlexBox.Vertical(
                        new FlexText("王小明") { Weight = FlexWeight.Bold, Size = FlexSize.Xl },
                        new FlexText("1,250 點")) with { Spacing = FlexSize.Md },
                    Footer = FlexBox.Vertical(new FlexButton(new UriAction("開啟", liffUrl), FlexButtonStyle.Primary)),
                }),
            ],
        };
        var sent = await line.PushAsync(push, retryKey: Guid.NewGuid(), ct);
        // end
        return sent;
    }

    internal async Task<SendResult> Frozen(PushRequest push, Func<byte[], Guid, Task> store, CancellationToken ct)
    {
        // example 2
        foreach (var fault in push.Validate())
        {
            Log.Add($"{fault.Property}: {fault.Message}");       // messages[0].contents/footer/contents/0/action/label: …
        }

        var (body, key) = (LineJson.ToBody(push), Guid.NewGuid());
        await store(body, key);                                  // before the first try
        try
        {
            return await line.PushFrozenAsync(body, key, ct);    // .AcceptedBefore: an earlier try had arrived
        }
        catch (LineApiException e) when (e.OutcomeUnknown || e.Kind is LineErrorKind.RateLimited)
        {
            await Task.Delay(TimeSpan.FromSeconds(2), ct);
            return await line.PushFrozenAsync(body, key, ct);    // same body, same key: never sent twice
        }
        // end
    }

    internal async Task<int> Receive(byte[] body, string? header, string channelSecret, CancellationToken ct)
    {
        // example 3
        if (WebhookSignature.Verify(body, header, channelSecret) is not WebhookSignatureResult.Valid)
        {
            return 401;
        }

        foreach (var received in WebhookRequest.Parse(body).Events)
        {
            switch (received)
            {
                case FollowEvent { ReplyToken: { } token }:
                    await line.ReplyAsync(new() { ReplyToken = token, Messages = [new TextMessage("歡迎!")] }, ct);
                    break;
                case MessageEvent { Message: TextMessageContent text, ReplyToken: { } token }:
                    await line.ReplyAsync(new() { ReplyToken = token, Messages = [new TextMessage($"你說:{text.Text}") { QuoteToken = text.QuoteToken }] }, ct);
                    break;
            }
        }

        return 200;
        // end
    }

    internal async Task Inbox(byte[] body, Func<string?, long, ReadOnlyMemory<byte>, Task<bool>> insert)
    {
        // example 4
        foreach (var item in WebhookReader.Read(body).Events)
        {
            // The id is the same on redelivery: a unique index on it drops duplicates; order by the timestamp, not by arrival.
            if (await insert(item.WebhookEventId, item.Timestamp, item.Json))
            {
                Log.Add(WebhookEvent.Parse(item.Json).Type);
            }
        }
        // end
    }

    internal async Task<SendResult> Mention(string groupId, string userId, CancellationToken ct)
    {
        // example 5
        var cake = TextSubstitution.Emoji("5ac1bfd5040ab15980c9b435", "009");
        var text = TextV2Message.Of($"{TextSubstitution.MentionUser(userId)} 生日快樂 {cake}") with
        {
            Sender = new("店長", "https://example.com/manager.png"),
            QuickReply = QuickReply.Of(new MessageAction("謝謝", "謝謝!"), new CameraAction { Label = "拍照" }),
        };
        return await line.PushAsync(new() { To = groupId, Messages = [text] }, Guid.NewGuid(), ct);
        // end
    }

    internal async Task<NarrowcastProgress> Narrowcast(long audienceId, CancellationToken ct)
    {
        // example 6
        var accepted = await line.NarrowcastAsync(
            new()
            {
                Messages = [new TextMessage("台北門市週年慶")],
                Recipient = NarrowcastRecipient.Audience(audienceId),
                Filter = new(DemographicFilter.All(new AreaFilter { OneOf = ["tw_01", "tw_02"] }, new AgeFilter { Gte = "age_20" })),
                Limit = new() { Max = 5000, UpToRemainingQuota = true },
            },
            Guid.NewGuid(),
            ct);
        return await line.GetNarrowcastProgressAsync(accepted.AcceptedRequestId ?? accepted.RequestId!, ct);
        // end
    }

    internal async Task<string> RichMenu(string userId, byte[] png, CancellationToken ct)
    {
        // example 7
        var menu = new RichMenu
        {
            Size = new(2500, 843),
            Selected = true,
            Name = "member",
            ChatBarText = "會員選單",
            Areas =
            [
                new(new(0, 0, 1250, 843), new UriAction("會員卡", "https://liff.line.me/1656000002-Aa1Bb2Cc")),
                new(new(1250, 0, 1250, 843), new RichMenuSwitchAction { Label = "優惠", RichMenuAliasId = "coupons", Data = "menu=coupons" }),
            ],
        };
        var id = (await line.CreateRichMenuAsync(menu, ct)).RichMenuId;
        await line.UploadRichMenuImageAsync(id, png, "image/png", ct);
        await line.LinkRichMenuAsync(userId, id, ct);
        // end
        return id;
    }

    internal async Task<SendResult> Coupon(string userId, DateTimeOffset from, CancellationToken ct)
    {
        // example 8
        var coupon = await line.CreateCouponAsync(
            new()
            {
                Title = "拿鐵折 20 元",
                StartTimestamp = from.ToUnixTimeSeconds(),
                EndTimestamp = from.AddDays(30).ToUnixTimeSeconds(),
                Timezone = "ASIA_TAIPEI",
                Visibility = CouponVisibility.Unlisted,
                MaxUseCountPerTicket = 1,
                AcquisitionCondition = new NormalAcquisition(),
                Reward = new DiscountReward { PriceInfo = new FixedPrice { FixedAmount = 20 } },
            },
            ct);
        return await line.PushAsync(new() { To = userId, Messages = [new CouponMessage { CouponId = coupon.CouponId }] }, Guid.NewGuid(), ct);
        // end
    }

    internal async Task<string> Keys(string channelId, string privateJwk, string keyId, CancellationToken ct)
    {
        // example 9
        using var key = ChannelAssertionKey.FromJwk(privateJwk, keyId);
        using var tokens = new JwtChannelTokens(http, channelId, key, lifetime: TimeSpan.FromDays(7));
        var apps = new LiffAppsClient(http, tokens);
        var app = await apps.AddAsync(new() { View = new() { Type = "full", Url = "https://example.com/liff" }, Scope = ["openid", "profile"] }, ct);
        return $"https://liff.line.me/{app.LiffId}";
        // end
    }

    internal async Task<(Uri SignIn, IdTokenClaims Claims)> Login(string channelId, string channelSecret, string code, CancellationToken ct)
    {
        // example 10
        var pkce = Pkce.Create();
        var signIn = new AuthorizeUrl
        {
            ChannelId = channelId,
            RedirectUri = "https://example.com/callback",
            State = "random, kept in the session",
            Nonce = "random too",
            BotPrompt = "aggressive",
            CodeChallenge = pkce.Challenge,
        };
        Log.Add(signIn.ToUri().AbsoluteUri);                     // send the browser there; LINE sends it back with a code

        var login = new LineLoginClient(http, channelId, channelSecret);
        var user = await login.ExchangeCodeAsync(code, signIn.RedirectUri, pkce.Verifier, ct);
        var claims = await login.VerifyIdTokenAsync(user.IdToken!, signIn.Nonce, ct: ct);
        // end
        return (signIn.ToUri(), claims);
    }
}
