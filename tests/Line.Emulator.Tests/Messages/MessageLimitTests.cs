using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Line.Emulator.Tests.Messages;

/// <summary>Each limit from both sides: the most that passes, and what is said about one more.</summary>
public sealed class MessageLimitTests : IAsyncLifetime
{
    private TestPlatform _line = null!;

    public async ValueTask InitializeAsync() => _line = await TestPlatform.StartAsync();

    public ValueTask DisposeAsync() => _line.DisposeAsync();

    private static string X(int length) => new('x', length);

    private async Task<string[]> ComplaintsAsync(params object[] messages)
    {
        using var answer = await _line.PostAsync("/v2/bot/message/validate/push", new { messages });
        if (answer.StatusCode == HttpStatusCode.OK)
            return [];
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var body = await answer.JsonAsync();
        if (!body.TryGetProperty("details", out var details))
            return [body.GetProperty("message").GetString()!];
        var found = await answer.DetailsAsync();
        Assert.Equal($"The request body has {details.GetArrayLength()} error(s)", body.GetProperty("message").GetString());
        return found;
    }

    private async Task PassesAsync(object message) => Assert.Empty(await ComplaintsAsync(message));

    private async Task FailsAsync(string complaint, object message) => Assert.Equal([complaint], await ComplaintsAsync(message));

    [Fact]
    public async Task One_to_five_messages()
    {
        Assert.Empty(await ComplaintsAsync(TestPlatform.Texts("1", "2", "3", "4", "5")));
        Assert.Equal(["messages: Size must be between 1 and 5"], await ComplaintsAsync(TestPlatform.Texts("1", "2", "3", "4", "5", "6")));
        Assert.Equal(["messages: Size must be between 1 and 5"], await ComplaintsAsync());
        using var none = await _line.PostAsync("/v2/bot/message/validate/push", new { });
        Assert.Equal(["messages: May not be empty"], await none.DetailsAsync());
    }

    [Fact]
    public async Task An_unknown_type_is_told_what_there_is()
    {
        var complaint = Assert.Single(await ComplaintsAsync(new { type = "hologram" }));
        Assert.StartsWith("messages[0].type: Must be one of the following values: [text, textV2, sticker,", complaint, StringComparison.Ordinal);
        await FailsAsync("messages[0].type: May not be empty", new { text = "x" });
    }

    [Fact]
    public async Task Text_is_counted_in_utf16_units()
    {
        await PassesAsync(new { type = "text", text = X(5000) });
        await FailsAsync("messages[0].text: Length must be between 1 and 5000", new { type = "text", text = X(5001) });
        await FailsAsync("messages[0].text: Length must be between 1 and 5000", new { type = "text", text = string.Concat(Enumerable.Repeat("😀", 2501)) });
        await FailsAsync("messages[0].text: May not be empty", new { type = "text" });
        await FailsAsync("The property, 'messages[0].text', in the request body is invalid (line: -, column: -)", new { type = "text", text = 5 });
    }

    [Fact]
    public async Task An_emoji_must_point_at_a_dollar_sign()
    {
        object Text(int index) => new { type = "text", text = "hi $", emojis = new[] { new { index, productId = "5ac1bfd5040ab15980c9b435", emojiId = "001" } } };
        await PassesAsync(Text(3));
        await FailsAsync("messages[0].emojis[0].index: The index must point at a '$' of the text", Text(0));
    }

    [Fact]
    public async Task Substitutions_of_a_text_v2_must_exist()
    {
        var emoji = new { type = "emoji", productId = "5ac1bfd5040ab15980c9b435", emojiId = "001" };
        await PassesAsync(new { type = "textV2", text = "hi {smile} {{literal}}", substitution = new { smile = emoji } });
        await FailsAsync("messages[0].text: There is no substitution for 'name'", new { type = "textV2", text = "hi {name}" });
        await FailsAsync("messages[0].text: A single brace must be part of {key}", new { type = "textV2", text = "hi {" });
    }

    [Theory]
    [InlineData("https://example.com/a.png", true)]
    [InlineData("http://localhost:5080/a.png", true)]
    [InlineData("http://example.com/a.png", false)]
    [InlineData("/a.png", false)]
    public async Task Pictures_need_https_except_on_this_machine(string url, bool passes)
    {
        var complaints = await ComplaintsAsync(new { type = "image", originalContentUrl = url, previewImageUrl = "https://example.com/p.png" });
        Assert.Equal(passes ? [] : ["messages[0].originalContentUrl: Must be a valid HTTPS URL"], complaints);
    }

