using System.Text;
using Line.Messaging.Webhooks;

namespace Line.Messaging.Tests.Webhooks;

public sealed class WebhookReaderTests
{
    [Fact]
    public void An_empty_events_array_is_LINE_testing_the_connection()
    {
        var batch = WebhookReader.Read("""{"destination":"U1","events":[]}"""u8.ToArray());
        Assert.Empty(batch.Events);
        Assert.Equal("U1", batch.Destination);
    }

    [Fact]
    public void Each_event_keeps_its_own_bytes_exactly()
    {
        string[] events = ["""{ "type" : "a", "x":[{"events":[]}, "}{\"" ] }""", """{"type":"b","note":"\u4f1a\ud83e\udd28會"}""", "{}"];
        var body = Encoding.UTF8.GetBytes($$"""{"extra":{"events":[1]},"events": [{{string.Join(" ,\n", events)}}] ,"destination":"U1"}""");
        var batch = WebhookReader.Read(body);
        Assert.Equal(events, batch.Events.Select(e => Encoding.UTF8.GetString(e.Json.Span)));
        Assert.Equal("U1", batch.Destination);
    }

    [Fact]
    public void A_hundred_events_of_many_users_come_out_in_order()
    {
        var events = Enumerable.Range(0, 100).Select(i =>
            $$$"""{"type":"message","timestamp":{{{1000 + i}}},"webhookEventId":"E{{{i}}}","source":{"type":"user","userId":"U{{{i}}}"},"mode":"active","deliveryContext":{"isRedelivery":{{{(i % 2 == 0 ? "true" : "false")}}} }}""");
        var batch = WebhookReader.Read(Encoding.UTF8.GetBytes($$"""{"destination":"U","events":[{{string.Join(',', events)}}]}"""));
        Assert.Equal(100, batch.Events.Length);
        for (var i = 0; i < 100; i++)
        {
            var e = batch.Events[i];
            Assert.Equal(("message", 1000L + i, $"E{i}", $"U{i}", i % 2 == 0), (e.Type, e.Timestamp, e.WebhookEventId, e.UserId, e.IsRedelivery));
        }
    }

    [Fact]
    public void Nested_properties_of_the_same_name_are_not_mistaken_for_the_events_own()
    {
        var item = Assert.Single(WebhookReader.Read("""
            {"events":[{"message":{"type":"text","timestamp":1,"webhookEventId":"no","source":{"userId":"no"},"mode":"standby","deliveryContext":{"isRedelivery":true}},
            "type":"message","timestamp":2,"webhookEventId":"yes","source":{"nested":{"userId":"no"},"userId":"yes"},"mode":"active"}]}
            """u8.ToArray()).Events);
        Assert.Equal(("message", 2L, "yes", "yes", false, false), (item.Type, item.Timestamp, item.WebhookEventId, item.UserId, item.IsRedelivery, item.IsStandby));
    }

