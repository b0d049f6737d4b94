using System.Text.Json;
using System.Text.RegularExpressions;

namespace Line.Emulator.Tests.Webhooks;

public sealed class WebhookTests
{
    private static string Type(JsonElement e) => e.GetProperty("type").GetString()!;

    private static Task<HttpResponseMessage> WriteAsync(TestPlatform line, string user, string text) =>
        line.ControlAsync($"/users/{user}/messages", new { type = "text", text });

    [Fact]
    public async Task Every_call_is_signed_over_its_bytes()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        var user = await line.FriendAsync();
        for (var i = 0; i < 20; i++)
            (await WriteAsync(line, user, $"會員卡 {i} 😀")).Dispose();
        await bot.WaitForEventsAsync(21);

        Assert.All(bot.Calls, call => Assert.True(call.IsSignedWith(line.Options.ChannelSecret)));
        Assert.All(bot.Calls, call => Assert.False(call.IsSignedWith(line.Options.LoginChannelSecret)));
        Assert.All(bot.Calls, call => Assert.Equal("application/json; charset=utf-8", call.ContentType));
        Assert.All(bot.Calls, call => Assert.Equal(line.Options.BotUserId, JsonSerializer.Deserialize<JsonElement>(call.Body).GetProperty("destination").GetString()));
    }

    [Fact]
    public async Task Events_differ_in_property_order_and_some_are_escaped_but_all_say_the_same()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        var user = await line.PersonAsync();
        for (var i = 0; i < 40; i++)
            (await WriteAsync(line, user, "點數")).Dispose();
        await bot.WaitForEventsAsync(40);

        var orders = bot.Events.Select(e => string.Join(',', e.EnumerateObject().Select(p => p.Name))).Distinct().Count();
        Assert.True(orders > 10, $"only {orders} orders");
        Assert.Contains(bot.Events, e => e.EnumerateObject().First().Name != "type");
        Assert.Contains(bot.Calls, c => c.Text.Contains("\\u9EDE", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(bot.Calls, c => c.Text.Contains("點數", StringComparison.Ordinal));
        Assert.All(bot.Events, e => Assert.Equal("點數", e.GetProperty("message").GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_message_event_has_all_of_lines_fields()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        var user = await line.PersonAsync();
        (await WriteAsync(line, user, "hi")).Dispose();
        await bot.WaitForEventsAsync(1);

        var e = bot.Events[0];
        Assert.Equal(["deliveryContext", "message", "mode", "replyToken", "source", "timestamp", "type", "webhookEventId"], e.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal("message", Type(e));
        Assert.Equal("active", e.GetProperty("mode").GetString());
        Assert.Equal(line.Clock.GetUtcNow().ToUnixTimeMilliseconds(), e.GetProperty("timestamp").GetInt64());
        Assert.Matches("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", e.GetProperty("webhookEventId").GetString()!);
        Assert.Equal($$"""{"type":"user","userId":"{{user}}"}""", e.GetProperty("source").GetRawText());
        Assert.False(e.GetProperty("deliveryContext").GetProperty("isRedelivery").GetBoolean());
        Assert.Matches("^[0-9a-f]{32}$", e.GetProperty("replyToken").GetString()!);
        Assert.Matches("^[0-9]{15,}$", e.GetProperty("message").GetProperty("id").GetString()!);
    }

    [Fact]
    public async Task Events_of_several_people_close_together_share_a_call()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        (await line.ControlAsync("/scenario/follow", new { count = 200, prefix = "人" })).Dispose();
        await bot.WaitForEventsAsync(200);

        Assert.True(bot.Calls.Count < 200, $"{bot.Calls.Count} calls");
        Assert.Contains(bot.Calls, c => c.Events.Select(e => e.GetProperty("source").GetProperty("userId").GetString()).Distinct().Count() > 1);
        Assert.Equal(200, bot.Events.Select(e => e.GetProperty("webhookEventId").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task One_persons_events_arrive_in_order()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        var people = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => line.PersonAsync($"p{i}")));
        await Task.WhenAll(people.Select(async user =>
        {
            for (var i = 0; i < 15; i++)
                (await WriteAsync(line, user, $"{i}")).Dispose();
        }));
        await bot.WaitForEventsAsync(120);

        foreach (var user in people)
        {
            var texts = bot.Events.Where(e => e.GetProperty("source").GetProperty("userId").GetString() == user).Select(e => e.GetProperty("message").GetProperty("text").GetString());
            Assert.Equal(Enumerable.Range(0, 15).Select(i => $"{i}"), texts);
        }
    }

    [Theory]
    [InlineData(500)]
    [InlineData(302)]
    [InlineData(404)]
    public async Task Without_a_2xx_the_same_event_comes_again_and_only_says_that_it_does(int status)
    {
        await using var bot = await TestBot.StartAsync();
        bot.Answer = call => Task.FromResult(call < 3 ? status : 200);
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        await line.FriendAsync();
        await bot.WaitForEventsAsync(3);
        await Task.Delay(150, TestContext.Current.CancellationToken);

        Assert.Equal(3, bot.Calls.Count);
        Assert.Equal([false, true, true], bot.Events.Select(e => e.GetProperty("deliveryContext").GetProperty("isRedelivery").GetBoolean()));
        var normal = bot.Calls.Select(c => Regex.Replace(c.Text, "\"isRedelivery\":(true|false)", "")).Distinct();
        Assert.Single(normal);
    }

    [Fact]
    public async Task A_bot_that_takes_too_long_gets_the_event_again()
    {
        await using var bot = await TestBot.StartAsync();
        bot.Answer = async call =>
        {
            if (call == 1)
                await Task.Delay(1500, TestContext.Current.CancellationToken);
            return 200;
        };
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        await line.FriendAsync();
        await bot.WaitForEventsAsync(2);

        var log = (await line.ControlJsonAsync("/webhook/log")).EnumerateArray().ToList();
        Assert.Equal("request_timeout", log[0].GetProperty("error").GetString());
        Assert.Equal(1, log[0].GetProperty("attempt").GetInt32());
    }

    [Fact]
    public async Task Without_redelivery_a_lost_event_stays_lost()
    {
        await using var bot = await TestBot.StartAsync();
        bot.Answer = _ => Task.FromResult(500);
        await using var line = await TestPlatform.StartAsync(o => (o.WebhookUrl, o.RedeliveryDelays) = (bot.Url, []));
        await line.FriendAsync();
        await bot.WaitForEventsAsync(1);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.Single(bot.Calls);
    }

    [Fact]
    public async Task Following_after_a_block_says_so()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        var user = await line.FriendAsync();
        (await line.ControlAsync($"/users/{user}/follow")).Dispose();
        (await line.ControlAsync($"/users/{user}/unfollow")).Dispose();
        (await line.ControlAsync($"/users/{user}/follow")).Dispose();
        await bot.WaitForEventsAsync(3);

        Assert.Equal(["follow", "unfollow", "follow"], bot.Events.Select(Type));
        Assert.Equal([false, true], bot.Events.Where(e => Type(e) == "follow").Select(e => e.GetProperty("follow").GetProperty("isUnblocked").GetBoolean()));
        Assert.False(bot.Events[1].TryGetProperty("replyToken", out _));
    }

    [Fact]
    public async Task Verify_sends_an_empty_signed_call()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        (await line.ControlAsync("/webhook/verify")).Dispose();
        using var test = await line.PostAsync("/v2/bot/channel/webhook/test", new { });

        Assert.Equal(2, bot.Calls.Count);
        Assert.All(bot.Calls, c => Assert.Empty(c.Events));
        Assert.All(bot.Calls, c => Assert.True(c.IsSignedWith(line.Options.ChannelSecret)));
        Assert.True((await test.JsonAsync()).GetProperty("success").GetBoolean());
    }

    [Fact]
    public async Task Duplicates_unknown_types_and_forgeries_come_on_demand()
    {
        await using var bot = await TestBot.StartAsync();
        bot.EventsAreWild = true;
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        (await line.ControlAsync("/webhook/mischief", new { duplicateProbability = 1.0 })).Dispose();
        (await line.ControlAsync("/webhook/raise", new { type = "hologram", payload = new { hologram = new { depth = 3 } } })).Dispose();
        await bot.WaitForEventsAsync(2);
        (await line.ControlAsync("/webhook/raw", new { body = """{"destination":"x","events":[]}""", signature = "bm8=" })).Dispose();

        Assert.Equal(bot.Calls[0].Text, bot.Calls[1].Text);
        Assert.Equal("hologram", Type(bot.Events[0]));
        Assert.False(bot.Events[0].TryGetProperty("source", out _));
        Assert.False(bot.Calls[2].IsSignedWith(line.Options.ChannelSecret));
    }

    [Fact]
    public async Task Paused_webhooks_wait_and_reordered_ones_are_shuffled_inside_their_calls()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        var user = await line.PersonAsync();
        (await line.ControlAsync("/webhook/mischief", new { paused = true, reorder = true, seed = 7 })).Dispose();
        for (var i = 0; i < 15; i++)
            (await WriteAsync(line, user, $"{i}")).Dispose();
        Assert.Empty(bot.Calls);
        (await line.ControlAsync("/webhook/mischief", new { reorder = true, seed = 7 })).Dispose();
        await bot.WaitForEventsAsync(15);

        var texts = bot.Events.Select(e => int.Parse(e.GetProperty("message").GetProperty("text").GetString()!, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(0, 15), texts.Order());
        Assert.NotEqual(Enumerable.Range(0, 15), texts);
    }

    [Theory]
    [InlineData("https://api.line.me/webhook")]
    [InlineData("ftp://example.com/")]
    [InlineData("http://example.com/")]
    public async Task A_webhook_that_is_real_line_or_not_secure_is_refused(string endpoint)
    {
        await using var line = await TestPlatform.StartAsync();
        using var answer = await line.CallAsync(HttpMethod.Put, "/v2/bot/channel/webhook/endpoint", new { endpoint });
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task The_webhook_can_be_set_over_the_api()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync();
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await line.GetAsync("/v2/bot/channel/webhook/endpoint")).StatusCode);
        (await line.CallAsync(HttpMethod.Put, "/v2/bot/channel/webhook/endpoint", new { endpoint = bot.Url })).Dispose();
        await line.FriendAsync();
        await bot.WaitForEventsAsync(1);
        Assert.Equal(bot.Url, (await (await line.GetAsync("/v2/bot/channel/webhook/endpoint")).JsonAsync()).GetProperty("endpoint").GetString());
    }
}