    [Fact]
    public async Task Location_sticker_audio_and_imagemap_need_what_they_need()
    {
        await PassesAsync(new { type = "location", title = "店", address = "台北市", latitude = 25.03, longitude = 121.56 });
        await FailsAsync("messages[0].latitude: Must be between -90 and 90", new { type = "location", title = "店", address = "台北市", latitude = 95, longitude = 121.56 });
        await FailsAsync("messages[0].stickerId: May not be empty", new { type = "sticker", packageId = "446" });
        await FailsAsync("messages[0].duration: Must be greater than 0", new { type = "audio", originalContentUrl = "https://example.com/a.m4a", duration = 0 });
        object Map(int width, int actions) => new
        {
            type = "imagemap", baseUrl = "https://example.com/m", altText = "m", baseSize = new { width, height = 700 },
            actions = Enumerable.Repeat(new { type = "message", text = "x", area = new { x = 0, y = 0, width = 10, height = 10 } }, actions),
        };
        await PassesAsync(Map(1040, 50));
        await FailsAsync("messages[0].baseSize.width: Must be 1040, not 1000", Map(1000, 1));
        await FailsAsync("messages[0].actions: Size must be between 0 and 50", Map(1040, 51));
    }

    [Fact]
    public async Task Quick_replies_are_thirteen_with_labels_of_twenty()
    {
        object Text(int items, object action) => new { type = "text", text = "x", quickReply = new { items = Enumerable.Repeat(new { type = "action", action }, items) } };
        await PassesAsync(Text(13, new { type = "message", label = X(20), text = X(300) }));
        await FailsAsync("messages[0].quickReply.items: Size must be between 1 and 13", Text(14, new { type = "message", label = "x", text = "x" }));
        await FailsAsync("messages[0].quickReply.items[0].action.label: Length must be between 1 and 20", Text(1, new { type = "message", label = X(21), text = "x" }));
        await FailsAsync("messages[0].quickReply.items[0].action.label: May not be empty", Text(1, new { type = "message", text = "x" }));
        await PassesAsync(Text(1, new { type = "camera", label = "拍照" }));
    }

