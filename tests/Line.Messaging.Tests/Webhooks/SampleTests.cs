using System.Text;
using System.Text.Json;
using Line.Messaging.Json;
using Line.Messaging.Webhooks;

namespace Line.Messaging.Tests.Webhooks;

/// <summary>Every file in Samples is a webhook body in LINE's shape; a new file is picked up by itself.</summary>
public sealed class SampleTests
{
    private static readonly Dictionary<string, Type> Records = new()
    {
        ["message"] = typeof(MessageEvent),
        ["messageEdited"] = typeof(MessageEditedEvent),
        ["unsend"] = typeof(UnsendEvent),
        ["follow"] = typeof(FollowEvent),
        ["unfollow"] = typeof(UnfollowEvent),
        ["join"] = typeof(JoinEvent),
        ["leave"] = typeof(LeaveEvent),
        ["memberJoined"] = typeof(MemberJoinedEvent),
        ["memberLeft"] = typeof(MemberLeftEvent),
        ["postback"] = typeof(PostbackEvent),
        ["videoPlayComplete"] = typeof(VideoPlayCompleteEvent),
        ["beacon"] = typeof(BeaconEvent),
        ["accountLink"] = typeof(AccountLinkEvent),
        ["membership"] = typeof(MembershipEvent),
        ["module"] = typeof(ModuleEvent),
        ["activated"] = typeof(ActivatedEvent),
        ["deactivated"] = typeof(DeactivatedEvent),
        ["botSuspended"] = typeof(BotSuspendedEvent),
        ["botResumed"] = typeof(BotResumedEvent),
        ["delivery"] = typeof(DeliveryEvent),
    };

    public static TheoryData<string> Files => [.. WebhookSamples.Names];

    [Fact]
    public void Every_event_type_and_every_kind_of_message_has_a_sample()
    {
        var events = WebhookSamples.Names.Select(name => WebhookRequest.Parse(WebhookSamples.Body(name)).Events[0]).ToList();
        Assert.Equal(Records.Keys.Order(), events.Select(e => e.Type).Distinct().Order());
        Assert.Equal(
            ["audio", "file", "image", "location", "sticker", "text", "video"],
            events.OfType<MessageEvent>().Select(e => e.Message.Type).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_sample_is_read_as_its_own_record(string file)
    {
        var request = WebhookRequest.Parse(WebhookSamples.Body(file));
        var read = Assert.Single(request.Events);
        Assert.Null(read.Problem);
        Assert.Equal(Records[read.Type], read.GetType());
        Assert.Equal("U8e742f61d673b39c7fff3cecb7536ef0", request.Destination);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Nothing_LINE_sent_is_lost_on_the_way_through_the_record(string file)
    {
        var read = WebhookRequest.Parse(WebhookSamples.Body(file)).Events[0];
        using var original = JsonDocument.Parse(WebhookSamples.Body(file));
        using var written = JsonDocument.Parse(LineJson.ToJson(read));
        Assert.True(
            JsonElement.DeepEquals(original.RootElement.GetProperty("events")[0], written.RootElement),
            $"{original.RootElement}\n{written.RootElement}");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_reader_tells_the_same_as_the_record(string file)
    {
        var body = WebhookSamples.Body(file);
        var batch = WebhookReader.Read(body);
        var item = Assert.Single(batch.Events);
        var read = WebhookRequest.Parse(body).Events[0];
        Assert.Equal(
            (read.Type, read.Mode, (string?)read.WebhookEventId, read.Timestamp, read.UserId, read.IsRedelivery, read.IsStandby),
            (item.Type, item.Mode, item.WebhookEventId, item.Timestamp, item.UserId, item.IsRedelivery, item.IsStandby));
        Assert.Equal(LineJson.ToJson(read), LineJson.ToJson(WebhookEvent.Parse(item.Json)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Order_of_properties_and_escapes_do_not_matter(string file)
    {
        var random = new Random(42);
        var expected = LineJson.ToJson(WebhookRequest.Parse(WebhookSamples.Body(file)).Events[0]);
        for (var i = 0; i < 20; i++)
        {
            using var document = JsonDocument.Parse(WebhookSamples.Body(file));
            var text = new StringBuilder();
            Disturb(document.RootElement, text, random);
            var read = WebhookRequest.Parse(Encoding.UTF8.GetBytes(text.ToString())).Events[0];
            Assert.Null(read.Problem);
            Assert.Equal(expected, LineJson.ToJson(read));
        }
    }

    [Fact]
    public void The_text_sample_keeps_its_escaped_emoji_mentions_and_quote()
    {
        var read = Assert.IsType<MessageEvent>(WebhookRequest.Parse(WebhookSamples.Body("message-text")).Events[0]);
        var text = Assert.IsType<TextMessageContent>(read.Message);
        Assert.Equal("@小明 哈囉 🤨 (hello) @All", text.Text);
        Assert.Equal("(hello)", text.Text.Substring(text.Emojis![0].Index, text.Emojis[0].Length));
        Assert.Equal("@All", text.Text.Substring(text.Mention!.Mentionees[1].Index, text.Mention.Mentionees[1].Length));
        Assert.Equal("468789532432007169", text.QuotedMessageId);
        Assert.Equal("Ca56f94637c5ba1e0a3ffc8ab46ee44b3", Assert.IsType<GroupSource>(read.Source).GroupId);
        Assert.Equal(new DateTimeOffset(2023, 8, 17, 5, 54, 26, 727, TimeSpan.Zero), read.OccurredAt);
    }

    [Fact]
    public void A_follow_without_its_detail_is_still_a_follow()
    {
        var read = Assert.IsType<FollowEvent>(WebhookRequest.Parse(WebhookSamples.Body("follow-without-detail")).Events[0]);
        Assert.Null(read.Follow);
        Assert.NotNull(read.ReplyToken);
    }

    [Fact]
    public void A_failed_account_link_has_neither_source_nor_reply_token()
    {
        var read = Assert.IsType<AccountLinkEvent>(WebhookRequest.Parse(WebhookSamples.Body("account-link-failed")).Events[0]);
        Assert.Equal(("failed", null, null), (read.Link.Result, read.Source, read.ReplyToken));
    }

    // Writes the same JSON with shuffled properties, every letter in a random spelling and odd white space.
    private static void Disturb(JsonElement element, StringBuilder text, Random random)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var properties = element.EnumerateObject().ToArray();
                random.Shuffle(properties);
                text.Append('{');
                for (var i = 0; i < properties.Length; i++)
                {
                    text.Append(i == 0 ? "\n" : " ,\t");
                    Spell(properties[i].Name, text, random);
                    text.Append(" : ");
                    Disturb(properties[i].Value, text, random);
                }

                text.Append("}\r\n");
                break;
            case JsonValueKind.Array:
                text.Append("[ ");
                text.AppendJoin(',', element.EnumerateArray().Select(e =>
                {
                    var part = new StringBuilder();
                    Disturb(e, part, random);
                    return part.ToString();
                }));
                text.Append(']');
                break;
            case JsonValueKind.String:
                Spell(element.GetString()!, text, random);
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }

    private static void Spell(string value, StringBuilder text, Random random)
    {
        // A surrogate pair is escaped as a whole or not at all, as LINE does.
        var escaped = random.Next(3) == 0;
        text.Append('"');
        foreach (var c in value)
        {
            text.Append(escaped || c is '"' or '\\' or < ' ' ? $"\\u{(int)c:x4}" : c.ToString());
        }

        text.Append('"');
    }
}
