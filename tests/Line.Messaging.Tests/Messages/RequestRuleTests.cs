using Line.Messaging.Audiences;
using Line.Messaging.Coupons;
using Line.Messaging.Flex;
using Line.Messaging.Json;
using Line.Messaging.Liff;
using Line.Messaging.Messages;
using Line.Messaging.RichMenus;

namespace Line.Messaging.Tests.Messages;

/// <summary>Rules of whole requests: who may get what, filters, batches, coupons; and of texts with placeholders.</summary>
public sealed class RequestRuleTests
{
    private const string User = "U4af4980629000000000000000000beef";
    private const string Group = "C4af4980629000000000000000000beef";

    private static string[] Faults(IReadOnlyList<LineErrorDetail> details) => [.. details.Select(d => d.Property!)];

    private static string[] Faults(TextV2Message text) => Faults(new ReplyRequest { ReplyToken = "r", Messages = [text] }.Validate());

    [Fact]
    public void A_composed_text_has_a_placeholder_for_each_mention_and_emoji_and_doubles_plain_braces()
    {
        var text = TextV2Message.Of($"{TextSubstitution.MentionUser(User)} 得到 {1234:N0} 點 {TextSubstitution.Emoji("5ac1bfd5040ab15980c9b435", "001")} {{}} {"{a}"}");
        Assert.Equal("{s1} 得到 1,234 點 {s2} {{}} {{a}}", text.Text);
        Assert.Equal(["s1", "s2"], text.Substitution!.Keys);
        Assert.Empty(Faults(text));
        Assert.Equal("""{"type":"textV2","text":"a"}""", LineJson.ToJson(TextV2Message.Of($"a")));
    }

    [Theory]
    [InlineData("{a}", true)]
    [InlineData("{{a}}", true)]
    [InlineData("{b}", false)]
    [InlineData("{a", false)]
    [InlineData("a}", false)]
    [InlineData("{{{a}}}", true)]
    public void Every_placeholder_needs_a_value_and_every_other_brace_its_double(string text, bool fits) =>
        Assert.Equal(fits ? [] : ["messages[0].text"], Faults(new TextV2Message { Text = text, Substitution = new Dictionary<string, TextSubstitution> { ["a"] = TextSubstitution.MentionAll() } }));

    [Fact]
    public void A_substitution_has_a_good_key_and_is_whole()
    {
        Assert.Equal(["messages[0].substitution"], Faults(With("a b", TextSubstitution.MentionAll())));
        Assert.Equal(["messages[0].substitution"], Faults(With(new string('k', 21), TextSubstitution.MentionAll())));
        Assert.Equal(["messages[0].substitution.a.mentionee.userId"], Faults(With("a", TextSubstitution.MentionUser(""))));
        Assert.Equal(["messages[0].substitution.a"], Faults(With("a", TextSubstitution.Emoji("p", ""))));
        Assert.Equal(["messages[0].substitution"], Faults(TextV2Message.Of($"x") with { Substitution = Enumerable.Range(0, 21).ToDictionary(i => $"k{i}", _ => TextSubstitution.MentionAll()) }));
        Assert.Empty(Faults(TextV2Message.Of($"x") with { Substitution = Enumerable.Range(0, 40).ToDictionary(i => $"k{i}", i => i < 20 ? TextSubstitution.MentionAll() : TextSubstitution.Emoji("p", "e")) }));

        static TextV2Message With(string key, TextSubstitution value) => new() { Text = "x", Substitution = new Dictionary<string, TextSubstitution> { [key] = value } };
    }

    [Fact]
    public void Quotes_and_mentions_need_a_chat_they_belong_to()
    {
        Message[] quote = [new TextMessage("a") { QuoteToken = "q" }, new StickerMessage("1", "2") { QuoteToken = "q" }];
        Message[] mention = [TextV2Message.Of($"{TextSubstitution.MentionAll()}")];
        Assert.Empty(new PushRequest { To = User, Messages = quote }.Validate());
        Assert.Equal(["messages[0].quoteToken", "messages[1].quoteToken"], Faults(new MulticastRequest { To = [User], Messages = quote }.Validate()));
        Assert.Equal(["messages[0].quoteToken", "messages[1].quoteToken"], Faults(new BroadcastRequest { Messages = quote }.Validate()));
        Assert.Empty(new PushRequest { To = Group, Messages = mention }.Validate());
        Assert.Empty(new ReplyRequest { ReplyToken = "r", Messages = mention }.Validate());
        Assert.Equal(["messages[0].substitution"], Faults(new PushRequest { To = User, Messages = mention }.Validate()));
        Assert.Equal(["messages[0].substitution"], Faults(new NarrowcastRequest { Messages = mention }.Validate()));
    }