    [Fact]
    public async Task Labels_are_counted_as_people_count_characters()
    {
        // One family emoji is eleven UTF-16 units and one character.
        var family = string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 20));
        await PassesAsync(Buttons(new { type = "postback", label = family, data = "a" }));
        await FailsAsync("messages[0].template.actions[0].label: Length must be between 1 and 20", Buttons(new { type = "postback", label = family + "x", data = "a" }));
    }

    [Theory]
    [InlineData("""{"type":"postback","label":"a","data":"$301"}""", "data: Length must be between 1 and 300")]
    [InlineData("""{"type":"postback","label":"a"}""", "data: May not be empty")]
    [InlineData("""{"type":"postback","label":"a","data":"x","displayText":"a","text":"b"}""", "text: displayText and text can't be set at the same time")]
    [InlineData("""{"type":"postback","label":"a","data":"x","fillInText":"a"}""", "fillInText: fillInText needs inputOption openKeyboard")]
    [InlineData("""{"type":"message","label":"a","text":"$301"}""", "text: Length must be between 1 and 300")]
    [InlineData("""{"type":"uri","label":"a","uri":"https://example.com/$990"}""", "uri: Length must be between 1 and 1000")]
    [InlineData("""{"type":"uri","label":"a","uri":"ftp://example.com/"}""", "uri: Invalid action URI")]
    [InlineData("""{"type":"uri","label":"a","uri":"https://example.com/會員"}""", "uri: Invalid action URI")]
    [InlineData("""{"type":"datetimepicker","label":"a","data":"x","mode":"date","initial":"2026-13-01"}""", "initial: Must be between 1900-01-01 and 2100-12-31")]
    [InlineData("""{"type":"datetimepicker","label":"a","data":"x","mode":"date","min":"2026-02-01","max":"2026-01-01"}""", "min: Must be earlier than max")]
    [InlineData("""{"type":"clipboard","label":"a","clipboardText":"$1001"}""", "clipboardText: Length must be between 1 and 1000")]
    [InlineData("""{"type":"richmenuswitch","label":"a","richMenuAliasId":"b","data":"x"}""", "type: Must be one of the following values: [postback, message, uri, datetimepicker, clipboard]")]
    [InlineData("""{"type":"camera","label":"a"}""", "type: Must be one of the following values: [postback, message, uri, datetimepicker, clipboard]")]
    public async Task An_action_out_of_its_limits_is_named(string action, string complaint)
    {
        // "$301" stands for that many characters.
        var text = System.Text.RegularExpressions.Regex.Replace(action, @"\$(\d+)", m => X(int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)));
        await FailsAsync("messages[0].template.actions[0]." + complaint, Buttons(JsonNode.Parse(text)!));
    }

    [Theory]
    [InlineData("https://liff.line.me/1656000002-Aa1Bb2Cc/join?src=qr")]
    [InlineData("tel:0912345678")]
    [InlineData("line://nv/QRCodeReader")]
    [InlineData("https://example.com/%E6%9C%83%E5%93%A1")]
    public async Task Addresses_line_can_open_pass(string uri) => await PassesAsync(Buttons(new { type = "uri", label = "a", uri }));

    [Fact]
    public async Task Buttons_have_less_text_beside_a_title_or_picture()
    {
        var action = new { type = "message", label = "a", text = "a" };
        await PassesAsync(Template(new { type = "buttons", text = X(160), actions = new[] { action, action, action, action } }));
        await FailsAsync("messages[0].template.text: Length must be between 1 and 160", Template(new { type = "buttons", text = X(161), actions = new[] { action } }));
        await FailsAsync("messages[0].template.text: Length must be between 1 and 60", Template(new { type = "buttons", title = "t", text = X(61), actions = new[] { action } }));
        await FailsAsync("messages[0].template.title: Length must be between 1 and 40", Template(new { type = "buttons", title = X(41), text = "x", actions = new[] { action } }));
        await FailsAsync("messages[0].template.actions: Size must be between 1 and 4", Template(new { type = "buttons", text = "x", actions = Enumerable.Repeat(action, 5) }));
    }

    [Fact]
    public async Task Confirm_has_two_actions_and_carousels_ten_columns_of_one_shape()
    {
        var action = new { type = "message", label = "a", text = "a" };
        var column = new { text = X(120), actions = new[] { action } };
        await PassesAsync(Template(new { type = "confirm", text = X(240), actions = new[] { action, action } }));
        await FailsAsync("messages[0].template.actions: Size must be between 2 and 2", Template(new { type = "confirm", text = "x", actions = new[] { action } }));
        await PassesAsync(Template(new { type = "carousel", columns = Enumerable.Repeat(column, 10) }));
        await FailsAsync("messages[0].template.columns: Size must be between 1 and 10", Template(new { type = "carousel", columns = Enumerable.Repeat(column, 11) }));
        await FailsAsync("messages[0].template.columns[1]: All columns must have the same shape: title, image and number of actions",
            Template(new { type = "carousel", columns = new object[] { column, new { title = "t", text = "x", actions = new[] { action } } } }));
        await FailsAsync("messages[0].template.columns[0].action.label: Length must be between 0 and 12",
            Template(new { type = "image_carousel", columns = new[] { new { imageUrl = "https://example.com/a.png", action = new { type = "message", label = X(13), text = "a" } } } }));
    }

    [Fact]
    public async Task The_sender_cannot_call_itself_line()
    {
        await PassesAsync(new { type = "text", text = "x", sender = new { name = X(20) } });
        await FailsAsync("messages[0].sender.name: Length must be between 1 and 20", new { type = "text", text = "x", sender = new { name = X(21) } });
        await FailsAsync("messages[0].sender.name: The name contains a word that can't be used", new { type = "text", text = "x", sender = new { name = "LINE Pay" } });
    }

    [Fact]
    public async Task All_complaints_come_at_once()
    {
        var complaints = await ComplaintsAsync(new { type = "text", text = "" }, new { type = "sticker" });
        Assert.Equal(["messages[0].text: May not be empty", "messages[1].packageId: May not be empty", "messages[1].stickerId: May not be empty"], complaints);
    }

    private static object Template(object template, string altText = "alt") => new { type = "template", altText, template };

    private static object Buttons(object action) => Template(new { type = "buttons", text = "x", actions = new[] { action } });
}
