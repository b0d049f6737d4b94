using System.Net;

namespace Line.Emulator.Tests.Sending;

public sealed class ReplyTests
{
    [Fact]
    public async Task A_reply_token_works_once()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        var to = await line.FriendAsync();
        await bot.WaitForEventsAsync(1);
        var token = bot.Events[0].GetProperty("replyToken").GetString()!;

        using var first = await line.ReplyAsync(token, "welcome");
        using var second = await line.ReplyAsync(token, "welcome");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Single((await first.JsonAsync()).GetProperty("sentMessages").EnumerateArray());
        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
        Assert.Equal("Invalid reply token", await second.MessageAsync());
        Assert.Equal(["welcome"], await line.ReceivedAsync(to));
    }

    [Fact]
    public async Task A_refused_reply_leaves_the_token_usable()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        await line.FriendAsync();
        await bot.WaitForEventsAsync(1);
        var token = bot.Events[0].GetProperty("replyToken").GetString()!;

        using var bad = await line.ReplyAsync(token, new string('x', 5001));
        using var good = await line.ReplyAsync(token);

        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Fact]
    public async Task A_reply_token_ends_a_minute_after_its_delivery()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        var to = await line.FriendAsync();
        (await line.ControlAsync($"/users/{to}/messages", new { type = "text", text = "hi" })).Dispose();
        await bot.WaitForEventsAsync(2);

        line.Clock.Advance(TimeSpan.FromSeconds(60));
        using var inTime = await line.ReplyAsync(bot.Events[0].GetProperty("replyToken").GetString()!);
        line.Clock.Advance(TimeSpan.FromSeconds(1));
        using var late = await line.ReplyAsync(bot.Events[1].GetProperty("replyToken").GetString()!);

        Assert.Equal(HttpStatusCode.OK, inTime.StatusCode);
        Assert.Equal("Invalid reply token", await late.MessageAsync());
    }

    [Fact]
    public async Task A_redelivery_gives_the_token_another_minute_but_never_more_than_twenty()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        var to = await line.FriendAsync();
        (await line.ControlAsync($"/users/{to}/messages", new { type = "text", text = "hi" })).Dispose();
        await bot.WaitForEventsAsync(2);
        var tokens = bot.Events.Select(e => e.GetProperty("replyToken").GetString()!).ToList();

        line.Clock.Advance(TimeSpan.FromMinutes(10));
        (await line.ControlAsync("/webhook/redeliver-all")).Dispose();
        await bot.WaitForEventsAsync(4);
        using var afterTen = await line.ReplyAsync(tokens[0]);
        line.Clock.Advance(TimeSpan.FromMinutes(11));
        await line.NewTokenAsync();
        (await line.ControlAsync("/webhook/redeliver-all")).Dispose();
        await bot.WaitForEventsAsync(6);
        using var afterTwentyOne = await line.ReplyAsync(tokens[1]);

        Assert.Equal(HttpStatusCode.OK, afterTen.StatusCode);
        Assert.Equal("Invalid reply token", await afterTwentyOne.MessageAsync());
    }

    [Fact]
    public async Task Replies_cost_no_quota()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => (o.WebhookUrl, o.MonthlyQuota) = (bot.Url, 0));
        await line.FriendAsync();
        await bot.WaitForEventsAsync(1);

        using var answer = await line.ReplyAsync(bot.Events[0].GetProperty("replyToken").GetString()!);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, (await (await line.GetAsync("/v2/bot/message/quota/consumption")).JsonAsync()).GetProperty("totalUsage").GetInt64());
    }
}