    [Fact]
    public void A_narrowcasts_combinations_and_bounds_are_checked()
    {
        Assert.Equal(["recipient"], Of(new() { Messages = [new TextMessage("a")], Recipient = new OperatorRecipient() }));
        Assert.Equal(["recipient.and"], Of(new() { Messages = [new TextMessage("a")], Recipient = NarrowcastRecipient.All([.. Enumerable.Repeat(NarrowcastRecipient.Audience(1), 11)]) }));
        Assert.Equal(["recipient.not.requestId"], Of(new() { Messages = [new TextMessage("a")], Recipient = NarrowcastRecipient.Except(new RedeliveryRecipient { RequestId = "" }) }));
        Assert.Equal(["filter.demographic.or[1].lt"], Of(Filter(DemographicFilter.Any(new AgeFilter { Gte = "age_20", Lt = "age_30" }, new AgeFilter { Gte = "age_30", Lt = "age_20" }))));
        Assert.Equal(["filter.demographic.gte"], Of(Filter(new AgeFilter { Gte = "age_21" })));
        Assert.Equal(["filter.demographic"], Of(Filter(new SubscriptionPeriodFilter())));
        Assert.Equal(["filter.demographic.oneOf[0]"], Of(Filter(new GenderFilter { OneOf = ["m"] })));
        Assert.Equal(["filter.demographic.oneOf"], Of(Filter(new AreaFilter { OneOf = [] })));
        Assert.Equal(["limit.max", "limit.forbidPartialDelivery"], Of(new() { Messages = [new TextMessage("a")], Limit = new() { Max = 0, ForbidPartialDelivery = true } }));

        static string[] Of(NarrowcastRequest request) => Faults(request.Validate());
        static NarrowcastRequest Filter(DemographicFilter filter) => new() { Messages = [new TextMessage("a")], Filter = new(filter) };
    }

    [Fact]
    public void A_notification_goes_to_the_hash_of_a_phone_number()
    {
        Assert.Equal("d41e0ad70dddfeb68f149ad6fc61574b9c5780ab7bcb2fba5517771ffbb2409c", NotificationRequest.HashPhone("+818000001234"));
        Assert.Throws<ArgumentException>(() => NotificationRequest.HashPhone("0912345678"));
        Assert.Throws<ArgumentException>(() => NotificationRequest.HashPhone("+886 912 345 678"));
        Assert.Empty(new NotificationRequest { To = NotificationRequest.HashPhone("+886912345678"), Messages = [new TextMessage("a")] }.Validate());
        Assert.Equal(["to"], Faults(new NotificationRequest { To = "+886912345678", Messages = [new TextMessage("a")] }.Validate()));
    }

    [Fact]
    public void A_batch_is_bounded_and_unlinks_all_only_alone()
    {
        RichMenuOperation unlink = new RichMenuUnlinkOperation { From = "richmenu-1" };
        Assert.Empty(new RichMenuBatch { Operations = [new RichMenuUnlinkAllOperation()], ResumeRequestKey = "a-_1" }.Validate());
        Assert.Equal(["operations[1]"], Faults(new RichMenuBatch { Operations = [unlink, new RichMenuUnlinkAllOperation()] }.Validate()));
        Assert.Equal(["operations"], Faults(new RichMenuBatch { Operations = [] }.Validate()));
        Assert.Equal(["operations"], Faults(new RichMenuBatch { Operations = [.. Enumerable.Repeat(unlink, 1001)] }.Validate()));
        Assert.Equal(["operations[0].to", "resumeRequestKey"], Faults(new RichMenuBatch { Operations = [new RichMenuReplaceOperation { From = "a", To = "" }], ResumeRequestKey = "a b" }.Validate()));
    }

    [Fact]
    public void A_coupon_keeps_to_LINEs_limits()
    {
        var coupon = new CouponRequest
        {
            Title = "拿鐵折 20 元", StartTimestamp = 1, EndTimestamp = 2, Timezone = "ASIA_TAIPEI", Visibility = CouponVisibility.Public, MaxUseCountPerTicket = -1,
            AcquisitionCondition = new LotteryAcquisition { LotteryProbability = 99, MaxAcquireCount = -1 }, Reward = new DiscountReward { PriceInfo = new ExplicitPrice { OriginalPrice = 100, PriceAfterDiscount = 80 } },
        };
        Assert.Empty(coupon.Validate());
        Assert.Equal(["title"], Faults((coupon with { Title = new('a', 61) }).Validate()));
        Assert.Equal(["endTimestamp"], Faults((coupon with { EndTimestamp = 1 }).Validate()));
        Assert.Equal(["couponCode"], Faults((coupon with { CouponCode = new('1', 17) }).Validate()));
        Assert.Equal(["maxUseCountPerTicket"], Faults((coupon with { MaxUseCountPerTicket = 0 }).Validate()));
        Assert.Equal(["visibility"], Faults((coupon with { Visibility = "PRIVATE" }).Validate()));
        Assert.Equal(["acquisitionCondition.lotteryProbability", "acquisitionCondition.maxAcquireCount"], Faults((coupon with { AcquisitionCondition = new LotteryAcquisition { LotteryProbability = 100, MaxAcquireCount = 0 } }).Validate()));
        Assert.Equal(["reward.priceInfo.priceAfterDiscount"], Faults((coupon with { Reward = new DiscountReward { PriceInfo = new ExplicitPrice { OriginalPrice = 100, PriceAfterDiscount = 100 } } }).Validate()));
        Assert.Equal(["reward.priceInfo.type"], Faults((coupon with { Reward = new CashBackReward { PriceInfo = new ExplicitPrice { OriginalPrice = 100, PriceAfterDiscount = 80 } } }).Validate()));
        Assert.Equal(["reward.priceInfo.percentage"], Faults((coupon with { Reward = new CashBackReward { PriceInfo = new PercentagePrice { Percentage = 100 } } }).Validate()));
    }