    [Fact]
    public void Missing_or_misshapen_common_fields_do_not_lose_the_event()
    {
        var items = WebhookReader.Read("""{"events":[{},{"type":7,"timestamp":"x","webhookEventId":null,"source":[],"mode":{},"deliveryContext":"no"},{"type":"t","timestamp":1e99,"source":{"userId":5}}]}"""u8.ToArray()).Events;
        Assert.Equal(3, items.Length);
        Assert.All(items, e => Assert.Equal((0L, null, null, false), (e.Timestamp, e.WebhookEventId, e.UserId, e.IsRedelivery)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"events\"")]
    [InlineData("{}")]
    [InlineData("""{"destination":"U"}""")]
    [InlineData("""{"events":{}}""")]
    [InlineData("""{"events":null}""")]
    [InlineData("""{"events":[1]}""")]
    [InlineData("""{"events":[[]]}""")]
    [InlineData("""{"events":[null]}""")]
    [InlineData("""{"events":[{}]""")]
    [InlineData("""{"events":[{}]}{}""")]
    [InlineData("""{"events":[{}],}""")]
    [InlineData("""{"events":[{"type":"a}]}""")]
    [InlineData("""{"events":[{"type":"\ud800"}]}""")]
    [InlineData("""{"events":[{"webhookEventId":"\ud800 alone"}]}""")]
    [InlineData("""{'events':[]}""")]
    [InlineData("""/* no */{"events":[]}""")]
    public void A_body_that_is_not_a_webhook_raises_the_one_documented_exception(string body)
    {
        Assert.Throws<WebhookFormatException>(() => WebhookReader.Read(Encoding.UTF8.GetBytes(body)));
        Assert.Throws<WebhookFormatException>(() => WebhookRequest.Parse(Encoding.UTF8.GetBytes(body)));
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused_wherever_they_stand()
    {
        byte[] body = [.. """{"events":[{"note":"x"""u8, 0xC3, 0x28, .. "\"}]}"u8];
        Assert.Throws<WebhookFormatException>(() => WebhookReader.Read(body));
    }

    [Fact]
    public void A_tower_of_brackets_ends_in_the_documented_exception_and_not_in_a_dead_process()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"events":[{"x":{{new string('[', 100_000)}}{{new string(']', 100_000)}}}]}""");
        Assert.Throws<WebhookFormatException>(() => WebhookReader.Read(body));
    }

    [Fact]
    public void An_unknown_type_becomes_a_plain_event_with_its_bytes()
    {
        var read = WebhookRequest.Parse("""{"events":[{"x":{"deep":[1]},"type":"hologram","mode":"active","timestamp":5,"webhookEventId":"E","source":{"type":"user","userId":"U1"}}]}"""u8.ToArray()).Events[0];
        Assert.Equal(typeof(WebhookEvent), read.GetType());
        Assert.Equal(("hologram", "U1", null), (read.Type, read.UserId, read.Problem));
        Assert.Contains("deep", Encoding.UTF8.GetString(read.Json.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void A_known_type_with_a_shape_nobody_expected_does_not_take_the_others_down()
    {
        var events = WebhookRequest.Parse("""
            {"events":[{"type":"postback","postback":[],"webhookEventId":"A","source":{"type":"user","userId":"U1"}},
                       {"type":"message","message":{"type":"text","id":"1","text":null},"webhookEventId":"B"},
                       {"type":"follow","webhookEventId":"C","source":"?"},
                       {"type":"unfollow","webhookEventId":"D","source":{"type":"user","userId":"U2"}}]}
            """u8.ToArray()).Events;
        Assert.Equal([typeof(WebhookEvent), typeof(WebhookEvent), typeof(WebhookEvent), typeof(UnfollowEvent)], events.Select(e => e.GetType()));
        Assert.Equal(["A", "B", "C", "D"], events.Select(e => e.WebhookEventId));
        Assert.All(events.Take(3), e => Assert.NotNull(e.Problem));
        Assert.Equal("U1", events[0].UserId);
    }

    [Fact]
    public void An_unknown_message_source_or_provider_stays_readable()
    {
        var read = Assert.IsType<MessageEvent>(WebhookRequest.Parse("""{"events":[{"type":"message","message":{"type":"hologram","id":"9","depth":3,"markAsReadToken":"m"},"source":{"type":"square","squareId":"s","userId":"U1"}}]}"""u8.ToArray()).Events[0]);
        Assert.Equal((typeof(MessageContent), "hologram", "9", "m"), (read.Message.GetType(), read.Message.Type, read.Message.Id, read.Message.MarkAsReadToken));
        Assert.Equal((typeof(EventSource), "square", "U1"), (read.Source!.GetType(), read.Source.Type, read.UserId));
    }

    [Fact]
    public void Half_a_surrogate_pair_in_a_users_text_does_not_lose_the_event()
    {
        var read = WebhookRequest.Parse("""{"events":[{"type":"message","webhookEventId":"E","message":{"type":"text","id":"1","text":"\ud83e"}}]}"""u8.ToArray()).Events[0];
        Assert.Equal("E", read.WebhookEventId);
        Assert.NotNull(read.Problem);
    }

    [Fact]
    public void The_dummy_events_of_LINEs_old_verify_button_are_read_without_an_id()
    {
        var batch = WebhookReader.Read("""{"events":[{"replyToken":"00000000000000000000000000000000","type":"message","timestamp":1536,"source":{"type":"user","userId":"Udeadbeefdeadbeefdeadbeefdeadbeef"},"message":{"id":"100001","type":"text","text":"Hello, world"}}]}"""u8.ToArray());
        Assert.Null(Assert.Single(batch.Events).WebhookEventId);
        Assert.Null(batch.Destination);
    }
}
