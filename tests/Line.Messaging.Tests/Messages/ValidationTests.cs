using Line.Messaging.Flex;
using Line.Messaging.Messages;
using Line.Messaging.RichMenus;

namespace Line.Messaging.Tests.Messages;

public sealed class ValidationTests
{
    private const string User = "U4af4980629000000000000000000beef";

    // One grapheme of eleven UTF-16 units.
    private const string Family = "👨‍👩‍👧‍👦";

    private static string[] Faults(params Message[] messages) => [.. Message.Validate(messages).Select(d => d.Property!)];

    private static string A(int length) => new('a', length);

    private static string Families(int count) => string.Concat(Enumerable.Repeat(Family, count));

    [Fact]
    public void One_to_five_messages_go_into_a_request()
    {
        var text = new TextMessage("a");
        Assert.Equal(new LineErrorDetail("Size must be between 1 and 5", "messages"), Assert.Single(Message.Validate([])));
        Assert.Empty(Message.Validate([text, text, text, text, text]));
        Assert.Equal(["messages"], Faults(text, text, text, text, text, text));
    }

    [Fact]
    public void Text_is_counted_in_UTF16_units()
    {
        Assert.Empty(Faults(new TextMessage(A(5000))));
        Assert.Equal(["messages[0].text"], Faults(new TextMessage(A(5001))));
        Assert.Empty(Faults(new TextMessage(string.Concat(Enumerable.Repeat("🎂", 2500)))));
        Assert.Equal(["messages[1].text"], Faults(new TextMessage("a"), new TextMessage(string.Concat(Enumerable.Repeat("🎂", 2501)))));
        Assert.Equal(new LineErrorDetail("May not be empty", "messages[0].text"), Assert.Single(Message.Validate([new TextMessage("")])));
    }

    [Fact]
    public void Labels_are_counted_in_graphemes_but_postback_data_is_not()
    {
        Assert.Empty(Quick(new PostbackAction(Families(20), "d")));
        Assert.Equal(["messages[0].quickReply.items[0].action.label"], Quick(new PostbackAction(Families(21), "d")));
        Assert.Empty(Quick(new PostbackAction("a", A(300))));
        Assert.Equal(["messages[0].quickReply.items[0].action.data"], Quick(new PostbackAction("a", Families(28))));
        Assert.Empty(Quick(new MessageAction("a", Families(300))));
        Assert.Equal(["messages[0].quickReply.items[0].action.text"], Quick(new MessageAction("a", Families(301))));

        static string[] Quick(LineAction action) => Faults(new TextMessage("x") { QuickReply = QuickReply.Of(action) });
    }

    [Fact]
    public void A_quick_reply_has_one_to_thirteen_labelled_buttons()
    {
        Assert.Empty(Faults(new TextMessage("x") { QuickReply = new([.. Enumerable.Repeat(new QuickReplyItem(new MessageAction("a", "b")), 13)]) }));
        Assert.Equal(["messages[0].quickReply.items"], Faults(new TextMessage("x") { QuickReply = new([.. Enumerable.Repeat(new QuickReplyItem(new MessageAction("a", "b")), 14)]) }));
        Assert.Equal(["messages[0].quickReply.items"], Faults(new TextMessage("x") { QuickReply = new([]) }));
        Assert.Equal(["messages[0].quickReply.items[0].action.label"], Faults(new TextMessage("x") { QuickReply = QuickReply.Of(new CameraAction()) }));
    }