    [Theory]
    [InlineData("margin", "md", true)]
    [InlineData("margin", "3px", true)]
    [InlineData("margin", "3%", false)]
    [InlineData("margin", "3xl", false)]
    [InlineData("paddingAll", "5%", true)]
    [InlineData("offsetTop", "-5px", true)]
    [InlineData("width", "50%", true)]
    [InlineData("width", "md", false)]
    [InlineData("borderWidth", "semi-bold", true)]
    [InlineData("borderWidth", "bolder", false)]
    [InlineData("cornerRadius", "-1px", false)]
    public void Flex_lengths_are_keywords_or_numbers_with_a_unit_by_property(string property, string value, bool fits)
    {
        var box = FlexBox.Vertical(new FlexText("a")) with
        {
            Margin = property == "margin" ? value : null,
            PaddingAll = property == "paddingAll" ? value : null,
            OffsetTop = property == "offsetTop" ? value : null,
            Width = property == "width" ? value : null,
            BorderWidth = property == "borderWidth" ? value : null,
            CornerRadius = property == "cornerRadius" ? value : null,
        };
        var message = new FlexMessage("a", new FlexBubble { Body = FlexBox.Vertical(box) });
        Assert.Equal(fits ? [] : [$"messages[0].contents/body/contents/0/{property}"], Faults(Message.Validate([message])));
    }

    [Fact]
    public void A_gradient_and_sizes_of_texts_and_pictures_are_checked()
    {
        var box = FlexBox.Vertical(new FlexText("a") { Size = "full", LineSpacing = "md", MaxLines = -1 }, new FlexImage("https://example.com/a.png") { Size = "6xl", Flex = -1 }) with
        {
            Background = new() { Angle = "90", StartColor = "red", EndColor = "#00000000", CenterPosition = "half" },
        };
        Assert.Equal(
            ["background/angle", "background/startColor", "background/centerPosition", "contents/0/size", "contents/0/lineSpacing", "contents/0/maxLines", "contents/1/flex", "contents/1/size"],
            Faults(Message.Validate([new FlexMessage("a", new FlexBubble { Body = box })])).Select(place => place["messages[0].contents/body/".Length..]));
    }

    [Fact]
    public void An_imagemaps_areas_lie_inside_its_picture()
    {
        var map = new ImagemapMessage
        {
            BaseUrl = "https://example.com/map", AltText = "地圖", BaseSize = new(1040, 500),
            Actions = [new ImagemapUriAction { LinkUri = "https://example.com", Area = new(0, 0, 1040, 500), Label = "整張" }],
            Video = new() { OriginalContentUrl = "https://example.com/v.mp4", PreviewImageUrl = "https://example.com/v.png", Area = new(0, 0, 520, 250), ExternalLink = new("https://example.com", "看更多") },
        };
        Assert.Empty(Message.Validate([map]));
        Assert.Equal(
            ["messages[0].video.area", "messages[0].actions[0].area"],
            Faults(Message.Validate([map with { Actions = [new ImagemapClipboardAction { ClipboardText = "A", Area = new(1000, 0, 41, 10) }], Video = map.Video with { Area = new(0, 300, 10, 201) } }])));
    }

    [Fact]
    public void Audiences_and_LIFF_apps_keep_to_LINEs_limits()
    {
        Assert.Empty(new AudienceRequest { Description = "夏" }.Validate());
        Assert.Equal(["description", "audiences"], Faults(new AudienceRequest { Description = new('a', 121), Audiences = [.. Enumerable.Repeat(new AudienceMember(User), 10_001)] }.Validate()));
        Assert.Equal(["audiences"], Faults(new AudienceAddition { AudienceGroupId = 1, Audiences = [] }.Validate()));
        Assert.Equal(["audiences[0].id"], Faults(new AudienceAddition { AudienceGroupId = 1, Audiences = [new("")] }.Validate()));
        Assert.Equal(["description", "clickUrl"], Faults(new ClickAudienceRequest { Description = "", RequestId = "r", ClickUrl = new('a', 2001) }.Validate()));
        Assert.Equal(["requestId"], Faults(new ImpressionAudienceRequest { Description = "a", RequestId = "" }.Validate()));
        Assert.Empty(new LiffAppRequest { View = new() { Type = "full", Url = "https://example.com/a" }, Scope = ["openid"] }.Validate());
        Assert.Equal(
            ["view.type", "view.url", "description", "scope[1]"],
            Faults(new LiffAppRequest { View = new() { Type = "huge", Url = "https://example.com/a#b" }, Description = "Line 會員", Scope = ["openid", "phone"] }.Validate()));
        Assert.Equal(["view.url", "botPrompt"], Faults(new LiffAppUpdate { View = new() { Url = "http://example.com" }, BotPrompt = "always" }.Validate()));
    }
}
