using System.Text;
using System.Text.Json;
using Line.Messaging.Flex;
using Line.Messaging.Json;
using Line.Messaging.Messages;

namespace Line.Messaging.Tests.Messages;

/// <summary>Every file in Samples is a message object in LINE's shape.</summary>
public sealed class MessageJsonTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Messages", "Samples");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_sample_means_the_same_after_reading_and_writing(string file)
    {
        var json = File.ReadAllText(Path.Combine(Folder, file + ".json"));
        using var expected = JsonDocument.Parse(json);
        using var written = JsonDocument.Parse(LineJson.ToJson(LineJson.ParseMessage(json)));
        Assert.True(JsonElement.DeepEquals(expected.RootElement, written.RootElement), $"{expected.RootElement}\n{written.RootElement}");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_sample_is_within_LINEs_limits(string file)
    {
        var message = LineJson.ParseMessage(File.ReadAllText(Path.Combine(Folder, file + ".json")));
        Assert.Empty(Message.Validate([message]));
    }

    [Fact]
    public void An_unknown_type_is_kept_word_for_word()
    {
        var message = LineJson.ParseMessage("""{"type":"hologram","depth":3,"none":null}""");
        Assert.IsType<RawMessage>(message);
        Assert.Equal("""{"type":"hologram","depth":3,"none":null}""", LineJson.ToJson(message));
    }

    [Fact]
    public void What_is_not_set_is_not_sent()
    {
        Assert.Equal("""{"type":"text","text":"hi"}""", LineJson.ToJson(new TextMessage("hi")));
        Assert.Equal(
            """{"to":"U1","messages":[{"type":"sticker","packageId":"446","stickerId":"1988"}]}""",
            Encoding.UTF8.GetString(LineJson.ToBody(new PushRequest { To = "U1", Messages = [new StickerMessage("446", "1988")] })));
    }

    [Fact]
    public void Chinese_is_sent_as_itself_and_not_as_escapes() =>
        Assert.Equal("""{"type":"text","text":"生日快樂 <3 & 'ok'"}""", LineJson.ToJson(new TextMessage("生日快樂 <3 & 'ok'")));

    [Fact]
    public void A_member_card_reads_like_the_card_it_draws()
    {
        string? note = null;
        var card = new FlexMessage("會員卡", new FlexBubble
        {
            Size = FlexBubbleSize.Kilo,
            Body = FlexBox.Vertical(
                new FlexText("王小明") { Weight = FlexWeight.Bold, Size = FlexSize.Xl },
                note is null ? null : new FlexText(note),
                FlexBox.Baseline(
                    new FlexText("點數") { Flex = 1 },
                    new FlexText("1,250") { Flex = 2, Align = FlexAlign.End }) with { Margin = FlexSize.Px(8) }) with { JustifyContent = FlexJustify.SpaceBetween },
            Footer = FlexBox.Vertical(new FlexButton(new UriAction("開啟", "https://liff.line.me/1-a"), FlexButtonStyle.Primary)),
        });

        const string expected = """
            {"type":"flex","altText":"會員卡","contents":{"type":"bubble","size":"kilo",
            "body":{"type":"box","layout":"vertical","justifyContent":"space-between","contents":[
              {"type":"text","text":"王小明","weight":"bold","size":"xl"},
              {"type":"box","layout":"baseline","margin":"8px","contents":[
                {"type":"text","text":"點數","flex":1},{"type":"text","text":"1,250","flex":2,"align":"end"}]}]},
            "footer":{"type":"box","layout":"vertical","contents":[
              {"type":"button","style":"primary","action":{"type":"uri","label":"開啟","uri":"https://liff.line.me/1-a"}}]}}}
            """;
        using var left = JsonDocument.Parse(expected);
        using var right = JsonDocument.Parse(LineJson.ToJson(card));
        Assert.True(JsonElement.DeepEquals(left.RootElement, right.RootElement), LineJson.ToJson(card));
    }

    [Fact]
    public void A_design_from_the_simulator_is_sent_with_everything_it_has()
    {
        const string design = """{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[]},"someday":true}""";
        Assert.Contains(design, LineJson.ToJson(new FlexMessage("x", RawFlexContainer.Parse(design))), StringComparison.Ordinal);
        Assert.IsType<FlexBubble>(LineJson.ParseFlex(design));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{\"type\":\"text\"}")]
    [InlineData("{\"type\":\"text\",\"text\":null}")]
    [InlineData("{\"type\":\"text\",\"text\":\"a\"")]
    [InlineData("{\"type\":\"text\",\"text\":\"a\",\"quickReply\":{}}")]
    [InlineData("{\"type\":\"flex\",\"altText\":\"a\",\"contents\":{\"type\":\"bubble\",\"size\":\"huge\"}}")]
    public void Broken_message_JSON_is_refused_with_a_JSON_exception(string json) =>
        Assert.Throws<JsonException>(() => LineJson.ParseMessage(json));

    [Fact]
    public void A_list_of_messages_may_not_hold_nothing()
    {
        Assert.Throws<JsonException>(() => LineJson.ParseMessages("[null]"));
        Assert.Equal(2, LineJson.ParseMessages("""[{"type":"text","text":"a"},{"type":"x"}]""").Count);
    }

    [Fact]
    public void A_frozen_multicast_can_be_split_without_touching_its_messages()
    {
        var body = LineJson.ToBody(new MulticastRequest { To = ["U1", "U2"], Messages = [new TextMessage("生日 {name}")], NotificationDisabled = true });
        var half = FrozenBody.WithRecipients(body, ["U2"]);
        Assert.Equal("""{"to":["U2"],"messages":[{"type":"text","text":"生日 {name}"}],"notificationDisabled":true}""", Encoding.UTF8.GetString(half));
        Assert.Equal("""{"messages":[{"type":"text","text":"生日 {name}"}]}""", Encoding.UTF8.GetString(FrozenBody.MessagesOnly(body)));
        Assert.Throws<JsonException>(() => FrozenBody.MessagesOnly("[]"u8.ToArray()));
    }
}