    [Theory]
    [InlineData("https://liff.line.me/1656000002-Aa1Bb2Cc", true)]
    [InlineData("line://nv/profile", true)]
    [InlineData("tel:0912345678", true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("ftp://example.com", false)]
    [InlineData("https://example.com/a b", false)]
    [InlineData("", false)]
    public void A_link_opens_http_line_or_tel_and_nothing_else(string uri, bool fits) =>
        Assert.Equal(fits, Faults(new TextMessage("x") { QuickReply = QuickReply.Of(new UriAction("a", uri)) }).Length == 0);

    [Fact]
    public void Some_actions_live_in_one_place_only()
    {
        var menuSwitch = new RichMenuSwitchAction { Label = "a", RichMenuAliasId = "b", Data = "c" };
        Assert.Equal(["messages[0].quickReply.items[0].action.type"], Faults(new TextMessage("x") { QuickReply = QuickReply.Of(menuSwitch) }));
        Assert.Equal(
            ["messages[0].contents/footer/contents/0/action.type"],
            Faults(Bubble(new FlexButton(new CameraAction { Label = "a" }))));
        Assert.Empty(Menu(menuSwitch).Validate());
    }

    [Fact]
    public void A_date_picker_needs_its_own_format_and_an_earlier_minimum()
    {
        Assert.Empty(Pick("date", "2026-01-01", "2026-12-31"));
        Assert.Empty(Pick("datetime", "2026-01-01t00:00", "2026-12-31T23:59"));
        Assert.Empty(Pick("time", "00:00", "23:59"));
        Assert.Equal(["messages[0].quickReply.items[0].action.min"], Pick("date", "2026-12-31", "2026-01-01"));
        Assert.Equal(["messages[0].quickReply.items[0].action.max"], Pick("date", "2026-12-31", "2101-01-01"));
        Assert.Equal(["messages[0].quickReply.items[0].action.min"], Pick("date", "2026/01/01", "2026-12-31"));
        Assert.Contains("messages[0].quickReply.items[0].action.mode", Pick("week", "2026-01-01T00:00", "2026-12-31T00:00"));

        static string[] Pick(string mode, string min, string max) =>
            Faults(new TextMessage("x") { QuickReply = QuickReply.Of(new DatetimePickerAction { Label = "a", Data = "d", Mode = mode, Min = min, Max = max }) });
    }

    [Fact]
    public void Emojis_point_at_dollars()
    {
        Assert.Empty(Faults(new TextMessage("a$") { Emojis = [new(1, "p", "e")] }));
        Assert.Equal(["messages[0].emojis[0].index"], Faults(new TextMessage("a$") { Emojis = [new(0, "p", "e")] }));
        Assert.Equal(["messages[0].emojis[0].index"], Faults(new TextMessage("a$") { Emojis = [new(2, "p", "e")] }));
    }

    [Fact]
    public void Media_addresses_are_https()
    {
        Assert.Equal(
            ["messages[0].originalContentUrl", "messages[0].previewImageUrl"],
            Faults(new ImageMessage { OriginalContentUrl = "http://example.com/a.jpg", PreviewImageUrl = "cat.jpg" }));
    }

    [Fact]
    public void A_buttons_template_with_a_title_has_less_room_for_text()
    {
        LineAction[] actions = [new MessageAction("a", "b")];
        Assert.Empty(Template(new ButtonsTemplate { Text = A(160), Actions = actions }));
        Assert.Equal(["messages[0].template.text"], Template(new ButtonsTemplate { Text = A(161), Actions = actions }));
        Assert.Empty(Template(new ButtonsTemplate { Title = "t", Text = A(60), Actions = actions }));
        Assert.Equal(["messages[0].template.text"], Template(new ButtonsTemplate { Title = "t", Text = A(61), Actions = actions }));
        Assert.Equal(["messages[0].template.actions"], Template(new ButtonsTemplate { Text = "t", Actions = [.. Enumerable.Repeat(actions[0], 5)] }));
    }

    [Fact]
    public void A_confirm_template_has_exactly_two_buttons()
    {
        LineAction[] two = [new MessageAction("是", "是"), new MessageAction("否", "否")];
        Assert.Empty(Template(new ConfirmTemplate { Text = A(240), Actions = two }));
        Assert.Equal(["messages[0].template.actions"], Template(new ConfirmTemplate { Text = "t", Actions = two[..1] }));
        Assert.Equal(["messages[0].template.text"], Template(new ConfirmTemplate { Text = A(241), Actions = two }));
    }

    [Fact]
    public void Carousel_columns_have_one_shape()
    {
        var column = new CarouselColumn { Text = "t", Actions = [new MessageAction("a", "b")] };
        Assert.Empty(Template(new CarouselTemplate { Columns = [.. Enumerable.Repeat(column, 10)] }));
        Assert.Equal(["messages[0].template.columns"], Template(new CarouselTemplate { Columns = [.. Enumerable.Repeat(column, 11)] }));
        Assert.Equal(["messages[0].template.columns[1]"], Template(new CarouselTemplate { Columns = [column, column with { Title = "t" }] }));
        Assert.Equal(
            ["messages[0].template.columns[1].actions"],
            Template(new CarouselTemplate { Columns = [column, column with { Actions = [new MessageAction("a", "b"), new MessageAction("c", "d")] }] }));
    }

    [Fact]
    public void A_Flex_carousel_has_at_most_twelve_bubbles_of_one_width()
    {
        var bubble = new FlexBubble { Body = FlexBox.Vertical(new FlexText("x")) };
        Assert.Empty(Faults(new FlexMessage("a", new FlexCarousel { Contents = [.. Enumerable.Repeat(bubble, 12)] })));
        Assert.Equal(["messages[0].contents/contents"], Faults(new FlexMessage("a", new FlexCarousel { Contents = [.. Enumerable.Repeat(bubble, 13)] })));
        Assert.Equal(["messages[0].contents/contents/1/size"], Faults(new FlexMessage("a", new FlexCarousel(bubble, bubble with { Size = FlexBubbleSize.Nano }))));
        Assert.Empty(Faults(new FlexMessage("a", new FlexCarousel(bubble, bubble with { Size = FlexBubbleSize.Mega }))));
    }

    [Fact]
    public void A_bubble_is_measured_in_bytes_of_JSON()
    {
        // A Chinese character is three bytes: ten thousand fit, eleven thousand do not.
        Assert.Empty(Faults(new FlexMessage("a", new FlexBubble { Body = FlexBox.Vertical(new FlexText(new string('會', 10_000))) })));
        var fault = Assert.Single(Message.Validate([new FlexMessage("a", new FlexBubble { Body = FlexBox.Vertical(new FlexText(new string('會', 10_300))) })]));
        Assert.Equal("messages[0].contents", fault.Property);
        Assert.Contains("30720", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Flex_parts_stand_where_LINE_draws_them()
    {
        Assert.Equal(["messages[0].contents/footer/contents/0"], Faults(Bubble(new FlexIcon("https://example.com/i.png"))));
        Assert.Equal(["messages[0].contents/footer/contents/0"], Faults(Bubble(new FlexSpan("x"))));
        Assert.Equal(["messages[0].contents/footer/contents/0/contents/0"], Faults(Bubble(FlexBox.Baseline(new FlexButton(new MessageAction("a", "b"))))));
        Assert.Equal(["messages[0].contents/footer/contents/0/text"], Faults(Bubble(new FlexText(""))));
        Assert.Equal(["messages[0].contents/footer/contents/0/action.label"], Faults(Bubble(new FlexButton(new UriAction { Uri = "https://example.com" }))));
        Assert.Equal(["messages[0].contents/footer/contents/0/color"], Faults(Bubble(new FlexText("x") { Color = "red" })));
        Assert.Equal(["messages[0].contents/footer/contents/0/aspectRatio"], Faults(Bubble(new FlexImage("https://example.com/i.png") { AspectRatio = "1:4" })));
        Assert.Equal(["messages[0].contents"], Faults(new FlexMessage("a", new FlexBubble())));
    }

    [Fact]
    public void A_video_is_the_hero_of_a_large_bubble_that_stands_alone()
    {
        var video = new FlexVideo { Url = "https://example.com/v.mp4", PreviewUrl = "https://example.com/v.jpg", AltContent = new FlexImage("https://example.com/v.jpg") };
        Assert.Empty(Faults(new FlexMessage("a", new FlexBubble { Hero = video })));
        Assert.Equal(["messages[0].contents/hero"], Faults(new FlexMessage("a", new FlexBubble { Size = FlexBubbleSize.Nano, Hero = video })));
        Assert.Equal(["messages[0].contents/contents/0/hero"], Faults(new FlexMessage("a", new FlexCarousel(new FlexBubble { Hero = video }))));
    }

    [Fact]
    public void Recipients_have_the_shape_of_LINEs_ids()
    {
        Message[] messages = [new TextMessage("a")];
        Assert.Empty(new PushRequest { To = User, Messages = messages }.Validate());
        Assert.Empty(new PushRequest { To = "C" + User[1..], Messages = messages }.Validate());
        Assert.Equal("to", Assert.Single(new PushRequest { To = User.ToUpperInvariant(), Messages = messages }.Validate()).Property);
        Assert.Empty(new MulticastRequest { To = [.. Enumerable.Repeat(User, 500)], Messages = messages }.Validate());
        Assert.Equal("to", Assert.Single(new MulticastRequest { To = [.. Enumerable.Repeat(User, 501)], Messages = messages }.Validate()).Property);
        Assert.Equal("to[1]", Assert.Single(new MulticastRequest { To = [User, "C" + User[1..]], Messages = messages }.Validate()).Property);
        Assert.Equal("customAggregationUnits[0]", Assert.Single(new PushRequest { To = User, Messages = messages, CustomAggregationUnits = ["生日"] }.Validate()).Property);
        Assert.Equal("replyToken", Assert.Single(new ReplyRequest { ReplyToken = "", Messages = messages }.Validate()).Property);
    }

    [Fact]
    public void A_rich_menu_keeps_to_LINEs_proportions_and_its_areas_inside()
    {
        var menu = Menu(new MessageAction { Text = "b" });
        Assert.Empty(menu.Validate());
        Assert.Equal("size", Assert.Single((menu with { Size = new(800, 800), Areas = [] }).Validate()).Property);
        Assert.Equal("size.width", Assert.Single((menu with { Size = new(2501, 1686), Areas = [] }).Validate()).Property);
        Assert.Equal("size.height", Assert.Single((menu with { Size = new(800, 249), Areas = [] }).Validate()).Property);
        Assert.Equal("chatBarText", Assert.Single((menu with { ChatBarText = A(15) }).Validate()).Property);
        Assert.Empty((menu with { ChatBarText = Families(14) }).Validate());
        Assert.Equal("areas", Assert.Single((menu with { Areas = [.. Enumerable.Repeat(menu.Areas[0], 21)] }).Validate()).Property);
        Assert.Equal(
            "areas[0].bounds",
            Assert.Single((menu with { Areas = [menu.Areas[0] with { Bounds = new(2400, 0, 200, 10) }] }).Validate()).Property);
    }

    private static FlexMessage Bubble(FlexComponent inFooter) => new("a", new FlexBubble { Footer = FlexBox.Vertical(inFooter) });

    private static string[] Template(Template template) => Faults(new TemplateMessage("a", template));

    private static RichMenu Menu(LineAction action) => new()
    {
        Size = new(2500, 1686),
        Selected = true,
        Name = "n",
        ChatBarText = "選單",
        Areas = [new(new(0, 0, 1250, 1686), action)],
    };
}
