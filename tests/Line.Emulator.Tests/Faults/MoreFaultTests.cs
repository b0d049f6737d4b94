using System.Diagnostics;

namespace Line.Emulator.Tests.Faults;

public sealed class MoreFaultTests
{
    private static async Task<(TestPlatform Line, string Person)> StartAsync(object fault)
    {
        var line = await TestPlatform.StartAsync();
        line.AnswersAreWild = true;
        var person = await line.FriendAsync();
        using var added = await line.ControlAsync("/faults", fault);
        Assert.Equal(201, (int)added.StatusCode);
        return (line, person);
    }

    [Theory]
    [InlineData("rate429RetryAfter", 429)]
    [InlineData("conflict409", 409)]
    [InlineData("html200", 200)]
    [InlineData("redirect302", 302)]
    public async Task An_answer_without_a_send(string kind, int status)
    {
        var (line, person) = await StartAsync(new { endpoint = "push", kind, count = 1 });
        await using var _ = line;
        using var answer = await line.PushAsync(person, retryKey: Guid.NewGuid().ToString());
        Assert.Equal(status, (int)answer.StatusCode);
        switch (kind)
        {
            case "rate429RetryAfter":
                Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
                break;
            case "conflict409":
                Assert.True(Guid.TryParse(answer.Header("x-line-accepted-request-id"), out var __));
                break;
            case "html200":
                Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
                break;
            default:
                Assert.NotNull(answer.Headers.Location);
                break;
        }

        Assert.Empty(await line.ReceivedAsync(person));
        using var well = await line.PushAsync(person);
        Assert.Equal(["hello"], await line.ReceivedAsync(person));
    }

    [Theory]
    [InlineData("delayAfter", 300)]
    [InlineData("drip", 4)]
    public async Task A_send_whose_answer_is_slow(string kind, int delayMs)
    {
        var (line, person) = await StartAsync(new { endpoint = "push", kind, delayMs, count = 1 });
        await using var _ = line;
        var began = Stopwatch.GetTimestamp();
        using var answer = await line.PushAsync(person);
        Assert.True(Stopwatch.GetElapsedTime(began) > TimeSpan.FromMilliseconds(250));
        Assert.Equal(1, (await answer.JsonAsync()).GetProperty("sentMessages").GetArrayLength());
        Assert.Equal(["hello"], await line.ReceivedAsync(person));
    }

    [Fact]
    public async Task A_fault_can_be_one_persons()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        var (unlucky, lucky) = (await line.FriendAsync("甲"), await line.FriendAsync("乙"));
        using var added = await line.ControlAsync("/faults", new { endpoint = "*", kind = "error500Before", user = unlucky });
        foreach (var (person, status) in new[] { (unlucky, 500), (lucky, 200) })
        {
            using var push = await line.PushAsync(person);
            using var profile = await line.GetAsync($"/v2/bot/profile/{person}");
            using var many = await line.PostAsync("/v2/bot/message/multicast", new { to = new[] { person }, messages = TestPlatform.Texts("all") });
            Assert.All((HttpResponseMessage[])[push, profile, many], answer => Assert.Equal(status, (int)answer.StatusCode));
            (await line.ControlAsync($"/users/{person}/messages", new { type = "text", text = "hi" })).Dispose();
            await Eventually.IsTrueAsync(() => bot.Events.Any(e => e.GetProperty("type").GetString() == "message" && e.GetProperty("source").GetProperty("userId").GetString() == person), "the message");
            using var reply = await line.ReplyAsync(bot.Events.Last(e => e.GetProperty("type").GetString() == "message").GetProperty("replyToken").GetString()!);
            Assert.Equal(status, (int)reply.StatusCode);
        }
    }

    [Fact]
    public async Task Webhooks_bring_what_nobody_expected_and_come_again()
    {
        await using var bot = await TestBot.StartAsync();
        bot.EventsAreWild = true;
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        using var set = await line.ControlAsync("/webhook/mischief", new { unknownProbability = 1, bareFollowProbability = 1, redeliverProbability = 0.5, delayMs = 100, seed = 2 });
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < 6; i++)
            await line.FriendAsync();
        await Eventually.IsTrueAsync(() => bot.Events.Any(e => e.GetProperty("deliveryContext").GetProperty("isRedelivery").GetBoolean()), "a redelivery");
        Assert.True(Stopwatch.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(100));
        Assert.All(bot.Calls, call => Assert.True(call.IsSignedWith(line.Options.ChannelSecret)));
        Assert.All(bot.Events.Where(e => e.GetProperty("type").GetString() == "follow"), e => Assert.False(e.TryGetProperty("follow", out _)));
        Assert.Contains(bot.Events, e => e.GetProperty("type").GetString() == "hologramProjected" && !e.TryGetProperty("source", out _));
        var twice = bot.Events.Where(e => e.GetProperty("type").GetString() == "follow").GroupBy(e => e.GetProperty("webhookEventId").GetString()).First(g => g.Count() > 1);
        Assert.Equal(twice.First().GetRawText(), twice.Last().GetRawText().Replace("\"isRedelivery\":true", "\"isRedelivery\":false", StringComparison.Ordinal));
        using var calm = await line.ControlAsync("/webhook/mischief", new { });
    }
}
